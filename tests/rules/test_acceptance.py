"""Who may accept or refuse what, and what it takes for an item to be settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.rules.acceptance import accept, open_items, reject
from state.rules.broken import RuleBroken
from state.rules.engagement import ItemKind, Party, Phase, UpgradeMode, Verdict
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, T0, all_accepted, days, engagement, number_of


def test_one_party_alone_does_not_settle_an_item() -> None:
    after = accept(engagement(), 4, actor=CLAIRE, now=T0)

    assert after.items[3].accepted_by(Party.CLIENT)
    assert not after.items[3].settled


def test_the_second_party_completes_the_acceptance() -> None:
    once = accept(engagement(), 4, actor=NADIA, now=T0)

    assert accept(once, 4, actor=CLAIRE, now=days(9)).items[3].settled


def test_a_decision_keeps_who_when_and_why() -> None:
    after = reject(engagement(), 4, actor=HUGO, now=days(2), reason="  No runbook.  ")

    decision = after.items[3].client
    assert decision is not None
    assert (decision.verdict, decision.by, decision.at) == (Verdict.REFUSED, HUGO, days(2))
    assert decision.note == "No runbook."


def test_a_second_person_of_the_same_party_does_not_count_as_the_other_party() -> None:
    once = accept(engagement(), 4, actor=CLAIRE, now=T0)

    with pytest.raises(RuleBroken) as broken:
        accept(once, 4, actor=HUGO, now=T0)
    assert broken.value.code == "already_accepted"


def test_who_accepted_what_the_other_party_refuses_is_told_so() -> None:
    once = accept(engagement(), 4, actor=CLAIRE, now=T0)
    refused = reject(once, 4, actor=NADIA, now=T0, reason="No indicators")

    with pytest.raises(RuleBroken) as broken:
        accept(refused, 4, actor=CLAIRE, now=T0)
    assert (broken.value.code, broken.value.values["party"]) == ("refused_by_other", Party.PROVIDER)


def test_a_stranger_decides_nothing() -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, actor=STRANGER, now=T0)

    assert broken.value.code == "not_member"


def test_the_same_user_id_in_another_workspace_is_another_person() -> None:
    twin = type(CLAIRE)("TOTHER", CLAIRE.user)

    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, actor=twin, now=T0)
    assert broken.value.code == "not_member"


@pytest.mark.parametrize("number", [0, -1, 13, 999])
def test_a_number_that_is_not_in_the_list_is_refused_with_the_last_one(number: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), number, actor=CLAIRE, now=T0)

    assert (broken.value.code, broken.value.values["last"]) == ("unknown_item", 12)


def test_an_item_of_another_phase_is_refused() -> None:
    later = engagement(phase=Phase.OPERATIONS)

    with pytest.raises(RuleBroken) as broken:
        accept(later, 4, actor=CLAIRE, now=T0)
    assert broken.value.code == "wrong_phase"


def test_the_phase_as_a_whole_waits_for_everything_else_of_that_party() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    almost = all_accepted(engagement(), Party.CLIENT, but=(7, phase))

    with pytest.raises(RuleBroken) as broken:
        accept(almost, phase, actor=CLAIRE, now=T0)
    assert (broken.value.code, broken.value.values["items"]) == ("items_open", (7,))


def test_a_takeover_is_not_signed_before_it_is_decided_where_the_upgrade_is_done() -> None:
    """Else one party could decide it alone, once the other has signed."""
    undecided = engagement(upgrade=UpgradeMode.UNDECIDED)
    phase = number_of(undecided, ItemKind.PHASE)
    ready = all_accepted(undecided, Party.CLIENT, but=(phase,))

    with pytest.raises(RuleBroken) as broken:
        accept(ready, phase, actor=CLAIRE, now=T0)
    assert broken.value.code == "upgrade_first"


def test_one_party_may_sign_the_phase_while_the_other_still_checks() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    mine = all_accepted(engagement(), Party.PROVIDER)

    assert mine.items[phase - 1].accepted_by(Party.PROVIDER)
    assert open_items(mine, Party.CLIENT)


def test_an_acceptance_can_be_withdrawn_by_a_refusal_and_given_again() -> None:
    accepted = accept(engagement(), 4, actor=CLAIRE, now=T0)
    refused = reject(accepted, 4, actor=CLAIRE, now=days(1), reason="The plan changed")

    assert refused.items[3].refused
    assert accept(refused, 4, actor=CLAIRE, now=days(2)).items[3].accepted_by(Party.CLIENT)


def test_refusing_twice_for_the_same_reason_changes_nothing() -> None:
    refused = reject(engagement(), 4, actor=CLAIRE, now=T0, reason="No runbook")

    with pytest.raises(RuleBroken) as broken:
        reject(refused, 4, actor=CLAIRE, now=days(1), reason="No runbook")
    assert broken.value.code == "already_refused"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "reason_missing"),
        ("  ", "reason_missing"),
        ("\u200b", "reason_missing"),
        ("x" * 501, "reason_too_long"),
    ],
)
def test_a_refusal_needs_a_reason_of_a_readable_length(reason: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        reject(engagement(), 4, actor=CLAIRE, now=T0, reason=reason)

    assert broken.value.code == code


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, actor=CLAIRE, now=T0, note="x" * 501)

    assert broken.value.code == "reason_too_long"


def test_words_that_are_older_than_the_partys_last_decision_change_nothing() -> None:
    refused = reject(engagement(), 4, actor=CLAIRE, now=days(2), reason="No runbook.")

    with pytest.raises(RuleBroken) as broken:
        accept(refused, 4, actor=HUGO, now=days(1))
    assert broken.value.code == "overtaken"
    with pytest.raises(RuleBroken) as broken:
        reject(accept(engagement(), 4, actor=HUGO, now=days(2)), 4, actor=CLAIRE, now=days(1), reason="Old")
    assert broken.value.code == "overtaken"


def test_another_partys_later_decision_overtakes_nothing() -> None:
    refused = reject(engagement(), 4, actor=CLAIRE, now=days(2), reason="No runbook.")

    assert accept(refused, 4, actor=NADIA, now=days(1)).items[3].accepted_by(Party.PROVIDER)


def test_two_clocks_that_differ_by_a_second_overtake_nothing() -> None:
    accepted = accept(engagement(), 4, actor=CLAIRE, now=T0 + timedelta(seconds=1))

    assert reject(accepted, 4, actor=CLAIRE, now=T0, reason="No runbook.").items[3].refused
