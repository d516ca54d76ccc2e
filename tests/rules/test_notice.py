"""Notice: cases 9, 31 and 32 of DOMAIN §5, open-ended contracts (R13), and invariant (viii) of §4."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from state.rules.clauses import Counts
from state.rules.notice import (
    Timing,
    give_notice,
    notice_in_time,
    notice_received,
    standing_notice,
    withdraw_notice,
)
from state.rules.run import Outcome
from state.rules.term import Contract, course, term_at, term_of
from tests.rules.contracts import OFTEN, agreements, broken, day, deal

SIXTEEN = deal("2022-03-15", "36m", renewal="12m", notice="3m")
OPEN = deal("2024-01-01", "36m", notice="3m", tacit=True)


@pytest.mark.parametrize(
    ("received", "timing", "days_late", "ends_on"),
    [
        ("2025-12-12", Timing.IN_TIME, 0, "2026-03-14"),
        ("2025-12-14", Timing.IN_TIME, 0, "2026-03-14"),
        ("2025-12-15", Timing.LATE, 1, "2027-03-14"),
        ("2026-03-14", Timing.LATE, 90, "2027-03-14"),
        ("2026-03-15", Timing.IN_TIME, 0, "2027-03-14"),
    ],
)
def test_case_31_a_late_notice_is_kept_for_the_next_period(
    received: str, timing: Timing, days_late: int, ends_on: str
) -> None:
    """R9."""
    effect = notice_in_time(SIXTEEN, day(received))

    assert (effect.timing, effect.days_late, effect.ends_on) == (timing, days_late, day(ends_on))


@pytest.mark.parametrize(
    ("received", "in_time"), [("2013-03-29", True), ("2013-03-31", True), ("2013-04-02", False)]
)
def test_case_9_the_day_after_easter_monday_is_late(received: str, *, in_time: bool) -> None:
    """Cass. 3e civ., 8 March 2018, 17-11.312: a notice period is not extended to the next working day."""
    contract = deal("2010-10-01", "36m", renewal="12m", notice="6m")
    effect = notice_in_time(contract, day(received))

    assert (effect.timing is Timing.IN_TIME) is in_time
    assert effect.ends_on == day("2013-09-30" if in_time else "2014-09-30")


def test_a_notice_can_be_late_for_two_periods_at_once() -> None:
    """Thirty days before the end of February is before February begins."""
    contract = deal("2024-11-01", "3m", renewal="1m", notice="30d")
    effect = notice_in_time(contract, day("2025-01-30"))

    assert [term_of(contract, k).deadline for k in (1, 2)] == [day("2025-01-29"), day("2025-03-01")]
    assert (effect.running, effect.days_late) == (0, 29)
    assert (effect.term, effect.ends_on) == (2, day("2025-03-31"))


def test_a_notice_in_time_ends_the_contract_with_its_period() -> None:
    ending = give_notice(SIXTEEN, sent_on=day("2025-12-01"), received_on=day("2025-12-03"))
    term = term_at(ending, day("2026-01-01"))

    assert (term.last_day, term.outcome) == (day("2026-03-14"), Outcome.TERMINATED)
    assert (term.deadline, term.send_by, term.next_start) == (None, None, None)
    assert course(ending).ends_on == day("2026-03-14")
    assert term_at(ending, day("2030-01-01")).k == 1


def test_a_late_notice_lets_the_period_renew_once_more() -> None:
    """(viii): L(1) is what it was."""
    ending = give_notice(SIXTEEN, sent_on=day("2025-12-15"), received_on=day("2025-12-16"))
    period, last = term_of(ending, 1), term_of(ending, 2)

    assert (period.last_day, period.outcome) == (day("2026-03-14"), Outcome.RENEWED)
    assert (last.last_day, last.outcome) == (day("2027-03-14"), Outcome.TERMINATED)


def test_case_32_a_notice_withdrawn_by_both_is_as_if_never_given() -> None:
    ending = give_notice(SIXTEEN, sent_on=day("2025-12-01"), received_on=day("2025-12-03"))
    back = withdraw_notice(ending, on=day("2026-02-01"))

    assert term_at(back, day("2026-02-01")).outcome is Outcome.RENEWED
    assert term_of(back, 2).last_day == day("2027-03-14")
    assert back.notices[0].withdrawn_on == day("2026-02-01"), "kept, for the record"
    assert standing_notice(back) is None
    assert term_at(give_notice(back, sent_on=day("2026-04-01"), received_on=day("2026-04-01")),
                   day("2026-05-01")).outcome is Outcome.TERMINATED  # fmt: skip


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-03-14", "nothing broken"),
        ("2026-03-15", "contract_over"),
        ("2025-11-30", "withdrawn_before_sent"),
    ],
)
def test_a_notice_is_withdrawn_while_the_contract_runs(on: str, code: str) -> None:
    """T12; the last day lasts until midnight."""
    ending = give_notice(SIXTEEN, sent_on=day("2025-12-01"), received_on=day("2025-12-03"))

    assert broken(withdraw_notice, ending, on=day(on)) == code


def test_what_counts_is_the_reception_or_the_dispatch_as_agreed() -> None:
    sent, received = day("2025-12-12"), day("2025-12-16")
    by_dispatch = deal("2022-03-15", "36m", renewal="12m", notice="3m", counts=Counts.DISPATCH)

    assert course(give_notice(SIXTEEN, sent_on=sent, received_on=received)).ends_on == day("2027-03-14")
    assert course(give_notice(by_dispatch, sent_on=sent, received_on=received)).ends_on == day("2026-03-14")
    assert course(give_notice(by_dispatch, sent_on=sent)).ends_on == day("2026-03-14")


def test_a_notice_on_its_way_changes_nothing_until_it_arrives() -> None:
    sent = give_notice(SIXTEEN, sent_on=day("2025-12-10"))

    assert term_at(sent, day("2025-12-11")).outcome is Outcome.RENEWED
    assert course(notice_received(sent, on=day("2025-12-10"))).ends_on == day("2026-03-14")
    assert course(notice_received(sent, on=day("2025-12-14"))).ends_on == day("2026-03-14")
    assert course(notice_received(sent, on=day("2025-12-15"))).ends_on == day("2027-03-14")


def test_an_open_ended_contract_ends_after_the_notice() -> None:
    """R13: the same day number, three months on."""
    effect = notice_in_time(OPEN, day("2027-11-30"))
    ending = give_notice(OPEN, sent_on=day("2027-11-30"), received_on=day("2027-11-30"))

    assert (effect.timing, effect.deadline, effect.ends_on) == (Timing.IN_TIME, None, day("2028-02-29"))
    assert term_at(ending, day("2028-01-01")).last_day == day("2028-02-29")
    assert term_at(ending, day("2028-01-01")).outcome is Outcome.TERMINATED


def test_a_notice_too_late_for_the_fixed_term_ends_the_open_ended_contract_that_follows() -> None:
    effect = notice_in_time(OPEN, day("2026-10-01"))

    assert (effect.timing, effect.days_late, effect.term) == (Timing.LATE, 1, 1)
    assert effect.ends_on == day("2027-01-01")
    assert notice_in_time(OPEN, day("2026-09-30")).ends_on == day("2026-12-31")


def test_an_open_ended_contract_without_agreed_notice_has_no_day_to_end_on() -> None:
    contract = deal("2024-01-01", "36m", tacit=True)

    assert notice_in_time(contract, day("2026-12-31")).ends_on == day("2026-12-31")
    assert broken(notice_in_time, contract, day("2027-01-01")) == "no_notice_agreed"


def test_a_late_notice_before_the_last_renewal_changes_nothing() -> None:
    """R9, "unless capped": the contract ends there anyway."""
    contract = deal("2022-03-15", "36m", renewal="12m", notice="3m", max_renewals=1)
    effect = notice_in_time(contract, day("2025-01-10"))

    assert (effect.timing, effect.term, effect.ends_on) == (Timing.LATE, 1, day("2026-03-14"))
    assert notice_in_time(contract, day("2025-12-01")).timing is Timing.NOT_NEEDED


@pytest.mark.parametrize(
    ("contract", "given_", "code"),
    [
        (SIXTEEN, {"sent_on": "2025-12-10", "received_on": "2025-12-09"}, "received_before_sent"),
        (
            deal("2022-03-15", "36m", renewal="12m", public=True),
            {"by_provider": True},
            "provider_cannot_refuse",
        ),
        (deal("2022-03-15", "36m", renewal="12m", public=True), {}, "nothing broken"),
        (deal("2022-03-15", "60m", notice="3m"), {}, "notice_not_needed"),
        (deal("2022-03-15", "12m", notice="3m"), {}, "contract_over"),
        (give_notice(SIXTEEN, sent_on=day("2025-12-01"), received_on=day("2025-12-03")), {}, "notice_stands"),
        (give_notice(SIXTEEN, sent_on=day("2025-12-01")), {}, "notice_stands"),
    ],
)
def test_a_notice_that_cannot_be_given(contract: Contract, given_: dict[str, object], code: str) -> None:
    days = {name: day(value) if isinstance(value, str) else value for name, value in given_.items()}

    assert broken(give_notice, contract, **{"sent_on": day("2025-12-10"), **days}) == code


def test_a_second_notice_is_judged_by_no_period() -> None:
    ending = give_notice(SIXTEEN, sent_on=day("2025-12-01"), received_on=day("2025-12-03"))

    assert broken(notice_in_time, ending, day("2025-12-10")) == "notice_stands"


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        (SIXTEEN, "no_notice"),
        (give_notice(SIXTEEN, sent_on=day("2025-12-01")), "received_before_sent"),
        (
            give_notice(SIXTEEN, sent_on=day("2025-11-01"), received_on=day("2025-11-02")),
            "notice_received_already",
        ),
    ],
)
def test_a_reception_that_cannot_be(contract: Contract, code: str) -> None:
    assert broken(notice_received, contract, on=day("2025-11-30")) == code
    assert broken(withdraw_notice, SIXTEEN, on=day("2025-11-30")) == "no_notice"


@OFTEN
@given(agreements(), st.integers(0, 8), st.integers(0, 10_000))
def test_a_late_notice_never_changes_the_period_that_it_is_late_for(
    contract: Contract, k: int, late: int
) -> None:
    """(viii)."""
    before = term_of(contract, min(k, (contract.max_renewals or k + 1) - 1))
    assert before.deadline is not None
    assert before.last_day is not None
    assume(before.deadline < before.last_day)
    received = before.deadline + timedelta(days=1 + late % (before.last_day - before.deadline).days)
    assume(before.start <= received)
    effect = notice_in_time(contract, received)
    after = term_of(give_notice(contract, sent_on=received, received_on=received), before.k)

    assert effect.timing is Timing.LATE
    assert effect.term > before.k
    assert (after.start, after.last_day) == (before.start, before.last_day)
    assert after.outcome is Outcome.RENEWED
