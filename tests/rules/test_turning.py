"""On which days a card changes though nobody did anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from state.rules.dossier import Route
from state.rules.engagement import Engagement
from state.rules.evolution import open_evolution
from state.rules.item import Phase, Reservation
from state.rules.party import Member, Party, Role
from state.rules.turning import last_turn
from tests.engagements import CLAIRE, NADIA, T0, TODAY, TOM, all_accepted, contract, engagement, word


def running(**changed: object) -> Engagement:
    """In operations, without items; the notice is to be sent by 24 August 2029, received by the 31st."""
    return engagement(phase=Phase.OPERATIONS, items=(), **changed)


@pytest.mark.parametrize(
    ("today", "turned"),
    [
        ("2026-11-24", None),  # the day of the opening itself
        ("2026-11-30", None),
        ("2026-12-01", "2026-12-01"),  # the first period begins
        ("2029-02-24", "2026-12-01"),
        ("2029-08-24", "2029-02-25"),  # 180 days before the day to send the notice
        ("2029-08-25", "2029-08-25"),  # the day to send the notice has passed
        ("2029-09-01", "2029-09-01"),  # so has the deadline
        ("2029-12-01", "2029-12-01"),  # the second period begins
        ("2030-08-30", "2030-08-24"),  # and has days of its own
    ],
)
def test_a_card_turns_with_the_days_of_the_contract(today: str, turned: str | None) -> None:
    assert last_turn(running(), date.fromisoformat(today)) == (date.fromisoformat(turned) if turned else None)


def test_a_card_turns_on_the_day_after_that_of_an_open_item() -> None:
    """Item 1 was due on 8 December 2026."""
    late, settled = all_accepted(engagement(), but=(1, 12)), all_accepted(engagement(), but=(12,))

    assert last_turn(late, date(2026, 12, 8)) == date(2026, 12, 1)
    assert last_turn(late, date(2026, 12, 20)) == date(2026, 12, 9)
    assert last_turn(settled, date(2026, 12, 20)) == date(2026, 12, 1)


def test_a_card_turns_when_the_contract_is_over() -> None:
    ends = running(contract=contract(renewal=""))

    assert last_turn(ends, date(2029, 6, 2)) == date(2026, 12, 1)
    assert last_turn(ends, date(2029, 11, 30)) == date(2029, 6, 3)  # 180 days before its last one
    assert last_turn(ends, date(2031, 1, 1)) == date(2029, 12, 1)


def test_a_card_turns_when_something_else_that_waits_is_late() -> None:
    """A reservation due on 8 February 2027; an evolution whose solution is awaited for 30 days."""
    made = Reservation(2, 4, Party.CLIENT, "No figures", Party.PROVIDER, date(2027, 2, 8), CLAIRE, T0)
    evolving = open_evolution(running(), word(CLAIRE), title="Report", route=Route.CONTRACT)

    assert last_turn(running(reservations=(made,)), date(2027, 2, 8)) == date(2026, 12, 1)
    assert last_turn(running(reservations=(made,)), date(2027, 3, 1)) == date(2027, 2, 9)
    assert last_turn(evolving, date(2027, 1, 1)) == date(2026, 12, 25)


def test_a_card_turns_when_a_delegation_is_first_spoken_of_and_when_it_has_ended() -> None:
    seat = Member(TOM, Party.PROVIDER, Role.DELEGATE, stands_for=NADIA, until=date(2027, 3, 15))
    of = running()
    of = replace(of, members=(*of.members[:-1], seat))

    assert last_turn(of, date(2027, 2, 12)) == date(2026, 12, 1)
    assert last_turn(of, date(2027, 3, 15)) == date(2027, 2, 13)
    assert last_turn(of, date(2027, 3, 20)) == date(2027, 3, 16)


def test_days_before_the_opening_turn_nothing() -> None:
    assert last_turn(replace(running(), created_on=date(2027, 1, 1)), date(2027, 2, 1)) is None
    assert last_turn(running(), TODAY) is None
