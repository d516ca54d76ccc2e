"""No phase begins before both parties have accepted the one before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement, ItemKind, Party, Phase, UpgradeMode
from state.rules.phase import Missing, advance, decide_upgrade, missing, next_phase
from tests.engagements import CLAIRE, NADIA, SIGNS, T0, TODAY, all_accepted, days, engagement, number_of


@pytest.mark.parametrize(
    ("phase", "upgrade", "following"),
    [
        (Phase.TAKEOVER, UpgradeMode.UNDECIDED, None),
        (Phase.TAKEOVER, UpgradeMode.IN_CONTRACT, Phase.UPGRADE),
        (Phase.TAKEOVER, UpgradeMode.UPSTREAM, Phase.OPERATIONS),
        (Phase.TAKEOVER, UpgradeMode.NOT_NEEDED, Phase.OPERATIONS),
        (Phase.UPGRADE, UpgradeMode.IN_CONTRACT, Phase.OPERATIONS),
        (Phase.OPERATIONS, UpgradeMode.NOT_NEEDED, Phase.EXIT),
        (Phase.EXIT, UpgradeMode.NOT_NEEDED, Phase.CLOSED),
        (Phase.CLOSED, UpgradeMode.NOT_NEEDED, None),
    ],
)
def test_the_order_of_the_phases(phase: Phase, upgrade: UpgradeMode, following: Phase | None) -> None:
    assert next_phase(engagement(phase=phase, upgrade=upgrade)) is following


def test_both_parties_owe_every_item_at_the_start() -> None:
    lacks = missing(engagement())

    assert len(lacks) == 2 * len(engagement().items)
    assert {lack.party for lack in lacks} == set(Party)


def test_operations_begin_once_the_takeover_is_accepted_and_the_provider_is_accountable() -> None:
    moved = advance(all_accepted(engagement()), party=Party.CLIENT, today=TODAY)

    assert (moved.phase, moved.live_on, moved.accountable) == (Phase.OPERATIONS, TODAY, Party.PROVIDER)


def test_before_that_the_client_is_accountable() -> None:
    assert engagement().accountable is Party.CLIENT


def test_an_upgrade_in_the_contract_comes_first_and_the_service_is_live_already() -> None:
    ready = all_accepted(engagement(upgrade=UpgradeMode.IN_CONTRACT))

    moved = advance(ready, party=Party.PROVIDER, today=TODAY)

    assert (moved.phase, moved.live_on) == (Phase.UPGRADE, TODAY)


@given(st.data())
def test_whatever_is_missing_nothing_moves(data: st.DataObject) -> None:
    """One item left by one party is enough, whichever it is."""
    start = engagement()
    party = data.draw(st.sampled_from(list(Party)))
    left = data.draw(st.sampled_from([item.number for item in start.current_items]))
    ready = all_accepted(start, party.other)
    phase = number_of(start, ItemKind.PHASE)
    ready = all_accepted(ready, party, but=(left, phase))

    with pytest.raises(RuleBroken) as broken:
        advance(ready, party=party, today=TODAY)

    assert broken.value.code == "not_ready"
    assert left in [lack.item for lack in broken.value.values["missing"]]  # type: ignore[attr-defined]


def test_an_undecided_upgrade_holds_the_takeover_back() -> None:
    undecided = engagement(upgrade=UpgradeMode.UNDECIDED)
    lacks = missing(all_accepted(undecided, but=(number_of(undecided, ItemKind.PHASE),)))

    assert [lack.code for lack in lacks] == ["phase_acceptance", "phase_acceptance", "upgrade_undecided"]


def test_the_owner_of_a_refused_item_has_to_redo_it_and_the_other_party_accepts_it_then() -> None:
    item = 10  # the quality assurance plan, which the provider owes
    refused = reject(engagement(), item, actor=CLAIRE, now=T0, reason="No indicators")

    assert [lack for lack in missing(refused) if lack.item == item] == [
        Missing("item_again", Party.CLIENT, item),
        Missing("item_refused", Party.PROVIDER, item),
    ]


def test_a_refused_phase_is_redone_by_the_other_party() -> None:
    ready = all_accepted(engagement())
    phase = number_of(ready, ItemKind.PHASE)
    refused = reject(ready, phase, actor=NADIA, now=days(1), reason="Access still missing")

    assert missing(refused) == (
        Missing("item_refused", Party.CLIENT, phase),
        Missing("item_again", Party.PROVIDER, phase),
    )


def test_nobody_else_moves_a_phase() -> None:
    with pytest.raises(RuleBroken) as broken:
        advance(all_accepted(engagement()), party=None, today=TODAY)

    assert broken.value.code == "not_member"


def test_a_closed_engagement_is_over_for_good() -> None:
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY)

    with pytest.raises(RuleBroken) as broken:
        advance(over, party=Party.CLIENT, today=TODAY)
    assert broken.value.code == "closed"
    with pytest.raises(RuleBroken) as broken:
        accept(over, 1, actor=CLAIRE, now=T0)
    assert broken.value.code == "closed"
    assert missing(over) == ()


def decided(
    start: Engagement, mode: UpgradeMode, reason: str = "The assessment meets the requirements"
) -> Engagement:
    return decide_upgrade(start, mode, party=Party.CLIENT, reason=reason)


def test_where_the_upgrade_is_done_can_be_decided_once_and_decided_anew_before_anyone_signs() -> None:
    first = decided(
        engagement(upgrade=UpgradeMode.UNDECIDED), UpgradeMode.UPSTREAM, "Contract 4512, done in May"
    )

    assert (first.upgrade, first.upgrade_reason) == (UpgradeMode.UPSTREAM, "Contract 4512, done in May")
    assert decided(first, UpgradeMode.IN_CONTRACT, "").upgrade is UpgradeMode.IN_CONTRACT


@pytest.mark.parametrize(
    ("start", "mode", "reason", "code"),
    [
        (engagement(upgrade=UpgradeMode.UNDECIDED), UpgradeMode.UPSTREAM, " ", "reason_missing"),
        (engagement(upgrade=UpgradeMode.UNDECIDED), UpgradeMode.UNDECIDED, "x", "upgrade_choice"),
        (engagement(), UpgradeMode.NOT_NEEDED, "x", "upgrade_already"),
        (engagement(phase=Phase.OPERATIONS), UpgradeMode.UPSTREAM, "x", "upgrade_too_late"),
        (all_accepted(engagement(), Party.CLIENT), UpgradeMode.UPSTREAM, "x", "upgrade_signed"),
        (engagement(phase=Phase.CLOSED, closed_on=TODAY), UpgradeMode.UPSTREAM, "x", "closed"),
    ],
)
def test_a_decision_on_the_upgrade_that_is_refused(
    start: Engagement, mode: UpgradeMode, reason: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        decided(start, mode, reason)

    assert broken.value.code == code


@given(st.lists(st.tuples(st.sampled_from(list(Party)), st.integers(1, 12), st.booleans()), max_size=40))
def test_no_sequence_of_decisions_lets_a_phase_begin_without_both_signatures(
    moves: list[tuple[Party, int, bool]],
) -> None:
    state = engagement()
    for party, number, accepts in moves:
        try:
            state = (
                accept(state, number, actor=SIGNS[party], now=T0)
                if accepts
                else reject(state, number, actor=SIGNS[party], now=T0, reason="no")
            )
        except RuleBroken:
            continue

    complete = all(item.settled for item in state.current_items)

    assert (missing(state) == ()) == complete
    if complete:
        assert advance(state, party=Party.CLIENT, today=TODAY).phase is Phase.OPERATIONS
    else:
        with pytest.raises(RuleBroken):
            advance(state, party=Party.CLIENT, today=TODAY)
