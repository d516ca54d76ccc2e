"""Contracts that already run when Relais comes to them (T14): the model takes over what was brought in."""

from __future__ import annotations

from datetime import date

from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import Opening
from state.rules.running import Agreed, Ending, Running
from tests.proof.cast import LETTER, OFF_SLACK, OPENED, TEAMS
from tests.proof.comparing import told_by_relais
from tests.proof.memory import contract_of
from tests.proof.oracle import Said, Seat
from tests.proof.pair import Pair
from tests.proof.parts import Reserve, Terms, Thing, Told
from tests.proof.real import Real
from tests.proof.world import World


def running_takeover(real: Real) -> Pair:
    """Brought in during its takeover, with one thing accepted before."""
    return _brought(real, Phase.TAKEOVER, accepted=(Agreed(key="study", on=date(2026, 11, 2)),))


def running_operations(real: Real) -> Pair:
    """Brought in during its second year of operations."""
    return _brought(
        real, Phase.OPERATIONS, live_on=date(2025, 2, 1), upgrade_reason="good enough",
        upgrade=UpgradeMode.NOT_NEEDED, start=date(2024, 12, 1),
    )  # fmt: skip


def running_exit(real: Real) -> Pair:
    """Brought in during its exit, after a notice in time."""
    notice = Ending(sent_on=date(2026, 5, 4), received_on=date(2026, 5, 6))
    return _brought(
        real, Phase.EXIT, live_on=date(2025, 2, 1), upgrade_reason="good enough",
        upgrade=UpgradeMode.NOT_NEEDED, start=date(2025, 12, 1), ending=notice,
    )  # fmt: skip


def _brought(
    real: Real, phase: Phase, *, upgrade: UpgradeMode = UpgradeMode.UNDECIDED,
    start: date = date(2026, 12, 1), live_on: date | None = None, upgrade_reason: str = "",
    accepted: tuple[Agreed, ...] = (), ending: Ending | None = None,
) -> Pair:  # fmt: skip
    real.today, real.minutes = OPENED, 0
    terms = Terms(start, 12, 3, 12, final=2, capped=True)
    opening = Opening(
        "Paie Nord", contract_of(terms), upgrade,
        tuple(map(real.actor, ("Claire", "Hugo"))), tuple(map(real.actor, ("Nadia", "Tom"))),
        "fr", "Europe/Paris",
    )  # fmt: skip
    row = Running(
        opening=opening, team="TPROVIDER", channel="CSHARED", phase=phase, evidence=LETTER,
        live_on=live_on, upgrade_reason=upgrade_reason,
        accepted=accepted, ending=ending or Ending(),
    )  # fmt: skip
    (made,) = real.ledger.imports.tried([row], real.call(Said("Ada")))
    assert isinstance(made, Engagement), made
    real.ledger.imports.bring([made], [row], real.call(Said("Ada")))
    real.id, real.after = made.id, made
    pair = Pair(real, adopted(made, terms, ending))
    pair.compare(real.kept())
    return pair


def adopted(engagement: Engagement, terms: Terms, ending: Ending | None) -> World:
    """Return the model of an engagement as it was brought in."""
    told = told_by_relais(engagement)
    seats = {who: Seat(_plain(seat[0]), _plain(seat[1])) for who, seat in told["members"].items()}
    world = World(
        OPENED, terms, seats, {one.user for one in engagement.administrators}, OFF_SLACK, TEAMS,
        since=engagement.phase_since, phase=_plain(engagement.phase), upgrade=_plain(engagement.upgrade),
        live_on=engagement.live_on, full_on=engagement.full_level_on, outcomes=list(told["terms"]),
    )  # fmt: skip
    for one in engagement.items:
        says = {
            _plain(party): (_plain(verdict), by)
            for party, (verdict, by) in told["items"][one.number][8].items()
        }
        world.items[one.number] = Thing(
            one.key, _plain(one.kind), _plain(one.phase), _plain(one.owner), tuple(map(_plain, one.asks)),
            one.due, one.title, says,
        )  # fmt: skip
    for kept in engagement.reservations:
        world.reserves[kept.number] = Reserve(
            kept.item, _plain(kept.party), _plain(kept.owner), kept.due, kept.text, kept.blocking
        )  # fmt: skip
    if engagement.exit is not None and ending is not None and ending.sent_on is not None:
        world.cause, world.last_day = _plain(engagement.exit.cause), engagement.exit.last_day
        world.notices = [Told(ending.by_provider, ending.sent_on, ending.received_on)]
    world.decision = (world.upgrade, engagement.upgrade_reason, "")
    world.first_k = terms.at(OPENED)
    return world


def _plain(value: object) -> str:
    return value if value is None else str(value)  # type: ignore[return-value]
