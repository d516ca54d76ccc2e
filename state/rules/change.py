"""What happened to an engagement, and the message that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from state.rules.engagement import Actor, Engagement


@dataclass(frozen=True, slots=True)
class Call:
    """What brings a change about: who, when, from where.

    `at` is when the person acted (aware); `source` is a word such as `button` or `mention`. `cause`
    names the event behind it, where there is one: the same event, worked off again after a crash, has
    no second effect.
    """

    by: Actor
    at: datetime
    source: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one engagement, as its history keeps it.

    `action` is a word such as `acceptance.accept`; `at` is UTC; `number` is the item that it is about;
    `note` is why, in the person's own words, where the engagement itself does not keep it.
    """

    action: str
    before: Engagement | None
    after: Engagement
    by: Actor
    at: datetime
    number: int | None = None
    note: str = ""


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
