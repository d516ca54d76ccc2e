"""What happened to an engagement, and the message that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from state.rules.engagement import Engagement
from state.rules.party import Actor, Word


@dataclass(frozen=True, slots=True)
class Call:
    """What brings a change about: who, when, from where.

    `at` is when the person acted (aware); `source` is a word such as `button` or `mention`. `cause`
    names the event behind it, where there is one: the same event, worked off again after a crash, has
    no second effect. `behalf`: the person without Slack whose word `by` writes down, on the strength of
    `evidence`.
    """

    by: Actor
    at: datetime
    source: str
    cause: str | None = None
    behalf: Actor | None = None
    evidence: str = ""

    @property
    def word(self) -> Word:
        """Whose word it is, for the rules."""
        at = self.at.astimezone(UTC)
        if self.behalf is None:
            return Word(self.by, at)
        return Word(self.behalf, at, self.by, self.evidence)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one engagement, as its history keeps it.

    `action` is a word such as `acceptance.accept`; `at` is UTC; `number` is the item that it is about;
    `note` is why, in the person's own words, where the engagement itself does not keep it. `behalf` and
    `evidence`: see `Call`.
    """

    action: str
    before: Engagement | None
    after: Engagement
    by: Actor
    at: datetime
    number: int | None = None
    note: str = ""
    behalf: Actor | None = None
    evidence: str = ""

    @property
    def speaker(self) -> Actor:
        """Whose word it was: the person's for whom somebody else wrote it down, else the one's who acted."""
        return self.behalf or self.by


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to be posted once: `key` is unique to it, and a second one with that key is dropped.

    `kind` is `reply`, `reminder`, `announcement`, `question` or `card`. `content` is plain JSON: the
    arguments of Slack's chat.postMessage other than channel and thread. `thread` is the `ts` of the
    thread's root.
    A `card` has no content of its own: it is drawn from the engagement when it is sent.
    """

    key: str
    kind: str
    team: str
    channel: str
    content: dict[str, Any] = field(default_factory=dict)
    thread: str | None = None
    engagement: str | None = None
