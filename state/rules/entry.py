"""What a history says: its entries, whether its chain holds, and the seal of each day that changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from state.rules.party import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: who (team and user), when (UTC), from where, what and why, the parts before and after.

    `behalf` is the person whose word `by` wrote down, on the strength of `evidence`. `digest` seals the
    entry and all before it.
    """

    seq: int
    at: datetime
    by: Actor
    source: str
    action: str
    note: str
    before: Any
    after: Any
    digest: str
    behalf: Actor | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What checking an engagement's history found; `broken_at` is the first entry that does not hold.

    It is the last one where the present state is not what the entries lead to. `seals`: as `seals_of`.
    """

    engagement: str
    name: str
    entries: int
    head: str
    broken_at: int | None
    seals: tuple[Seal, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """What seals a history at the end of a day of the engagement's zone: the digest of its last entry then.

    `entries` are all that it seals, `changes` those of the day itself.
    """

    on: date
    changes: int
    entries: int
    digest: str


def seals_of(entries: Iterable[tuple[int, datetime, str]], zone: str) -> tuple[Seal, ...]:
    """Return the seal of each day on which something changed, from (number, instant, digest) of each entry.

    What is written down only after the day, late as Slack's messages may come, is sealed by a later one.
    """
    there = ZoneInfo(zone)
    days: dict[date, tuple[int, int, str]] = {}
    for seq, at, digest in entries:
        on = at.astimezone(there).date()
        changes, last, sealed = days.get(on, (0, 0, ""))
        days[on] = (changes + 1, *max((last, sealed), (seq, digest)))
    found: list[Seal] = []
    for on, (changes, seq, digest) in sorted(days.items()):
        if not found or seq > found[-1].entries:
            found.append(Seal(on, changes, seq, digest))
    return tuple(found)
