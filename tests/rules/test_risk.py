"""An engagement at risk says why, and comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from state.rules.acceptance import accept, reject
from state.rules.dossier import Exit, ExitCause, ExitMode, Route, TermEnd
from state.rules.engagement import Engagement
from state.rules.evolution import open_evolution, propose_solution
from state.rules.item import Phase, Reservation
from state.rules.party import Member, Party, Role
from state.rules.risk import Level, Reason, Risk, last_moved, risk
from state.rules.run import Outcome
from tests.engagements import CLAIRE, NADIA, T0, TODAY, all_accepted, contract, days, engagement, word

DAY = timedelta(days=1)


def calm(**changed: object) -> Engagement:
    """In operations, where nothing weighs on anything."""
    return engagement(phase=Phase.OPERATIONS, items=(), **changed)


def codes(of: Engagement, today: date = TODAY) -> list[tuple[str, Level]]:
    return [(reason.code, reason.level) for reason in risk(of, today).reasons]


def test_what_goes_as_agreed_is_fine() -> None:
    assert risk(engagement(), TODAY) == Risk(Level.FINE)
    assert risk(calm(), date(2027, 12, 1)) == Risk(Level.FINE)


def test_a_closed_engagement_is_fine_whatever_was_left() -> None:
    assert risk(engagement(phase=Phase.CLOSED, closed_on=TODAY), date(2030, 1, 1)) == Risk(Level.FINE)


def left_one() -> Engagement:
    """One item is left, due on 8 December 2026; the phase is due later."""
    return all_accepted(engagement(), but=(1, 12))


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 12, 8), None),
        (date(2026, 12, 9), Level.WATCH),
        (date(2026, 12, 15), Level.WATCH),
        (date(2026, 12, 16), Level.AT_RISK),
    ],
)
def test_what_is_late_is_watched_and_after_a_week_puts_it_at_risk(today: date, level: Level | None) -> None:
    late = [reason for reason in risk(left_one(), today).reasons if reason.code == "late"]

    expected = [] if level is None else [Reason("late", level, 1, date(2026, 12, 8))]
    assert late == expected  # both parties owe it: it counts once


def test_a_refusal_is_watched() -> None:
    refused = reject(engagement(), 1, word(NADIA), reason="No figures")

    assert risk(refused, TODAY).reasons == (Reason("refused", Level.WATCH, 1),)


def test_a_blocking_reservation_puts_it_at_risk_and_another_one_does_not() -> None:
    made = Reservation(1, 4, Party.CLIENT, "No figures", Party.PROVIDER, date(2026, 12, 24), CLAIRE, T0)
    blocking = calm(reservations=(replace(made, blocking=True),))

    assert risk(calm(reservations=(made,)), TODAY).level is Level.FINE
    assert risk(blocking, TODAY).reasons == (Reason("blocking", Level.AT_RISK, 1, date(2026, 12, 24)),)


#: The day to send the first period's notice.
SEND = date(2029, 8, 24)


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (SEND - 31 * DAY, None),
        (SEND - 30 * DAY, Level.WATCH),
        (SEND - 8 * DAY, Level.WATCH),
        (SEND - 7 * DAY, Level.AT_RISK),
        (SEND + 3 * DAY, Level.AT_RISK),
        (date(2029, 9, 1), None),
    ],
)
def test_an_undecided_renewal_weighs_as_the_day_to_send_the_notice_comes(
    today: date, level: Level | None
) -> None:
    assert codes(calm(), today) == ([] if level is None else [("notice", level)])


def test_a_decided_renewal_weighs_nothing() -> None:
    decided = calm(terms=(TermEnd(0, Outcome.RENEWED, SEND, CLAIRE),))

    assert codes(decided, SEND) == []


def test_an_end_that_comes_before_the_exit_is_settled_puts_it_at_risk() -> None:
    """A contract that nothing renews ends on 30 November 2029."""
    ends = calm(contract=contract(renewal=""))
    last = date(2029, 11, 30)
    leaving = Exit(ExitCause.EXPIRY, last - 90 * DAY, last, ExitMode.REVERSIBILITY)
    settled = replace(ends, phase=Phase.EXIT, phase_since=last - 20 * DAY, exit=leaving)

    assert codes(ends, last - 61 * DAY) == []
    assert codes(ends, last - 60 * DAY) == [("ending", Level.AT_RISK)]
    assert codes(settled, last - 10 * DAY) == []
    undecided = replace(settled, exit=replace(leaving, mode=ExitMode.UNDECIDED))
    assert ("ending", Level.AT_RISK) in codes(undecided, last - 10 * DAY)
    item = replace(engagement().items[0], phase=Phase.EXIT, due=None)
    assert ("ending", Level.AT_RISK) in codes(replace(settled, items=(item,)), last - 10 * DAY)


def test_a_phase_in_which_nothing_has_moved_for_a_month_is_watched() -> None:
    undated = tuple(replace(one, due=None) for one in engagement().items)
    of = engagement(items=undated)
    busy = accept(of, 1, word(CLAIRE, days(20)))

    assert codes(of, TODAY + 30 * DAY) == []
    assert risk(of, TODAY + 31 * DAY).reasons == (Reason("still", Level.WATCH, day=TODAY),)
    assert codes(busy, TODAY + 50 * DAY) == []
    assert codes(replace(of, phase=Phase.OPERATIONS), TODAY + 300 * DAY) == []


def test_whatever_is_said_moves_it() -> None:
    of = open_evolution(calm(), word(CLAIRE, days(3)), title="Report", route=Route.CONTRACT)
    of = propose_solution(of, 1, word(NADIA, days(8)), note="So")

    assert last_moved(calm()) == TODAY
    assert last_moved(of) == TODAY + 8 * DAY


def test_a_party_for_which_nobody_can_sign_puts_it_at_risk() -> None:
    of = calm()
    gone = replace(of, members=(Member(CLAIRE, Party.CLIENT), Member(NADIA, Party.PROVIDER, Role.MEMBER)))

    assert risk(gone, TODAY).reasons == (Reason("nobody_signs", Level.AT_RISK, party=Party.PROVIDER),)


def test_the_gravest_reason_comes_first_and_the_gravest_engagement_too() -> None:
    fine, watched = engagement(), reject(engagement(), 1, word(NADIA), reason="No figures")
    made = Reservation(
        1, 4, Party.CLIENT, "No", Party.PROVIDER, date(2026, 12, 24), CLAIRE, T0, blocking=True
    )
    grave = replace(watched, reservations=(made,))
    graver = replace(grave, members=(Member(CLAIRE, Party.CLIENT),))

    assert [reason.code for reason in risk(grave, TODAY).reasons] == ["blocking", "refused"]
    ordered = sorted([fine, watched, graver, grave], key=lambda one: risk(one, TODAY).order)
    assert ordered == [graver, grave, watched, fine]
