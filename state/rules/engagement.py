"""What an engagement is: frozen values shared by every rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from state.rules.term import Contract


class Phase(StrEnum):
    """The phases of an outsourcing contract, in their order (methodology: overview)."""

    TAKEOVER = "takeover"
    UPGRADE = "upgrade"
    OPERATIONS = "operations"
    EXIT = "exit"
    CLOSED = "closed"


class Party(StrEnum):
    """The two signatories of the contract."""

    CLIENT = "client"
    PROVIDER = "provider"

    @property
    def other(self) -> Party:
        return Party.PROVIDER if self is Party.CLIENT else Party.CLIENT


class UpgradeMode(StrEnum):
    """Where the upgrade is done (methodology: upgrade left out)."""

    UNDECIDED = "undecided"
    IN_CONTRACT = "in-contract"
    UPSTREAM = "upstream"
    NOT_NEEDED = "not-needed"


class ItemKind(StrEnum):
    """What an item of the checklist is; `PHASE` is the acceptance of the phase as a whole."""

    KNOWLEDGE = "knowledge"
    LEGAL = "legal"
    PHYSICAL = "physical"
    DOCUMENT = "document"
    MILESTONE = "milestone"
    PHASE = "phase"


class Verdict(StrEnum):
    """What a party said of an item."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of Slack: ids are unique only together (team, user)."""

    team: str
    user: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person who may sign for one party of one engagement."""

    actor: Actor
    party: Party


@dataclass(frozen=True, slots=True)
class Decision:
    """One party's word on one item: who gave it, when (UTC), with which note or reason."""

    verdict: Verdict
    by: Actor
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an engagement's checklist.

    `number` is what people type, unique in the engagement and never reused. `key` names the
    text `item.<key>`. `owner` is the party that has to produce it; both parties accept it.
    `due` is a day in the engagement's zone.
    """

    number: int
    key: str
    kind: ItemKind
    phase: Phase
    owner: Party
    due: date | None = None
    client: Decision | None = None
    provider: Decision | None = None

    def decision(self, party: Party) -> Decision | None:
        return self.client if party is Party.CLIENT else self.provider

    def accepted_by(self, party: Party) -> bool:
        decision = self.decision(party)
        return decision is not None and decision.verdict is Verdict.ACCEPTED

    @property
    def refused(self) -> bool:
        return any(d is not None and d.verdict is Verdict.REFUSED for d in (self.client, self.provider))

    @property
    def settled(self) -> bool:
        return self.accepted_by(Party.CLIENT) and self.accepted_by(Party.PROVIDER)

    def decided(self, party: Party, decision: Decision) -> Item:
        return replace(self, client=decision) if party is Party.CLIENT else replace(self, provider=decision)


#: The item by which both parties say that the contract ends.
END = "end_decided"


@dataclass(frozen=True, slots=True)
class Engagement:
    """One outsourcing contract, followed in one Slack channel.

    `zone` is an IANA name; every day (`date`) of the engagement is a day of that zone.
    `language` is "fr" or "en". `live_on` is the day on which the takeover was validated:
    from then on the provider is accountable (methodology: operations).
    """

    id: str
    name: str
    team: str
    channel: str
    phase: Phase
    phase_since: date
    created_on: date
    upgrade: UpgradeMode
    contract: Contract
    language: str
    zone: str
    members: tuple[Member, ...] = ()
    items: tuple[Item, ...] = ()
    live_on: date | None = None
    closed_on: date | None = None
    upgrade_reason: str = ""

    @property
    def current_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.phase is self.phase)

    @property
    def accountable(self) -> Party:
        """Who answers for the service today (methodology: operations, end of service)."""
        live = self.live_on is not None and self.phase is not Phase.CLOSED
        return Party.PROVIDER if live else Party.CLIENT

    @property
    def leaving(self) -> bool:
        """Whether the end is decided: nobody gives notice or awaits a renewal any more."""
        decided = any(item.key == END and item.settled for item in self.items)
        return decided or self.phase in {Phase.EXIT, Phase.CLOSED}

    def party_of(self, actor: Actor) -> Party | None:
        return next((member.party for member in self.members if member.actor == actor), None)

    def side_of(self, actor: Actor) -> Party | None:
        """Return the party that a person signs for, else the one that their company signs for."""
        company = (member.party for member in self.members if member.actor.team == actor.team)
        return self.party_of(actor) or next(company, None)
