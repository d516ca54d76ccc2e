"""What was answered last in a thread, and for how long one may go on from it without calling Relais."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: For so long a thread is followed; older questions are forgotten.
FOLLOWED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread by its channel's installation, its channel and the `ts` of its root."""

    team: str
    channel: str
    root: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, as the message said it; `team` is None where it did not."""

    team: str | None
    user: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The last question that Relais answered in a thread.

    `question` is what was asked; a question that leaned on the one before it stands on a second line.
    `kind` is the answer's: `methodology`, `engagement` or `refusal`. `engagement` is the one that was
    answered for, by id. `at` is when it was asked (UTC). `interrupted`: somebody has said something else
    since.
    """

    question: str
    language: str
    kind: str
    by: Asker
    at: datetime
    engagement: str | None = None
    interrupted: bool = False


def followed(conversation: Conversation, now: datetime) -> bool:
    """Say whether a thread is still followed at an instant (aware)."""
    return now - conversation.at < FOLLOWED


def insists(conversation: Conversation, by: Asker) -> bool:
    """Say whether a person goes on from the answer to their own question, with nobody in between."""
    return conversation.by == by and not conversation.interrupted
