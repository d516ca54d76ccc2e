"""chat.*: writing, changing and deleting messages, now or later."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blocks import checked_blocks, with_ids
from bot.sandbox.core import Refused
from bot.sandbox.methods import Call, method
from bot.sandbox.payloads import shown
from bot.sandbox.world import Channel, Json, new_id

LONGEST = 40_000  # characters of `text`: what is over is cut
METADATA = 16_000  # characters
FARTHEST = 120 * 86400  # seconds ahead that a message may be scheduled
CROWD, CROWD_SECONDS = 30, 300  # scheduled messages near each other in one channel
TOO_LATE = 60  # seconds before its time, a scheduled message cannot be taken back


def content(call: Call) -> Json:
    """The checked text, blocks, attachments and metadata of a message; what is not given is None."""
    blocks, text = call.json("blocks", "invalid_blocks_format"), call.args.get("text")
    metadata = call.json("metadata", "invalid_metadata_format")
    checked_blocks(blocks, call.slack.extra_blocks)
    if metadata and not {"event_type", "event_payload"} <= set(metadata):
        raise Refused("invalid_metadata_format")
    if len(str(metadata)) > METADATA:
        raise Refused("metadata_too_large")
    if blocks and not text:
        call.slack.log.note(
            "text", "blocks without text: notifications and screen readers have nothing to say"
        )
    return {
        "text": None if text is None else str(text)[:LONGEST],
        "blocks": with_ids(blocks) if blocks else blocks,
        "attachments": call.json("attachments"),
        "metadata": metadata,
    }


def new_content(call: Call) -> tuple[str, dict[str, Any]]:
    found = content(call)
    text = found.pop("text") or ""
    if not text and not found["blocks"] and not found["attachments"]:
        raise Refused("no_text")
    return text, found


def thread_of(call: Call, channel: Channel) -> str | None:
    """The root of the thread to answer in."""
    if not call.args.get("thread_ts"):
        return None
    root = channel.find(str(call.args["thread_ts"]))
    if root is None:
        raise Refused("thread_not_found")
    return str(root.get("thread_ts") or root["ts"])


def own(call: Call, error: str) -> tuple[Channel, Json]:
    """A message of the app itself, which alone it may change."""
    channel, message = call.message()
    if message["user"] != call.slack.bot.id:
        raise Refused(error)
    return channel, message


@method("chat.postMessage", "chat:write", "channel", tier=4)
def post_message(call: Call) -> Json:
    channel = call.channel(member=True)
    text, more = new_content(call)
    thread = thread_of(call, channel)
    broadcast = "thread_broadcast" if thread and call.flag("reply_broadcast") else None
    message = call.slack.post(channel, call.slack.bot, text, thread_ts=thread, subtype=broadcast, **more)
    return {"channel": channel.id, "ts": message["ts"], "message": shown(message, metadata=True)}


@method("chat.postEphemeral", "chat:write", "channel", "user", tier=4)
def post_ephemeral(call: Call) -> Json:
    channel, person = call.channel(member=True), call.person()
    if person.id not in channel.members:
        raise Refused("user_not_in_channel")
    text, more = new_content(call)
    thread = thread_of(call, channel)
    message = call.slack.post(channel, call.slack.bot, text, thread_ts=thread, ephemeral_to=person.id, **more)
    return {"message_ts": message["ts"]}


@method("chat.update", "chat:write", "channel", "ts")
def update(call: Call) -> Json:
    channel, message = own(call, "cant_update_message")
    new = content(call)
    if new["text"] is None and new["blocks"] is None and new["attachments"] is None:
        raise Refused("no_text")
    call.slack.edit(channel, message, call.slack.bot, **new)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown(message)}


@method("chat.delete", "chat:write", "channel", "ts")
def delete(call: Call) -> Json:
    channel, message = own(call, "cant_delete_message")
    call.slack.delete(channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.scheduleMessage", "chat:write", "channel", "post_at")
def schedule(call: Call) -> Json:
    channel, at, now = call.channel(member=True), int(call.args["post_at"]), call.slack.now()
    if not now < at <= now + FARTHEST:
        raise Refused("time_in_past" if at <= now else "time_too_far")
    mine = [one["post_at"] for one in call.world.scheduled if one["channel_id"] == channel.id]
    if len([other for other in mine if abs(other - at) < CROWD_SECONDS]) >= CROWD:
        raise Refused("restricted_too_many")
    text, more = new_content(call)
    kept = {"text": text, **{key: value for key, value in more.items() if value}}
    one = {"id": new_id("Q"), "channel_id": channel.id, "post_at": at, "date_created": int(now), **kept}
    call.world.scheduled.append({**one, "thread_ts": thread_of(call, channel)})
    return {"channel": channel.id, "scheduled_message_id": one["id"], "post_at": at, "message": kept}


@method("chat.deleteScheduledMessage", "chat:write", "channel", "scheduled_message_id")
def delete_scheduled(call: Call) -> Json:
    wanted = (call.args["channel"], call.args["scheduled_message_id"])
    found = next((one for one in call.world.scheduled if (one["channel_id"], one["id"]) == wanted), None)
    if found is None or found["post_at"] < call.slack.now() + TOO_LATE:
        raise Refused("invalid_scheduled_message_id")
    call.world.scheduled.remove(found)
    return {}


@method("chat.scheduledMessages.list")
def scheduled(call: Call) -> Json:
    wanted, keys = call.args.get("channel"), ("id", "channel_id", "post_at", "date_created", "text")
    found = [one for one in call.world.scheduled if wanted in (None, one["channel_id"])]
    found.sort(key=lambda one: one["post_at"])
    return call.page([{key: one[key] for key in keys} for one in found], "scheduled_messages")


@method("chat.getPermalink", "", "channel", "message_ts")
def permalink(call: Call) -> Json:
    channel, message = call.message("message_ts", member=False)
    thread = f"?thread_ts={message['thread_ts']}&cid={channel.id}" if message.get("thread_ts") else ""
    link = f"{call.slack.url}/archives/{channel.id}/p{message['ts'].replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}
