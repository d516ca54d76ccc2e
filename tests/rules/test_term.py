"""Every worked case of DOMAIN §5, by its number, and the invariants (iii), (iv) and (v) of §4."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from state.rules.amendment import extended
from state.rules.calendar import is_working_day
from state.rules.clauses import Counts
from state.rules.contract import accepted_on
from state.rules.duration import add_months, parse
from state.rules.notice import give_notice
from state.rules.price import Revision
from state.rules.run import Outcome
from state.rules.term import Anchor, Contract, Term, clauses_on, course, decision_at, term_at, term_of, terms
from tests.rules.contracts import OFTEN, agreements, broken, day, deal, known

ONE_DAY = timedelta(days=1)

# number, start, first period, k, renewal, notice, calendar, last day, deadline, act by, and what
# "anniversary minus the notice" says, read as the last day to give it.
CASES = """
1   2024-01-01 36m 0 12m 3m FR     2026-12-31 2026-09-30 2026-09-30 2026-10-01
2   2024-02-29 12m 0 12m 3m FR     2025-02-28 2024-11-30 2024-11-29 2024-11-28
4   2025-01-31  1m 0  1m 1m FR     2025-02-28 2025-01-31 2025-01-31 2025-01-28
5   2024-01-31  1m 0  1m 1m FR     2024-02-29 2024-01-31 2024-01-31 2024-01-29
6   2025-01-31  1m 1  1m 1m FR     2025-03-30 2025-02-28 2025-02-28 2025-02-28
7   2024-08-31  6m 0 12m 1m FR     2025-02-28 2025-01-31 2025-01-31 2025-01-28
9   2010-10-01 36m 0 12m 6m FR     2013-09-30 2013-03-31 2013-03-29 2013-04-01
9b  2010-10-01 36m 0 12m 6m FR-AM  2013-09-30 2013-03-31 2013-03-28 2013-04-01
10  2020-04-01 36m 0 12m 6m FR     2023-03-31 2022-09-30 2022-09-30 2022-10-01
11  2024-02-02 36m 0 12m 3m FR     2027-02-01 2026-11-01 2026-10-30 2026-11-02
12  2023-10-15 36m 0 12m 3m FR     2026-10-14 2026-07-14 2026-07-13 2026-07-15
15  2022-03-15 36m 0 12m 3m FR     2025-03-14 2024-12-14 2024-12-13 2024-12-15
16  2022-03-15 36m 1 12m 3m FR     2026-03-14 2025-12-14 2025-12-12 2025-12-15
18  2021-06-12 36m 2 12m 3m FR     2026-06-11 2026-03-11 2026-03-11 2026-03-12
19  2025-01-15 12m 2 12m 2m FR     2028-01-14 2027-11-14 2027-11-12 2027-11-15
21  2025-07-01 36m 0 12m 6m FR     2028-06-30 2027-12-31 2027-12-31 2028-01-01
"""
ROWS = [line.split() for line in CASES.strip().splitlines()]


def days(term: Term) -> tuple[str, str, str]:
    return str(term.last_day), str(term.deadline), str(term.act_by)


def anniversary(start: str, length: str, k: int, renewal: str) -> Any:
    return add_months(day(start), int(length[:-1]) + k * int(renewal[:-1]))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"case {row[0]}")
def test_a_worked_case_has_its_last_day_deadline_and_day_to_act(row: list[str]) -> None:
    _, start, length, k, renewal, notice, calendar, last_day, deadline, act_by, _ = row
    contract = deal(start, length, renewal=renewal, notice=notice, calendars=(calendar,))

    assert days(term_of(contract, int(k))) == (last_day, deadline, act_by)
    assert term_at(contract, day(last_day)).k == int(k), "still running on its last day"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"case {row[0]}")
def test_what_others_compute_is_the_anniversary_minus_the_notice(row: list[str]) -> None:
    """The column "naive" of the cases: mostly a day late, which makes the notice void."""
    _, start, length, k, renewal, notice, _, _, deadline, _, naive = row

    assert add_months(anniversary(start, length, int(k), renewal), -int(notice[:-1])) == day(naive)
    assert (naive == deadline) is (row[0] == "6")


def test_the_notice_is_sent_five_working_days_before() -> None:
    """R5, case 1."""
    contract = deal("2024-01-01", "36m", renewal="12m", notice="3m")

    assert term_of(contract, 0).send_by == day("2026-09-23")


def test_a_notice_that_counts_when_it_is_sent_needs_no_days_in_the_post() -> None:
    contract = deal("2024-01-01", "36m", renewal="12m", notice="3m", counts=Counts.DISPATCH)

    assert term_of(contract, 0).send_by == day("2026-09-30")


def test_both_calendars_count() -> None:
    """Case 9 between a French and a German party: Good Friday is a holiday in Germany."""
    contract = deal("2010-10-01", "36m", renewal="12m", notice="6m", calendars=("FR", "DE"))

    assert term_of(contract, 0).act_by == day("2013-03-28")


def test_case_22_two_renewals_at_most() -> None:
    contract = deal("2023-09-01", "24m", renewal="12m", notice="3m", max_renewals=2)

    assert [days(term) for term in terms(contract, day("2040-01-01"))] == [
        ("2025-08-31", "2025-05-31", "2025-05-30"),
        ("2026-08-31", "2026-05-31", "2026-05-29"),
        ("2027-08-31", "None", "None"),
    ]
    assert term_at(contract, day("2035-01-01")).outcome is Outcome.EXPIRES


@pytest.mark.parametrize(
    "cap", [{"max_renewals": 3}, {"max_total": "48m"}, {"max_renewals": 3, "max_total": "48m"}]
)
def test_case_23_a_public_contract_ends_with_its_third_renewal(cap: dict[str, Any]) -> None:
    contract = deal("2025-01-15", "12m", renewal="12m", notice="2m", public=True, **cap)
    last_decision, final = term_of(contract, 2), term_of(contract, 3)

    assert (last_decision.outcome, last_decision.next_last_day) == (Outcome.RENEWED, day("2029-01-14"))
    assert (final.last_day, final.deadline, final.outcome) == (day("2029-01-14"), None, Outcome.EXPIRES)
    assert (final.next_start, final.renewed_for) == (None, None)
    assert course(contract).ends_on == day("2029-01-14")


def test_case_33_the_last_day_is_still_of_the_period() -> None:
    contract = deal("2022-03-15", "36m", renewal="12m", notice="3m")

    assert term_at(contract, day("2026-03-14")).k == 1
    assert term_at(contract, day("2026-03-15")).k == 2


@pytest.mark.parametrize(
    ("contract", "on", "k", "deadline"),
    [
        (deal("2022-03-15", "36m", renewal="12m", notice="3m"), "2025-12-14", 1, "2025-12-14"),
        (deal("2022-03-15", "36m", renewal="12m", notice="3m"), "2025-12-15", 2, "2026-12-14"),
        (deal("2025-01-31", "1m", renewal="1m", notice="1m"), "2025-02-01", 1, "2025-02-28"),
        (deal("2025-01-31", "1m", renewal="1m", notice="1m"), "2025-03-01", 2, "2025-03-31"),
        (deal("2022-03-15", "36m", renewal="12m", notice="3m", max_renewals=1), "2025-01-10", 1, None),
        (deal("2022-03-15", "36m", notice="3m", tacit=True), "2025-01-10", 1, None),
    ],
)
def test_the_next_decision_is_of_the_first_period_that_can_still_be_stopped(
    contract: Contract, on: str, k: int, deadline: str | None
) -> None:
    term = decision_at(contract, day(on))

    assert (term.k, term.deadline) == (k, day(deadline) if deadline else None)
    assert broken(decision_at, contract, day("2201-01-01")) == "too_far"


def test_case_21_a_term_counts_from_the_acceptance_of_the_takeover() -> None:
    """R14: signed on 20 March, accepted on 1 July."""
    signed = deal("2025-03-20", "36m", renewal="12m", notice="6m", anchor=Anchor.ACCEPTANCE)
    accepted = accepted_on(signed, day("2025-07-01"))

    assert days(term_of(accepted, 0)) == ("2028-06-30", "2027-12-31", "2027-12-31")
    assert accepted_on(deal(), day("2025-07-01")) == deal(), "another term counts from its own day"


@pytest.mark.parametrize(
    ("notice", "deadline"),
    [("90d", "2026-10-02"), ("2w", "2026-12-17"), ("1d", "2026-12-30"), (None, "2026-12-31")],
)
def test_notice_in_days_or_weeks_is_counted_back_without_clipping(notice: str | None, deadline: str) -> None:
    """R10; without an agreed notice it may come until the last day."""
    contract = deal("2024-01-01", "36m", renewal="12m", notice=notice)

    assert term_of(contract, 0).deadline == day(deadline)


@pytest.mark.parametrize(
    ("start", "term", "renewal", "last_days"),
    [
        ("2025-01-31", "1m", "1m", "2025-02-28 2025-03-30 2025-04-30 2025-05-30 2025-06-30"),
        ("2024-02-29", "12m", "12m", "2025-02-28 2026-02-28 2027-02-28 2028-02-28 2029-02-28"),
        ("2025-01-01", "90d", "30d", "2025-03-31 2025-04-30 2025-05-30 2025-06-29 2025-07-29"),
        ("2025-01-31", "1m", "2w", "2025-02-28 2025-03-14 2025-03-28 2025-04-11 2025-04-25"),
        ("2025-01-01", "30d", "1m", "2025-01-30 2025-02-28 2025-03-30 2025-04-30 2025-05-30"),
    ],
)
def test_renewals_count_from_the_original_start(start: str, term: str, renewal: str, last_days: str) -> None:
    """R6; after days, months count from the day after them."""
    contract = deal(start, term, renewal=renewal)

    assert [str(term_of(contract, k).last_day) for k in range(5)] == last_days.split()


def test_a_tacit_renewal_without_an_agreed_length_leaves_the_contract_open_ended() -> None:
    """R13."""
    contract = deal("2024-01-01", "36m", notice="3m", tacit=True)
    fixed, open_ended = terms(contract, day("2030-01-01"))

    assert days(fixed) == ("2026-12-31", "2026-09-30", "2026-09-30")
    assert (fixed.outcome, fixed.next_start, fixed.next_last_day) == (
        Outcome.OPEN_ENDED, day("2027-01-01"), None,
    )  # fmt: skip
    assert (open_ended.start, open_ended.last_day, open_ended.deadline) == (day("2027-01-01"), None, None)
    assert open_ended.outcome is Outcome.OPEN_ENDED
    assert term_at(contract, day("2199-01-01")).k == 1


def test_a_contract_that_does_not_renew_expires_and_asks_for_no_notice() -> None:
    term = term_at(deal("2024-01-01", "36m", notice="3m"), day("2025-01-01"))

    assert (term.last_day, term.deadline, term.outcome) == (day("2026-12-31"), None, Outcome.EXPIRES)


def test_a_last_renewal_is_cut_short_only_where_the_contract_says_so() -> None:
    """R7."""
    contract = deal("2024-01-01", "36m", renewal="12m", notice="3m", max_total="54m", partial_last=True)

    assert [str(term.last_day) for term in terms(contract, day("2040-01-01"))] == [
        "2026-12-31", "2027-12-31", "2028-06-30",
    ]  # fmt: skip
    assert broken(deal, renewal="12m", max_total="54m") == "partial_last_renewal"


def test_days_outside_the_contract_are_given_the_nearest_period() -> None:
    contract = deal("2024-01-01", "36m", renewal="12m", max_renewals=1)

    assert term_at(contract, day("1990-01-01")).k == 0
    assert term_at(contract, day("2150-01-01")).k == 1
    assert terms(contract, day("2023-12-31")) == ()
    assert broken(term_at, contract, day("2200-12-31") + ONE_DAY) == "too_far"


def test_a_day_far_away_needs_no_walk_through_the_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = deal("1900-01-31", "1m", renewal="1m", notice="1m")
    asked: list[int] = []

    def counted(start: date, months: int) -> date:
        asked.append(months)
        return add_months(start, months)

    monkeypatch.setattr("state.rules.run.add_months", counted)
    found = term_at(contract, day("2199-12-31"))

    assert (found.k, found.last_day) == (3599, day("2200-01-30"))
    assert len(asked) < 30


def test_a_contract_is_read_back_from_json_as_it_was() -> None:
    adapter = TypeAdapter(Contract)
    revision = Revision(price=Decimal(10_000), base=Decimal("280.6"), every=parse("12m"))
    contract = deal(
        renewal="12m", notice="3m", max_total="60m", calendars=("FR", "DE-BY"), counts=Counts.DISPATCH,
        public=True, anchor=Anchor.ACCEPTANCE, revision=revision,
    )  # fmt: skip
    contract = give_notice(extended(contract, parse("12m"), on=day("2025-05-05")), sent_on=day("2025-06-06"))

    assert adapter.validate_json(adapter.dump_json(contract)) == contract
    assert adapter.validate_python(adapter.dump_python(contract, mode="json")) == contract


def test_the_clauses_that_hold_are_the_contract_s_own_at_first() -> None:
    contract = deal(renewal="12m", notice="3m", max_renewals=4)

    assert clauses_on(contract, day("2026-01-01")) == contract.clauses
    assert contract.clauses.max_renewals == 4


@OFTEN
@given(agreements(), st.integers(1, 12))
def test_periods_follow_each_other_without_gap_or_drift(contract: Contract, count: int) -> None:
    """(iii) and R6: each last day comes from the original start alone."""
    found = [term_of(contract, k) for k in range(min(count, (contract.max_renewals or count) + 1))]
    last_days = [known(term.last_day) for term in found]

    assert found[0].start == contract.start
    assert all(known(a.last_day) + ONE_DAY == b.start == a.next_start for a, b in pairwise(found))
    assert all(a < b for a, b in pairwise(last_days))
    if contract.term.months and contract.renewal and contract.renewal.months:
        for term in found:
            corresponding = add_months(
                contract.start, contract.term.months + term.k * contract.renewal.months
            )
            there = corresponding.day == contract.start.day
            assert term.last_day == (corresponding - ONE_DAY if there else corresponding)


@OFTEN
@given(agreements(), st.integers(0, 20))
def test_the_days_to_act_come_in_their_order(contract: Contract, k: int) -> None:
    """(iv)."""
    term = term_of(contract, min(k, (contract.max_renewals or k + 1) - 1))

    send_by, act_by, deadline = known(term.send_by), known(term.act_by), known(term.deadline)

    assert send_by <= act_by <= deadline <= known(term.last_day)
    assert is_working_day(act_by, contract.calendars)
    assert is_working_day(send_by, contract.calendars)
    between = (act_by + ONE_DAY * n for n in range(1, (deadline - act_by).days + 1))
    assert not any(is_working_day(each, contract.calendars) for each in between), "no later day to act"


@OFTEN
@given(agreements(), st.dates(day("1995-01-01"), day("2200-12-31")))
def test_a_day_is_in_its_period_and_no_period_is_above_the_cap(contract: Contract, asked: Any) -> None:
    """(v)."""
    term = term_at(contract, asked)

    assert contract.max_renewals is None or term.k <= contract.max_renewals
    assert term.start <= asked or term.k == 0
    assert asked <= known(term.last_day) or term.outcome is Outcome.EXPIRES


@OFTEN
@given(agreements())
def test_any_contract_is_read_back_from_json_as_it_was(contract: Contract) -> None:
    adapter = TypeAdapter(Contract)

    assert adapter.validate_json(adapter.dump_json(contract)) == contract
