"""What is told of a contract in advance (DESIGN §5, `relais simulate`; DOMAIN R8 and reminders)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from state.rules.ahead import STEPS
from state.rules.amendment import amended
from state.rules.calendar import is_working_day
from state.rules.clauses import Amendment
from state.rules.duration import parse
from state.rules.notice import give_notice
from state.rules.price import Revision
from state.rules.run import Outcome
from state.rules.simulation import Occurrence, OccurrenceKind, Prospect, if_nobody_acts, simulate
from state.rules.term import Contract, term_of
from tests.rules.contracts import OFTEN, agreements, broken, day, deal

SIXTEEN = deal("2022-03-15", "36m", renewal="12m", notice="3m")
PRICED = Revision(price=Decimal(1000), base=Decimal(100))


def told(contract: Contract, today: str, until: str, **said: tuple[int, ...]) -> list[str]:
    """List occurrences as "day kind period", a reminder with its days ahead."""
    found = simulate(contract, today=day(today), until=day(until), **said)
    return [f"{one.on} {one.kind} {one.term}" + (f" -{one.days}" if one.days else "") for one in found]


def test_a_year_of_a_contract_is_told_day_by_day() -> None:
    """Cases 16 and 33: sent by 5 December, received by Friday 12, renewed on 15 March."""
    assert told(SIXTEEN, "2025-03-14", "2026-03-15") == [
        "2025-03-14 term_end 0",
        "2025-03-15 tacit_renewal 1",
        "2025-03-15 term_start 1",
        "2025-06-06 reminder 1 -180",
        "2025-09-05 reminder 1 -90",
        "2025-10-06 reminder 1 -60",
        "2025-11-05 reminder 1 -30",
        "2025-11-21 reminder 1 -14",
        "2025-11-28 reminder 1 -7",
        "2025-12-04 reminder 1 -1",
        "2025-12-05 send_by 1",
        "2025-12-12 act_by 1",
        "2025-12-14 notice_deadline 1",
        "2026-03-14 term_end 1",
        "2026-03-15 tacit_renewal 2",
        "2026-03-15 term_start 2",
    ]


def test_an_occurrence_says_what_it_is_about() -> None:
    found = simulate(SIXTEEN, today=day("2025-11-28"), until=day("2026-03-15"))

    assert found[0] == Occurrence(
        day("2025-11-28"), OccurrenceKind.REMINDER, 1,
        days=7, towards=day("2025-12-05"), outcome=Outcome.RENEWED,
    )  # fmt: skip
    assert found[-2] == Occurrence(
        day("2026-03-15"), OccurrenceKind.TACIT_RENEWAL, 2, until=day("2027-03-14"), length=parse("12m")
    )
    assert found[-3].outcome is Outcome.RENEWED, "what comes after the last day"


def test_case_22_ends_with_reminders_of_the_end_and_no_notice() -> None:
    """R7: nothing to stop, but an exit to prepare."""
    contract = deal("2023-09-01", "24m", renewal="12m", notice="3m", max_renewals=2)

    assert told(contract, "2026-09-01", "2030-01-01") == [
        "2026-09-01 tacit_renewal 2",
        "2026-09-01 term_start 2",
        "2027-03-04 reminder 2 -180",
        "2027-06-02 reminder 2 -90",
        "2027-07-02 reminder 2 -60",
        "2027-07-30 reminder 2 -30",
        "2027-08-17 reminder 2 -14",
        "2027-08-24 reminder 2 -7",
        "2027-08-30 reminder 2 -1",
        "2027-08-31 term_end 2",
        "2027-08-31 contract_end 2",
    ]


def test_reminders_come_when_the_reader_wants_them_and_on_working_days() -> None:
    asked = told(SIXTEEN, "2025-10-01", "2025-12-05", steps=(5, 3, 2, 33))

    assert asked == [
        "2025-10-31 reminder 1 -33",
        "2025-11-28 reminder 1 -5",
        "2025-12-02 reminder 1 -3",
        "2025-12-03 reminder 1 -2",
        "2025-12-05 send_by 1",
    ]  # 2 November is a Sunday after All Saints', 30 November a Sunday
    assert told(SIXTEEN, "2025-10-01", "2025-12-05", steps=()) == ["2025-12-05 send_by 1"]


def test_a_reminder_may_come_on_the_first_day_and_not_before() -> None:
    send_by = term_of(SIXTEEN, 0).send_by
    assert send_by is not None
    whole = (send_by - SIXTEEN.start).days
    found = told(SIXTEEN, "2022-01-01", "2022-12-31", steps=(whole + 1, whole))

    assert found == ["2022-03-15 term_start 0", f"2022-03-15 reminder 0 -{whole}"]


def test_two_reminders_on_one_day_are_one() -> None:
    assert told(SIXTEEN, "2025-11-25", "2025-12-04", steps=(5, 6, 7)) == ["2025-11-28 reminder 1 -5"]


def test_a_short_period_is_not_recalled_before_the_decision_before_it() -> None:
    """Case 6, month after month: one decision at a time."""
    contract = deal("2025-01-31", "1m", renewal="1m", notice="1m")

    assert told(contract, "2025-01-31", "2025-03-31") == [
        "2025-01-31 term_start 0",
        "2025-01-31 act_by 0",
        "2025-01-31 notice_deadline 0",
        "2025-02-07 reminder 1 -14",
        "2025-02-14 reminder 1 -7",
        "2025-02-20 reminder 1 -1",
        "2025-02-21 send_by 1",
        "2025-02-28 act_by 1",
        "2025-02-28 notice_deadline 1",
        "2025-02-28 term_end 0",
        "2025-03-01 tacit_renewal 1",
        "2025-03-01 term_start 1",
        "2025-03-10 reminder 2 -14",
        "2025-03-17 reminder 2 -7",
        "2025-03-21 reminder 2 -1",
        "2025-03-24 send_by 2",
        "2025-03-30 term_end 1",
        "2025-03-31 tacit_renewal 2",
        "2025-03-31 term_start 2",
        "2025-03-31 act_by 2",
        "2025-03-31 notice_deadline 2",
    ]


def test_a_contract_without_an_agreed_renewal_goes_on_without_an_end() -> None:
    """R13."""
    contract = deal("2024-01-01", "36m", notice="3m", tacit=True)

    assert told(contract, "2026-09-30", "2035-01-01") == [
        "2026-09-30 act_by 0",
        "2026-09-30 notice_deadline 0",
        "2026-12-31 term_end 0",
        "2027-01-01 open_ended 1",
        "2027-01-01 term_start 1",
    ]


def test_a_contract_under_notice_ends_and_asks_for_nothing_more() -> None:
    ending = give_notice(SIXTEEN, sent_on=day("2025-09-01"), received_on=day("2025-09-03"))

    assert told(ending, "2025-09-03", "2035-01-01", steps=(30,)) == [
        "2026-02-12 reminder 1 -30",
        "2026-03-14 term_end 1",
        "2026-03-14 contract_end 1",
    ]


def test_a_new_term_begins_without_a_renewal() -> None:
    new = Amendment(on=day("2025-06-02"), clauses=SIXTEEN.clauses, term=parse("24m"))

    assert told(amended(SIXTEEN, new), "2025-06-02", "2026-12-31") == [
        "2026-03-14 term_end 1",
        "2026-03-15 term_start 2",
    ]


def test_the_price_is_revised_on_the_first_day_of_each_renewal() -> None:
    contract = deal("2022-03-15", "36m", renewal="12m", notice="3m", revision=PRICED)
    revisions = [line for line in told(contract, "2022-03-15", "2027-12-31") if "price" in line]

    assert revisions == [f"{year}-03-15 price_revision {year - 2024}" for year in (2025, 2026, 2027)]


def test_the_price_is_revised_as_often_as_the_contract_says() -> None:
    """A year from 29 February ends on the last day of February (R2): the next one begins in March."""
    yearly = Revision(price=Decimal(1000), base=Decimal(100), every=parse("12m"))
    contract = deal("2024-02-29", "36m", revision=yearly)
    revisions = [line for line in told(contract, "2024-02-29", "2035-12-31") if "price" in line]

    assert revisions == ["2025-03-01 price_revision 0", "2026-03-01 price_revision 0"]
    forever = deal("2024-02-29", "36m", tacit=True, revision=yearly)
    assert [line for line in told(forever, "2028-01-01", "2029-12-31") if "price" in line] == [
        "2028-02-29 price_revision 1",
        "2029-03-01 price_revision 1",
    ]


def test_if_nobody_acts_a_sentence_has_all_that_it_needs() -> None:
    """R8: if nobody acts by 28 February 2029, it renews for 12 months on 1 June 2029."""
    contract = deal("2026-06-01", "36m", renewal="12m", notice="3m")

    assert if_nobody_acts(contract, day("2029-01-15")) == Prospect(
        term=0,
        outcome=Outcome.RENEWED,
        on=day("2029-06-01"),
        deadline=day("2029-02-28"),
        act_by=day("2029-02-28"),
        send_by=day("2029-02-21"),
        length=parse("12m"),
        until=day("2030-05-31"),
        too_late=False,
    )


@pytest.mark.parametrize(
    ("today", "too_late", "until"),
    [
        ("2029-02-28", False, "2030-05-31"),
        ("2029-03-01", True, "2030-05-31"),
        ("2029-06-01", False, "2031-05-31"),
    ],
)
def test_once_the_deadline_has_passed_the_renewal_comes_whatever_is_done(
    today: str, until: str, *, too_late: bool
) -> None:
    prospect = if_nobody_acts(deal("2026-06-01", "36m", renewal="12m", notice="3m"), day(today))

    assert (prospect.too_late, prospect.until) == (too_late, day(until))


@pytest.mark.parametrize(
    ("contract", "outcome", "on"),
    [
        (deal("2024-01-01", "36m"), Outcome.EXPIRES, "2026-12-31"),
        (deal("2024-01-01", "36m", notice="3m", tacit=True), Outcome.OPEN_ENDED, "2027-01-01"),
        (deal("2020-01-01", "36m", notice="3m", tacit=True), Outcome.OPEN_ENDED, None),
        (give_notice(SIXTEEN, sent_on=day("2025-01-06"), received_on=day("2025-06-06")), Outcome.TERMINATED,
         "2026-03-14"),
    ],
)  # fmt: skip
def test_without_a_renewal_the_contract_expires_ends_or_goes_on(
    contract: Contract, outcome: Outcome, on: str | None
) -> None:
    prospect = if_nobody_acts(contract, day("2026-01-15"))

    assert (prospect.outcome, prospect.on) == (outcome, day(on) if on else None)
    assert (prospect.length, prospect.until) == (None, None)


@pytest.mark.parametrize(
    ("until", "code"),
    [("2025-12-31", "until_before_today"), ("2201-01-01", "too_far"), ("2026-01-01", "nothing broken")],
)
def test_a_simulation_runs_forward_and_not_too_far(until: str, code: str) -> None:
    assert broken(simulate, SIXTEEN, today=day("2026-01-01"), until=day(until)) == code


def test_a_century_is_simulated() -> None:
    found = simulate(deal("1990-01-31", "1m", renewal="1m"), today=day("2100-01-01"), until=day("2200-12-31"))

    assert sum(one.kind is OccurrenceKind.TERM_END for one in found) == 1212


def test_occurrences_are_plain_values() -> None:
    adapter = TypeAdapter(tuple[Occurrence, ...])
    found = simulate(SIXTEEN, today=day("2025-01-01"), until=day("2026-12-31"))

    assert adapter.validate_json(adapter.dump_json(found)) == found
    assert list(asdict(found[0])) == ["on", "kind", "term", "until", "length", "days", "towards", "outcome"]


@OFTEN
@given(agreements(), st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 1500))
def test_occurrences_come_in_order_each_once_between_the_two_days(
    contract: Contract, today: date, ahead: int
) -> None:
    until = today + timedelta(days=ahead)
    found = simulate(contract, today=today, until=until)

    assert [one.on for one in found] == sorted(one.on for one in found)
    assert len(set(found)) == len(found)
    assert all(today <= one.on <= until for one in found)
    for one in found:
        if one.kind is OccurrenceKind.REMINDER:
            assert one.days in STEPS
            assert one.towards is not None
            assert one.on <= one.towards - timedelta(days=one.days)
            assert is_working_day(one.on, contract.calendars)
        if one.kind is OccurrenceKind.TACIT_RENEWAL:
            assert term_of(contract, one.term).start == one.on


@OFTEN
@given(agreements(), st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 800), st.integers(0, 800))
def test_two_simulations_one_after_the_other_are_one(
    contract: Contract, today: date, first: int, second: int
) -> None:
    """Nothing is told twice or lost where a reader asks in pieces."""
    middle, until = today + timedelta(days=first), today + timedelta(days=first + second + 1)
    pieces = (
        *simulate(contract, today=today, until=middle),
        *simulate(contract, today=middle + timedelta(days=1), until=until),
    )

    assert pieces == simulate(contract, today=today, until=until)
