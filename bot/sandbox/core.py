"""The local Slack itself: its world, and what changes in it. It lives on one event loop, so no locks."""

from __future__ import annotations

import secrets
import time
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.record import Clock, Log
from bot.sandbox.world import Channel, Json, Person, World, ts_of

TRIGGER = timedelta(seconds=3)  # https://docs.slack.dev/reference/methods/views.open
RESPONSE, USES = timedelta(minutes=30), 5  # of a response_url


class Refused(Exception):  # noqa: N818 it is what Slack says
    """A call that Slack answers with `ok: false` and this error."""

    def __init__(self, error: str, *reasons: str, **more: Any) -> None:
        super().__init__(error)
        self.error, self.more = error, more
        if reasons:
            lines = [f"[ERROR] {reason}" for reason in reasons]
            self.more |= {"errors": list(reasons), "response_metadata": {"messages": lines}}


@dataclass
class Lease:
    """A trigger_id or response_url: for whom, for what, until when, and how often used."""

    person: Person
    expires: float
    channel: Channel | None = None
    message: Json | None = None
    uses: int = 0


@dataclass
class Slack:
    world: World
    url: str
    clock: Clock
    log: Log
    faults: Faults
    delivery: Delivery
    notify: Callable[[Json], None]  # told about each change: {kind, channel, user}
    bot_token: str
    app_token: str
    rate_limits: bool
    extra_blocks: frozenset[str]
    views: dict[str, list[Json]] = field(default_factory=dict)  # open modals by person, the root first
    chosen: dict[str, Json] = field(default_factory=dict)  # by view or message: block_id → action_id → value
    triggers: dict[str, Lease] = field(default_factory=dict)
    responses: dict[str, Lease] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)  # of Socket Mode connections that may come
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)  # of uploaded files
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)  # by channel and thread
    prompts: dict[str, Json] = field(default_factory=dict)  # suggested ones, by channel
    calls: dict[tuple[str, str], list[float]] = field(default_factory=dict)  # when, for the rate limits
    _used: set[int] = field(default_factory=set)

    @property
    def bot(self) -> Person:
        return self.world.person(self.world.app.user_id)

    def now(self) -> float:
        return self.clock().timestamp()

    def new_ts(self) -> str:
        """A message's ts: the clock's time in microseconds, never the same twice."""
        micro = int(self.now() * 1_000_000)
        while micro in self._used:
            micro += 1
        self._used.add(micro)
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    def changed(self, kind: str, channel: Channel | None = None, user: str | None = None) -> None:
        self.notify({"kind": kind, "channel": channel and channel.id, "user": user})

    # ---- Events

    def event(self, inner: Json, channel: Channel | None = None, subscription: str = "") -> None:
        """Send an event, when the app subscribed to it and can see the channel."""
        app = self.world.app
        visible = channel is None or app.user_id in channel.members or inner["type"].startswith("channel_")
        if (subscription or inner["type"]) in app.events and visible:
            inner = {**inner, "event_ts": inner.get("event_ts") or f"{self.now():.6f}"}
            self.delivery.event(payloads.event(self.world, inner, channel, self.now()))

    def _tell_written(self, message: Json, channel: Channel) -> None:
        author = self.world.person(message["user"])
        inner = payloads.said(message, channel, author)
        self.event(inner, channel, f"message.{channel.kind}")
        if f"<@{self.bot.id}" in message["text"] and not author.is_bot and not channel.is_im:
            self.event(payloads.mentioned(inner), channel)

    def _tell_changed(self, channel: Channel, before: Json, **what: Any) -> None:
        ts = self.new_ts()
        inner = {"type": "message", **what, "previous_message": before, "channel": channel.id,
                 "channel_type": payloads.TYPES[channel.kind], "hidden": True, "ts": ts}  # fmt: skip
        self.event(inner, channel, f"message.{channel.kind}")

    # ---- Messages

    def post(self, channel: Channel, author: Person, text: str, **extra: Any) -> Json:
        """Add a message to a channel, and tell everyone who should know."""
        given = {key: value for key, value in extra.items() if value}
        message = {"type": "message", "user": author.id, "text": text, "ts": self.new_ts(), **given}
        message["team"] = author.team_id
        if author.is_bot:
            app = self.world.app
            profile = {
                "id": app.bot_id,
                "app_id": app.id,
                "name": app.name,
                "team_id": app.team_id,
                "deleted": False,
            }
            message |= {"bot_id": app.bot_id, "app_id": app.id, "bot_profile": profile}
            self.statuses.pop((channel.id, message.get("thread_ts", "")), None)
        parent = channel.find(message.get("thread_ts"))
        insort(channel.messages, message, key=ts_of)
        if "ephemeral_to" not in message:
            if parent:
                count_reply(parent, message)
            self._tell_written(message, channel)
        self.changed("message", channel, message.get("ephemeral_to"))
        return message

    def edit(self, channel: Channel, message: Json, editor: Person, **new: Any) -> None:
        """Put new text, blocks, attachments or metadata in the place of the old; None leaves it."""
        before = payloads.shown(message)
        message |= {key: value for key, value in new.items() if value is not None}
        if "ephemeral_to" not in message:
            message["edited"] = {"user": editor.id, "ts": f"{self.now():.6f}"}
            self._tell_changed(channel, before, subtype="message_changed", message=payloads.shown(message))
        self.changed("changed", channel)

    def delete(self, channel: Channel, message: Json) -> None:
        channel.messages.remove(message)
        if "ephemeral_to" not in message:
            parent = channel.find(message.get("thread_ts"))
            if parent:
                parent["reply_count"] -= 1
            before = payloads.shown(message)
            self._tell_changed(channel, before, subtype="message_deleted", deleted_ts=message["ts"])
        self.changed("changed", channel)

    def react(self, channel: Channel, message: Json, person: Person, name: str, *, add: bool = True) -> bool:
        """Put a reaction on a message, or take it away; False when there is nothing to change."""
        others = [one for one in message.get("reactions", []) if one["name"] != name]
        users = [user for one in message.get("reactions", []) if one["name"] == name for user in one["users"]]
        if (person.id in users) == add:
            return False
        users = [*users, person.id] if add else [one for one in users if one != person.id]
        message["reactions"] = others + (
            [{"name": name, "users": users, "count": len(users)}] if users else []
        )
        kind, item = (
            "reaction_added" if add else "reaction_removed",
            {"type": "message", "channel": channel.id},
        )
        self.event({"type": kind, "user": person.id, "reaction": name, "item": {**item, "ts": message["ts"]},
                    "item_user": message["user"]}, channel)  # fmt: skip
        self.changed("changed", channel)
        return True

    def member(
        self, channel: Channel, person: Person, *, joins: bool = True, inviter: Person | None = None
    ) -> None:
        """Let a person, or the app, join a channel or leave it."""
        kind = f"member_{'joined' if joins else 'left'}_channel"
        inner = {"type": kind, "user": person.id, "channel": channel.id, "team": person.team_id,
                 "channel_type": "G" if channel.is_private else "C"}  # fmt: skip
        if joins:
            channel.members.append(person.id)
        self.event({**inner, **({"inviter": inviter.id} if inviter else {})}, channel)
        if not joins:
            channel.members.remove(person.id)
        self.changed("bot")

    def post_due(self) -> None:
        """Post the scheduled messages whose time has come; never one with metadata (Slack's bug alert)."""
        for one in [one for one in self.world.scheduled if one["post_at"] <= self.now()]:
            self.world.scheduled.remove(one)
            if "metadata" not in one:
                channel = self.world.channel(one["channel_id"])
                self.post(
                    channel, self.bot, one["text"], blocks=one.get("blocks"), thread_ts=one["thread_ts"]
                )

    # ---- What an interaction may be answered with

    def trigger(self, person: Person) -> str:
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[name] = Lease(person, self.now() + TRIGGER.total_seconds())
        return name

    def exchange(self, trigger_id: str) -> Person:
        """Whose interaction a trigger_id stands for; once, and for three seconds."""
        lease = self.triggers.get(trigger_id)
        if lease is None:
            raise Refused("invalid_trigger_id")
        if lease.uses or lease.expires < self.now():
            raise Refused("exchanged_trigger_id" if lease.uses else "expired_trigger_id")
        lease.uses = 1
        return lease.person

    def response_url(self, channel: Channel, person: Person, message: Json | None = None) -> str:
        name = secrets.token_urlsafe(18)
        self.responses[name] = Lease(person, self.now() + RESPONSE.total_seconds(), channel, message)
        return f"{self.url}/respond/{self.world.app.team_id}/{name}"

    def close_views(self, person: Person, *, everything: bool = False) -> None:
        """Take the top view of a person's stack away, or all of them."""
        stack = self.views.get(person.id, [])
        for _ in range(len(stack) if everything else 1):
            self.chosen.pop(stack.pop()["id"], None)
        self.changed("view", user=person.id)

    def limited(self, method: str, per_minute: int, channel: str) -> int:
        """Seconds to wait before this call may come again; 0: it may come now, and is counted.

        Slack allows a message a second and channel, with bursts: here ten in ten seconds.
        """
        if not self.rate_limits:
            return 0
        posting = method == "chat.postMessage"
        key, window, most = (
            (method, channel if posting else ""),
            10 if posting else 60,
            10 if posting else per_minute,
        )
        now = time.monotonic()
        recent = [at for at in self.calls.get(key, []) if at > now - window]
        if len(recent) >= most:
            return max(1, round(recent[0] + window - now))
        self.calls[key] = [*recent, now]
        return 0


def count_reply(parent: Json, reply: Json) -> None:
    users = list(dict.fromkeys([*parent.get("reply_users", []), reply["user"]]))
    count = parent.get("reply_count", 0) + 1
    parent |= {"thread_ts": parent["ts"], "reply_count": count, "reply_users": users,
               "reply_users_count": len(users), "latest_reply": reply["ts"]}  # fmt: skip
    reply["parent_user_id"] = parent["user"]
