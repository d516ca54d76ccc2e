"""A phase's checklist, and how the parties make it their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from state.rules.acceptance import accept
from state.rules.broken import RuleBroken
from state.rules.checklist import OWN, Task, add_item, change_item, enlist
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import PAIR, Member, Party, Role
from tests.engagements import CLAIRE, NADIA, STRANGER, TODAY, all_accepted, engagement, word

LATER = date(2027, 1, 15)


def broken_by(change: Callable[[], Engagement]) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        change()
    return broken.value


def added(of: Engagement, by: Any = CLAIRE, **changed: Any) -> Engagement:
    usual = {"title": "Badge readers", "kind": ItemKind.PHYSICAL, "owner": Party.CLIENT, "due": LATER}
    return add_item(of, word(by), **{**usual, **changed})


def test_a_task_says_who_is_asked_and_both_are_where_it_does_not() -> None:
    three = Task("exit", ItemKind.PHASE, Party.CLIENT, None, tuple(Party))
    made = enlist(engagement(items=()), [Task("study", ItemKind.DOCUMENT, Party.CLIENT, 14), three])

    assert [item.asks for item in made.items] == [PAIR, tuple(Party)]
    assert [item.due for item in made.items] == [TODAY + timedelta(days=14), None]


def test_an_item_of_their_own_is_asked_of_both_in_the_present_phase() -> None:
    made = added(engagement(), title="  Badge \n readers ").items[-1]

    assert (made.number, made.key, made.title, made.kind) == (13, OWN, "Badge readers", ItemKind.PHYSICAL)
    assert (made.phase, made.owner, made.due, made.asks) == (Phase.TAKEOVER, Party.CLIENT, LATER, PAIR)


def test_an_added_item_keeps_a_party_from_signing_the_phase() -> None:
    ready = all_accepted(engagement(), but=(12,))
    broken = broken_by(lambda: accept(added(ready), 12, word(NADIA)))

    assert (broken.code, broken.values["items"]) == ("items_open", (13,))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "x" * 81}, "title_too_long"),
        ({"kind": ItemKind.PHASE}, "kind_whole"),
        ({"owner": Party.INCOMING}, "owner_absent"),
        ({"due": TODAY - timedelta(days=1)}, "due_past"),
        ({"by": STRANGER}, "not_member"),
    ],
)
def test_an_item_needs_a_name_a_kind_an_owner_and_a_day_to_come(changed: dict[str, Any], code: str) -> None:
    assert broken_by(lambda: added(engagement(), **changed)).code == code


def test_a_name_is_given_once_in_a_phase() -> None:
    broken = broken_by(lambda: added(added(engagement()), NADIA, title="badge READERS"))

    assert (broken.code, broken.values["number"]) == ("title_taken", 13)


def test_an_observer_adds_and_changes_nothing() -> None:
    here = engagement(members=(Member(CLAIRE, Party.CLIENT, Role.OBSERVER), Member(NADIA, Party.PROVIDER)))

    assert broken_by(lambda: added(here)).code == "role_missing"
    assert broken_by(lambda: change_item(here, 4, word(CLAIRE), due=LATER)).code == "role_missing"


def test_an_item_gets_another_name_owner_and_day() -> None:
    after = change_item(
        engagement(), 4, word(NADIA), title="Run book", owner=Party.PROVIDER, due=LATER
    ).items[3]

    assert (after.title, after.owner, after.due, after.key) == (
        "Run book",
        Party.PROVIDER,
        LATER,
        "knowledge",
    )


def test_what_is_not_given_stays() -> None:
    before = engagement().items[3]

    assert change_item(engagement(), 4, word(NADIA), due=LATER).items[3] == replace(before, due=LATER)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "nothing_to_change"),
        ({"owner": Party.CLIENT}, "nothing_to_change"),
        ({"title": ""}, "nothing_to_change"),
        ({"title": "x" * 81}, "title_too_long"),
        ({"owner": Party.INCOMING}, "owner_absent"),
        ({"due": TODAY - timedelta(days=1)}, "due_past"),
    ],
)
def test_a_change_has_to_make_sense(changed: dict[str, Any], code: str) -> None:
    assert broken_by(lambda: change_item(engagement(), 4, word(NADIA), **changed)).code == code


def test_an_own_name_is_not_taken_away() -> None:
    named = change_item(engagement(), 4, word(NADIA), title="Run book")

    assert broken_by(lambda: change_item(named, 4, word(NADIA), title="  ")).code == "title_missing"


@pytest.mark.parametrize("changed", [{"title": "Other"}, {"owner": Party.PROVIDER}])
def test_what_both_have_settled_keeps_its_name_and_owner(changed: dict[str, Any]) -> None:
    settled = all_accepted(engagement(), but=(12,))

    assert broken_by(lambda: change_item(settled, 4, word(NADIA), **changed)).code == "settled_already"
    assert change_item(settled, 4, word(NADIA), due=LATER).items[3].due == LATER


def test_a_phase_as_a_whole_gets_another_day_at_most() -> None:
    assert broken_by(lambda: change_item(engagement(), 12, word(NADIA), title="All")).code == "phase_whole"
    assert change_item(engagement(), 12, word(NADIA), due=LATER).items[11].due == LATER


def test_items_of_another_phase_and_closed_engagements_stay_as_they_are() -> None:
    later, over = engagement(phase=Phase.OPERATIONS), engagement(phase=Phase.CLOSED, closed_on=TODAY)

    assert broken_by(lambda: change_item(later, 4, word(NADIA), due=LATER)).code == "wrong_phase"
    assert broken_by(lambda: change_item(over, 4, word(NADIA), due=LATER)).code == "closed"
    assert broken_by(lambda: added(over)).code == "closed"
