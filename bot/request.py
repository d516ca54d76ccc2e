"""One thing that a person asks of Relais, whatever the way in: command, mention, message, button or modal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from bot import meant
from bot.services import Services
from bot.views.kit import Block, Message
from prompts import Translator, languages, texts
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.channels import followed_in
from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.party import Actor, Party


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


class Which(Exception):  # noqa: N818 - it is a question, and no error
    """Several engagements are followed where somebody asks, who has to say which one is meant."""

    def __init__(self, engagements: tuple[Engagement, ...]) -> None:
        super().__init__([one.name for one in engagements])
        self.engagements = engagements


@dataclass(frozen=True, slots=True)
class Request:
    """`team` is the workspace of the person, None where the payload does not say it.

    `source` is how it came: `command`, `mention`, `message`, `button` or `modal`. `public`: everyone in
    the channel sees the answer. Of a message, which Slack may deliver late or twice, `at` is when it was
    written (UTC), `gesture` what names it and `thread` the `ts` of the root of the thread that it is
    answered in; anything else is answered while the person waits. `named` is the engagement that the
    person names beside a command, `chosen` the id of the one that a button names. `behalf` is the person
    without Slack whose word the command writes down, on the strength of `evidence`.
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
    named: str = ""
    chosen: str | None = None
    behalf: str = ""
    evidence: str = ""

    def call(self, services: Services) -> Call:
        """Return who asks for a change, for whom, when and how.

        Raises as `actor`, `engagement` and `meant.person`.
        """
        behalf = meant.person(self.behalf, self.engagement(services)) if self.behalf else None
        at = self.at or services.clock()
        return Call(self.actor(services), at, self.source, self.gesture, behalf, self.evidence)

    def actor(self, services: Services) -> Actor:
        """Return who acts; raises `who_unknown` and what `People.actor` raises."""
        return services.people.actor(
            self.user, self.team, channel=self.channel, installed=services.identity.team
        )

    def here(self, services: Services) -> tuple[Engagement, ...]:
        """Return the engagements that this place follows: those that run, else the last that was closed.

        In a direct message, those in which the person has a role; raises as `actor` there.
        """
        found = self._all_here(services)
        return tuple(one for one in found if one.closed_on is None) or found[:1]

    def engagement(self, services: Services) -> Engagement | None:
        """Return the engagement that is meant in a channel; None where none is followed, or several are.

        Raises `engagement_not_here` (name) for one that is named and not followed here, and as
        `pressed`.
        """
        if self.chosen is not None:
            return self.pressed(self.chosen, services)
        if self.named:
            return meant.engagement(self.named, self._all_here(services))
        found = () if self.direct else self.here(services)
        return found[0] if len(found) == 1 else None

    def needed(self, services: Services) -> Engagement:
        """Return the engagement that a command is about.

        Raises `no_engagement` (command), Which where a channel follows several or, in a direct message,
        `direct_no_engagement` or `direct_which` (channels: those of the person's engagements), and as
        `engagement`.
        """
        found = self.engagement(services)
        if found is not None:
            return found
        candidates = self.here(services)
        if self.direct:
            if not candidates:
                raise RuleBroken("direct_no_engagement")
            channels = dict.fromkeys(one.channel for one in candidates)
            raise RuleBroken("direct_which", channels=tuple(channels))
        if not candidates:
            raise RuleBroken("no_engagement", command=self.command(services))
        raise Which(candidates)

    def _all_here(self, services: Services) -> tuple[Engagement, ...]:
        if self.direct:
            return services.ledger.engagements.of(self.actor(services))
        return services.ledger.engagements.in_channel(services.identity.team, self.channel)

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
        """Return the engagement that a button names.

        Raises `stale` for one that this channel does not follow; in a direct message, for one in which
        the person has no role.
        """
        found = services.ledger.engagements.get(engagement_id)
        if not (self.has_role(found, services) if self.direct else self.follows(found, services)):
            raise RuleBroken("stale")
        return found

    def follows(self, engagement: Engagement, services: Services) -> bool:
        """Say whether the channel follows an engagement: who is there may read it."""
        return followed_in(engagement, Channel(services.identity.team, self.channel))

    def has_role(self, engagement: Engagement, services: Services) -> bool:
        """Say whether the person is of an engagement, or administers it. Raises as `actor`."""
        actor = self.actor(services)
        return engagement.member(actor) is not None or actor in engagement.administrators


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
