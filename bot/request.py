"""One thing that a person asks of Relais, whatever the way in: command, mention, message, button or modal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from bot.services import Services
from bot.views.kit import Block, Message
from prompts import Translator, languages, texts
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.engagement import Actor, Engagement, Party


@dataclass(frozen=True, slots=True)
class Modal:
    """A form to be opened, where the way in allows it; else `offer` is said."""

    view: Block
    offer: Message


@dataclass(frozen=True, slots=True)
class Rewordable:
    """An answer that a language model may word anew, where it can wait; else `content` is said.

    `reworded` asks the model, and returns within `patience`: the answer in its words, or None.
    """

    content: Message
    reworded: Callable[[], Message | None]
    patience: timedelta


Reply: TypeAlias = Message | Modal | Rewordable


@dataclass(frozen=True, slots=True)
class Request:
    """`team` is the workspace of the person, None where the payload does not say it.

    `source` is how it came: `command`, `mention`, `message`, `button` or `modal`. `public`: everyone in
    the channel sees the answer. Of a message, which Slack may deliver late or twice, `at` is when it was
    written (UTC), `gesture` what names it and `thread` the `ts` of the root of the thread that it is
    answered in; anything else is answered while the person waits.
    """

    user: str
    team: str | None
    channel: str
    source: str
    text: str = ""
    public: bool = False
    direct: bool = False
    at: datetime | None = None
    gesture: str | None = None
    thread: str | None = None

    def call(self, services: Services) -> Call:
        """Return who asks for a change, when and how; raises as `actor`."""
        return Call(self.actor(services), self.at or services.clock(), self.source, self.gesture)

    def actor(self, services: Services) -> Actor:
        """Return who acts; raises `who_unknown` and what `People.actor` raises."""
        return services.people.actor(
            self.user, self.team, channel=self.channel, installed=services.identity.team
        )

    def engagement(self, services: Services) -> Engagement | None:
        """Return the engagement of the channel."""
        return services.ledger.engagements.at(services.identity.team, self.channel)

    def needed(self, services: Services) -> Engagement:
        """Return the channel's engagement.

        Raises `no_engagement` (command) or, in a direct message, `direct_no_engagement` or `direct_which`
        (channels: those of the person's engagements).
        """
        found = self.engagement(services)
        if found is not None:
            return found
        if not self.direct:
            raise RuleBroken("no_engagement", command=self.command(services))
        theirs = services.ledger.engagements.of(self.actor(services))
        if not theirs:
            raise RuleBroken("direct_no_engagement")
        raise RuleBroken("direct_which", channels=tuple(one.channel for one in theirs))

    def command(self, services: Services) -> str:
        """Return what this person writes before a command's word: see `command_of`."""
        return command_of(self.team, services)

    def words(self, services: Services) -> Translator:
        """Return the texts in the person's language, else the engagement's."""
        return texts(speaks(self.user, self.channel, services))

    def party(self, engagement: Engagement, services: Services) -> Party | None:
        """Return the party that the person signs for; None for nobody. Raises as `actor`."""
        return engagement.party_of(self.actor(services))

    def pressed(self, engagement_id: str, services: Services) -> Engagement:
        """Return the engagement that a button names; raises `stale` for that of another channel."""
        found = services.ledger.engagements.get(engagement_id)
        if found.channel != self.channel:
            raise RuleBroken("stale")
        return found


def command_of(team: str | None, services: Services) -> str:
    """Return how people of a workspace call Relais: where it is not installed, there is no slash command."""
    if team in {None, services.identity.team}:
        return services.command
    return texts(languages()[0])("help.mention")


def speaks(user: str, channel: str, services: Services) -> str:
    """Return a person's language: their own in Slack, else that of the channel's engagement."""
    own = services.people.language(user) if user else None
    if own is not None:
        return own
    engagement = services.ledger.engagements.at(services.identity.team, channel) if channel else None
    return engagement.language if engagement else languages()[0]


def from_command(body: Mapping[str, Any]) -> Request:
    """Read a slash command: its `team_id` is the person's, as only the installing workspace can run it."""
    return Request(
        user=body["user_id"],
        team=body.get("team_id"),
        channel=body["channel_id"],
        source="command",
        text=body.get("text") or "",
        direct=body["channel_id"].startswith("D"),
    )


def from_event(event: Mapping[str, Any]) -> Request:
    """Read a mention or a direct message; the person's own team is `user_team`, else `team`."""
    direct = event.get("channel_type") in {"im", "mpim"} or event["channel"].startswith("D")
    return Request(
        user=event["user"],
        team=event.get("user_team") or event.get("team"),
        channel=event["channel"],
        source="message" if direct else "mention",
        text=event.get("text") or "",
        public=not direct,
        direct=direct,
        at=datetime.fromtimestamp(float(event["ts"]), UTC),
        gesture=gesture(event),
        thread=event.get("thread_ts") or event["ts"],
    )


def gesture(event: Mapping[str, Any]) -> str | None:
    """Return what the events of one gesture have in common, such as a mention and its message."""
    if event.get("type") not in {"message", "app_mention"}:
        return None
    return f"message {event.get('channel')} {event.get('client_msg_id') or event.get('ts')}"


def overheard(event: Mapping[str, Any], bot: str) -> bool:
    """Say whether an event is an answer in a thread of a channel that does not call Relais.

    What mentions Relais comes as an event of its own too, which is the one that counts.
    """
    in_thread = event.get("thread_ts") not in {None, event.get("ts")}
    in_channel = event.get("type") == "message" and event.get("channel_type") in {"channel", "group"}
    return in_channel and in_thread and f"<@{bot}" not in (event.get("text") or "")


def from_button(body: Mapping[str, Any]) -> Request:
    """Read a button: only `user.team_id` says whose hand it was (RELIABILITY.md, 1.4)."""
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or ""
    user = body["user"]
    return Request(user["id"], user.get("team_id"), channel, "button", direct=channel.startswith("D"))


def from_view(body: Mapping[str, Any], channel: str) -> Request:
    """Read a modal; `channel` is where it was opened."""
    user = body["user"]
    return Request(user["id"], user.get("team_id"), channel, "modal")
