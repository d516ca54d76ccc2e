"""Contract dates that users of another program reported as wrong: what it said, and what we say.

The numbers are of glpi-project/glpi's issues, read for the dates that their reporters name. Where an
issue names none, the figures are ours and the docstring says so.
"""

from __future__ import annotations

from state.rules.duration import add_months
from state.rules.run import Outcome
from state.rules.simulation import OccurrenceKind, simulate
from state.rules.term import term_at, term_of
from tests.rules.contracts import day, deal


def test_2596_the_end_is_not_the_start() -> None:
    """2017: the message of the contract's end was sent for its start date; figures ours."""
    contract = deal("2014-08-10", "24m", renewal="12m", notice="3m")
    term = term_at(contract, day("2017-08-10"))

    assert (term.k, term.start, term.last_day) == (2, day("2017-08-10"), day("2018-08-09"))
    assert term.deadline == day("2018-05-09")


def test_6004_the_first_notice_counts_from_the_end_of_the_first_period() -> None:
    """2019: begins 27.09.2018, 36 months, renewed by 12, notice 3 months, told 21 days before.

    It said 06.06.2019 (12 months for 36); its reporter expected 06.06.2021, which rests on the
    anniversary. The last day is the eve, and 26 June 2021 is a Saturday: received by Friday 25, sent by
    the 18th, told 21 days before.
    """
    contract = deal("2018-09-27", "36m", renewal="12m", notice="3m")
    term = term_of(contract, 0)
    found = simulate(contract, today=day("2018-09-27"), until=day("2021-09-26"), steps=(21,))

    assert (term.last_day, term.deadline) == (day("2021-09-26"), day("2021-06-26"))
    assert (term.act_by, term.send_by) == (day("2021-06-25"), day("2021-06-18"))
    assert [one.on for one in found if one.kind is OccurrenceKind.REMINDER] == [day("2021-05-28")]


def test_14703_a_renewal_is_of_its_own_length() -> None:
    """2023: 60 months and a renewal of 12 made 120 months; start ours. 72 are right."""
    contract = deal("2018-05-01", "60m", renewal="12m", notice="3m")

    assert term_of(contract, 1).last_day == day("2024-04-30")
    assert term_of(contract, 1).last_day != add_months(day("2018-04-30"), 120)


def test_15893_three_years_then_year_by_year() -> None:
    """2023: from 2020-08-01, 36 months, then 12, notice 3 months, tacit.

    It gave 2026-08-01 for the end of the first period (36 months twice); its reporter expected
    2023-08-01. The last day is 31 July 2023, and on the day of the report the fourth year runs.
    """
    contract = deal("2020-08-01", "36m", renewal="12m", notice="3m")
    now = term_at(contract, day("2023-10-31"))

    assert term_of(contract, 0).last_day == day("2023-07-31")
    assert (now.k, now.last_day, now.deadline) == (1, day("2024-07-31"), day("2024-04-30"))


def test_18954_the_turn_of_the_year_moves_nothing() -> None:
    """2025: wrong where notice and end lie in two years, and once the notice is over; figures ours."""
    contract = deal("2024-03-01", "12m", renewal="12m", notice="3m")

    assert term_at(contract, day("2024-12-31")) == term_at(contract, day("2025-01-01"))
    assert term_of(contract, 0).deadline == day("2024-11-30")


def test_18954_a_contract_that_never_renews_keeps_its_end_once_it_is_over() -> None:
    """2025, second report: renewal "never", shown a notice date in the years after; figures ours."""
    contract = deal("2024-01-01", "12m", notice="3m")
    term = term_at(contract, day("2025-02-10"))

    assert (term.k, term.last_day, term.deadline) == (0, day("2024-12-31"), None)
    assert term.outcome is Outcome.EXPIRES


def test_23084_the_notice_follows_the_renewed_period() -> None:
    """2026, open: first period until 2025-08-28, renewed by 12 months, notice 2 months.

    On 11 February 2026 it said 2025-06-28; its reporter expected 2026-06-28, and so do we (a Sunday:
    received by Friday 26).
    """
    contract = deal("2024-08-29", "12m", renewal="12m", notice="2m")
    term = term_at(contract, day("2026-02-11"))

    assert term_of(contract, 0).last_day == day("2025-08-28")
    assert (term.last_day, term.deadline) == (day("2026-08-28"), day("2026-06-28"))
    assert term.act_by == day("2026-06-26")


def test_17725_a_renewal_shorter_than_the_first_period_before_and_after_today() -> None:
    """2024: 60 + 12 months became 2 × 60; another date for starts before 2020; starts ours."""
    starts = ("2012-09-01", "2019-09-01", "2021-09-01")
    last_days = [
        str(term_at(deal(start, "60m", renewal="12m"), day("2024-08-27")).last_day) for start in starts
    ]

    assert last_days == ["2024-08-31", "2024-08-31", "2026-08-31"]


def test_24274_a_tacit_renewal_without_a_length_does_not_run_for_ever() -> None:
    """2026: tacit renewal by 0 months never came back; start ours. French law: open-ended (R13)."""
    term = term_at(deal("2020-01-01", "36m", notice="3m", tacit=True), day("2026-06-24"))

    assert (term.start, term.last_day, term.outcome) == (day("2023-01-01"), None, Outcome.OPEN_ENDED)


def test_the_usual_contract_is_right_at_every_turn() -> None:
    """Case 18: 36 months, then 12, notice 3. The other program's date stays where it was in 2024."""
    contract = deal("2021-06-12", "36m", renewal="12m", notice="3m")
    stale = add_months(add_months(day("2021-06-12"), 36), -3)
    asked = ("2024-03-11", "2024-06-12", "2025-06-12", "2026-01-10")

    assert stale == day("2024-03-12")
    assert [str(term_at(contract, day(text)).deadline) for text in asked] == [
        "2024-03-11", "2025-03-11", "2026-03-11", "2026-03-11",
    ]  # fmt: skip
