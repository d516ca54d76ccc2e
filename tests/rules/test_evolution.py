"""An evolution takes its four steps in their order, each by the party that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.rules.broken import RuleBroken
from state.rules.dossier import Answer, IntervalKind, Proposal, ProposalEnd, ProposalKind, Route, Stage
from state.rules.engagement import Engagement
from state.rules.evolution import (
    STEPS,
    implement,
    link,
    open_evolution,
    propose_solution,
    reroute,
    send_back,
    steps_after,
    validate,
    withdraw,
)
from state.rules.item import Phase
from state.rules.party import Actor, Member, Party, Role
from tests.engagements import CLAIRE, HUGO, MARIE, NADIA, STRANGER, T0, TODAY, TOM, days, engagement, word

Act = Callable[[Engagement], Engagement]


def running(**changed: object) -> Engagement:
    """An engagement in operations, where nothing else goes on."""
    return engagement(phase=Phase.OPERATIONS, items=(), live_on=TODAY, **changed)


def opened(route: Route = Route.CONTRACT) -> Engagement:
    return open_evolution(running(), word(CLAIRE), title="Monthly report", route=route)


def solved(route: Route = Route.CONTRACT) -> Engagement:
    return propose_solution(opened(route), 1, word(NADIA), note="https://wiki/solution")


def validated(route: Route = Route.CONTRACT) -> Engagement:
    return validate(solved(route), 1, word(CLAIRE))


def stages(of: Engagement) -> list[Stage]:
    return [one.stage for one in of.evolutions[0].stages]


def refusal(act: Callable[[], object]) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value


def amendment(
    number: int = 1, answer: Answer | None = Answer.AGREED, evolution: int | None = None
) -> Proposal:
    end = ProposalEnd(answer, NADIA, T0) if answer else None
    return Proposal(
        number, ProposalKind.AMENDMENT, Party.CLIENT, CLAIRE, T0, "More users", ended=end, evolution=evolution
    )


def test_the_four_steps_in_their_order() -> None:
    done = implement(validated(), 1, word(NADIA, days(3)), note="In production")

    (found,) = done.evolutions
    assert stages(done) == [Stage.NEED, Stage.SOLUTION, Stage.VALIDATED, Stage.IMPLEMENTED]
    assert [one.party for one in found.stages] == [
        Party.CLIENT, Party.PROVIDER, Party.CLIENT, Party.PROVIDER
    ]  # fmt: skip
    assert (found.title, found.route, found.open) == ("Monthly report", Route.CONTRACT, False)
    assert found.stages[1].note == "https://wiki/solution"


TRIED: dict[Stage, tuple[Act, Actor]] = {
    Stage.SOLUTION: (lambda of: propose_solution(of, 1, word(NADIA), note="So"), NADIA),
    Stage.VALIDATED: (lambda of: validate(of, 1, word(CLAIRE)), CLAIRE),
    Stage.IMPLEMENTED: (lambda of: implement(of, 1, word(NADIA)), NADIA),
    Stage.SENT_BACK: (lambda of: send_back(of, 1, word(CLAIRE), reason="Too slow"), CLAIRE),
}
#: What each stage lets follow, written down apart from the rule's own table.
MAY_FOLLOW = {
    Stage.NEED: {Stage.SOLUTION},
    Stage.SOLUTION: {Stage.VALIDATED, Stage.SENT_BACK},
    Stage.SENT_BACK: {Stage.SOLUTION},
    Stage.VALIDATED: {Stage.IMPLEMENTED},
}


def at_stage(stage: Stage) -> Engagement:
    if stage is Stage.SENT_BACK:
        return send_back(solved(), 1, word(CLAIRE), reason="Too slow")
    return {Stage.NEED: opened, Stage.SOLUTION: solved, Stage.VALIDATED: validated}[stage]()


@pytest.mark.parametrize("stage", list(MAY_FOLLOW))
@pytest.mark.parametrize("step", list(TRIED))
def test_no_step_before_the_one_before_it(stage: Stage, step: Stage) -> None:
    act, _ = TRIED[step]
    of = at_stage(stage)

    if step in MAY_FOLLOW[stage]:
        assert act(of).evolutions[0].stage is step
        return
    broken = refusal(lambda: act(of))
    assert broken.code == "evolution_order"
    assert broken.values == {"number": 1, "stage": stage, "step": step}


@pytest.mark.parametrize(
    ("act", "step", "party"),
    [
        (
            lambda: open_evolution(running(), word(NADIA), title="X", route=Route.PROJECT),
            Stage.NEED,
            "client",
        ),
        (lambda: propose_solution(opened(), 1, word(CLAIRE), note="So"), Stage.SOLUTION, "provider"),
        (lambda: validate(solved(), 1, word(TOM)), Stage.VALIDATED, "client"),
        (lambda: send_back(solved(), 1, word(NADIA), reason="No"), Stage.SENT_BACK, "client"),
        (lambda: implement(validated(), 1, word(HUGO)), Stage.IMPLEMENTED, "provider"),
        (lambda: withdraw(solved(), 1, word(NADIA), reason="No"), Stage.WITHDRAWN, "client"),
        (lambda: reroute(opened(), 1, word(NADIA), route=Route.PROJECT), Stage.NEED, "client"),
    ],
)
def test_each_step_only_by_its_party_and_the_refusal_names_who_may(
    act: Callable[[], object], step: Stage, party: str
) -> None:
    broken = refusal(act)

    assert broken.code == "evolution_party"
    assert (broken.values["step"], broken.values["party"]) == (step, party)
    assert broken.values["people"] == ((CLAIRE, HUGO) if party == "client" else (NADIA, TOM))


def test_strangers_observers_and_members_take_no_step() -> None:
    watching = Actor("TCLIENT", "UWATCH")
    working = Actor("TCLIENT", "UWORK")
    seats = (Member(watching, Party.CLIENT, Role.OBSERVER), Member(working, Party.CLIENT, Role.MEMBER))
    of = solved()
    of = replace(of, members=(*of.members, *seats))

    assert refusal(lambda: validate(of, 1, word(STRANGER))).code == "not_member"
    assert refusal(lambda: validate(of, 1, word(watching))).code == "role_missing"
    assert refusal(lambda: validate(of, 1, word(working))).code == "role_missing"


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE, Phase.EXIT])
def test_evolutions_are_of_the_operations_alone(phase: Phase) -> None:
    elsewhere = replace(running(), phase=phase)
    broken = refusal(lambda: open_evolution(elsewhere, word(CLAIRE), title="X", route=Route.CONTRACT))

    assert (broken.code, broken.values) == ("operations_only", {"phase": phase})

    of = replace(solved(), phase=phase)
    assert refusal(lambda: validate(of, 1, word(CLAIRE))).code == "operations_only"


def test_a_closed_engagement_says_that_it_is_closed() -> None:
    over = replace(opened(), phase=Phase.CLOSED, closed_on=TODAY)

    assert refusal(lambda: withdraw(over, 1, word(CLAIRE), reason="Over")).code == "closed"


@pytest.mark.parametrize("title", ["", "  \n", "\u200b"])
def test_a_need_has_a_title(title: str) -> None:
    assert (
        refusal(lambda: open_evolution(running(), word(CLAIRE), title=title, route=Route.CONTRACT)).code
        == "title_missing"
    )


def test_a_title_that_is_too_long_is_refused() -> None:
    broken = refusal(lambda: open_evolution(running(), word(CLAIRE), title="x" * 81, route=Route.CONTRACT))

    assert (broken.code, broken.values) == ("title_too_long", {"limit": 80})


def test_a_solution_says_what_it_is_and_a_way_back_says_why() -> None:
    assert refusal(lambda: propose_solution(opened(), 1, word(NADIA), note=" ")).code == "solution_missing"
    assert refusal(lambda: send_back(solved(), 1, word(CLAIRE), reason="")).code == "reason_missing"
    assert refusal(lambda: withdraw(solved(), 1, word(CLAIRE), reason="")).code == "reason_missing"
    assert refusal(lambda: validate(solved(), 1, word(CLAIRE), note="x" * 501)).code == "reason_too_long"


def test_an_unknown_evolution_and_one_that_is_over() -> None:
    over = implement(validated(), 1, word(NADIA))

    assert refusal(lambda: validate(solved(), 7, word(CLAIRE))).values == {"number": 7}
    broken = refusal(lambda: withdraw(over, 1, word(CLAIRE), reason="Late"))
    assert (broken.code, broken.values["stage"]) == ("evolution_over", Stage.IMPLEMENTED)


def test_a_solution_sent_back_is_proposed_again_and_everything_stays() -> None:
    again = propose_solution(at_stage(Stage.SENT_BACK), 1, word(NADIA, days(1)), note="Faster")

    assert stages(again) == [Stage.NEED, Stage.SOLUTION, Stage.SENT_BACK, Stage.SOLUTION]
    assert [one.note for one in again.evolutions[0].stages][1:] == [
        "https://wiki/solution", "Too slow", "Faster"
    ]  # fmt: skip


def test_a_word_said_before_the_last_step_does_not_count_for_what_its_author_has_not_seen() -> None:
    """The client's "validate" was written before the provider proposed something else; Slack was late."""
    again = propose_solution(at_stage(Stage.SENT_BACK), 1, word(NADIA, days(1)), note="Faster")

    assert refusal(lambda: validate(again, 1, word(CLAIRE, T0))).code == "evolution_overtaken"
    assert validate(again, 1, word(CLAIRE, days(1) - timedelta(seconds=1))).evolutions[0].stage


def test_the_interval_begins_with_the_validation_and_ends_with_the_implementation() -> None:
    assert solved().intervals == ()
    (begun,) = validated().intervals
    (ended,) = implement(validated(), 1, word(NADIA, days(40))).intervals

    assert (begun.kind, begun.title, begun.evolution) == (IntervalKind.EVOLUTION, "Monthly report", 1)
    assert (begun.opened_on, begun.closed_on) == (TODAY, None)
    assert ended == replace(begun, closed_on=TODAY + timedelta(days=40))
    assert validated().phase is Phase.OPERATIONS


def test_the_day_of_an_interval_is_that_of_the_engagements_zone() -> None:
    late = T0.replace(hour=23, minute=30)  # past midnight in Paris

    (interval,) = validate(solved(), 1, word(CLAIRE, late)).intervals

    assert interval.opened_on == TODAY + timedelta(days=1)


def test_withdrawing_ends_the_interval_too() -> None:
    of = withdraw(validated(), 1, word(CLAIRE, days(2)), reason="Not needed any more")

    assert of.evolutions[0].stage is Stage.WITHDRAWN
    assert of.intervals[0].closed_on == TODAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("proposals", "may"),
    [
        ((), False),
        ((amendment(answer=None, evolution=1),), False),
        ((amendment(answer=Answer.DECLINED, evolution=1),), False),
        ((amendment(answer=Answer.TAKEN_BACK, evolution=1),), False),
        ((amendment(evolution=2),), False),
        ((replace(amendment(evolution=1), kind=ProposalKind.RENEWAL),), False),
        ((amendment(evolution=1),), True),
        ((amendment(answer=Answer.DECLINED, evolution=1), amendment(2, evolution=1)), True),
    ],
)
def test_by_an_amendment_the_implementation_waits_until_both_have_agreed_it(
    proposals: tuple[Proposal, ...], may: bool
) -> None:
    of = replace(validated(Route.AMENDMENT), proposals=proposals)

    if may:
        assert implement(of, 1, word(NADIA)).evolutions[0].stage is Stage.IMPLEMENTED
        return
    assert refusal(lambda: implement(of, 1, word(NADIA))).code == "amendment_first"


def test_an_amendment_that_names_no_evolution_is_linked_by_either_party() -> None:
    of = replace(validated(Route.AMENDMENT), proposals=(amendment(),))
    linked = link(of, 1, 1, word(NADIA))

    assert implement(linked, 1, word(NADIA)).evolutions[0].stage is Stage.IMPLEMENTED
    assert refusal(lambda: link(linked, 1, 1, word(CLAIRE))).code == "amendment_linked"


def test_an_amendment_agreed_for_another_evolution_covers_no_second_one() -> None:
    of = replace(validated(Route.AMENDMENT), proposals=(amendment(evolution=2),))

    assert refusal(lambda: link(of, 1, 1, word(NADIA))).code == "amendment_elsewhere"


def test_what_is_no_amendment_of_this_contract_is_not_linked() -> None:
    of = replace(validated(Route.AMENDMENT), proposals=(amendment(answer=Answer.DECLINED),))

    assert refusal(lambda: link(of, 1, 1, word(NADIA))).code == "amendment_unknown"
    assert refusal(lambda: link(of, 1, 9, word(NADIA))).code == "amendment_unknown"
    other = replace(validated(), proposals=(amendment(),))
    assert refusal(lambda: link(other, 1, 1, word(NADIA))).code == "route_otherwise"


def test_the_route_may_change_until_the_solution_is_validated() -> None:
    changed = reroute(solved(), 1, word(HUGO), route=Route.AMENDMENT)

    assert changed.evolutions[0].route is Route.AMENDMENT
    assert refusal(lambda: reroute(changed, 1, word(HUGO), route=Route.AMENDMENT)).code == "route_already"
    settled = validated(Route.AMENDMENT)
    assert refusal(lambda: reroute(settled, 1, word(HUGO), route=Route.CONTRACT)).code == "route_settled"


def test_numbers_go_on_and_several_run_beside_each_other() -> None:
    two = open_evolution(implement(validated(), 1, word(NADIA)), word(HUGO), title="SSO", route=Route.PROJECT)
    two = propose_solution(two, 2, word(TOM), note="SAML")

    assert [one.number for one in two.evolutions] == [1, 2]
    assert two.evolutions[0].stage is Stage.IMPLEMENTED
    assert two.evolutions[1].stage is Stage.SOLUTION


def test_the_word_of_somebody_without_slack_says_who_wrote_it_down_and_on_what_evidence() -> None:
    of = opened()
    of = replace(of, members=(*of.members, Member(MARIE, Party.PROVIDER)))

    after = propose_solution(
        of, 1, word(MARIE, kept_by=NADIA, evidence="Mail of 24 November"), note="By phone"
    )

    last = after.evolutions[0].stages[-1]
    assert (last.by, last.kept_by, last.evidence) == (MARIE, NADIA, "Mail of 24 November")
    assert refusal(lambda: propose_solution(of, 1, word(MARIE), note="So")).code == "keeper_not_member"


@pytest.mark.parametrize("party", [Party.CLIENT, Party.PROVIDER])
@pytest.mark.parametrize("stage", list(Stage))
def test_the_buttons_that_a_party_gets_are_steps_that_it_may_take(stage: Stage, party: Party) -> None:
    for step in steps_after(stage, party):
        assert STEPS[step].party is party
        assert stage in STEPS[step].after
    if stage in {Stage.IMPLEMENTED, Stage.WITHDRAWN}:
        assert steps_after(stage, party) == ()


@given(st.lists(st.sampled_from(["solution", "validate", "back", "implement", "withdraw"]), max_size=12))
def test_whatever_is_tried_no_step_stands_without_the_one_before_it(tried: list[str]) -> None:
    """What stands is always: need, then solutions, each validated or sent back, and an end at most once."""
    acts: dict[str, Act] = {
        "solution": lambda of: propose_solution(of, 1, word(NADIA), note="So"),
        "validate": lambda of: validate(of, 1, word(CLAIRE)),
        "back": lambda of: send_back(of, 1, word(CLAIRE), reason="No"),
        "implement": lambda of: implement(of, 1, word(NADIA)),
        "withdraw": lambda of: withdraw(of, 1, word(CLAIRE), reason="No"),
    }
    of = opened()
    for name in tried:
        try:
            of = acts[name](of)
        except RuleBroken:
            continue

    found = stages(of)
    assert found[0] is Stage.NEED
    for before, after in pairwise(found):
        assert after is Stage.WITHDRAWN or after in MAY_FOLLOW.get(before, set())
        assert before not in {Stage.IMPLEMENTED, Stage.WITHDRAWN}
    assert len(of.intervals) == (Stage.VALIDATED in found)
    assert all((one.closed_on is None) is of.evolutions[0].open for one in of.intervals)
