"""What people would do next if all went well: so that stories get somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.proof.cast import LEADS, LETTER, named
from tests.proof.oracle import Said
from tests.proof.parts import Change
from tests.proof.world import World

Deed = tuple[str, Said, dict[str, Any]]
STEPS = {
    "need": ("propose_solution", "provider"), "sent-back": ("propose_solution", "provider"),
    "solution": ("validate", "client"), "validated": ("implement", "provider"),
}  # fmt: skip
#: A signature that keeps the gate shut until it is cleared.
BUT = {"text": "not before this", "due": None, "owner": None, "blocking": True}

#: Days before the deadline in which people think of a notice.
SOON = 60


def next_deeds(world: World) -> list[Deed]:
    """Return everything that waits for somebody, with who may do it."""
    return [
        (deed, speaks(world, party), args)
        for found in (_answers, _steps, _acceptance, _ends)
        for deed, party, args in found(world)
    ]


def speaks(world: World, party: str) -> Said:
    """Return the lead of a party, or who else signs for it."""
    seats = {who: seat.role for who, seat in world.seats.items() if seat.party == party}
    leads = [who for who, role in seats.items() if role == "lead"] or [LEADS[party]]
    who = LEADS[party] if LEADS[party] in leads else leads[0]
    return Said(who, "Max", LETTER) if who in world.off_slack else Said(who)


def _answers(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for n, offer in world.open_offers.items():
        yield "agree", "provider" if offer.party == "client" else "client", {"number": n}


def _steps(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if world.phase != "operations":
        return
    for n, change in world.changes.items():
        if change.open:
            yield from _step(world, n, change)
    for n, stretch in world.stretches.items():
        if stretch.kind == "optimisation" and not stretch.closed:
            yield "close_optimisation", "client", {"number": n}
    if not world.changes:
        yield "open_evolution", "client", {"title": "A form", "route": "amendment"}


def _step(world: World, n: int, change: Change) -> Iterator[tuple[str, str, dict[str, Any]]]:
    deed, party = STEPS[change.stages[-1]]
    if deed == "implement" and change.route == "amendment" and change.amendment is None:
        if not any(one.kind == "amendment" for one in world.open_offers.values()):
            yield "propose", "client", {"kind": "amendment", "reason": "so", "back_to": None, "evolution": n}
        return
    yield deed, party, {"number": n}


def _acceptance(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if world.phase in {"operations", "closed"}:
        return
    for n, one in world.open_reserves.items():
        yield "lift", one.party, {"reservation": n}
    left = [n for n, one in world.current.items() if not one.settled]
    for n in left:
        thing = world.items[n]
        if any(verdict == "refused" for verdict, _ in thing.says.values()) and thing.kind != "phase":
            yield "deliver", thing.owner, {"number": n, "evidence": "again"}
        elif thing.kind != "phase" or left == [n]:
            for party in thing.asks:
                if not thing.consents(party):
                    yield "accept", party, {"number": n}
            if thing.kind == "phase":
                yield "reserve", thing.asks[-1], {"number": n} | BUT


def _ends(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if world.phase == "takeover" and world.upgrade == "undecided":
        yield "decide_upgrade", "provider", {"mode": "in-contract", "reason": "", "company": ""}
    deadline = world.terms.deadline(world.terms.at(world.today))
    if world.phase == "operations" and 0 <= (deadline - world.today).days <= SOON:
        yield "terminate", "provider", {"sent": world.today, "received": world.today}
    if world.phase == "exit" and world.mode == "undecided":
        yield "choose_mode", "client", {"mode": "portability", "company": "Suite SAS", "reason": ""}
    if world.phase == "exit" and world.mode == "portability" and "incoming" not in world.parties:
        yield "name_member", "client", named("Paul", "incoming", "lead")
