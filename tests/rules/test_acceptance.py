"""Who may accept or refuse what, and what it takes for an item to be settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from state.rules.acceptance import accept, may_sign, open_items, reject, waive
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.item import EndedHow, Item, ItemKind, Phase, Verdict
from state.rules.party import Actor, Member, Party, Role
from state.rules.reservation import reserve
from tests.engagements import (
    CLAIRE,
    HUGO,
    IRIS,
    MARIE,
    NADIA,
    STRANGER,
    T0,
    TODAY,
    TOM,
    all_accepted,
    days,
    engagement,
    number_of,
    word,
)


def test_one_party_alone_does_not_settle_an_item() -> None:
    after = accept(engagement(), 4, word(CLAIRE))

    assert after.items[3].accepted_by(Party.CLIENT)
    assert not after.items[3].settled


def test_the_second_party_completes_the_acceptance() -> None:
    once = accept(engagement(), 4, word(NADIA))

    assert accept(once, 4, word(CLAIRE, days(9))).items[3].settled


def test_a_decision_keeps_who_when_and_why() -> None:
    after = reject(engagement(), 4, word(HUGO, days(2)), reason="  No runbook.  ")

    decision = after.items[3].client
    assert decision is not None
    assert (decision.verdict, decision.by, decision.at) == (Verdict.REFUSED, HUGO, days(2))
    assert decision.note == "No runbook."


def test_a_second_person_of_the_same_party_does_not_count_as_the_other_party() -> None:
    once = accept(engagement(), 4, word(CLAIRE))

    with pytest.raises(RuleBroken) as broken:
        accept(once, 4, word(HUGO))
    assert broken.value.code == "already_accepted"


def test_who_accepted_what_the_other_party_refuses_is_told_so() -> None:
    once = accept(engagement(), 4, word(CLAIRE))
    refused = reject(once, 4, word(NADIA), reason="No indicators")

    with pytest.raises(RuleBroken) as broken:
        accept(refused, 4, word(CLAIRE))
    assert (broken.value.code, broken.value.values["party"]) == ("refused_by_other", Party.PROVIDER)


def test_a_stranger_decides_nothing() -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, word(STRANGER))

    assert broken.value.code == "not_member"


def test_the_same_user_id_in_another_workspace_is_another_person() -> None:
    twin = type(CLAIRE)("TOTHER", CLAIRE.user)

    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, word(twin))
    assert broken.value.code == "not_member"


@pytest.mark.parametrize("number", [0, -1, 13, 999])
def test_a_number_that_is_not_in_the_list_is_refused_with_the_last_one(number: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), number, word(CLAIRE))

    assert (broken.value.code, broken.value.values["last"]) == ("unknown_item", 12)


def test_an_item_of_another_phase_is_refused() -> None:
    later = engagement(phase=Phase.OPERATIONS)

    with pytest.raises(RuleBroken) as broken:
        accept(later, 4, word(CLAIRE))
    assert broken.value.code == "wrong_phase"


def test_the_phase_as_a_whole_waits_for_everything_else_of_that_party() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    almost = all_accepted(engagement(), Party.CLIENT, but=(7, phase))

    with pytest.raises(RuleBroken) as broken:
        accept(almost, phase, word(CLAIRE))
    assert (broken.value.code, broken.value.values["items"]) == ("items_open", (7,))


def test_a_takeover_is_not_signed_before_it_is_decided_where_the_upgrade_is_done() -> None:
    """Else one party could decide it alone, once the other has signed."""
    undecided = engagement(upgrade=UpgradeMode.UNDECIDED)
    phase = number_of(undecided, ItemKind.PHASE)
    ready = all_accepted(undecided, Party.CLIENT, but=(phase,))

    with pytest.raises(RuleBroken) as broken:
        accept(ready, phase, word(CLAIRE))
    assert broken.value.code == "upgrade_first"


def test_one_party_may_sign_the_phase_while_the_other_still_checks() -> None:
    phase = number_of(engagement(), ItemKind.PHASE)
    mine = all_accepted(engagement(), Party.PROVIDER)

    assert mine.items[phase - 1].accepted_by(Party.PROVIDER)
    assert open_items(mine, Party.CLIENT)


def test_an_acceptance_can_be_withdrawn_by_a_refusal_and_given_again() -> None:
    accepted = accept(engagement(), 4, word(CLAIRE))
    refused = reject(accepted, 4, word(CLAIRE, days(1)), reason="The plan changed")

    assert refused.items[3].refused
    assert accept(refused, 4, word(CLAIRE, days(2))).items[3].accepted_by(Party.CLIENT)


def test_refusing_twice_for_the_same_reason_changes_nothing() -> None:
    refused = reject(engagement(), 4, word(CLAIRE), reason="No runbook")

    with pytest.raises(RuleBroken) as broken:
        reject(refused, 4, word(CLAIRE, days(1)), reason="No runbook")
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
        reject(engagement(), 4, word(CLAIRE), reason=reason)

    assert broken.value.code == code


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(RuleBroken) as broken:
        accept(engagement(), 4, word(CLAIRE), note="x" * 501)

    assert broken.value.code == "reason_too_long"


def test_words_that_are_older_than_the_partys_last_decision_change_nothing() -> None:
    refused = reject(engagement(), 4, word(CLAIRE, days(2)), reason="No runbook.")

    with pytest.raises(RuleBroken) as broken:
        accept(refused, 4, word(HUGO, days(1)))
    assert broken.value.code == "overtaken"
    with pytest.raises(RuleBroken) as broken:
        reject(accept(engagement(), 4, word(HUGO, days(2))), 4, word(CLAIRE, days(1)), reason="Old")
    assert broken.value.code == "overtaken"


def test_another_partys_later_decision_overtakes_nothing() -> None:
    refused = reject(engagement(), 4, word(CLAIRE, days(2)), reason="No runbook.")

    assert accept(refused, 4, word(NADIA, days(1))).items[3].accepted_by(Party.PROVIDER)


def test_two_clocks_that_differ_by_a_second_overtake_nothing() -> None:
    accepted = accept(engagement(), 4, word(CLAIRE, T0 + timedelta(seconds=1)))

    assert reject(accepted, 4, word(CLAIRE), reason="No runbook.").items[3].refused


def broken_by(change: Callable[[], Engagement]) -> RuleBroken:
    """Return the rule that a change breaks."""
    with pytest.raises(RuleBroken) as broken:
        change()
    return broken.value


def asks(*parties: Party, number: int = 4) -> tuple[Item, ...]:
    """Return the items of an engagement, of which one is asked of these parties alone."""
    return tuple(
        replace(item, asks=parties) if item.number == number else item for item in engagement().items
    )


def test_an_item_that_does_not_apply_needs_that_word_of_both_parties() -> None:
    once = waive(engagement(), 7, word(CLAIRE), reason="Nobody moves")
    both = waive(once, 7, word(NADIA), reason="No staff in scope")

    assert (once.items[6].accepted_by(Party.CLIENT), once.items[6].settled) == (True, False)
    assert (both.items[6].settled, both.items[6].waived) == (True, True)


def test_one_party_may_accept_what_does_not_apply_to_the_other() -> None:
    mixed = accept(waive(engagement(), 7, word(CLAIRE), reason="Nobody moves"), 7, word(NADIA))

    assert (mixed.items[6].settled, mixed.items[6].waived) == (True, False)


def test_saying_that_an_item_does_not_apply_needs_a_reason_and_is_said_once() -> None:
    waived = waive(engagement(), 7, word(CLAIRE), reason="Nobody moves")

    assert broken_by(lambda: waive(engagement(), 7, word(CLAIRE), reason=" ")).code == "reason_missing"
    again = broken_by(lambda: waive(waived, 7, word(HUGO), reason="Nobody moves"))
    assert (again.code, again.values["number"]) == ("already_waived", 7)
    assert waive(waived, 7, word(HUGO, days(1)), reason="The site stays").items[6].client is not None


def test_a_phase_as_a_whole_always_applies() -> None:
    ready = all_accepted(engagement(), Party.CLIENT, but=(12,))

    assert broken_by(lambda: waive(ready, 12, word(CLAIRE), reason="Never mind")).code == "phase_whole"


def test_who_is_not_asked_decides_nothing() -> None:
    mine = engagement(items=asks(Party.CLIENT))

    broken = broken_by(lambda: accept(mine, 4, word(NADIA)))
    assert (broken.code, broken.values["party"]) == ("not_asked", Party.PROVIDER)
    assert accept(mine, 4, word(CLAIRE)).items[3].settled


def test_what_a_party_is_not_asked_does_not_keep_it_from_signing_the_phase() -> None:
    mine = all_accepted(engagement(items=asks(Party.CLIENT)), Party.PROVIDER, but=(4, 12))

    assert open_items(mine, Party.PROVIDER) == ()
    assert may_sign(mine, Party.PROVIDER)
    assert accept(mine, 12, word(NADIA)).items[11].accepted_by(Party.PROVIDER)


def test_the_incoming_provider_accepts_what_it_is_asked() -> None:
    seat = Member(IRIS, Party.INCOMING, Role.LEAD)
    ported = engagement(items=asks(Party.CLIENT, Party.INCOMING), members=(*engagement().members, seat))

    half = accept(ported, 4, word(IRIS))
    assert (half.items[3].settled, accept(half, 4, word(CLAIRE)).items[3].settled) == (False, True)
    assert broken_by(lambda: accept(ported, 5, word(IRIS))).code == "not_asked"


def test_nobody_speaks_for_both_parties_on_an_item_also_after_changing_sides() -> None:
    once = accept(engagement(), 4, word(CLAIRE))
    moved = replace(
        once,
        members=tuple(
            replace(one, party=Party.PROVIDER) if one.actor == CLAIRE else one for one in once.members
        ),
    )

    for change in (
        lambda: accept(moved, 4, word(CLAIRE, days(1))),
        lambda: reject(moved, 4, word(CLAIRE, days(1)), reason="No"),
        lambda: waive(moved, 4, word(CLAIRE, days(1)), reason="No"),
        lambda: reserve(moved, 4, word(CLAIRE, days(1)), text="No", due=None),
    ):
        broken = broken_by(change)
        assert (broken.code, broken.values["party"]) == ("same_person", Party.CLIENT)
    assert accept(moved, 5, word(CLAIRE, days(1))).items[4].accepted_by(Party.PROVIDER)


@pytest.mark.parametrize("four_eyes", [True, False])
def test_where_four_eyes_are_asked_who_handed_over_does_not_accept(four_eyes: bool) -> None:
    handed = deliver(engagement(four_eyes=four_eyes), 4, word(CLAIRE), evidence="The wiki")
    consents: tuple[Callable[[], Engagement], ...] = (
        lambda: accept(handed, 4, word(CLAIRE)),
        lambda: waive(handed, 4, word(CLAIRE), reason="No"),
        lambda: reserve(handed, 4, word(CLAIRE), text="No index", due=None),
    )

    for consent in consents:
        if four_eyes:
            assert broken_by(consent).code == "four_eyes"
        else:
            consent()
    assert accept(handed, 4, word(HUGO)).items[3].accepted_by(Party.CLIENT)
    assert reject(handed, 4, word(CLAIRE), reason="Too early").items[3].refused


def test_where_four_eyes_are_asked_who_handed_over_does_not_write_an_acceptance_down() -> None:
    seats = (Member(CLAIRE, Party.CLIENT), Member(HUGO, Party.CLIENT), Member(MARIE, Party.CLIENT))
    here = engagement(four_eyes=True, members=(*seats, Member(NADIA, Party.PROVIDER)))
    handed = deliver(here, 4, word(CLAIRE), evidence="The wiki")

    by_hand = broken_by(lambda: accept(handed, 4, word(MARIE, kept_by=CLAIRE, evidence="Her letter")))
    assert by_hand.code == "four_eyes"
    assert (
        accept(handed, 4, word(MARIE, kept_by=HUGO, evidence="Her letter")).items[3].accepted_by(Party.CLIENT)
    )


def test_a_word_on_what_has_been_handed_over_anew_since_changes_nothing() -> None:
    handed = deliver(engagement(), 4, word(CLAIRE, days(2)), evidence="Version 2")

    assert broken_by(lambda: accept(handed, 4, word(NADIA, days(1)))).code == "delivered_since"
    assert accept(handed, 4, word(NADIA, days(3))).items[3].provider is not None


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.LEAD, ""), (Role.SIGNATORY, ""), (Role.MEMBER, "role_missing"), (Role.OBSERVER, "role_missing")],
)
def test_only_those_who_sign_for_a_party_decide(role: Role, code: str) -> None:
    here = engagement(members=(Member(CLAIRE, Party.CLIENT, role), Member(NADIA, Party.PROVIDER)))

    if code:
        assert broken_by(lambda: accept(here, 4, word(CLAIRE))).code == code
        assert broken_by(lambda: waive(here, 4, word(CLAIRE), reason="No")).code == code
    else:
        assert accept(here, 4, word(CLAIRE)).items[3].accepted_by(Party.CLIENT)


@pytest.mark.parametrize(
    ("day", "code"), [(-1, "delegation_not_begun"), (0, ""), (5, ""), (6, "delegation_over")]
)
def test_a_delegate_accepts_on_the_days_of_the_delegation(day: int, code: str) -> None:
    stands = Member(TOM, Party.CLIENT, Role.DELEGATE, stands_for=CLAIRE, since=TODAY, until=days(5).date())
    here = engagement(members=(Member(CLAIRE, Party.CLIENT), Member(NADIA, Party.PROVIDER), stands))

    if code:
        assert broken_by(lambda: accept(here, 4, word(TOM, days(day)))).code == code
    else:
        assert accept(here, 4, word(TOM, days(day))).items[3].accepted_by(Party.CLIENT)


def test_a_word_that_was_written_down_says_by_whom_and_on_what_evidence() -> None:
    here = engagement(members=(Member(MARIE, Party.CLIENT, Role.LEAD), Member(NADIA, Party.PROVIDER)))
    after = accept(here, 4, word(MARIE, kept_by=NADIA, evidence="Letter of 20 November"))

    said = after.items[3].client
    assert said is not None
    assert (said.by, said.kept_by, said.evidence) == (MARIE, NADIA, "Letter of 20 November")
    assert broken_by(lambda: accept(here, 4, word(MARIE, kept_by=NADIA))).code == "evidence_missing"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda of: accept(of, 4, word(HUGO, days(1))), Verdict.ACCEPTED),
        (lambda of: reject(of, 4, word(HUGO, days(1)), reason="No"), Verdict.REFUSED),
        (lambda of: waive(of, 4, word(HUGO, days(1)), reason="No"), Verdict.WAIVED),
    ],
)
def test_another_word_of_the_party_overtakes_its_reservations(
    change: Callable[[Engagement], Engagement], verdict: Verdict
) -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)
    reserved = reserve(reserved, 4, word(NADIA), text="No names", due=None)
    reserved = reserve(reserved, 5, word(CLAIRE), text="No date", due=None)
    after = change(reserved)

    mine, theirs, elsewhere = after.reservations
    assert after.items[3].verdict(Party.CLIENT) is verdict
    assert mine.ended is not None
    assert (mine.ended.how, mine.ended.by, mine.ended.at) == (EndedHow.OVERTAKEN, HUGO, days(1))
    assert (theirs.open, elsewhere.open) == (True, True)


def test_an_item_that_is_no_longer_asked_for_is_not_decided() -> None:
    dropped = engagement(
        items=tuple(
            replace(item, dropped_on=TODAY) if item.number == 4 else item for item in engagement().items
        )
    )

    broken = broken_by(lambda: accept(dropped, 4, word(CLAIRE)))
    assert (broken.code, broken.values["on"]) == ("item_dropped", TODAY)


def test_nothing_is_decided_once_the_engagement_is_closed() -> None:
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY)

    for change in (
        lambda: accept(over, 4, word(CLAIRE)),
        lambda: reject(over, 4, word(CLAIRE), reason="No"),
        lambda: waive(over, 4, word(CLAIRE), reason="No"),
    ):
        assert broken_by(change).code == "closed"


def test_the_same_name_off_slack_is_not_the_person_of_a_workspace() -> None:
    assert (
        broken_by(lambda: accept(engagement(), 4, word(Actor("off-slack", CLAIRE.user)))).code == "not_member"
    )
