"""What it takes to open an engagement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from state import checklists
from state.rules.broken import RuleBroken
from state.rules.checklist import enlist
from state.rules.item import ItemKind, Phase
from state.rules.opening import MOST_MEMBERS, Opening, opened
from state.rules.party import OFF_SLACK, Actor, Member, Party, Role
from tests.engagements import CLAIRE, HUGO, MARIE, NADIA, STRANGER, TODAY, TOM, engagement, opening


def open_(asked: Opening) -> object:
    return opened(asked, id_="e1", team="TPROVIDER", channel="C", today=TODAY, by=NADIA)


def test_an_engagement_starts_in_takeover_with_its_transfers_and_documents() -> None:
    start = engagement()

    assert start.phase is Phase.TAKEOVER
    assert {item.kind for item in start.items} >= {
        ItemKind.KNOWLEDGE, ItemKind.LEGAL, ItemKind.PHYSICAL, ItemKind.DOCUMENT, ItemKind.PHASE,
    }  # fmt: skip
    assert [item.number for item in start.items] == list(range(1, len(start.items) + 1))


@pytest.mark.parametrize("phase", [Phase.TAKEOVER, Phase.UPGRADE, Phase.EXIT])
def test_every_phase_ends_with_the_acceptance_of_the_whole(phase: Phase) -> None:
    kinds = [task.kind for task in checklists.tasks(phase)]

    assert kinds.count(ItemKind.PHASE) == 1
    assert kinds[-1] is ItemKind.PHASE


def test_operations_end_with_the_contract_and_not_with_an_acceptance() -> None:
    assert ItemKind.PHASE not in {task.kind for task in checklists.tasks(Phase.OPERATIONS)}


def test_numbers_go_on_in_the_next_phase() -> None:
    first = engagement()

    second = enlist(replace(first, phase=Phase.OPERATIONS), checklists.tasks(Phase.OPERATIONS))

    assert [item.number for item in second.items] == list(range(1, len(second.items) + 1))
    assert len(second.items) > len(first.items)


def test_a_person_named_twice_signs_once() -> None:
    asked = opening(client=(CLAIRE, CLAIRE))

    made = opened(asked, id_="e", team="T", channel="C", today=TODAY, by=NADIA)

    assert [member.actor for member in made.members if member.party is Party.CLIENT] == [CLAIRE]


def test_the_first_one_named_leads_and_the_others_sign() -> None:
    made = engagement()

    assert [(one.actor, one.party, one.role) for one in made.members] == [
        (CLAIRE, Party.CLIENT, Role.LEAD),
        (HUGO, Party.CLIENT, Role.SIGNATORY),
        (NADIA, Party.PROVIDER, Role.LEAD),
        (TOM, Party.PROVIDER, Role.SIGNATORY),
    ]


def test_who_opens_an_engagement_administers_it_and_signs_only_where_named() -> None:
    made = opened(opening(), id_="e", team="T", channel="C", today=TODAY, by=STRANGER)

    assert made.administrators == (STRANGER,)
    assert made.member(STRANGER) is None


def test_one_company_on_both_sides_is_refused_only_where_the_channel_is_shared() -> None:
    mixed = {"provider": (NADIA, Actor(CLAIRE.team, "UTEMP"))}

    open_(opening(**mixed))
    with pytest.raises(RuleBroken, match="same_company"):
        open_(opening(**mixed, shared=True))


def test_a_company_without_slack_is_represented_by_a_name_and_what_says_that_it_may() -> None:
    made = opened(
        opening(client=(MARIE,), evidence="Mandat du 3 novembre", shared=True),
        id_="e", team="T", channel="C", today=TODAY, by=NADIA,
    )  # fmt: skip

    assert made.members[0] == Member(MARIE, Party.CLIENT, Role.LEAD, evidence="Mandat du 3 novembre")
    assert made.members[1].evidence == ""


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
        ({"client": (MARIE,)}, "evidence_missing"),
        ({"client": (Actor(OFF_SLACK, "\u200b"),), "evidence": "x"}, "person_missing"),
        ({"client": (Actor(OFF_SLACK, "x" * 81),), "evidence": "x"}, "person_too_long"),
        ({"evidence": "x" * 501}, "reason_too_long"),
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
