"""Model of evolutions: four steps, each only by its party and only in its order (S66 to S69, T6)."""

from __future__ import annotations

from tests.proof.oracle import Said
from tests.proof.parts import Change, Stretch
from tests.proof.world import World, fresh, unless


def open_evolution(world: World, said: Said, title: str, route: str) -> None:
    unless(world.objects(said, "commit"))
    unless(
        "evolution_party" if world.party(said) != "client" else None,
        _elsewhere(world),
        None if title.strip() else "title_missing",
    )
    world.changes[fresh(world.changes)] = Change(route, ["need"])


def propose_solution(world: World, said: Said, number: int) -> None:
    change = _turn(world, said, number, "provider", after={"need", "sent-back"})
    change.stages.append("solution")


def validate(world: World, said: Said, number: int) -> None:
    change = _turn(world, said, number, "client", after={"solution"})
    change.stages.append("validated")
    world.stretches[fresh(world.stretches)] = Stretch("evolution", number)


def implement(world: World, said: Said, number: int) -> None:
    change = _turn(world, said, number, "provider", after={"validated"})
    agreed = any(
        one.kind == "amendment"
        and one.ended == "agreed"
        and (n == change.amendment or one.evolution == number)
        for n, one in world.offers.items()
    )
    unless("amendment_first" if change.route == "amendment" and not agreed else None)
    change.stages.append("implemented")
    _close(world, number)


def send_back(world: World, said: Said, number: int, reason: str) -> None:
    change = _turn(world, said, number, "client", after={"solution"}, reason=reason)
    change.stages.append("sent-back")


def withdraw(world: World, said: Said, number: int, reason: str) -> None:
    before = {"need", "sent-back", "solution", "validated"}
    change = _turn(world, said, number, "client", after=before, reason=reason)
    change.stages.append("withdrawn")
    _close(world, number)


def reroute(world: World, said: Said, number: int, route: str) -> None:
    unless(world.objects(said, "commit"))
    change = world.changes.get(number)
    unless(
        "evolution_party" if world.party(said) != "client" else None,
        _not_open(world, change),
        "route_settled" if change and change.stages[-1] == "validated" else None,
        "route_already" if change and change.route == route else None,
    )
    assert change is not None
    change.route = route


def link(world: World, said: Said, number: int, proposal: int) -> None:
    """Say which amendment covers an evolution."""
    unless(world.objects(said, "commit"))
    change, offer = world.changes.get(number), world.offers.get(proposal)
    amends = offer is not None and offer.kind == "amendment" and offer.ended in {None, "agreed"}
    unless(
        _not_open(world, change),
        "route_otherwise" if change and change.route != "amendment" else None,
        "amendment_unknown" if not amends else None,
        "amendment_elsewhere" if offer is not None and offer.evolution not in {None, number} else None,
        "amendment_linked" if change and change.amendment == proposal else None,
    )
    assert change is not None
    change.amendment = proposal


def _not_open(world: World, change: Change | None) -> set[str]:
    found = {"operations_only"} if world.phase != "operations" else set()
    if change is None:
        return found | {"evolution_unknown"}
    return found if change.open else found | {"evolution_over"}


def open_optimisation(world: World, said: Said, title: str) -> None:
    unless(world.objects(said, "commit"))
    unless(
        "optimisation_opens" if world.party(said) != "provider" else None,
        _elsewhere(world),
        None if title.strip() else "title_missing",
    )
    world.stretches[fresh(world.stretches)] = Stretch("optimisation")


def close_optimisation(world: World, said: Said, number: int) -> None:
    unless(world.objects(said, "commit"))
    stretch = world.stretches.get(number)
    unless(
        "optimisation_closes" if world.party(said) != "client" else None,
        _elsewhere(world),
        "interval_unknown" if stretch is None else None,
        "interval_closed" if stretch and stretch.closed else None,
        "interval_of_evolution" if stretch and stretch.kind != "optimisation" else None,
    )
    assert stretch is not None
    stretch.closed = True


def _elsewhere(world: World) -> str | None:
    return "operations_only" if world.phase != "operations" else None


def _turn(
    world: World, said: Said, number: int, party: str, *, after: set[str], reason: str = "said"
) -> Change:
    """The evolution, for the party whose step it is, once the step before is done."""
    unless(world.objects(said, "commit"))
    change = world.changes.get(number)
    unless(
        "evolution_party" if world.party(said) != party else None,
        _not_open(world, change),
        "evolution_order" if change and change.open and change.stages[-1] not in after else None,
        None if reason.strip() else "reason_missing",
    )
    assert change is not None
    return change


def _close(world: World, number: int) -> None:
    for stretch in world.stretches.values():
        if stretch.evolution == number:
            stretch.closed = True
