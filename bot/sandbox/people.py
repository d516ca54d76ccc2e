"""What people do in the local Slack: write, run a command, press, fill a modal in; and what answers then."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.blocks import checked_blocks, checked_view, with_ids
from bot.sandbox.core import Lease, Refused, Slack
from bot.sandbox.delivery import NotAcknowledged
from bot.sandbox.methods.surfaces import push, replace
from bot.sandbox.values import PRESSED, find, mistakes, state, value_of
from bot.sandbox.world import Channel, Json, Person

TROUBLE = "trouble_connecting"  # all that Slack shows when an app's answer to a modal is wrong


@dataclass(frozen=True)
class Outcome:
    """What came of it. `error` is what Slack shows; `errors` are those of a modal's fields, by block_id."""

    ok: bool
    error: str = ""
    ack: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    shown: list[Json] = field(default_factory=list)  # what a command's acknowledgement put on the screen


def say(slack: Slack, person: Person, channel: Channel, text: str, thread_ts: str | None = None) -> str:
    """Write a message, `@Name` being a mention; returns its ts."""
    if person.id not in channel.members or channel.is_archived:
        raise Refused("is_archived" if channel.is_archived else "not_in_channel")
    for other in sorted(slack.world.people, key=lambda one: -len(one.real_name)):
        text = text.replace(f"@{other.real_name}", f"<@{other.id}>")
    root = channel.find(thread_ts)
    message = slack.post(
        channel, person, text, blocks=payloads.rich_text(text), client_msg_id=str(uuid.uuid4()),
        thread_ts=root and (root.get("thread_ts") or root["ts"]),
    )  # fmt: skip
    return str(message["ts"])


async def sent(slack: Slack, payload: Json, kind: str = "interactive") -> Outcome:
    try:
        return Outcome(ok=True, ack=await slack.delivery.ask(kind, payload))
    except NotAcknowledged as missing:
        return Outcome(ok=False, error=missing.error)


async def command(slack: Slack, person: Person, channel: Channel, line: str) -> Outcome:
    """Run a slash command: one that is declared, and only as a member of the installing company."""
    word, _, text = line.strip().partition(" ")
    foreign = person.team_id != slack.world.app.team_id
    if foreign or word not in {one["command"] for one in slack.world.app.commands}:
        return Outcome(ok=False, error="command_not_available" if foreign else "unknown_command")
    payload = payloads.command(slack, person, channel, word, text.strip())
    outcome = await sent(slack, payload, "slash_commands")
    if not outcome.ack.get("text") and not outcome.ack.get("blocks"):
        return outcome
    lease = slack.responses[payload["response_url"].rsplit("/", 1)[1]]
    try:
        return Outcome(ok=True, ack=outcome.ack, shown=[respond(slack, lease, outcome.ack)])
    except Refused as refused:
        slack.log.note(word, f"{refused.error}: {refused.more.get('errors')}")
        return Outcome(ok=False, error="invalid_command_response", ack=outcome.ack)


def respond(slack: Slack, lease: Lease, body: Json) -> Json:
    """Do what a response_url, or the acknowledgement of a command, asks for; returns the message."""
    channel, original, text = lease.channel, lease.message, str(body.get("text") or "")
    checked_blocks(body.get("blocks"), slack.extra_blocks)
    blocks = with_ids(body["blocks"]) if body.get("blocks") else []
    if channel is None or (not text and not blocks and not body.get("delete_original")):
        raise Refused("no_text")
    if original and (body.get("delete_original") or body.get("replace_original")):
        if channel.find(original["ts"]) is None:
            raise Refused("message_not_found")
        if body.get("delete_original"):
            slack.delete(channel, original)
        else:
            slack.edit(channel, original, slack.bot, text=text, blocks=blocks)
        return original
    hidden = None if body.get("response_type") == "in_channel" else lease.person.id
    thread = body.get("thread_ts") or (original or {}).get("thread_ts")
    return slack.post(channel, slack.bot, text, blocks=blocks, ephemeral_to=hidden, thread_ts=thread)


# ---- Pressing and choosing


async def act(
    slack: Slack, person: Person, source: Json, action_id: str, value: Any = None, block_id: str | None = None
) -> Outcome:
    """Use an element of a message ({channel, ts}), of the open modal ({}) or of App Home ({home: True})."""
    payload, blocks, key = surface(slack, person, source)
    block, element = find(blocks, action_id, block_id, value)
    raw = element.get("value") if element["type"] == "button" else value
    chosen = slack.chosen.setdefault(key, {})
    if element["type"] not in PRESSED:
        chosen.setdefault(block["block_id"], {})[action_id] = raw
    style = {"style": element["style"]} if "style" in element else {}
    action = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"], **style,
              **value_of(element, raw), "action_ts": f"{slack.now():.6f}"}  # fmt: skip
    payload |= {"actions": [action], "state": state(blocks, chosen)}
    if "view" in payload:
        payload["view"] = {**payload["view"], "state": payload.pop("state")}
    return await sent(slack, payload)


def surface(slack: Slack, person: Person, source: Json) -> tuple[Json, list[Json], str]:
    """The block_actions payload of a place, its blocks, and the key under which choices are kept."""
    common = payloads.interaction(slack, "block_actions", person)
    if "channel" not in source:
        view = slack.world.homes[person.id] if source.get("home") else slack.views[person.id][-1]
        if source.get("values"):
            slack.chosen[view["id"]] = source["values"]
        return (
            {**common, "container": {"type": "view", "view_id": view["id"]}, "view": view},
            view["blocks"],
            view["id"],
        )
    channel: Channel = source["channel"]
    message = seen(channel, person, source["ts"])
    thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id,
                 "is_ephemeral": "ephemeral_to" in message, **thread}  # fmt: skip
    payload = {**common, "container": container, **about(slack, person, channel, message)}
    return payload, message.get("blocks") or [], f"{channel.id} {message['ts']} {person.id}"


def seen(channel: Channel, person: Person, ts: str | None) -> Json:
    """A message that a person can see; LookupError when there is none."""
    message = channel.find(ts)
    if (
        message is None
        or person.id not in channel.members
        or message.get("ephemeral_to", person.id) != person.id
    ):
        raise LookupError(f"no message {ts} here")
    return message


def about(slack: Slack, person: Person, channel: Channel, message: Json) -> Json:
    """What a payload says of the message that it is about."""
    url = slack.response_url(channel, person, message)
    return {"channel": payloads.place(channel), "message": payloads.shown(message), "response_url": url}


async def shortcut(
    slack: Slack, person: Person, callback_id: str, channel: Channel | None = None, ts: str | None = None
) -> Outcome:
    """Use a declared shortcut: a global one, or with a channel and ts one of a message."""
    foreign = person.team_id != slack.world.app.team_id
    if foreign or callback_id not in {one["callback_id"] for one in slack.world.app.shortcuts}:
        return Outcome(ok=False, error="command_not_available" if foreign else "unknown_shortcut")
    payload = payloads.interaction(slack, "message_action" if channel else "shortcut", person)
    payload |= {"callback_id": callback_id, "action_ts": f"{slack.now():.6f}"}
    if channel:
        payload |= {"message_ts": ts, **about(slack, person, channel, seen(channel, person, ts))}
    return await sent(slack, payload)


# ---- Modals and App Home


async def submit(slack: Slack, person: Person, values: Json) -> Outcome:
    """Submit the open modal with block_id → action_id → raw value, and do what the app answers."""
    view = slack.views[person.id][-1]
    chosen = slack.chosen[view["id"]] = {**slack.chosen.get(view["id"], {}), **values}
    wrong = mistakes(view["blocks"], chosen)
    if wrong:
        return Outcome(ok=False, errors=wrong)
    payload = payloads.interaction(slack, "view_submission", person)
    filled = {**view, "state": state(view["blocks"], chosen)}
    outcome = await sent(slack, {**payload, "view": filled, "response_urls": []})
    return follow(slack, person, view, outcome.ack) if outcome.ok else outcome


def follow(slack: Slack, person: Person, view: Json, ack: Json) -> Outcome:
    """What an acknowledged submission does: errors, update, push, clear, or just closing the view."""
    action, inputs = (
        ack.get("response_action"),
        {one["block_id"] for one in view["blocks"] if one["type"] == "input"},
    )
    try:
        if action == "errors":
            if not ack.get("errors") or set(ack["errors"]) - inputs:
                raise Refused("errors for what is no input of this view")  # noqa: TRY301 one way to say it
            return Outcome(ok=False, ack=ack, errors=ack["errors"])
        if action in {"update", "push"}:
            checked_view(ack.get("view"), slack.extra_blocks)
            if action == "push":
                push(slack, person, ack["view"])
            else:
                replace(slack, person, view, ack["view"])
            return Outcome(ok=True, ack=ack)
    except Refused as refused:
        slack.log.note("view_submission", f"{refused.error}: {refused.more.get('errors') or ack}")
        return Outcome(ok=False, error=TROUBLE, ack=ack)
    slack.close_views(person, everything=action == "clear")
    return Outcome(ok=True, ack=ack, closed=True)


async def close(slack: Slack, person: Person) -> Outcome:
    """Cancel the open modal; the app hears of it where it asked to."""
    view = slack.views[person.id][-1]
    filled = {**view, "state": state(view["blocks"], slack.chosen.get(view["id"], {}))}
    slack.close_views(person, everything=view["clear_on_close"])
    if not view["notify_on_close"]:
        return Outcome(ok=True, closed=True)
    payload = {
        **payloads.interaction(slack, "view_closed", person),
        "view": filled,
        "is_cleared": view["clear_on_close"],
    }
    payload.pop("trigger_id")
    return await sent(slack, payload)


def open_home(slack: Slack, person: Person, tab: str = "home") -> None:
    """Open the app's Home or Messages tab."""
    home = slack.world.homes.get(person.id) if tab == "home" else None
    inner = {"type": "app_home_opened", "user": person.id, "channel": slack.world.dm(person).id, "tab": tab}
    slack.event({**inner, **({"view": home} if home else {})})
