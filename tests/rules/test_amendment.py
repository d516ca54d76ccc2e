"""Amendments: R11 and case 27 of DOMAIN §5, and outcome C of §4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.rules.amendment import amended, ended, extended, renewed
from state.rules.broken import RuleBroken
from state.rules.clauses import Amendment, Clauses
from state.rules.contract import checked
from state.rules.duration import Duration, parse
from state.rules.notice import give_notice, notice_in_time, withdraw_notice
from state.rules.run import Outcome
from state.rules.term import Contract, clauses_on, course, term_at, term_of, terms
from tests.rules.contracts import OFTEN, agreements, broken, day, deal, durations, known

ONE = deal("2024-01-01", "36m", renewal="12m", notice="3m")
SIGNED = day("2026-05-04")


Change = tuple[Callable[[Contract, date], Contract], int]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Draw something that the parties do, so many days after what they did before."""
    length, restart, tacit = draw(durations(24)), draw(st.booleans()), draw(st.booleans())
    clauses = Clauses(notice=draw(st.none() | durations(6)), renewal=draw(durations(24)), tacit=tacit)
    change: Callable[[Contract, date], Contract] = draw(
        st.sampled_from(
            [
                lambda contract, on: extended(contract, length, on=on),
                lambda contract, on: ended(contract, length.after(on), on=on),
                lambda contract, on: renewed(contract, on=on),
                lambda contract, on: amended(contract, Amendment(on=on, clauses=clauses)),
                lambda contract, on: amended(
                    contract, Amendment(on=on, clauses=clauses, term=length, restart=restart)
                ),
                lambda contract, on: give_notice(contract, sent_on=on, received_on=on),
                lambda contract, on: withdraw_notice(contract, on=on),
            ]
        )
    )
    return change, draw(st.integers(0, 900))


def last_days(contract: Contract, until: str = "2040-01-01", count: int = 5) -> list[str]:
    return [str(term.last_day) for term in terms(contract, day(until))[:count]]


@pytest.mark.parametrize("by", [parse("6m"), day("2027-06-30")])
def test_case_27_an_extension_moves_the_last_day_and_the_deadline(by: Duration) -> None:
    contract = extended(ONE, by, on=SIGNED)
    term = term_at(contract, SIGNED)

    assert (term.k, term.last_day, term.deadline) == (0, day("2027-06-30"), day("2027-03-31"))
    assert term.act_by == day("2027-03-31"), "a Wednesday"
    assert last_days(contract, count=3) == ["2027-06-30", "2028-06-30", "2029-06-30"]


def test_an_extension_by_months_still_counts_from_the_original_start() -> None:
    contract = extended(deal("2024-12-31", "1m", renewal="1m"), parse("1m"), on=day("2025-01-10"))

    assert last_days(contract, count=3) == ["2025-02-28", "2025-03-30", "2025-04-30"]


def test_after_an_extension_to_another_day_renewals_count_from_the_day_after() -> None:
    contract = extended(ONE, day("2027-03-15"), on=SIGNED)

    assert last_days(contract, count=3) == ["2027-03-15", "2028-03-15", "2029-03-15"]


def test_an_extension_of_a_later_period_leaves_the_ones_before() -> None:
    contract = extended(ONE, parse("3m"), on=day("2028-02-01"))

    assert last_days(contract, count=4) == ["2026-12-31", "2027-12-31", "2029-03-31", "2030-03-31"]
    assert [term.k for term in terms(contract, day("2029-01-01"))] == [0, 1, 2]


@pytest.mark.parametrize(
    ("by", "on", "code"),
    [
        ("2026-12-31", "2026-05-04", "extension_not_later"),
        ("2026-11-30", "2026-05-04", "extension_not_later"),
        ("2027-06-30", "2023-01-01", "nothing broken"),
        ("2027-06-30", "2026-12-31", "nothing broken"),
    ],
)
def test_an_extension_is_agreed_before_the_end_and_moves_it_later(by: str, on: str, code: str) -> None:
    assert broken(extended, ONE, day(by), on=day(on)) == code


def test_a_contract_that_has_expired_is_no_longer_extended() -> None:
    """C. civ. 1213: agreed before the term."""
    contract = deal("2024-01-01", "12m")

    assert broken(extended, contract, parse("6m"), on=day("2025-01-01")) == "contract_over"
    assert last_days(extended(contract, parse("6m"), on=day("2024-12-31"))) == ["2025-06-30"]


def test_an_extension_may_not_pass_what_the_contract_allows_in_all() -> None:
    contract = deal(renewal="12m", max_total="48m")

    assert broken(extended, contract, parse("13m"), on=SIGNED) == "past_cap"
    assert broken(extended, contract, parse("6m"), on=SIGNED) == "partial_last_renewal"
    assert last_days(extended(contract, parse("12m"), on=SIGNED)) == ["2027-12-31"]


def test_an_extended_contract_under_notice_ends_on_its_new_last_day() -> None:
    """To finish a call for tenders."""
    ending = give_notice(ONE, sent_on=day("2026-09-01"), received_on=day("2026-09-02"))
    contract = extended(ending, parse("3m"), on=day("2026-12-01"))

    assert last_days(contract) == ["2027-03-31"]
    assert term_at(contract, day("2027-01-01")).outcome is Outcome.TERMINATED


def test_parties_may_end_a_period_earlier() -> None:
    contract = ended(deal(renewal="12m", notice="3m", max_total="60m"), day("2026-08-31"), on=SIGNED)
    term = term_at(contract, SIGNED)

    assert (term.last_day, term.deadline, term.outcome) == (day("2026-08-31"), None, Outcome.EXPIRES)
    assert course(contract).ends_on == day("2026-08-31")
    assert broken(ended, ONE, day("2026-05-03"), on=SIGNED) == "extension_not_later", "not in the past"


def test_changed_clauses_hold_for_the_running_period_too() -> None:
    clauses = replace(ONE.clauses, notice=parse("6m"), renewal=parse("24m"))
    contract = amended(ONE, Amendment(on=SIGNED, clauses=clauses))

    assert term_at(contract, SIGNED).deadline == day("2026-06-30")
    assert last_days(contract, count=3) == ["2026-12-31", "2028-12-31", "2030-12-31"]
    assert clauses_on(contract, SIGNED) == clauses
    assert contract.notice == parse("3m"), "what was agreed at first stays readable"


def test_clauses_changed_later_leave_the_periods_before() -> None:
    clauses = replace(ONE.clauses, notice=parse("1m"), renewal=parse("6m"))
    contract = amended(ONE, Amendment(on=day("2027-02-01"), clauses=clauses))

    assert [str(term.deadline) for term in terms(contract, day("2028-06-01"))] == [
        "2026-09-30", "2027-11-30", "2028-05-31",
    ]  # fmt: skip
    assert clauses_on(contract, day("2026-01-01")).notice == parse("3m")


def test_a_renewal_as_short_as_its_notice_can_be_amended() -> None:
    """Its deadline may be a day before it begins, as in case 6: that is no mistake."""
    contract = deal("2025-01-31", "1m", renewal="1m", notice="1m")
    again = amended(contract, Amendment(on=day("2025-03-10"), clauses=contract.clauses))

    assert term_of(again, 1).deadline == day("2025-02-28")
    assert term_of(again, 1) == term_of(contract, 1)


def test_a_tacit_renewal_can_be_taken_out() -> None:
    contract = amended(ONE, Amendment(on=day("2026-12-01"), clauses=replace(ONE.clauses, tacit=False)))

    assert term_at(contract, day("2026-12-15")).outcome is Outcome.EXPIRES


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-06-30", "nothing broken"),
        ("2026-07-01", "deadline_passed"),
        ("2026-09-30", "deadline_passed"),
        ("2026-10-01", "nothing broken"),
    ],
)
def test_a_longer_notice_does_not_close_a_deadline_that_was_open(on: str, code: str) -> None:
    clauses = replace(ONE.clauses, notice=parse("6m"))

    assert broken(amended, ONE, Amendment(on=day(on), clauses=clauses)) == code


def test_outcome_c_begins_a_new_term_on_the_day_after() -> None:
    clauses = Clauses(notice=parse("2m"), renewal=parse("6m"), tacit=True, max_renewals=1)
    contract = amended(ONE, Amendment(on=SIGNED, clauses=clauses, term=parse("24m")))
    old, new, renewal = terms(contract, day("2040-01-01"))

    assert [term_at(contract, day(text)).k for text in ("2026-12-31", "2027-01-01")] == [0, 1]
    assert (old.last_day, old.deadline, old.outcome) == (day("2026-12-31"), None, Outcome.NEW_TERM)
    assert (old.next_start, old.next_last_day) == (day("2027-01-01"), day("2028-12-31"))
    assert (new.k, new.start, new.last_day, new.deadline) == (
        1, day("2027-01-01"), day("2028-12-31"), day("2028-10-31"),
    )  # fmt: skip
    assert (renewal.last_day, renewal.outcome) == (day("2029-06-30"), Outcome.EXPIRES)


def test_the_count_of_renewals_begins_again_with_a_new_term_unless_said_otherwise() -> None:
    contract = deal("2023-01-01", "12m", renewal="12m", max_renewals=3)
    on = day("2025-06-01")
    again = Amendment(on=on, clauses=contract.clauses, term=parse("12m"))

    assert last_days(amended(contract, again), count=9)[-1] == "2029-12-31"
    assert last_days(amended(contract, replace(again, restart=False)), count=9)[-1] == "2026-12-31"


def test_a_new_term_may_begin_before_the_old_one_would_have_ended() -> None:
    early = Amendment(on=SIGNED, clauses=ONE.clauses, last_day=day("2026-06-30"), term=parse("36m"))

    assert last_days(amended(ONE, early), count=2) == ["2026-06-30", "2029-06-30"]


def test_an_open_ended_contract_gets_a_new_term_once_its_end_is_agreed() -> None:
    contract = deal("2020-01-01", "36m", notice="3m", tacit=True)
    new = Amendment(on=SIGNED, clauses=ONE.clauses, term=parse("36m"))

    assert broken(amended, contract, new) == "no_end_yet"
    assert broken(extended, contract, parse("6m"), on=SIGNED) == "open_ended"
    assert last_days(amended(contract, replace(new, last_day=day("2026-06-30"))), count=3) == [
        "2022-12-31", "2026-06-30", "2029-06-30",
    ]  # fmt: skip
    fixed = extended(contract, day("2026-12-31"), on=SIGNED)
    assert last_days(fixed, count=3) == ["2022-12-31", "2026-12-31", "None"]


def test_an_open_ended_period_stays_so_under_other_clauses() -> None:
    contract = deal("2020-01-01", "36m", notice="3m", tacit=True)
    amendment = Amendment(on=SIGNED, clauses=replace(contract.clauses, notice=parse("6m")))
    contract = amended(contract, amendment)

    assert term_at(contract, SIGNED).outcome is Outcome.OPEN_ENDED
    assert notice_in_time(contract, day("2027-01-15")).ends_on == day("2027-07-15")


def test_a_contract_is_renewed_in_words_below_its_cap() -> None:
    """R7 and case 23: the fourth period is the last."""
    contract = deal("2025-01-15", "12m", renewal="12m", tacit=False, max_renewals=3)
    for on in ("2025-06-01", "2026-06-01", "2027-06-01"):
        contract = renewed(contract, on=day(on))

    assert last_days(contract) == ["2026-01-14", "2027-01-14", "2028-01-14", "2029-01-14"]
    assert broken(renewed, contract, on=day("2028-06-01")) == "cap_reached"


def test_renewals_in_words_count_from_the_original_start() -> None:
    contract = deal("2025-01-31", "1m", renewal="1m", tacit=False)
    for on in ("2025-02-10", "2025-03-10"):
        contract = renewed(contract, on=day(on))

    assert last_days(contract) == ["2025-02-28", "2025-03-30", "2025-04-30"]


def test_only_a_contract_that_would_expire_is_renewed_in_words() -> None:
    capped = deal("2025-01-15", "12m", renewal="12m", max_total="24m")

    assert renewed(ONE, on=SIGNED) == ONE
    assert broken(renewed, deal("2025-01-15", "36m"), on=SIGNED) == "renewal_missing"
    assert broken(renewed, capped, on=SIGNED) == "past_cap"


def test_a_new_term_waits_for_a_standing_notice_to_be_withdrawn() -> None:
    ending = give_notice(ONE, sent_on=day("2026-09-01"), received_on=day("2026-09-02"))
    new = Amendment(on=day("2026-10-01"), clauses=ONE.clauses, term=parse("24m"))
    back = withdraw_notice(ending, on=day("2026-10-01"))

    assert broken(amended, ending, new) == "notice_stands"
    assert broken(amended, ending, replace(new, term=None)) == "notice_stands"
    assert last_days(amended(back, new), count=2) == ["2026-12-31", "2028-12-31"]


def test_nothing_is_changed_before_a_new_term_that_is_agreed_has_begun() -> None:
    new = Amendment(on=SIGNED, clauses=ONE.clauses, term=parse("24m"))
    contract = amended(ONE, new)

    assert broken(extended, contract, parse("3m"), on=day("2026-06-01")) == "new_term_pending"
    assert broken(notice_in_time, contract, day("2026-06-01")) == "new_term_pending"
    assert notice_in_time(contract, day("2027-01-01")).ends_on == day("2028-12-31")


def test_amendments_are_kept_in_the_order_of_their_days() -> None:
    contract = extended(ONE, parse("3m"), on=SIGNED)

    assert broken(extended, contract, parse("3m"), on=day("2026-05-03")) == "amendment_order"
    assert last_days(extended(contract, parse("3m"), on=SIGNED), count=1) == ["2027-06-30"]


def test_on_one_day_the_amendment_comes_before_the_notice() -> None:
    """The extension opens a new deadline, and the notice meets it."""
    on = day("2026-12-01")
    contract = extended(give_notice(ONE, sent_on=on, received_on=on), parse("6m"), on=on)

    assert course(contract).ends_on == day("2027-06-30")


def test_a_notice_is_judged_by_the_clauses_that_held_when_it_came() -> None:
    """Signed after it: a longer deadline for whoever gives notice later."""
    late = give_notice(ONE, sent_on=day("2026-10-05"), received_on=day("2026-10-05"))
    contract = extended(late, parse("6m"), on=day("2026-11-02"))

    assert term_of(late, 1).outcome is Outcome.TERMINATED
    assert last_days(contract) == ["2027-06-30", "2028-06-30"]
    assert term_of(contract, 1).outcome is Outcome.TERMINATED


@OFTEN
@given(agreements(), st.lists(changes(), max_size=5))
def test_whatever_is_changed_the_periods_follow_each_other_and_a_replay_agrees(
    contract: Contract, made: list[Change]
) -> None:
    """(iii) again, after extensions, new terms, other clauses, notices and withdrawals in any order."""
    on = contract.start
    for change, after in made:
        on += timedelta(days=after)
        contract = changed(contract, change, on)
    found = terms(contract, on + timedelta(days=4_000))

    assert [term.k for term in found] == list(range(len(found)))
    assert all(known(a.last_day) + timedelta(days=1) == b.start for a, b in pairwise(found))
    assert all(term.last_day is None or term.start <= term.last_day for term in found)
    assert all(term_at(contract, term.start) == term for term in found)
    assert all(term.last_day is None or term_at(contract, term.last_day) == term for term in found)
    assert checked(contract) == contract


def changed(contract: Contract, change: Callable[[Contract, date], Contract], on: date) -> Contract:
    """Return the contract with a change, or as it was where the rules refuse it."""
    try:
        return change(contract, on)
    except RuleBroken:
        return contract
