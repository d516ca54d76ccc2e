"""Handing over, and handing over again what was refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from state.rules.acceptance import accept, reject
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.handover import deliver
from state.rules.item import Delivery, Phase
from state.rules.party import Member, Party, Role
from state.rules.reservation import reserve
from tests.engagements import CLAIRE, HUGO, NADIA, STRANGER, TODAY, TOM, all_accepted, days, engagement, word


def broken_by(change: Callable[[], Engagement]) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        change()
    return broken.value


def test_what_is_handed_over_says_by_whom_when_and_where_it_is() -> None:
    after = deliver(engagement(), 4, word(HUGO, days(1)), evidence=" https://wiki.example/runbook ")

    assert after.items[3].delivered == Delivery(HUGO, days(1), "https://wiki.example/runbook")


def test_what_was_refused_is_pending_again_for_who_refused_it_alone() -> None:
    refused = reject(accept(engagement(), 4, word(CLAIRE)), 4, word(NADIA), reason="No index")
    again = deliver(refused, 4, word(CLAIRE, days(2)), evidence="Version 2")

    assert again.items[3].provider is None
    assert again.items[3].accepted_by(Party.CLIENT)
    assert not again.items[3].refused
    assert accept(again, 4, word(NADIA, days(3))).items[3].settled


def test_what_both_refused_is_pending_again_for_both() -> None:
    refused = reject(engagement(), 4, word(NADIA), reason="No index")
    refused = reject(refused, 4, word(CLAIRE), reason="No names")

    assert deliver(refused, 4, word(CLAIRE), evidence="").items[3].client is None
    assert deliver(refused, 4, word(CLAIRE), evidence="").items[3].provider is None


def test_what_was_refused_may_come_back_to_the_same_place() -> None:
    handed = deliver(engagement(), 4, word(CLAIRE), evidence="The wiki")
    refused = reject(handed, 4, word(NADIA, days(1)), reason="No index")

    assert deliver(refused, 4, word(CLAIRE, days(2)), evidence="The wiki").items[3].provider is None


def test_a_reservation_stands_when_the_item_is_handed_over_again() -> None:
    reserved = reserve(engagement(), 4, word(NADIA), text="No index", due=None)
    again = deliver(reserved, 4, word(CLAIRE, days(2)), evidence="Version 2")

    assert again.reservations == reserved.reservations
    assert again.items[3].accepted_by(Party.PROVIDER)


def test_only_the_owner_hands_over() -> None:
    broken = broken_by(lambda: deliver(engagement(), 4, word(NADIA), evidence="Mine"))

    assert (broken.code, broken.values["party"]) == ("not_owner", Party.CLIENT)
    assert broken_by(lambda: deliver(engagement(), 4, word(STRANGER), evidence="Mine")).code == "not_member"
    assert deliver(engagement(), 10, word(TOM), evidence="The plan").items[9].delivered is not None


@pytest.mark.parametrize(("role", "may"), [(Role.MEMBER, True), (Role.OBSERVER, False)])
def test_a_member_hands_over_and_an_observer_does_not(role: Role, may: bool) -> None:
    here = engagement(members=(Member(CLAIRE, Party.CLIENT, role), Member(NADIA, Party.PROVIDER)))

    if may:
        assert deliver(here, 4, word(CLAIRE), evidence="").items[3].delivered is not None
    else:
        assert broken_by(lambda: deliver(here, 4, word(CLAIRE), evidence="")).code == "role_missing"


def test_nobody_hands_over_a_phase_and_nobody_what_all_have_accepted() -> None:
    settled = all_accepted(engagement(), but=(12,))

    assert broken_by(lambda: deliver(engagement(), 12, word(CLAIRE), evidence="")).code == "phase_whole"
    assert broken_by(lambda: deliver(settled, 4, word(CLAIRE), evidence="v2")).code == "settled_already"


def test_the_same_place_twice_changes_nothing() -> None:
    handed = deliver(engagement(), 4, word(CLAIRE), evidence="The wiki")

    assert broken_by(lambda: deliver(handed, 4, word(HUGO, days(1)), evidence="The wiki")).code == (
        "already_delivered"
    )
    assert deliver(handed, 4, word(HUGO, days(1)), evidence="Version 2").items[3].delivered == (
        Delivery(HUGO, days(1), "Version 2")
    )


def test_what_was_refused_since_a_late_message_stays_refused() -> None:
    refused = reject(engagement(), 4, word(NADIA, days(2)), reason="No index")

    broken = broken_by(lambda: deliver(refused, 4, word(CLAIRE, days(1)), evidence="Version 1"))
    assert (broken.code, broken.values["party"]) == ("refused_since", Party.PROVIDER)


def test_a_late_message_does_not_replace_what_was_handed_over_since() -> None:
    handed = deliver(engagement(), 4, word(CLAIRE, days(2)), evidence="Version 2")

    late = broken_by(lambda: deliver(handed, 4, word(HUGO, days(1)), evidence="Version 1"))
    assert late.code == "delivered_since"


def test_it_is_of_the_present_phase_and_of_an_open_engagement() -> None:
    later = engagement(phase=Phase.OPERATIONS)
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY)

    assert broken_by(lambda: deliver(later, 4, word(CLAIRE), evidence="")).code == "wrong_phase"
    assert broken_by(lambda: deliver(over, 4, word(CLAIRE), evidence="")).code == "closed"
    assert broken_by(lambda: deliver(engagement(), 99, word(CLAIRE), evidence="")).code == "unknown_item"


def test_a_place_that_is_too_long_to_read_is_refused() -> None:
    assert (
        broken_by(lambda: deliver(engagement(), 4, word(CLAIRE), evidence="x" * 501)).code
        == "reason_too_long"
    )
