"""The people of an engagement and its channels, kept and told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.item import ItemKind, Phase
from state.rules.party import Actor, Member, Party, Role
from state.rules.people import Naming
from tests.engagements import CLAIRE, HUGO, MARIE, NADIA, STRANGER, T0, TODAY, TOM, call, number_of, opening

JULES = Actor(CLAIRE.team, "UJULES")
OTHER = Channel("TPROVIDER", "COTHER")
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def made(ledger: Ledger) -> Engagement:
    return ledger.engagements.open(opening(), call(NADIA), team="TPROVIDER", channel="CSHARED")


def actions(ledger: Ledger, of: Engagement) -> list[str]:
    return [entry.action for entry in ledger.history.of(of.id)]


def test_roles_and_days_are_kept(ledger: Ledger, made: Engagement) -> None:
    delegate = Naming(JULES, Party.CLIENT, Role.DELEGATE, HUGO, TODAY, LATER, "Note de service")
    ledger.members.name(made.id, delegate, call(CLAIRE))

    found = ledger.engagements.get(made.id)

    assert found.members[-1] == Member(
        JULES, Party.CLIENT, Role.DELEGATE, HUGO, TODAY, LATER, "Note de service"
    )
    assert [one.role for one in found.members[:2]] == [Role.LEAD, Role.SIGNATORY]
    assert actions(ledger, made) == ["engagement.open", "member.name"]
    assert ledger.engagements.of(JULES) == (found,)


def test_who_is_released_has_no_role_any_more(ledger: Ledger, made: Engagement) -> None:
    ledger.members.release(made.id, HUGO, call(CLAIRE))

    assert ledger.engagements.get(made.id).member(HUGO) is None
    assert ledger.engagements.of(HUGO) == ()
    assert actions(ledger, made)[-1] == "member.release"


def test_administrators_are_kept_and_released(ledger: Ledger, made: Engagement) -> None:
    ledger.members.name_administrator(made.id, JULES, call(CLAIRE))
    assert ledger.engagements.get(made.id).administrators == (NADIA, JULES)

    ledger.members.release_administrator(made.id, NADIA, call(JULES))

    assert ledger.engagements.get(made.id).administrators == (JULES,)
    assert ledger.engagements.of(JULES) != ()


def test_what_is_refused_changes_nothing(ledger: Ledger, made: Engagement) -> None:
    for by in (STRANGER, TOM, HUGO):
        with pytest.raises(RuleBroken) as broken:
            ledger.members.release(made.id, CLAIRE, call(by))
        assert broken.value.about == made

    assert ledger.engagements.get(made.id) == made
    assert actions(ledger, made) == ["engagement.open"]


def test_the_word_of_a_person_without_slack_counts_for_them(ledger: Ledger, made: Engagement) -> None:
    ledger.members.name(
        made.id, Naming(MARIE, Party.CLIENT, Role.SIGNATORY, evidence="Mandat du 3"), call(CLAIRE)
    )
    number = number_of(made, ItemKind.KNOWLEDGE)
    written = Call(HUGO, T0, "mention", None, MARIE, "Courriel du 24")

    after = ledger.acceptances.accept(made.id, number, written)

    decision = next(item for item in after.items if item.number == number).client
    assert decision is not None
    assert (decision.by, decision.kept_by, decision.evidence) == (MARIE, HUGO, "Courriel du 24")
    entry = ledger.history.of(made.id)[-1]
    assert (entry.by, entry.behalf, entry.evidence) == (HUGO, MARIE, "Courriel du 24")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Call(HUGO, T0, "mention", None, MARIE, " "), "evidence_missing"),
        (Call(TOM, T0, "mention", None, MARIE, "Courriel"), "keeper_other_party"),
        (Call(STRANGER, T0, "mention", None, MARIE, "Courriel"), "keeper_not_member"),
        (Call(TOM, T0, "mention", None, HUGO, "Courriel"), "speaks_for_self"),
        (Call(MARIE, T0, "mention"), "keeper_not_member"),
    ],
)
def test_whose_word_is_not_written_down(ledger: Ledger, made: Engagement, written: Call, code: str) -> None:
    ledger.members.name(
        made.id, Naming(MARIE, Party.CLIENT, Role.SIGNATORY, evidence="Mandat du 3"), call(CLAIRE)
    )

    with pytest.raises(RuleBroken, match=code):
        ledger.acceptances.accept(made.id, number_of(made, ItemKind.KNOWLEDGE), written)


def test_a_channel_finds_what_it_follows(ledger: Ledger, made: Engagement) -> None:
    assert ledger.engagements.in_channel(OTHER.team, OTHER.channel) == ()

    after = ledger.places.follow(made.id, OTHER, call(CLAIRE))

    assert ledger.engagements.in_channel(OTHER.team, OTHER.channel) == (after,)
    assert ledger.engagements.in_channel(made.team, made.channel) == (after,)
    ledger.places.unfollow(made.id, OTHER, call(NADIA))
    assert ledger.engagements.in_channel(OTHER.team, OTHER.channel) == ()
    assert ledger.engagements.get(made.id) == made


def test_what_is_archived_leaves_its_channels(ledger: Ledger, made: Engagement) -> None:
    over = ledger.engagements.change(
        made.id,
        lambda one: replace(one, phase=Phase.CLOSED, closed_on=TODAY),
        call(NADIA),
        action="phase.advance",
    )
    assert ledger.engagements.in_channel(made.team, made.channel) == (over,)

    after = ledger.places.archive(made.id, call(NADIA))

    assert after.archived_on == TODAY
    assert ledger.engagements.in_channel(made.team, made.channel) == ()
    assert ledger.engagements.named(made.name) == after


def test_four_eyes_are_kept(ledger: Ledger, made: Engagement) -> None:
    ledger.places.four_eyes(made.id, call(CLAIRE), asked=True)

    assert ledger.engagements.get(made.id).four_eyes
    assert actions(ledger, made)[-1] == "engagement.four_eyes"
