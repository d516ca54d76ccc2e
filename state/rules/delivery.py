"""What follows from how a message's delivery ended (RELIABILITY.md, 3 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

#: How long a message may take to appear after its connection was lost: only then is it looked for.
SETTLE = timedelta(seconds=120)
#: How long a sender has for one message before another one may wonder what became of it.
LEASE = timedelta(seconds=60)
#: What was parked for longer is not sent any more, even where its cause is repaired.
STALE = timedelta(days=30)
#: The longest pause between two tries.
LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Posted:
    """Slack has it: `ts` is the message's id in its channel."""

    ts: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not posted; worth another try after `pause` (None: as long as the tries so far suggest)."""

    reason: str
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """Surely not posted, and no try will change that until a person does something."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Slack may have it or not: it is looked for before anything is posted again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not posted, and not to be: what it said does not hold any more."""

    reason: str


Outcome = Posted | Refused | Parked | Unclear | Dropped


def pause(attempts: int, asked: timedelta | None) -> timedelta:
    """Return how long to wait before the next try: what Slack asked for, else twice as long each time."""
    wanted = asked if asked is not None else timedelta(seconds=2 ** min(attempts, 10))
    return min(max(wanted, timedelta(seconds=1)), LONGEST_PAUSE)
