"""Model of proposals: one party proposes, the other one answers, and nothing changes before (T8, T12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.proof import ending
from tests.proof.oracle import Said
from tests.proof.parts import Offer
from tests.proof.world import DAY, ORDER, World, fresh, unless


def propose(
    world: World, said: Said, kind: str, reason: str, back_to: str | None, evolution: int | None,
    extends: date | None = None,
) -> None:  # fmt: skip
    unless(world.objects(said, "commit"))
    unless(
        None if reason.strip() or kind != "back" else "reason_missing",
        "proposal_open" if any(o.kind == kind and o.ended is None for o in world.offers.values()) else None,
        _no_longer(world, kind, back_to, evolution, extends),
    )
    world.offers[fresh(world.offers)] = Offer(
        kind, world.party(said), said.by, back_to if kind == "back" else None,
        evolution if kind == "amendment" else None,
        extends if kind == "amendment" else None,
    )  # fmt: skip


def agree(world: World, said: Said, number: int) -> None:
    offer = _open(world, said, number)
    unless(_own(world, said, offer))
    unless(_no_longer(world, offer.kind, offer.back_to, offer.evolution, offer.extends))
    offer.ended = "agreed"
    EFFECTS[offer.kind](world, number, said)


def decline(world: World, said: Said, number: int, reason: str) -> None:
    offer = _open(world, said, number)
    unless(
        _own(world, said, offer),
        None if reason.strip() else "reason_missing",
    )
    offer.ended = "declined"


def take_back(world: World, said: Said, number: int) -> None:
    offer = _open(world, said, number)
    unless("others_proposal" if offer.party != world.party(said) else None)
    offer.ended = "taken-back"


def _open(world: World, said: Said, number: int) -> Offer:
    unless(world.objects(said, "commit"))
    offer = world.offers.get(number)
    unless("unknown_proposal" if offer is None else None)
    assert offer is not None
    unless("proposal_over" if offer.ended else None)
    return offer


def _own(world: World, said: Said, offer: Offer) -> str | None:
    """Nobody answers their own proposal: neither the party nor, whatever became of them, the person."""
    return "own_proposal" if offer.party == world.party(said) or offer.by == said.by else None


def _no_longer(
    world: World, kind: str, back_to: str | None, evolution: int | None, extends: date | None
) -> set[str]:
    """What the proposal is about has to be possible, when it is made and when it is agreed."""
    if kind == "renewal":
        return ending.not_renewable(world)
    if kind == "withdrawal":
        return ending.not_withdrawable(world)
    if kind == "amendment":
        return _uncovered(world, evolution) | (ending.pending(world) if extends else set())
    if world.phase == "exit":
        return {"back_from_exit"}  # a notice is withdrawn; exit to takeover is always refused
    if world.phase == "takeover":
        return {"back_nowhere"}
    passed = {one.phase for one in world.items.values() if one.kind == "phase" and not one.dropped}
    earlier = back_to in ORDER and ORDER.index(back_to) < ORDER.index(world.phase)
    return set() if earlier and back_to in passed else {"back_where"}


def _uncovered(world: World, evolution: int | None) -> set[str]:
    if evolution is None:
        return set()
    change = world.changes.get(evolution)
    if change is None:
        return {"evolution_unknown"}
    if not change.open:
        return {"evolution_over"}
    return set() if change.route == "amendment" else {"evolution_not_amended"}


def _back(world: World, number: int, _said: Said) -> None:
    """Both sign the phase again; what was accepted in it stays, what came later goes."""
    target = str(world.offers[number].back_to)
    whole = next(o for o in world.items.values() if (o.phase, o.kind, o.dropped) == (target, "phase", False))
    for n, one in world.items.items():
        if ORDER.index(one.phase) > ORDER.index(target):
            world.drop(n)
    world.drop(next(n for n, one in world.items.items() if one is whole))
    world.come_to(target)
    if target == "takeover":
        world.live_on = None
    world.full_on = None
    world.enlist(whole.key, "phase", whole.owner, whole.asks, world.today + 30 * DAY, whole.title)


def uncertain(world: World, number: int) -> bool:
    """Whether an extension has become another thing since it was proposed: left out of the stories."""
    offer = world.offers.get(number)
    if offer is None or offer.extends is None:
        return False
    last_day = world.terms.last_day(world.terms.at(world.today))
    return (
        world.phase in {"exit", "closed"}
        or bool(world.notices)
        or not world.today <= last_day < offer.extends
    )


def months_between(day: date, later: date) -> int:
    return (later.year - day.year) * 12 + later.month - day.month


def _amend(world: World, number: int, _said: Said) -> None:
    """The evolution that it covers may be implemented; the running period ends on its new last day (T8)."""
    terms, extends = world.terms, world.offers[number].extends
    if extends is not None:
        world.extended_on = world.today
        k = terms.at(world.today)
        months = months_between(terms.last_day(k), extends)
        terms.extended[k] = terms.extended.get(k, 0) + months
    evolution = world.offers[number].evolution
    if evolution is not None:
        world.changes[evolution].amendment = number


EFFECTS: dict[str, Callable[[World, int, Said], None]] = {
    "back": _back,
    "amendment": _amend,
    "renewal": lambda world, _number, said: ending.agreed_renewal(world, said),
    "withdrawal": lambda world, _number, _said: ending.agreed_withdrawal(world),
}
