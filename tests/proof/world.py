"""A small model of one engagement, written from the issue and DOMAIN §4: what Relais should hold.

Plain words, days and dictionaries; nothing of the rules is imported. The deeds are in the modules
beside this one, each of which either changes the world or says all that is wrong (`No`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.proof.oracle import PAIR, Said, Seat, objections
from tests.proof.parts import Change, Offer, Reserve, Stretch, Terms, Thing, Told

DAY = timedelta(days=1)
#: Who may answer for the service, by phase, once the takeover was validated.
ORDER = ("takeover", "upgrade", "operations", "exit", "closed")


class No(Exception):  # noqa: N818 - what the model answers
    """The model refuses; every reason that there is."""

    def __init__(self, reasons: set[str]) -> None:
        super().__init__(sorted(reasons))
        self.reasons = reasons


def unless(*reasons: str | set[str] | None) -> None:
    """Refuse for what was found, if anything was."""
    found: set[str] = set()
    for one in reasons:
        found |= {one} if isinstance(one, str) else (one or set())
    if found:
        raise No(found)


@dataclass
class World:
    """One engagement as it should be."""

    today: date
    terms: Terms
    seats: dict[str, Seat]
    administrators: set[str]
    off_slack: frozenset[str]
    teams: dict[str, str]
    since: date
    phase: str = "takeover"
    upgrade: str = "undecided"
    live_on: date | None = None
    full_on: date | None = None
    closed_on: date | None = None
    cancelled: bool = False
    four_eyes: bool = False
    language: str = "en"
    items: dict[int, Thing] = field(default_factory=dict)
    reserves: dict[int, Reserve] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    stretches: dict[int, Stretch] = field(default_factory=dict)
    notices: list[Told] = field(default_factory=list)
    cause: str | None = None
    mode: str = "undecided"
    company: str = ""
    last_day: date | None = None
    outcomes: list[tuple[int, str, str | None]] = field(default_factory=list)
    spoken: dict[tuple[int, str], date] = field(default_factory=dict)
    why: dict[tuple[int, str], str] = field(default_factory=dict)
    moves: list[tuple[str, str, date]] = field(default_factory=list)
    first_k: int = 0
    agreed_after: int | None = None
    decision: tuple[str, str, str] | None = None
    extended_on: date | None = None

    # who may

    def objects(self, said: Said, act: str) -> set[str]:
        return (
            objections(self.seats, self.administrators, said, act, self.today, off_slack=self.off_slack)
            | self.over()
        )

    def over(self) -> set[str]:
        return {"closed"} if self.phase == "closed" else set()

    def party(self, said: Said) -> str:
        seat = self.seats.get(said.by)
        return seat.party if seat else ""

    # what there is

    @property
    def current(self) -> dict[int, Thing]:
        return {n: one for n, one in self.items.items() if one.phase == self.phase and not one.dropped}

    @property
    def whole(self) -> Thing | None:
        """The acceptance of the phase as a whole."""
        return next((one for one in self.current.values() if one.kind == "phase"), None)

    @property
    def open_reserves(self) -> dict[int, Reserve]:
        return {n: one for n, one in self.reserves.items() if one.ended is None}

    @property
    def open_offers(self) -> dict[int, Offer]:
        return {n: one for n, one in self.offers.items() if one.ended is None}

    @property
    def open_texts(self) -> set[tuple[int, str, str]]:
        return {(one.item, one.party, one.text) for one in self.open_reserves.values()}

    @property
    def parties(self) -> set[str]:
        return {seat.party for seat in self.seats.values()}

    def blocked(self, *, but: str = "") -> bool:
        """Whether a reservation keeps the phase from ending; a signature overtakes the party's own on it."""
        return any(
            one.blocking
            and not (one.party == but and one.item in self.current and self.items[one.item].kind == "phase")
            for one in self.open_reserves.values()
        )

    def enlist(
        self, key: str, kind: str, owner: str, asks: tuple[str, ...] = PAIR, due: date | None = None,
        title: str = "",
    ) -> None:  # fmt: skip
        self.items[fresh(self.items)] = Thing(key, kind, self.phase, owner, asks, due, title)

    def ask_for(self, task: dict[str, Any]) -> None:
        """Put a line of a checklist on the list; its days count from the beginning of the phase."""
        days = task.get("due_days")
        due = None if days is None else self.since + days * DAY
        self.enlist(task["key"], task["kind"], task["owner"], tuple(task.get("asks", PAIR)), due)

    def come_to(self, phase: str) -> None:
        self.moves.append((self.phase, phase, self.today))
        self.phase, self.since = phase, self.today

    def drop(self, number: int) -> None:
        """Ask for an item no longer: it stays on record, and nobody clears a reservation on it."""
        self.items[number].dropped = True
        for one in self.open_reserves.values():
            if one.item == number:
                one.ended = "overtaken"

    @property
    def accountable(self) -> str:
        """Exactly one party answers for the service (invariant vi)."""
        if self.phase == "closed":
            return "incoming" if self.mode == "portability" else "client"
        return "client" if self.live_on is None else "provider"


def fresh(numbered: Mapping[int, object]) -> int:
    """Return the next number: unique, and never reused."""
    return max(numbered, default=0) + 1
