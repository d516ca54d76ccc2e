"""conversations.*: what an app may know of channels and read in them."""

from __future__ import annotations

from bot.sandbox.core import Refused
from bot.sandbox.methods import Call, method
from bot.sandbox.payloads import shown
from bot.sandbox.world import Channel, Json

TOPIC = 250  # characters
TYPES = {"channels": "public_channel", "groups": "private_channel", "im": "im"}


def described(call: Call, channel: Channel) -> Json:
    """A conversation object (https://docs.slack.dev/reference/objects/conversation-object)."""
    shared, bot = channel.is_ext_shared, call.slack.bot.id
    common = {"id": channel.id, "is_im": channel.is_im, "is_archived": channel.is_archived,
              "is_member": bot in channel.members, "is_shared": shared, "is_ext_shared": shared,
              "is_org_shared": False, "context_team_id": channel.team_id}  # fmt: skip
    if channel.is_im:
        return {**common, "user": channel.members[0]}
    teams = (
        {call.world.person(one).team_id for one in channel.members} - {channel.team_id} if shared else set()
    )
    topic = {"value": channel.topic, "creator": bot if channel.topic else "", "last_set": 0}
    return {**common, "name": channel.name, "name_normalized": channel.name, "is_mpim": False,
            "is_channel": not channel.is_private, "is_group": channel.is_private, "topic": topic,
            "is_private": channel.is_private, "purpose": {"value": "", "creator": "", "last_set": 0},
            "conversation_host_id": channel.team_id, "connected_team_ids": sorted(teams),
            "shared_team_ids": [channel.team_id, *sorted(teams)]}  # fmt: skip


@method("conversations.info", "{kind}:read", "channel")
def info(call: Call) -> Json:
    channel = call.channel()
    count = {"num_members": len(channel.members)} if call.flag("include_num_members") else {}
    return {"channel": {**described(call, channel), **count}}


@method("conversations.members", "{kind}:read", "channel", tier=4)
def members(call: Call) -> Json:
    return call.page(call.channel().members, "members")


@method("conversations.list", "channels:read", tier=2)
def list_(call: Call) -> Json:
    wanted = (call.args.get("types") or "public_channel").split(",")
    seen = [one for one in call.world.channels if one.kind == "channels" or call.slack.bot.id in one.members]
    hidden = call.flag("exclude_archived")
    found = [one for one in seen if TYPES[one.kind] in wanted and not (one.is_archived and hidden)]
    return call.page([described(call, one) for one in found], "channels")


@method("conversations.open", "im:write")
def open_(call: Call) -> Json:
    users = [one for one in str(call.args.get("users") or "").split(",") if one]
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")  # of group messages the sandbox has none
    wanted = users[0] if users else call.channel().members[0]
    person = next((one for one in call.world.people if one.id == wanted), None)
    if person is None or person.deleted or person.is_bot:
        raise Refused(
            "user_not_found" if person is None else "user_disabled" if person.deleted else "cannot_dm_bot"
        )
    channel = call.world.dm(person)
    return {"channel": described(call, channel) if call.flag("return_im") else {"id": channel.id}}


@method("conversations.join", "channels:join", "channel")
def join(call: Call) -> Json:
    channel = call.channel()
    if channel.is_archived or channel.kind != "channels":
        raise Refused("is_archived" if channel.is_archived else "method_not_supported_for_channel_type")
    if call.slack.bot.id not in channel.members:
        call.slack.member(channel, call.slack.bot)
    return {"channel": described(call, channel)}


@method("conversations.setTopic", "{kind}:write.topic", "channel", tier=2)
def set_topic(call: Call) -> Json:
    channel, topic, bot = call.channel(member=True), str(call.args.get("topic") or ""), call.slack.bot
    if len(topic) > TOPIC:
        raise Refused("too_long")
    channel.topic = topic
    call.slack.post(
        channel, bot, f"<@{bot.id}> set the channel topic: {topic}", subtype="channel_topic", topic=topic
    )
    call.slack.changed("bot")
    return {"channel": described(call, channel), "topic": topic}


@method("conversations.mark", "", "channel", "ts")
def mark(call: Call) -> Json:
    call.channel(member=True)
    return {}


def between(call: Call, messages: list[Json]) -> list[Json]:
    """Those that everyone may see, between `oldest` and `latest`, in the API's form."""
    oldest, latest = str(call.args.get("oldest") or "0"), str(call.args.get("latest") or "9")
    edges = {oldest, latest} if call.flag("inclusive") else set()
    inside = [one for one in messages if "ephemeral_to" not in one]
    inside = [one for one in inside if oldest < one["ts"] < latest or one["ts"] in edges]
    return [shown(one, metadata=call.flag("include_all_metadata")) for one in inside]


@method("conversations.history", "{kind}:history", "channel")
def history(call: Call) -> Json:
    channel = call.channel(member=True)
    alone = [one for one in channel.messages if one.get("thread_ts") in (None, one["ts"]) or "subtype" in one]
    return {**call.page(between(call, alone)[::-1], "messages"), "pin_count": len(channel.pins)}


@method("conversations.replies", "{kind}:history", "channel", "ts")
def replies(call: Call) -> Json:
    channel, message = call.message(error="thread_not_found")
    root = message.get("thread_ts") or message["ts"]
    thread = [one for one in channel.messages if root in (one["ts"], one.get("thread_ts"))]
    return call.page(between(call, thread), "messages", default=1000)
