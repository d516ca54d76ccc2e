"""One line of an engagement's checklist: what it is, who accepts it, and what they said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from state.rules.party import PAIR, Actor, Party


class Phase(StrEnum):
    """The phases of an outsourcing contract, in their order (methodology: overview)."""

    TAKEOVER = "takeover"
    UPGRADE = "upgrade"
    OPERATIONS = "operations"
    EXIT = "exit"
    CLOSED = "closed"


class ItemKind(StrEnum):
    """What an item of the checklist is; `PHASE` is the acceptance of the phase as a whole."""

    KNOWLEDGE = "knowledge"
    LEGAL = "legal"
    PHYSICAL = "physical"
    DOCUMENT = "document"
    MILESTONE = "milestone"
    PHASE = "phase"


#: What the parties may add to a checklist: a phase as a whole is there once.
PARTIAL = tuple(kind for kind in ItemKind if kind is not ItemKind.PHASE)


class Verdict(StrEnum):
    """What a party said of an item; `WAIVED`: it does not apply to this contract."""

    ACCEPTED = "accepted"
    RESERVED = "reserved"
    REFUSED = "refused"
    WAIVED = "waived"


#: With any of these, a party lets the engagement go on.
CONSENT = frozenset({Verdict.ACCEPTED, Verdict.RESERVED, Verdict.WAIVED})


@dataclass(frozen=True, slots=True)
class Decision:
    """One party's word on one item: who gave it, when (UTC), with which note or reason.

    `kept_by` and `evidence`: see `party.Word`.
    """

    verdict: Verdict
    by: Actor
    at: datetime
    note: str = ""
    kept_by: Actor | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was handed over for acceptance: by whom, when (UTC), and where it is (a link or a few words)."""

    by: Actor
    at: datetime
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an engagement's checklist.

    `number` is what people type, unique in the engagement and never reused. `key` names the text
    `item.<key>`; `title` stands in its place where the parties gave the item a name of their own.
    `owner` is the party that has to produce it; those of `asks` accept it. `due` is a day in the
    engagement's zone. Since `dropped_on` it is no longer asked for.
    """

    number: int
    key: str
    kind: ItemKind
    phase: Phase
    owner: Party
    due: date | None = None
    client: Decision | None = None
    provider: Decision | None = None
    incoming: Decision | None = None
    asks: tuple[Party, ...] = PAIR
    title: str = ""
    delivered: Delivery | None = None
    dropped_on: date | None = None

    def decision(self, party: Party) -> Decision | None:
        if party is Party.INCOMING:
            return self.incoming
        return self.client if party is Party.CLIENT else self.provider

    def verdict(self, party: Party) -> Verdict | None:
        decision = self.decision(party)
        return decision.verdict if decision else None

    def accepted_by(self, party: Party) -> bool:
        """Whether a party lets the engagement go on: accepted, with reservations, or not applicable."""
        return self.verdict(party) in CONSENT

    @property
    def refused(self) -> bool:
        return any(self.verdict(party) is Verdict.REFUSED for party in self.asks)

    @property
    def settled(self) -> bool:
        return all(self.accepted_by(party) for party in self.asks)

    @property
    def waived(self) -> bool:
        """Whether all who accept it said that it does not apply."""
        return all(self.verdict(party) is Verdict.WAIVED for party in self.asks)

    def decided(self, party: Party, decision: Decision | None) -> Item:
        """Return the item with another word of a party; None takes it back."""
        if party is Party.INCOMING:
            return replace(self, incoming=decision)
        if party is Party.CLIENT:
            return replace(self, client=decision)
        return replace(self, provider=decision)


class EndedHow(StrEnum):
    """How a reservation ended: lifted, or overtaken by another word of the party that made it."""

    LIFTED = "lifted"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class ReservationEnd:
    """How, by whom and when (UTC) a reservation ended, with which note."""

    how: EndedHow
    by: Actor
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a party accepted an item without: `owner` clears it by `due`, `party`, which made it, lifts it.

    `number` is unique in the engagement and never reused. A `blocking` one keeps the phase from ending.
    """

    number: int
    item: int
    party: Party
    text: str
    owner: Party
    due: date
    by: Actor
    at: datetime
    blocking: bool = False
    ended: ReservationEnd | None = None

    @property
    def open(self) -> bool:
        return self.ended is None
