"""Engagements, people and times that tests tell their stories with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from state import checklists
from state.rules.acceptance import accept
from state.rules.change import Call
from state.rules.checklist import enlist
from state.rules.contract import checked
from state.rules.dossier import UpgradeMode
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.item import Item, ItemKind, Phase
from state.rules.opening import Opening, opened
from state.rules.party import OFF_SLACK, Actor, Party, Word
from state.rules.term import Contract

CLAIRE = Actor("TCLIENT", "UCLAIRE")
HUGO = Actor("TCLIENT", "UHUGO")
NADIA = Actor("TPROVIDER", "UNADIA")
TOM = Actor("TPROVIDER", "UTOM")
STRANGER = Actor("TOTHER", "USTRANGER")
#: Of the provider that takes over in a portability; and somebody whose company has no Slack.
IRIS = Actor("TINCOMING", "UIRIS")
MARIE = Actor(OFF_SLACK, "Marie Dupont")
SIGNS = {Party.CLIENT: CLAIRE, Party.PROVIDER: NADIA, Party.INCOMING: IRIS}
#: A Tuesday, 11:00 in Paris.
T0 = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def days(count: int) -> datetime:
    """Return the instant that many days after T0."""
    return T0 + timedelta(days=count)


def word(by: Actor, at: datetime = T0, *, kept_by: Actor | None = None, evidence: str = "") -> Word:
    return Word(by, at, kept_by, evidence)


def call(by: Actor, at: datetime = T0, *, cause: str | None = None) -> Call:
    return Call(by, at, "test", cause)


def contract(
    start: str = "2026-12-01", term: str = "36m", notice: str = "3m", renewal: str = "12m"
) -> Contract:
    return checked(
        Contract(
            start=date.fromisoformat(start), term=parse(term), notice=parse(notice),
            renewal=parse(renewal) if renewal else None, tacit=bool(renewal),
        )
    )  # fmt: skip


def opening(**changed: object) -> Opening:
    usual = Opening(
        "Paie Marbeuf", contract(), UpgradeMode.NOT_NEEDED, (CLAIRE, HUGO), (NADIA, TOM), "fr", "Europe/Paris"
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


def engagement(**changed: object) -> Engagement:
    """Return an engagement in takeover with its checklist, opened on T0."""
    made = opened(opening(), id_="e1", team="TPROVIDER", channel="CSHARED", today=TODAY, by=NADIA)
    return replace(enlist(made, checklists.tasks(Phase.TAKEOVER)), **changed)  # type: ignore[arg-type]


def all_accepted(of: Engagement, *parties: Party, but: tuple[int, ...] = ()) -> Engagement:
    """Return the engagement with every item of its phase accepted, the phase itself last."""
    for item in _phase_last(of):
        for party in parties or item.asks:
            if item.number not in but and not _now(of, item).accepted_by(party):
                of = accept(of, item.number, word(SIGNS[party]))
    return of


def number_of(of: Engagement, kind: ItemKind) -> int:
    """Return the number of the first item of a kind in the current phase."""
    return next(item.number for item in of.current_items if item.kind is kind)


def _phase_last(of: Engagement) -> list[Item]:
    return sorted(of.current_items, key=lambda item: (item.kind is ItemKind.PHASE, item.number))


def _now(of: Engagement, item: Item) -> Item:
    return next(one for one in of.items if one.number == item.number)
