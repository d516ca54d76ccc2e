"""What it takes to open an engagement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from state import checklists
from state.rules.broken import RuleBroken
from state.rules.checklist import enlist
from state.rules.engagement import Actor, ItemKind, Party, Phase
from state.rules.opening import MOST_MEMBERS, Opening, opened
from tests.engagements import CLAIRE, HUGO, NADIA, TODAY, engagement, opening


def open_(asked: Opening) -> object:
    return opened(asked, id_="e1", team="TPROVIDER", channel="C", today=TODAY)


def test_an_engagement_starts_in_takeover_with_its_transfers_and_documents() -> None:
    start = engagement()

    assert start.phase is Phase.TAKEOVER
    assert {item.kind for item in start.items} >= {
        ItemKind.KNOWLEDGE, ItemKind.LEGAL, ItemKind.PHYSICAL, ItemKind.DOCUMENT, ItemKind.PHASE,
    }  # fmt: skip
    assert [item.number for item in start.items] == list(range(1, len(start.items) + 1))


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE, Phase.OPERATIONS, Phase.EXIT])
def test_every_phase_ends_with_the_acceptance_of_the_whole(phase: Phase) -> None:
    kinds = [task.kind for task in checklists.tasks(phase)]

    assert kinds.count(ItemKind.PHASE) == 1
    assert kinds[-1] is ItemKind.PHASE


def test_numbers_go_on_in_the_next_phase() -> None:
    first = engagement()

    second = enlist(replace(first, phase=Phase.OPERATIONS), checklists.tasks(Phase.OPERATIONS))

    assert [item.number for item in second.items] == list(range(1, len(second.items) + 1))
    assert len(second.items) > len(first.items)


def test_a_person_named_twice_signs_once() -> None:
    asked = opening(client=(CLAIRE, CLAIRE))

    made = opened(asked, id_="e", team="T", channel="C", today=TODAY)

    assert [member.actor for member in made.members if member.party is Party.CLIENT] == [CLAIRE]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "   "}, "name_missing"),
        ({"name": "x" * 81}, "name_too_long"),
        ({"client": ()}, "party_missing"),
        ({"provider": ()}, "party_missing"),
        ({"provider": tuple(Actor("T", f"U{n}") for n in range(MOST_MEMBERS + 1))}, "party_too_many"),
        ({"provider": (NADIA, CLAIRE)}, "both_parties"),
        ({"provider": (Actor(HUGO.team, "UOTHER"),), "shared": True}, "same_company"),
        ({"name": "\u200b\u202e"}, "name_missing"),
        ({"language": "de"}, "unknown_language"),
        ({"zone": "Europe/Atlantis"}, "unknown_zone"),
        ({"zone": "../etc/passwd"}, "unknown_zone"),
        ({"zone": ""}, "unknown_zone"),
    ],
)
def test_what_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        open_(opening(**changed))

    assert broken.value.code == code
