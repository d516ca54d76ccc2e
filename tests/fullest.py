"""An engagement with something in each of its fields: what is kept, exported and read again, all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from state.rules.clauses import Amendment
from state.rules.dossier import (
    Answer,
    Channel,
    Evolution,
    Exit,
    ExitCause,
    ExitMode,
    Interval,
    IntervalKind,
    PriceSet,
    Proposal,
    ProposalEnd,
    ProposalKind,
    Route,
    Stage,
    StageDone,
    TermEnd,
    Upstream,
)  # fmt: skip
from state.rules.engagement import Engagement
from state.rules.item import (
    Decision,
    Delivery,
    EndedHow,
    Item,
    ItemKind,
    Phase,
    Reservation,
    ReservationEnd,
    Verdict,
)  # fmt: skip
from state.rules.party import Member, Party, Role
from state.rules.price import Revision
from state.rules.run import Outcome
from tests.engagements import CLAIRE, HUGO, IRIS, MARIE, NADIA, STRANGER, contract, days

DAY = date(2027, 3, 1)
WORDS = Decision(Verdict.RESERVED, MARIE, days(3), "But for the roof", kept_by=CLAIRE, evidence="Her letter")
ITEM = Item(
    number=99, key="own", kind=ItemKind.DOCUMENT, phase=Phase.EXIT, owner=Party.PROVIDER, due=DAY,
    client=WORDS,
    provider=replace(WORDS, verdict=Verdict.WAIVED),
    incoming=replace(WORDS, verdict=Verdict.REFUSED),
    asks=(Party.CLIENT, Party.INCOMING), title="Plan of the roof",
    delivered=Delivery(NADIA, days(2), "https://example.com/plan"), dropped_on=DAY,
)  # fmt: skip
DELEGATE = Member(
    MARIE, Party.INCOMING, Role.DELEGATE, stands_for=IRIS, since=DAY, until=DAY, evidence="Letter"
)
PROPOSAL = Proposal(
    1, ProposalKind.AMENDMENT, Party.CLIENT, CLAIRE, days(4), "Longer", back_to=Phase.TAKEOVER,
    parts=("price", "duration"), reference="A-1", terms=Amendment(on=DAY, clauses=contract().clauses),
    revision=Revision(price=Decimal("10000.50"), base=Decimal("280.6")), evolution=1,
    ended=ProposalEnd(Answer.AGREED, NADIA, days(5), "Yes"), kept_by=HUGO, evidence="A call",
)  # fmt: skip
RESERVATION = Reservation(
    1, 99, Party.CLIENT, "The roof", Party.PROVIDER, DAY, MARIE, days(3), blocking=True,
    ended=ReservationEnd(EndedHow.LIFTED, CLAIRE, days(9), "Dry"),
)  # fmt: skip


def full(of: Engagement) -> Engagement:
    """Return the engagement with a value in each of its fields that is not the default one."""
    return replace(
        of,
        phase=Phase.CLOSED,
        live_on=DAY,
        closed_on=DAY,
        upgrade_reason="As assessed",
        full_level_on=DAY,
        four_eyes=True,
        members=(*of.members, Member(IRIS, Party.INCOMING, Role.LEAD), DELEGATE),
        administrators=(STRANGER, HUGO),
        items=(*of.items, ITEM),
        upstream=Upstream("Dupond SA", "M-12", DAY, DAY),
        reservations=(RESERVATION, replace(RESERVATION, number=2, ended=None)),
        proposals=(PROPOSAL, replace(PROPOSAL, number=2, ended=None)),
        evolutions=(
            Evolution(
                1, "Archive", Route.AMENDMENT,
                (StageDone(Stage.NEED, Party.CLIENT, HUGO, days(6), "https://example.com"),), amendment=1,
            ),
        ),
        intervals=(Interval(1, IntervalKind.EVOLUTION, "Archive", DAY, DAY, 1),),
        exit=Exit(ExitCause.EARLY, DAY, DAY, ExitMode.PORTABILITY, "Durand", "Sold"),
        terms=(TermEnd(0, Outcome.RENEWED, DAY, CLAIRE, "So be it"),),
        prices=(PriceSet(1, DAY, Decimal("11225.94"), Decimal("315.0"), pending=True),),
        channels=(Channel("TPROVIDER", "CSECOND"), Channel("TPROVIDER", "CFIRST")),
        follows="e0",
        archived_on=DAY,
        cancelled="Nothing was handed over",
    )  # fmt: skip
