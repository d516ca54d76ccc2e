"""What time alone brings about (DOMAIN T7, T9, T11): each thing once, whenever the clock passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import checklists
from state.rules.acceptance import accept
from state.rules.amendment import amended
from state.rules.checklist import enlist
from state.rules.clauses import Amendment
from state.rules.dossier import Answer, ExitCause, ExitMode, PriceSet, ProposalEnd, ProposalKind, TermEnd
from state.rules.duration import parse
from state.rules.ending import renew, terminate
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import Party
from state.rules.passing import Passed, passed
from state.rules.phase import missing
from state.rules.price import Revision
from state.rules.run import Outcome
from state.rules.term import Contract, term_at
from tests.engagements import CLAIRE, SIGNS, engagement
from tests.rules.contracts import OFTEN, agreements, day, deal
from tests.rules.operating import EXPIRING, SIXTEEN, at, chosen, leaving, operating, proposal, said


def steps(of: Engagement, now: datetime) -> Iterator[Passed]:
    while (step := passed(of, now)) is not None:
        yield step
        entered = step.after.phase is not of.phase
        of = enlist(step.after, checklists.tasks(step.after.phase)) if entered else step.after


def told(of: Engagement, on: str) -> list[tuple[str, int]]:
    return [(step.action, step.k) for step in steps(of, at(on))]


def after(of: Engagement, on: str) -> Engagement:
    return [step.after for step in steps(of, at(on))][-1]


def test_a_period_renews_by_default_on_the_day_after_its_last_one_when_nobody_acted() -> None:
    before = operating()

    assert told(before, "2025-03-14") == []
    assert told(before, "2025-03-15") == [("term.begin", 1)]
    assert after(before, "2025-03-15").terms == (TermEnd(0, Outcome.RENEWED, day("2025-03-15")),)


def test_what_passed_while_nothing_ran_comes_about_in_its_order() -> None:
    assert told(operating(), "2027-06-01") == [("term.begin", 1), ("term.begin", 2), ("term.begin", 3)]


def test_the_new_period_has_its_price_which_waits_for_the_index() -> None:
    revision = Revision(price=Decimal(10_000), base=Decimal("280.6"))
    before = operating(replace(SIXTEEN, revision=revision))

    assert told(before, "2025-03-15") == [("term.begin", 1)]
    assert after(before, "2025-03-15").prices == (
        PriceSet(1, day("2025-03-15"), Decimal(10_000), pending=True),
    )


def test_a_price_revised_within_a_period_is_told_by_itself() -> None:
    revision = Revision(price=Decimal(10_000), base=Decimal("280.6"), every=parse("12m"))
    before = operating(replace(SIXTEEN, revision=revision))

    assert told(before, "2023-03-15") == [("price.due", 0)]


def test_what_a_person_renewed_is_not_told_as_a_default() -> None:
    before = renew(operating(), said(CLAIRE, "2024-11-01"))

    assert told(before, "2025-03-15") == []


def test_periods_of_before_the_engagement_was_followed_are_left_alone() -> None:
    brought = operating(created_on=day("2026-06-01"))

    assert told(brought, "2026-06-02") == []
    assert told(brought, "2027-03-15") == [("term.begin", 3)]


def test_a_new_term_is_who_signed_for_it() -> None:
    terms = Amendment(on=day("2024-12-01"), clauses=SIXTEEN.clauses, term=parse("24m"))
    agreed = replace(
        proposal(ProposalKind.AMENDMENT),
        terms=terms,
        ended=ProposalEnd(Answer.AGREED, CLAIRE, at("2024-12-01")),
    )
    before = operating(amended(SIXTEEN, terms), proposals=(agreed,))

    assert after(before, "2025-03-15").terms == (TermEnd(0, Outcome.NEW_TERM, day("2025-03-15"), CLAIRE),)


def test_a_contract_without_an_agreed_renewal_goes_on_without_a_term() -> None:
    unending = operating(deal("2022-03-15", "36m", notice="3m", tacit=True))

    assert after(unending, "2025-03-15").terms == (TermEnd(0, Outcome.OPEN_ENDED, day("2025-03-15")),)
    assert told(after(unending, "2025-03-15"), "2040-01-01") == []


def test_a_contract_that_expires_comes_to_its_exit_on_the_day_after() -> None:
    before = operating(EXPIRING)

    assert told(before, "2025-03-14") == []
    assert told(before, "2025-03-15") == [("exit.begin", 0)]
    left = after(before, "2025-03-15")
    assert left.exit is not None
    assert (left.phase, left.exit.cause, left.exit.last_day) == (
        Phase.EXIT,
        ExitCause.EXPIRY,
        day("2025-03-14"),
    )
    assert left.terms == (TermEnd(0, Outcome.EXPIRES, day("2025-03-15")),)


def test_a_late_notice_brings_the_exit_with_the_period_that_it_ends() -> None:
    late = terminate(
        operating(created_on=day("2025-04-01")), said(CLAIRE, "2025-12-15"),
        sent_on=day("2025-12-15"), received_on=day("2025-12-15"),
    )  # fmt: skip

    assert told(late, "2026-03-14") == []
    assert told(late, "2026-03-15") == [("term.begin", 2), ("exit.begin", 2)]
    left = after(late, "2026-03-15")
    assert left.exit is not None
    assert (left.exit.cause, left.exit.last_day) == (ExitCause.NOTICE, day("2027-03-14"))
    assert left.terms == (
        TermEnd(1, Outcome.RENEWED, day("2026-03-15")),
        TermEnd(2, Outcome.TERMINATED, day("2025-12-15"), CLAIRE),
    )


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE])
def test_only_operations_come_to_an_exit_by_themselves(phase: Phase) -> None:
    before = operating(EXPIRING, phase=phase)

    assert told(before, "2025-03-15") == []


def finished(mode: ExitMode = ExitMode.REVERSIBILITY) -> Engagement:
    """Return an exit in which everything is accepted."""
    of = chosen(leaving(), mode)
    for item in sorted(of.current_items, key=lambda one: one.kind is ItemKind.PHASE):
        for party in item.asks:
            of = accept(of, item.number, said(SIGNS[party], "2026-01-15"))
    return of


def test_an_exit_that_lacks_nothing_but_its_last_day_is_closed_by_the_clock() -> None:
    before = finished()

    assert [lack.code for lack in missing(before, day("2026-03-01"))] == ["term_running"]
    assert told(before, "2026-03-14") == [], "the service is owed until midnight"
    assert told(before, "2026-03-15") == [("exit.close", 1)]
    closed = after(before, "2026-03-15")
    assert (closed.phase, closed.closed_on, closed.accountable) == (
        Phase.CLOSED, day("2026-03-15"), Party.CLIENT,
    )  # fmt: skip
    assert told(closed, "2040-01-01") == []


def test_an_exit_that_lacks_something_stays_open() -> None:
    assert told(chosen(leaving(), ExitMode.REVERSIBILITY), "2027-01-01") == []


def test_a_takeover_lets_its_contract_run() -> None:
    assert told(engagement(), "2027-01-01") == []
    assert told(engagement(), "2029-12-01") == [("term.begin", 1)]


@given(agreements(), st.lists(st.integers(0, 1500), min_size=1, max_size=6))
@OFTEN
def test_the_clock_passing_often_or_once_leads_to_the_same_periods(
    contract: Contract, ages: list[int]
) -> None:
    of: Engagement = operating(contract)
    often, days = of, sorted(ages)
    for age in days:
        now = datetime.combine(of.created_on + timedelta(days=age), datetime.min.time(), UTC)
        for step in steps(often, now):
            entered = step.after.phase is not often.phase
            often = enlist(step.after, checklists.tasks(step.after.phase)) if entered else step.after
    last = datetime.combine(of.created_on + timedelta(days=days[-1]), datetime.min.time(), UTC)
    once = of
    for step in steps(of, last):
        once = step.after

    assert [(one.k, one.outcome) for one in often.terms] == [(one.k, one.outcome) for one in once.terms]
    assert [one.k for one in once.terms if one.outcome is Outcome.RENEWED] == list(
        range(term_at(of.contract, last.date()).k)
    )
