"""Evolutions and optimisation through the services: kept, told, and never half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.dossier import IntervalKind, Route, Stage
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Member, Party, Role
from tests.engagements import CLAIRE, HUGO, MARIE, NADIA, STRANGER, T0, TODAY, TOM, call, days, opening


@pytest.fixture
def made(ledger: Ledger) -> Engagement:
    """An engagement in operations."""
    opened = ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")

    def running(engagement: Engagement) -> Engagement:
        return replace(engagement, phase=Phase.OPERATIONS, live_on=TODAY)

    return ledger.engagements.change(opened.id, running, call(NADIA), action="phase.advance")


def test_an_evolution_from_need_to_implementation_is_kept_step_by_step(
    ledger: Ledger, made: Engagement
) -> None:
    evolutions = ledger.evolutions
    evolutions.open(made.id, call(CLAIRE), title="Monthly report", route=Route.PROJECT)
    evolutions.propose_solution(made.id, 1, call(NADIA, days(1)), note="https://wiki/report")
    evolutions.send_back(made.id, 1, call(HUGO, days(2)), reason="Too slow")
    evolutions.propose_solution(made.id, 1, call(TOM, days(3)), note="Faster")
    evolutions.validate(made.id, 1, call(CLAIRE, days(4)), note="Well done")
    after = evolutions.implement(made.id, 1, call(NADIA, days(5)))

    found = ledger.engagements.get(made.id)
    assert found == after
    assert [(one.stage, one.by, one.note) for one in found.evolutions[0].stages] == [
        (Stage.NEED, CLAIRE, ""),
        (Stage.SOLUTION, NADIA, "https://wiki/report"),
        (Stage.SENT_BACK, HUGO, "Too slow"),
        (Stage.SOLUTION, TOM, "Faster"),
        (Stage.VALIDATED, CLAIRE, "Well done"),
        (Stage.IMPLEMENTED, NADIA, ""),
    ]
    (interval,) = found.intervals
    assert (interval.kind, interval.opened_on, interval.closed_on) == (
        IntervalKind.EVOLUTION, TODAY + timedelta(days=4), TODAY + timedelta(days=5)
    )  # fmt: skip
    assert [entry.action for entry in ledger.history.of(made.id)][2:] == [
        "evolution.open", "evolution.solution", "evolution.back", "evolution.solution",
        "evolution.validate", "evolution.implement",
    ]  # fmt: skip
    assert ledger.history.verify(made.id)[0].broken_at is None


def test_what_is_refused_leaves_no_trace(ledger: Ledger, made: Engagement) -> None:
    ledger.evolutions.open(made.id, call(CLAIRE), title="Monthly report", route=Route.CONTRACT)
    before, entries = ledger.engagements.get(made.id), len(ledger.history.of(made.id))

    refusals: tuple[Callable[[], object], ...] = (
        lambda: ledger.evolutions.validate(made.id, 1, call(CLAIRE)),
        lambda: ledger.evolutions.propose_solution(made.id, 1, call(CLAIRE), note="Mine"),
        lambda: ledger.evolutions.propose_solution(made.id, 1, call(STRANGER), note="Mine"),
        lambda: ledger.evolutions.propose_solution(made.id, 2, call(NADIA), note="Mine"),
        lambda: ledger.evolutions.open(made.id, call(CLAIRE), title=" ", route=Route.CONTRACT),
        lambda: ledger.evolutions.close_optimisation(made.id, 1, call(CLAIRE)),
    )
    for refused in refusals:
        with pytest.raises(RuleBroken):
            refused()

    assert ledger.engagements.get(made.id) == before
    assert len(ledger.history.of(made.id)) == entries


def test_the_same_event_worked_off_again_opens_nothing_more(ledger: Ledger, made: Engagement) -> None:
    once = call(CLAIRE, cause="message C1 42")

    ledger.evolutions.open(made.id, once, title="Monthly report", route=Route.CONTRACT)
    ledger.evolutions.open(made.id, once, title="Monthly report", route=Route.CONTRACT)

    assert len(ledger.engagements.get(made.id).evolutions) == 1


def test_two_who_validate_in_the_same_moment_validate_once(ledger: Ledger, made: Engagement) -> None:
    ledger.evolutions.open(made.id, call(CLAIRE), title="Monthly report", route=Route.CONTRACT)
    ledger.evolutions.propose_solution(made.id, 1, call(NADIA), note="So")
    ledger.evolutions.validate(made.id, 1, call(CLAIRE))

    with pytest.raises(RuleBroken) as caught:
        ledger.evolutions.validate(made.id, 1, call(HUGO))

    assert caught.value.code == "evolution_order"
    assert len(ledger.engagements.get(made.id).intervals) == 1


def test_route_and_withdrawal_are_kept(ledger: Ledger, made: Engagement) -> None:
    ledger.evolutions.open(made.id, call(CLAIRE), title="Monthly report", route=Route.CONTRACT)
    ledger.evolutions.reroute(made.id, 1, call(CLAIRE), route=Route.AMENDMENT)
    ledger.evolutions.withdraw(made.id, 1, call(HUGO, days(1)), reason="Budget")

    (found,) = ledger.engagements.get(made.id).evolutions
    assert (found.route, found.stage, found.stages[-1].note) == (Route.AMENDMENT, Stage.WITHDRAWN, "Budget")


def test_optimisation_is_kept(ledger: Ledger, made: Engagement) -> None:
    ledger.evolutions.open_optimisation(made.id, call(TOM), title="Fewer servers")
    ledger.evolutions.close_optimisation(made.id, 1, call(HUGO, days(7)))

    (found,) = ledger.engagements.get(made.id).intervals
    assert (found.kind, found.title, found.closed_on) == (
        IntervalKind.OPTIMISATION, "Fewer servers", TODAY + timedelta(days=7)
    )  # fmt: skip


def test_a_word_written_down_for_somebody_without_slack_is_kept_as_theirs(
    ledger: Ledger, made: Engagement
) -> None:
    def seated(engagement: Engagement) -> Engagement:
        return replace(engagement, members=(*engagement.members, Member(MARIE, Party.CLIENT, Role.SIGNATORY)))

    ledger.engagements.change(made.id, seated, call(CLAIRE), action="member.name")
    theirs = replace(call(CLAIRE, days(1)), behalf=MARIE, evidence="Mail of 25 November")
    ledger.evolutions.open(made.id, theirs, title="Monthly report", route=Route.CONTRACT)

    done = ledger.engagements.get(made.id).evolutions[0].stages[0]
    assert (done.by, done.kept_by, done.evidence, done.at) == (
        MARIE, CLAIRE, "Mail of 25 November", T0 + timedelta(days=1)
    )  # fmt: skip


def test_a_late_step_of_an_evolution_is_recalled_once_and_says_which(
    ledger: Ledger, made: Engagement
) -> None:
    ledger.evolutions.open(made.id, call(CLAIRE), title="Monthly report", route=Route.CONTRACT)
    ledger.evolutions.open(made.id, call(CLAIRE), title="Single sign-on", route=Route.CONTRACT)

    (planned,) = ledger.reminders.plan(now=days(30))

    assert [(one.about, one.ref) for one in planned.reminders if one.about == "propose_solution"] == [
        ("propose_solution", 1), ("propose_solution", 2)
    ]  # fmt: skip
    ((message, _, _),) = ledger.outbox.found([planned.message])
    assert ledger.reminders.plan(now=days(30) + timedelta(minutes=5)) == ()
    ledger.evolutions.propose_solution(made.id, 1, call(NADIA, days(30)), note="So")
    drawn = ledger.reminders.drawn(message, now=days(30))
    assert drawn is not None
    assert "propose_solution 0/2 " in drawn["text"]
    assert "propose_solution 0/1 " not in drawn["text"]
