"""Accepted, but: who clears what by when, who lifts it, and what it holds up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from state.rules.acceptance import accept, may_sign
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.item import EndedHow, Phase, Verdict
from state.rules.party import Member, Party, Role
from state.rules.reservation import lift, reserve
from tests.engagements import (
    CLAIRE,
    HUGO,
    NADIA,
    STRANGER,
    T0,
    TODAY,
    TOM,
    all_accepted,
    days,
    engagement,
    word,
)

#: Item 4, the knowledge transfer, is the client's to produce; item 10, the quality plan, the provider's.
KNOWLEDGE, PLAN, WHOLE = 4, 10, 12


def broken_by(change: Callable[[], Engagement]) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        change()
    return broken.value


def test_a_reservation_lets_the_engagement_go_on_and_says_what_is_lacking() -> None:
    after = reserve(engagement(), KNOWLEDGE, word(NADIA), text=" No index ", due=date(2027, 1, 15))

    item, made = after.items[KNOWLEDGE - 1], after.reservations[0]
    assert item.verdict(Party.PROVIDER) is Verdict.RESERVED
    assert item.accepted_by(Party.PROVIDER)
    assert (made.number, made.item, made.party, made.text) == (1, KNOWLEDGE, Party.PROVIDER, "No index")
    assert (made.owner, made.due, made.by, made.at) == (Party.CLIENT, date(2027, 1, 15), NADIA, T0)
    assert (made.open, made.blocking) == (True, False)


@pytest.mark.parametrize(
    ("number", "by", "owner"),
    [
        (KNOWLEDGE, NADIA, Party.CLIENT),  # the item's owner
        (KNOWLEDGE, CLAIRE, Party.PROVIDER),  # never who reserves: the party across the table
        (PLAN, CLAIRE, Party.PROVIDER),
        (PLAN, NADIA, Party.CLIENT),
    ],
)
def test_the_items_owner_clears_it_unless_it_is_the_one_who_reserves(
    number: int, by: object, owner: Party
) -> None:
    after = reserve(engagement(), number, word(by), text="No index", due=None)  # type: ignore[arg-type]

    assert after.reservations[0].owner is owner


def test_nobody_clears_its_own_reservation() -> None:
    broken = broken_by(
        lambda: reserve(engagement(), 4, word(CLAIRE), text="No index", due=None, owner=Party.CLIENT)
    )

    assert broken.code == "own_reservation"


def test_a_party_without_people_clears_nothing() -> None:
    broken = broken_by(
        lambda: reserve(engagement(), 4, word(CLAIRE), text="No index", due=None, owner=Party.INCOMING)
    )

    assert (broken.code, broken.values["party"]) == ("owner_absent", Party.INCOMING)


def test_without_a_day_there_are_thirty() -> None:
    assert reserve(engagement(), 4, word(CLAIRE), text="No index", due=None).reservations[0].due == (
        TODAY + timedelta(days=30)
    )


def test_a_day_that_is_over_is_refused_and_today_is_not() -> None:
    yesterday = TODAY - timedelta(days=1)
    broken = broken_by(lambda: reserve(engagement(), 4, word(CLAIRE), text="No index", due=yesterday))

    assert (broken.code, broken.values) == ("due_past", {"due": yesterday, "today": TODAY})
    assert reserve(engagement(), 4, word(CLAIRE), text="No index", due=TODAY).reservations[0].due == TODAY


def test_the_day_is_that_of_the_engagements_zone() -> None:
    """At 23:30 UTC it is the next day in Paris."""
    late = T0.replace(hour=23, minute=30)
    broken = broken_by(lambda: reserve(engagement(), 4, word(CLAIRE, late), text="No index", due=TODAY))

    assert (broken.code, broken.values["today"]) == ("due_past", TODAY + timedelta(days=1))


@pytest.mark.parametrize(("text", "code"), [(" ", "reason_missing"), ("x" * 501, "reason_too_long")])
def test_a_reservation_says_what_is_lacking(text: str, code: str) -> None:
    assert broken_by(lambda: reserve(engagement(), 4, word(CLAIRE), text=text, due=None)).code == code


def test_a_party_may_have_several_and_says_each_once() -> None:
    two = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)
    two = reserve(two, 4, word(HUGO), text="No names", due=None)

    assert [one.number for one in two.reservations if one.open] == [1, 2]
    broken = broken_by(lambda: reserve(two, 4, word(HUGO), text="No index", due=None))
    assert (broken.code, broken.values["reservation"]) == ("already_reserved", 1)


def test_numbers_are_never_given_twice() -> None:
    lifted = lift(reserve(engagement(), 4, word(CLAIRE), text="No index", due=None), 1, word(CLAIRE))

    assert reserve(lifted, 4, word(CLAIRE), text="No index", due=None).reservations[1].number == 2


def test_the_party_that_made_it_lifts_it() -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)
    lifted = lift(reserved, 1, word(HUGO, days(3)), note="It is there")

    end = lifted.reservations[0].ended
    assert end is not None
    assert (end.how, end.by, end.at, end.note) == (EndedHow.LIFTED, HUGO, days(3), "It is there")
    assert lifted.items[3].verdict(Party.CLIENT) is Verdict.RESERVED
    assert lifted.open_reservations == ()


@pytest.mark.parametrize(
    ("by", "number", "code"),
    [
        (NADIA, 1, "not_your_reservation"),
        (STRANGER, 1, "not_member"),
        (CLAIRE, 0, "unknown_reservation"),
        (CLAIRE, 2, "unknown_reservation"),
    ],
)
def test_nobody_else_lifts_it_and_nothing_else_is_lifted(by: object, number: int, code: str) -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)

    assert broken_by(lambda: lift(reserved, number, word(by))).code == code  # type: ignore[arg-type]


def test_it_is_lifted_once_and_an_overtaken_one_not_at_all() -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)

    for over in (lift(reserved, 1, word(CLAIRE, days(2))), accept(reserved, 4, word(CLAIRE, days(2)))):
        broken = broken_by(lambda over=over: lift(over, 1, word(CLAIRE, days(3))))  # type: ignore[misc]
        assert (broken.code, broken.values["on"]) == ("reservation_over", days(2).date())


def test_it_is_lifted_in_a_later_phase_too_but_not_once_all_is_over() -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)
    members, kept = reserved.members, reserved.reservations
    later = engagement(phase=Phase.OPERATIONS, members=members, reservations=kept)
    over = engagement(phase=Phase.CLOSED, closed_on=TODAY, members=members, reservations=kept)

    assert lift(later, 1, word(CLAIRE)).open_reservations == ()
    assert broken_by(lambda: lift(over, 1, word(CLAIRE))).code == "closed"


def test_a_member_who_does_not_sign_lifts_nothing() -> None:
    reserved = reserve(engagement(), 4, word(CLAIRE), text="No index", due=None)
    observed = engagement(
        reservations=reserved.reservations,
        members=(Member(HUGO, Party.CLIENT, Role.MEMBER), *engagement().members[2:]),
    )

    assert broken_by(lambda: lift(observed, 1, word(HUGO))).code == "role_missing"


def test_a_blocking_one_keeps_both_parties_from_signing_the_phase() -> None:
    ready = all_accepted(engagement(), but=(KNOWLEDGE, WHOLE))
    held = reserve(ready, KNOWLEDGE, word(NADIA), text="No index", due=None, blocking=True)
    held = accept(held, KNOWLEDGE, word(CLAIRE))

    for by in (CLAIRE, NADIA):
        broken = broken_by(lambda by=by: accept(held, WHOLE, word(by)))  # type: ignore[misc]
        assert (broken.code, broken.values["reservations"]) == ("blocking_open", (1,))
    assert not may_sign(held, Party.CLIENT)
    assert accept(lift(held, 1, word(TOM)), WHOLE, word(CLAIRE)).items[WHOLE - 1].client is not None


def test_one_that_does_not_block_keeps_nobody_from_signing() -> None:
    ready = all_accepted(engagement(), but=(KNOWLEDGE, WHOLE))
    held = accept(reserve(ready, KNOWLEDGE, word(NADIA), text="No index", due=None), KNOWLEDGE, word(CLAIRE))

    assert all_accepted(held).items[WHOLE - 1].settled


def test_the_phase_itself_may_be_signed_with_reservations() -> None:
    ready = all_accepted(engagement(), but=(WHOLE,))
    signed = reserve(ready, WHOLE, word(NADIA), text="The rota is thin", due=None, blocking=True)

    assert signed.items[WHOLE - 1].verdict(Party.PROVIDER) is Verdict.RESERVED
    assert broken_by(lambda: accept(signed, WHOLE, word(CLAIRE))).code == "blocking_open"
    # Its own reservation does not keep the party from signing without it.
    assert accept(signed, WHOLE, word(NADIA, days(1))).open_reservations == ()


def test_signing_with_reservations_asks_for_what_signing_asks_for() -> None:
    early = broken_by(lambda: reserve(engagement(), WHOLE, word(NADIA), text="Thin", due=None))
    undecided = all_accepted(engagement(upgrade=UpgradeMode.UNDECIDED), but=(WHOLE,))

    assert early.code == "items_open"
    assert (
        broken_by(lambda: reserve(undecided, WHOLE, word(NADIA), text="Thin", due=None)).code
        == "upgrade_first"
    )
