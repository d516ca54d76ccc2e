"""Optimisation punctuates the operations: the provider opens a stretch of it, the client closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from state.rules.broken import RuleBroken
from state.rules.dossier import Interval, IntervalKind, Route
from state.rules.engagement import Engagement
from state.rules.evolution import implement, open_evolution, propose_solution, validate
from state.rules.interval import close_optimisation, open_optimisation
from state.rules.item import Phase
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, TODAY, TOM, days, engagement, word


def running(**changed: object) -> Engagement:
    return engagement(phase=Phase.OPERATIONS, items=(), live_on=TODAY, **changed)


def refusal(act: Callable[[], object]) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value


def test_the_provider_opens_and_the_client_closes_and_the_phase_stays() -> None:
    of = open_optimisation(running(), word(NADIA), title="  Fewer   servers ")
    closed = close_optimisation(of, 1, word(CLAIRE, days(9)))

    assert of.intervals == (Interval(1, IntervalKind.OPTIMISATION, "Fewer servers", TODAY),)
    assert closed.intervals[0].closed_on == TODAY + timedelta(days=9)
    assert closed.phase is Phase.OPERATIONS


def test_neither_does_the_others_part() -> None:
    of = open_optimisation(running(), word(NADIA), title="Fewer servers")

    opening = refusal(lambda: open_optimisation(running(), word(CLAIRE), title="Fewer servers"))
    closing = refusal(lambda: close_optimisation(of, 1, word(TOM)))

    assert (opening.code, opening.values["people"]) == ("optimisation_opens", (NADIA, TOM))
    assert (closing.code, closing.values["people"]) == ("optimisation_closes", (CLAIRE, HUGO))
    assert refusal(lambda: close_optimisation(of, 1, word(STRANGER))).code == "not_member"


def test_what_is_unknown_closed_or_an_evolutions_is_not_closed() -> None:
    of = open_optimisation(running(), word(NADIA), title="Fewer servers")
    closed = close_optimisation(of, 1, word(CLAIRE))
    evolving = replace(running(), intervals=(Interval(1, IntervalKind.EVOLUTION, "SSO", TODAY, evolution=4),))

    assert refusal(lambda: close_optimisation(of, 2, word(CLAIRE))).code == "interval_unknown"
    assert refusal(lambda: close_optimisation(closed, 1, word(CLAIRE))).values == {"number": 1, "on": TODAY}
    broken = refusal(lambda: close_optimisation(evolving, 1, word(CLAIRE)))
    assert (broken.code, broken.values["evolution"]) == ("interval_of_evolution", 4)


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE, Phase.EXIT])
def test_only_in_the_operations(phase: Phase) -> None:
    broken = refusal(lambda: open_optimisation(engagement(phase=phase), word(NADIA), title="Fewer servers"))

    assert (broken.code, broken.values) == ("operations_only", {"phase": phase})


def test_a_stretch_has_a_title() -> None:
    assert refusal(lambda: open_optimisation(running(), word(NADIA), title=" ")).code == "title_missing"


def test_an_evolution_ends_its_own_interval_and_no_other() -> None:
    of = open_optimisation(running(), word(NADIA), title="Fewer servers")
    for number, title in enumerate(("Monthly report", "Single sign-on"), start=1):
        of = open_evolution(of, word(CLAIRE), title=title, route=Route.CONTRACT)
        of = validate(propose_solution(of, number, word(NADIA), note="So"), number, word(CLAIRE))

    after = implement(of, 2, word(NADIA, days(4)))

    assert [(one.number, one.evolution, one.closed_on) for one in after.intervals] == [
        (1, None, None), (2, 1, None), (3, 2, TODAY + timedelta(days=4))
    ]  # fmt: skip
