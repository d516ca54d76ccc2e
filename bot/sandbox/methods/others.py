"""The rest of the Web API: who is there, reactions, pins, bookmarks, files, an assistant's status."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.core import Refused
from bot.sandbox.methods import Call, method
from bot.sandbox.methods.chat import thread_of
from bot.sandbox.world import Channel, Json, Person, new_id

PROMPTS = 4  # suggested at most


@method("auth.test", tier=4)
def auth_test(call: Call) -> Json:
    app = call.world.app
    home = call.world.workspace(app.team_id)
    grid = {"enterprise_id": home.enterprise_id} if home.enterprise_id else {}
    return {"url": f"{call.slack.url}/", "team": home.name, "user": call.slack.bot.name, "team_id": home.id,
            "user_id": app.user_id, "bot_id": app.bot_id, "app_id": app.id, **grid,
            "is_enterprise_install": False}  # fmt: skip


@method("apps.connections.open", tier=1, app_token=True)
def connections_open(call: Call) -> Json:
    ticket = secrets.token_urlsafe(12)
    call.slack.tickets.add(ticket)
    return {
        "url": f"{call.slack.url.replace('http', 'ws', 1)}/socket?ticket={ticket}&app_id={call.world.app.id}"
    }


@method("team.info", "team:read")
def team_info(call: Call) -> Json:
    wanted = call.args.get("team") or call.world.app.team_id
    found = next((one for one in call.world.workspaces if one.id == wanted), None)
    if found is None:
        raise Refused("team_not_found")
    return {"team": found.model_dump(exclude={"party"})}


def described(call: Call, person: Person) -> Json:
    """A user object (docs.slack.dev/reference/objects/user-object), as the installing workspace sees it."""
    met = any({person.id, call.slack.bot.id} <= set(one.members) for one in call.world.channels)
    offset, enterprise = (
        datetime.now(ZoneInfo(person.tz)).utcoffset(),
        call.world.workspace(person.team_id).enterprise_id,
    )
    profile = {"real_name": person.real_name, "display_name": person.real_name, "title": person.title,
               "team": person.team_id}  # fmt: skip
    user = {**person.model_dump(exclude={"title", "locale"}), "profile": profile, "tz_label": person.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0, "is_admin": False, "is_owner": False,
            "is_stranger": person.team_id != call.world.app.team_id and not met, "updated": 0}  # fmt: skip
    if enterprise:
        user["enterprise_user"] = {"id": person.id, "enterprise_id": enterprise, "teams": [person.team_id]}
    return {**user, **({"locale": person.locale} if call.flag("include_locale") else {})}


@method("users.info", "users:read", "user", tier=4)
def users_info(call: Call) -> Json:
    return {"user": described(call, call.person())}


@method("users.list", "users:read", tier=2)
def users_list(call: Call) -> Json:
    own = [one for one in call.world.people if one.team_id == call.world.app.team_id]
    return call.page([described(call, one) for one in own], "members")


# ---- Reactions, pins, bookmarks


@method("reactions.add", "reactions:write", "channel", "timestamp", "name")
def react(call: Call) -> Json:
    channel, message = call.message("timestamp")
    if not re.fullmatch(r"[\w+'-]+(::skin-tone-[2-6])?", call.args["name"]):
        raise Refused("invalid_name")
    if not call.slack.react(channel, message, call.slack.bot, call.args["name"]):
        raise Refused("already_reacted")
    return {}


@method("reactions.remove", "reactions:write", "channel", "timestamp", "name")
def unreact(call: Call) -> Json:
    channel, message = call.message("timestamp")
    if not call.slack.react(channel, message, call.slack.bot, call.args["name"], add=False):
        raise Refused("no_reaction")
    return {}


@method("pins.add", "pins:write", "channel", "timestamp", tier=2)
def pin(call: Call) -> Json:
    channel, message = call.message("timestamp")
    if message["ts"] in channel.pins:
        raise Refused("already_pinned")
    channel.pins.append(message["ts"])
    call.slack.changed("changed", channel)
    return {}


@method("pins.remove", "pins:write", "channel", "timestamp", tier=2)
def unpin(call: Call) -> Json:
    channel = call.channel(member=True)
    if call.args["timestamp"] not in channel.pins:
        raise Refused("no_pin")
    channel.pins.remove(call.args["timestamp"])
    call.slack.changed("changed", channel)
    return {}


@method("pins.list", "pins:read", "channel", tier=2)
def pins(call: Call) -> Json:
    channel = call.channel()
    found = [channel.find(one) for one in channel.pins]
    return {"items": [{"type": "message", "channel": channel.id, "message": one} for one in found]}


def bookmarked(call: Call, channel: Channel, bookmark: Json) -> Json:
    link = str(call.args.get("link") or bookmark.get("link"))
    if not link.startswith(("http://", "https://")):
        raise Refused("invalid_link")
    given = {key: call.args[key] for key in ("title", "emoji", "type") if call.args.get(key)}
    bookmark |= {**given, "link": link}
    channel.bookmarks = [one for one in channel.bookmarks if one["id"] != bookmark["id"]] + [bookmark]
    call.slack.changed("bot")
    return {"bookmark": bookmark}


@method("bookmarks.add", "bookmarks:write", "channel_id", "title", "type", tier=2)
def bookmark(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    return bookmarked(call, channel, {"id": new_id("Bk"), "channel_id": channel.id})


@method("bookmarks.edit", "bookmarks:write", "channel_id", "bookmark_id", tier=2)
def edit_bookmark(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    found = next((one for one in channel.bookmarks if one["id"] == call.args["bookmark_id"]), None)
    if found is None:
        raise Refused("not_found")
    return bookmarked(call, channel, found)


@method("bookmarks.list", "bookmarks:read", "channel_id")
def bookmarks(call: Call) -> Json:
    return {"bookmarks": call.channel("channel_id").bookmarks}


# ---- Files: an address to send the bytes to, then one message with them


@method("files.getUploadURLExternal", "files:write", "filename", "length", tier=4)
def upload_url(call: Call) -> Json:
    file, name = new_id("F"), str(call.args["filename"])
    call.slack.files[file] = {"id": file, "name": name, "title": name, "size": int(call.args["length"]),
                              "mode": "hosted", "user": call.slack.bot.id, "created": int(call.slack.now()),
                              "url_private": f"{call.slack.url}/files/{file}"}  # fmt: skip
    return {"upload_url": f"{call.slack.url}/upload/{file}", "file_id": file}


@method("files.completeUploadExternal", "files:write", "files", tier=4)
def complete_upload(call: Call) -> Json:
    given, found = call.json("files"), []
    for one in given:
        if one["id"] not in call.slack.contents:
            raise Refused("file_not_found")
        file = call.slack.files[one["id"]]
        found.append({**file, "title": one.get("title") or file["name"]})
    if call.args.get("channel_id"):
        channel, said = call.channel("channel_id", member=True), call.args.get("initial_comment") or ""
        call.slack.post(channel, call.slack.bot, said, files=found, thread_ts=thread_of(call, channel))
    return {"files": found}


# ---- What an assistant says of itself


@method("assistant.threads.setStatus", "chat:write", "channel_id")
def status(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    call.slack.statuses[channel.id, str(call.args.get("thread_ts") or "")] = str(
        call.args.get("status") or ""
    )
    call.slack.changed("changed", channel)
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write", "channel_id", "prompts")
def prompts(call: Call) -> Json:
    channel, given = call.channel("channel_id", member=True), call.json("prompts")
    if not 1 <= len(given) <= PROMPTS or any(not {"title", "message"} <= set(one) for one in given):
        raise Refused(
            "invalid_arguments", "1 to 4 prompts, each with title and message [json-pointer:/prompts]"
        )
    call.slack.prompts[channel.id] = {"title": call.args.get("title"), "prompts": given}
    call.slack.changed("changed", channel)
    return {}


@method("assistant.threads.setTitle", "assistant:write", "channel_id", "thread_ts", "title")
def title(call: Call) -> Json:
    call.channel("channel_id", member=True)
    return {}
