"""The next steps come from what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from state.rules.acceptance import accept, reject
from state.rules.engagement import Engagement, ItemKind, Party, Phase, UpgradeMode
from state.rules.step import next_steps, pressing
from tests.engagements import CLAIRE, T0, TODAY, all_accepted, engagement, number_of


def test_the_earliest_day_comes_first() -> None:
    days = [step.by for step in next_steps(engagement()) if step.by]

    assert days == sorted(days)


def test_a_party_is_asked_to_sign_the_phase_only_once_it_has_accepted_the_rest() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    ready = all_accepted(engagement(), Party.CLIENT, but=(phase,))

    signing = [step for step in next_steps(ready) if step.code == "sign_phase"]

    assert [(step.party, step.item) for step in signing] == [(Party.CLIENT, phase)]


def test_when_nothing_is_missing_the_step_is_to_advance_and_either_party_may() -> None:
    (step,) = next_steps(all_accepted(engagement()))

    assert (step.code, step.party) == ("advance", None)


def test_a_refusal_becomes_a_step_of_the_owner() -> None:
    refused = reject(all_accepted(engagement()), 10, actor=CLAIRE, now=T0, reason="No indicators")

    steps = [(step.code, step.party, step.item) for step in next_steps(refused)]

    assert steps == [("fix_refused", Party.PROVIDER, 10)]


def test_an_undecided_upgrade_is_a_step_of_both() -> None:
    start = engagement(upgrade=UpgradeMode.UNDECIDED)
    undecided = all_accepted(start, but=(number_of(start, ItemKind.PHASE),))

    assert [(step.code, step.party) for step in next_steps(undecided)] == [("decide_upgrade", None)]


def in_operations() -> Engagement:
    """In operations, where nothing has a day."""
    items = engagement().items[:3]
    undated = tuple(replace(one, phase=Phase.OPERATIONS, due=None) for one in items)
    return engagement(phase=Phase.OPERATIONS, items=undated)


def test_an_item_without_a_day_presses_once_somebody_has_spoken_on_it() -> None:
    calm, begun = in_operations(), accept(in_operations(), 2, actor=CLAIRE, now=T0)

    assert next_steps(calm) != ()
    assert pressing(calm, next_steps(calm)) == ()
    assert [(step.item, step.party) for step in pressing(begun, next_steps(begun))] == [(2, Party.PROVIDER)]


def test_an_item_with_a_day_and_a_refused_one_press() -> None:
    dated = replace(in_operations().items[0], due=date(2027, 3, 1))
    of = in_operations()
    of = replace(of, items=(dated, *of.items[1:]))
    of = reject(of, 3, actor=CLAIRE, now=T0, reason="No indicators")

    pressed = pressing(of, next_steps(of))

    assert {(step.code, step.item) for step in pressed} >= {("accept_item", 1), ("fix_refused", 3)}
    assert 2 not in {step.item for step in pressed}


def test_a_closed_engagement_asks_for_nothing() -> None:
    assert next_steps(engagement(phase=Phase.CLOSED, closed_on=TODAY)) == ()
