"""What is recalled, on which day, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.rules.acceptance import accept, reject
from state.rules.dossier import Exit, ExitCause, Route
from state.rules.engagement import Engagement
from state.rules.evolution import open_evolution, propose_solution
from state.rules.item import Phase, Reservation
from state.rules.party import PAIR, Party
from state.rules.reminder import Reminder, due, holds, next_morning
from state.rules.simulation import OccurrenceKind, simulate
from tests.engagements import CLAIRE, NADIA, T0, all_accepted, contract, engagement, word

PARIS = ZoneInfo("Europe/Paris")
NOTHING: frozenset[str] = frozenset()
CONTRACT = {"notice", "notice_passed", "term_begun", "contract_end"}


def at(text: str) -> datetime:
    """Return a local time of Paris as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def one_item(number: int = 1) -> Engagement:
    """An engagement in which a single item is left, due on 8 December 2026, a Tuesday."""
    return all_accepted(engagement(), but=(number, 12))


def recalled(
    of: Engagement, when: str, planned: frozenset[str] = NOTHING
) -> list[tuple[str, int | None, Party | None]]:
    return [(one.about, one.item, one.party) for one in due(of, now=at(when), planned=planned)]


def news(of: Engagement, first: date, last: date) -> list[date]:
    """Return the days on which something new is said, with a pass at noon of every day."""
    planned: set[str] = set()
    found = []
    for after in range((last - first).days + 1):
        day = first + timedelta(days=after)
        said = {one.key for one in due(of, now=at(f"{day}T12:00"), planned=frozenset(planned))}
        planned |= said
        found += [day] if said else []
    return found


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-30T18:00", False),  # eight days before
        ("2026-12-01T08:59", False),  # seven days before, too early in the morning
        ("2026-12-01T09:00", True),
        ("2026-12-07T09:00", True),  # the day before
        ("2026-12-08T09:00", True),  # its day
        ("2026-12-09T09:00", True),  # late
    ],
)
def test_an_acceptance_is_recalled_a_week_before_the_day_before_on_the_day_and_after(
    when: str, said: bool
) -> None:
    expected = [("accept_item", 1, Party.CLIENT), ("accept_item", 1, Party.PROVIDER)] if said else []

    assert recalled(one_item(), when) == expected


def test_what_was_planned_is_not_planned_again() -> None:
    first = due(one_item(), now=at("2026-12-01T09:00"), planned=NOTHING)
    planned = frozenset(one.key for one in first)

    assert recalled(one_item(), "2026-12-01T09:01", planned) == []
    assert recalled(one_item(), "2026-12-06T23:00", planned) == []
    assert len(recalled(one_item(), "2026-12-07T09:00", planned)) == 2


def test_an_overdue_acceptance_is_recalled_on_the_next_day_and_then_on_mondays() -> None:
    said = news(one_item(), date(2026, 12, 8), date(2027, 1, 8))

    mondays = [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]  # the 14th is too soon after
    assert said == [date(2026, 12, 8), date(2026, 12, 9), *mondays]


def test_what_is_late_for_two_months_is_recalled_every_fourth_monday_the_same_one_for_all() -> None:
    def mondays(number: int) -> list[date]:
        return news(one_item(number), date(2027, 5, 3), date(2027, 8, 3))[1:]

    assert {(later - first).days for first, later in pairwise(mondays(1))} == {28}
    assert mondays(1) == mondays(3) != []


def test_a_late_reminder_that_falls_on_a_holiday_waits_for_the_next_working_day() -> None:
    """28 March 2027 is Easter: its Monday is no working day in France."""
    moved = tuple(replace(one, due=date(2027, 3, 16)) if one.number == 1 else one for one in one_item().items)

    said = news(replace(one_item(), items=moved), date(2027, 3, 17), date(2027, 4, 6))

    assert said == [date(2027, 3, 17), date(2027, 3, 30), date(2027, 4, 5)]


def test_a_warning_before_a_weekend_comes_before_it_and_the_day_itself_after_it() -> None:
    """Due on Saturday 19 December 2026: said on the Friday before, then on the Monday after."""
    moved = one_item(3)
    items = tuple(replace(item, due=date(2026, 12, 19)) if item.number == 3 else item for item in moved.items)

    said = news(replace(moved, items=items), date(2026, 12, 13), date(2026, 12, 24))

    assert [on.day for on in said[1:]] == [18, 21]


def test_what_was_due_while_nothing_ran_is_said_on_any_day_when_it_is_back() -> None:
    found = due(one_item(), now=at("2026-12-20T10:00"), planned=NOTHING)  # a Sunday

    assert [(one.on, one.late) for one in found] == [(date(2026, 12, 9), True)] * 2


def test_nobody_is_reminded_of_days_before_the_refusal_that_made_the_step() -> None:
    refused = reject(one_item(), 1, word(NADIA, at("2026-12-10T15:00")), reason="No figures")

    assert recalled(refused, "2026-12-10T16:00") == []
    assert ("fix_refused", 1, Party.CLIENT) in recalled(refused, "2026-12-21T10:00")


def test_a_party_that_accepted_is_left_in_peace() -> None:
    mine = accept(one_item(), 1, word(CLAIRE))

    assert recalled(mine, "2026-12-09T10:00") == [("accept_item", 1, Party.PROVIDER)]


def test_a_refused_item_is_recalled_to_the_party_that_redoes_it() -> None:
    refused = reject(one_item(), 1, word(NADIA), reason="No figures")

    assert ("fix_refused", 1, Party.CLIENT) in recalled(refused, "2026-12-09T10:00")


def test_of_several_steps_missed_while_nothing_ran_only_the_last_is_said_and_marked_late() -> None:
    found = due(one_item(), now=at("2026-12-14T10:00"), planned=NOTHING)

    assert [one.on for one in found] == [date(2026, 12, 9)] * 2
    assert all(one.late for one in found)


def running(**changed: object) -> Engagement:
    """In operations; the notice of the first term has to be sent by 24 August 2029, received by the 31st."""
    return engagement(phase=Phase.OPERATIONS, items=(), **changed)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2029-02-22", False), ("2029-02-23", True),  # 180 days before is a Sunday: said on the Friday
        ("2029-05-25", True), ("2029-06-25", True), ("2029-07-25", True),
        ("2029-08-10", True), ("2029-08-17", True), ("2029-08-23", True), ("2029-08-24", True),
    ],
)  # fmt: skip
def test_the_notice_is_recalled_by_growing_urgency_before_the_day_to_send_it(day: str, said: bool) -> None:
    notices = [
        one for one in due(running(), now=at(f"{day}T10:00"), planned=NOTHING) if one.about == "notice"
    ]

    assert bool(notices) is said
    if said:
        assert (notices[0].by, notices[0].legal) == (date(2029, 8, 24), date(2029, 8, 31))
        assert notices[0].critical


def test_after_the_day_to_send_it_the_notice_is_recalled_daily_even_at_weekends_until_the_deadline() -> None:
    said = news(running(), date(2029, 8, 18), date(2029, 9, 3))

    assert [on.day for on in said[1:]] == [23, 24, 25, 26, 27, 28, 29, 30, 31, 1]  # and that it has passed


def test_the_deadline_of_the_current_term_counts_not_that_of_the_first() -> None:
    """As GLPI gets it wrong: in the second term, the notice is about the end of that term."""
    second = due(running(), now=at("2030-08-26T10:00"), planned=NOTHING)

    assert [one.legal for one in second if one.about == "notice"] == [date(2030, 8, 31)]


def test_a_deadline_that_passed_while_nothing_ran_is_told_once() -> None:
    """Down from 20 August to 5 September 2029: the contract will renew, and both hear of it."""
    found = due(running(), now=at("2029-09-05T10:00"), planned=NOTHING)

    assert [(one.about, one.legal, one.late) for one in found] == [("notice_passed", date(2029, 8, 31), True)]
    again = due(running(), now=at("2029-11-10T10:00"), planned=frozenset(one.key for one in found))
    assert again == ()


def test_a_period_that_begins_is_told_once() -> None:
    found = due(running(), now=at("2029-12-01T10:00"), planned=NOTHING)

    begun = [one for one in found if one.about == "term_begun"]
    assert [(one.on, one.by) for one in begun] == [(date(2029, 12, 1), date(2029, 12, 1))]
    assert "term_begun" not in {
        one.about
        for one in due(running(), now=at("2030-06-01T10:00"), planned=frozenset(one.key for one in begun))
    }
    assert holds(running(), begun[0], today=date(2030, 6, 1))
    assert not holds(running(), begun[0], today=date(2030, 12, 1))  # the next one has begun


def test_once_the_next_period_has_begun_the_deadline_that_passed_before_it_is_history() -> None:
    late = due(running(), now=at("2029-12-03T10:00"), planned=NOTHING)

    assert [one.about for one in late] == ["term_begun"]
    (passed,) = due(running(), now=at("2029-09-05T10:00"), planned=NOTHING)
    assert holds(running(), passed, today=date(2029, 11, 30))
    assert not holds(running(), passed, today=date(2029, 12, 1))


def test_the_first_period_is_no_news_nor_one_that_began_before_the_opening() -> None:
    first = due(running(), now=at("2026-12-02T10:00"), planned=NOTHING)
    late = due(running(created_on=date(2029, 12, 1)), now=at("2029-12-02T10:00"), planned=NOTHING)

    assert "term_begun" not in {one.about for one in (*first, *late)}


def ended() -> Engagement:
    """The end of the contract is decided: the exit has begun."""
    return replace(running(), phase=Phase.EXIT, exit=Exit(ExitCause.EARLY, T0.date(), date(2030, 6, 30)))


@pytest.mark.parametrize("day", ["2029-08-24", "2029-09-05", "2029-12-01"])
def test_once_the_end_is_decided_nobody_hears_of_notice_or_renewal(day: str) -> None:
    def contract_news(of: Engagement) -> set[str]:
        return {one.about for one in due(of, now=at(f"{day}T10:00"), planned=NOTHING)} & CONTRACT

    assert contract_news(running())
    assert contract_news(ended()) == set()


def test_a_deadline_that_passed_before_the_engagement_was_opened_is_no_news() -> None:
    young = running(created_on=date(2029, 9, 3))

    assert due(young, now=at("2029-09-05T10:00"), planned=NOTHING) == ()


def test_the_other_partys_acceptances_do_not_silence_a_reminder() -> None:
    """The client has to sign on 22 February 2027; the provider accepts something that morning."""
    ready = all_accepted(engagement(), Party.CLIENT, but=(12,))
    busy = accept(ready, 10, word(NADIA, at("2027-02-22T08:30")))

    assert ("sign_phase", 12, Party.CLIENT) in recalled(busy, "2027-02-22T09:30")


def test_what_goes_out_in_the_night_after_its_day_is_late() -> None:
    (first, _) = due(one_item(), now=at("2026-12-02T03:00"), planned=NOTHING)

    assert (first.on, first.late) == (date(2026, 12, 1), True)


def test_a_reminder_holds_as_long_as_what_it_says_is_true() -> None:
    (of_client, of_provider) = due(one_item(), now=at("2026-12-01T10:00"), planned=NOTHING)
    done = accept(one_item(), 1, word(CLAIRE))
    today = date(2026, 12, 20)

    assert [holds(done, one, today=today) for one in (of_client, of_provider)] == [False, True]


def test_a_notice_holds_until_its_deadline_has_passed_or_the_exit_has_begun() -> None:
    (notice,) = due(running(), now=at("2029-08-24T10:00"), planned=NOTHING)

    assert holds(running(), notice, today=date(2029, 8, 31))
    assert not holds(running(), notice, today=date(2029, 9, 1))
    assert not holds(replace(running(), phase=Phase.EXIT), notice, today=date(2029, 8, 25))


def test_nothing_is_said_of_notice_once_the_exit_has_begun() -> None:
    leaving = replace(running(), phase=Phase.EXIT)

    assert due(leaving, now=at("2029-08-24T10:00"), planned=NOTHING) == ()


def test_a_contract_that_is_not_renewed_asks_for_no_notice_but_its_end_is_recalled() -> None:
    """It ends on Friday 30 November 2029."""
    ends = running(contract=contract(renewal=""))

    said = due(ends, now=at("2029-11-29T10:00"), planned=NOTHING)

    assert [(one.about, one.by, one.critical) for one in said] == [("contract_end", date(2029, 11, 30), True)]
    assert holds(ends, said[0], today=date(2029, 11, 30))
    assert not holds(running(), said[0], today=date(2029, 11, 30))  # renewed meanwhile
    assert due(ends, now=at("2029-12-01T10:00"), planned=NOTHING) == ()


@pytest.mark.parametrize("renewal", ["12m", ""])
def test_the_days_of_the_contract_are_those_that_simulate_promises(renewal: str) -> None:
    of = running(contract=contract(renewal=renewal))
    promised = {
        one.on
        for one in simulate(of.contract, today=date(2029, 1, 1), until=date(2029, 12, 31))
        if one.kind is OccurrenceKind.REMINDER and one.term == 0
    }

    said = {
        one.on
        for after in range(364)
        for one in due(of, now=at("2029-01-02T12:00") + timedelta(days=after), planned=NOTHING)
        if one.about in {"notice", "contract_end"} and one.on <= one.by - timedelta(days=1)
    }

    assert said == promised


def test_a_day_on_a_sunday_is_announced_on_the_friday_before() -> None:
    """7 February 2027 is a Sunday."""
    moved = tuple(replace(one, due=date(2027, 2, 7)) if one.number == 1 else one for one in one_item().items)

    said = news(replace(one_item(), items=moved), date(2027, 1, 25), date(2027, 2, 9))

    assert said == [date(2027, 1, 29), date(2027, 2, 5), date(2027, 2, 8)]


def test_a_closed_engagement_is_silent() -> None:
    over = engagement(phase=Phase.CLOSED, closed_on=date(2026, 11, 24))

    assert due(over, now=at("2027-06-01T10:00"), planned=NOTHING) == ()


def test_steps_before_the_engagement_was_opened_are_not_made_up_for() -> None:
    """Opened 100 days before the notice: the step of 180 days is history, not news."""
    young = running(created_on=date(2029, 5, 16))

    assert due(young, now=at("2029-05-17T10:00"), planned=NOTHING) == ()


def test_the_oldest_legal_date_comes_first() -> None:
    both = replace(one_item(), contract=contract(start="2024-01-01", notice="3m", term="36m"))
    found = due(both, now=at("2026-12-09T10:00"), planned=NOTHING)

    ordered = [one.legal or one.by for one in found]
    assert ordered == sorted(ordered)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=30))
def test_whenever_the_passes_come_no_key_is_planned_twice_and_no_obligation_is_lost(gaps: list[int]) -> None:
    """Passes at any distance: each reminder once, and after the last pass nothing that is due is left."""
    state, now = one_item(), T0
    planned: list[Reminder] = []
    for gap in gaps:
        now += timedelta(days=gap, hours=5)
        planned += due(state, now=now, planned=frozenset(one.key for one in planned))
    now = max(now, at("2026-12-14T10:00"))
    planned += due(state, now=now, planned=frozenset(one.key for one in planned))
    keys = [one.key for one in planned]

    assert len(keys) == len(set(keys))
    assert due(state, now=now, planned=frozenset(keys)) == ()
    assert {one.party for one in planned if one.item == 1} == set(PAIR)


def test_the_next_morning_is_the_one_on_which_something_is_said() -> None:
    found = next_morning(one_item(), now=T0, planned=NOTHING, within=60)

    assert found == at("2026-12-01T09:00")
    assert due(one_item(), now=found, planned=NOTHING)
    assert next_morning(one_item(), now=T0, planned=NOTHING, within=3) is None


def test_a_reservation_is_recalled_to_its_owner_and_once_it_is_late_to_its_maker_too() -> None:
    """Made on 24 November 2026, to be cleared by Tuesday 15 December."""
    made = Reservation(2, 4, Party.CLIENT, "No figures", Party.PROVIDER, date(2026, 12, 15), CLAIRE, T0)
    of = running(reservations=(made,))

    assert news(of, date(2026, 11, 24), date(2026, 12, 16)) == [
        date(2026, 12, 8), date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 16)
    ]  # fmt: skip
    said = due(of, now=at("2026-12-16T10:00"), planned=NOTHING)
    assert {(one.about, one.party, one.ref) for one in said} == {
        ("clear_reservation", Party.PROVIDER, 2), ("lift_reservation", Party.CLIENT, 2)
    }  # fmt: skip
    (owed, _) = said
    assert holds(of, owed, today=date(2026, 12, 16))
    assert not holds(running(), owed, today=date(2026, 12, 16))


def test_two_evolutions_are_two_reminders_and_a_step_taken_silences_its_own() -> None:
    of = running()
    for title in ("Monthly report", "Single sign-on"):
        of = open_evolution(of, word(CLAIRE), title=title, route=Route.CONTRACT)

    before = due(of, now=at("2026-12-23T10:00"), planned=NOTHING)  # the day before the thirtieth
    solved = propose_solution(of, 1, word(NADIA, at("2026-12-20T10:00")), note="So")
    after = due(solved, now=at("2026-12-23T10:00"), planned=NOTHING)

    assert [(one.about, one.ref) for one in before] == [("propose_solution", 1), ("propose_solution", 2)]
    assert [(one.about, one.ref) for one in after] == [("propose_solution", 2)]
    assert len({one.key for one in before}) == 2


def test_the_decision_on_the_renewal_has_its_own_reminders_and_is_not_said_twice() -> None:
    said = due(running(), now=at("2029-08-24T10:00"), planned=NOTHING)

    assert [one.about for one in said] == ["notice"]
