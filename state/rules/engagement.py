"""What an engagement is: frozen values shared by every rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from state.rules.dossier import (
    Channel,
    Evolution,
    Exit,
    ExitMode,
    Interval,
    PriceSet,
    Proposal,
    TermEnd,
    UpgradeMode,
    Upstream,
)
from state.rules.item import Item, ItemKind, Phase, Reservation
from state.rules.party import Actor, Member, Party
from state.rules.term import Contract


@dataclass(frozen=True, slots=True)
class Engagement:
    """One outsourcing contract, followed in one Slack channel or several.

    `zone` is an IANA name; every day (`date`) of the engagement is a day of that zone. `language` is
    "fr" or "en". `channel` is where its card is and its announcements go; it is followed in `channels`
    too. `live_on` is the day on which the takeover was validated: from then on the provider is
    accountable (methodology: operations); `full_level_on` the day from which the service levels hold in
    full (DOMAIN T4). `four_eyes`: who hands something over does not accept it. `follows` is the id of
    the engagement that this one continues with another provider. `cancelled`: why it was closed before
    anything was handed over.
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
    full_level_on: date | None = None
    administrators: tuple[Actor, ...] = ()
    four_eyes: bool = False
    upstream: Upstream | None = None
    reservations: tuple[Reservation, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    evolutions: tuple[Evolution, ...] = ()
    intervals: tuple[Interval, ...] = ()
    exit: Exit | None = None
    terms: tuple[TermEnd, ...] = ()
    prices: tuple[PriceSet, ...] = ()
    channels: tuple[Channel, ...] = ()
    follows: str | None = None
    archived_on: date | None = None
    cancelled: str = ""

    @property
    def current_items(self) -> tuple[Item, ...]:
        """The items that the present phase asks for, the phase as a whole last: it is signed last."""
        asked = (item for item in self.items if item.phase is self.phase and item.dropped_on is None)
        return tuple(sorted(asked, key=lambda item: item.kind is ItemKind.PHASE))

    @property
    def open_reservations(self) -> tuple[Reservation, ...]:
        return tuple(one for one in self.reservations if one.open)

    @property
    def accountable(self) -> Party:
        """Who answers for the service today (methodology: operations, end of service)."""
        if self.phase is Phase.CLOSED:
            ported = self.exit is not None and self.exit.mode is ExitMode.PORTABILITY
            return Party.INCOMING if ported else Party.CLIENT
        return Party.CLIENT if self.live_on is None else Party.PROVIDER

    @property
    def leaving(self) -> bool:
        """Whether the end is decided: nobody gives notice or awaits a renewal any more."""
        return self.phase in {Phase.EXIT, Phase.CLOSED}

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties that have a seat, in their order."""
        seated = {member.party for member in self.members}
        return tuple(party for party in Party if party in seated)

    def member(self, actor: Actor) -> Member | None:
        return next((member for member in self.members if member.actor == actor), None)

    def party_of(self, actor: Actor) -> Party | None:
        member = self.member(actor)
        return member.party if member else None

    def side_of(self, actor: Actor) -> Party | None:
        """Return the party that a person belongs to, else the one that their company does."""
        company = (member.party for member in self.members if member.actor.team == actor.team)
        return self.party_of(actor) or next(company, None)
