"""Kinds of person × entries × states of an engagement: every cell is what the oracle says, and no more."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from state.ledger import Ledger
from tests.proof.entries import ENTRIES, STATES, Context, Entry
from tests.proof.oracle import Said, objections
from tests.proof.pair import Pair
from tests.proof.real import DEEDS, Real
from tests.proof.short import short_checklists
from tests.proof.situations import PEOPLE, situation

#: What these do for a person, no permission of an engagement's says.
OTHERWISE = {"engagements", "reminders", "gaps", "feedback", "conversations", "history", "outbox", "inbox"}


@pytest.fixture(scope="module")
def real() -> Iterator[Real]:
    with short_checklists():
        yield Real({})


@pytest.mark.parametrize("state", STATES)
def test_every_cell_is_the_oracles(state: str, real: Real) -> None:
    pair, context = situation(state, real)
    image, wrong, done = real.image(), [], 0
    for entry in ENTRIES:
        for said in PEOPLE:
            expected = allowed(entry, state, pair, said)
            found = tried(entry, context, real, said)
            changed = real.image() != image
            if changed:
                real.restore(image)
            done += found is None
            if found not in expected or changed != (found is None):
                name = f"{said.by} kept by {said.keeper} {said.evidence!r}"
                wrong.append(f"{entry.deed} by {name}: {found or 'done'}, not {sorted(map(str, expected))}")

    assert wrong == []
    assert done > 0


def allowed(entry: Entry, state: str, pair: Pair, said: Said) -> set[str | None]:
    """Return why a cell may be refused; None where it has to be done."""
    world = pair.world
    found: set[str | None] = set(
        objections(world.seats, world.administrators, said, entry.act, world.today, off_slack=world.off_slack)
    )
    elsewhere = state not in entry.states
    closed = {"closed"} if world.phase == "closed" and not entry.also_closed else set()
    administers = entry.act == "settings" and not found
    seat = world.seats.get(said.by)
    if not administers and seat is not None and seat.party not in entry.parties_in(state):
        found.add(entry.otherwise)
    if found:
        return found | closed | (set(entry.elsewhere.split()) if elsewhere else set())
    if elsewhere:
        return {*entry.elsewhere.split(), *closed}
    return {entry.then}


def tried(entry: Entry, context: Context, real: Real, said: Said) -> str | None:
    return real.do(entry.deed, said, entry.args(context))


def test_every_entry_of_every_service_has_its_line() -> None:
    """A new way to change an engagement is a new line of the table."""
    found = {
        f"{service}.{name}"
        for service, kind in services().items()
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
        and {"engagement_id", "call"} <= inspect.signature(method).parameters.keys()
    }

    assert found == {entry.service for entry in ENTRIES}
    assert {entry.deed for entry in ENTRIES} == set(DEEDS)


def services() -> dict[str, type[Any]]:
    ledger = Real({}).ledger
    assert isinstance(ledger, Ledger)
    return {name: type(one) for name, one in vars(ledger).items() if name not in OTHERWISE}
