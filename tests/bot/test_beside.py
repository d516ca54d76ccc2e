"""What may stand beside any command: which engagement is meant, and whose word it is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import meant, options
from state.rules.broken import RuleBroken
from state.rules.party import Member, Party, Role
from tests.engagements import MARIE, engagement


@pytest.mark.parametrize(
    ("text", "rest", "found"),
    [
        ('4 engagement="Paie Lyon"', "4", {"engagement": "Paie Lyon"}),
        ("4 sur=Paie avec une note", "4 avec une note", {"engagement": "Paie"}),
        (
            '4 pour="Marie Dupont" preuve="courriel du 3 mai" vu ensemble',
            "4 vu ensemble",
            {"for": "Marie Dupont", "evidence": "courriel du 3 mai"},
        ),
        ("4 for=“Marie Dupont” evidence=mail", "4", {"for": "Marie Dupont", "evidence": "mail"}),
        ("4 evidence=https://x.test/a", "4 evidence=https://x.test/a", {}),
        ("4 deux\nlignes  =  ici", "4 deux\nlignes  =  ici", {}),
        ("", "", {}),
    ],
)
def test_it_is_taken_out_of_the_text(text: str, rest: str, found: dict[str, str]) -> None:
    assert options.beside(text) == (rest, found)


@pytest.mark.parametrize(
    ("text", "code"), [("4 pour=A pour=B", "pair_twice"), ('4 engagement=""', "pair_empty")]
)
def test_what_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        options.beside(text)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(RuleBroken):
        rest, found = options.beside(text)
        assert found or rest == text


def test_an_engagement_is_meant_by_its_name() -> None:
    one, other = engagement(), engagement(id="e2", name="Réseau Évreux")

    assert meant.engagement("reseau  evreux", (one, other)) == other
    with pytest.raises(RuleBroken, match="engagement_not_here"):
        meant.engagement("Paie", (one, other))


def test_a_person_without_slack_is_meant_by_their_name() -> None:
    of = engagement()
    of = replace(of, members=(*of.members, Member(MARIE, Party.CLIENT, Role.SIGNATORY, evidence="Mandat")))

    assert meant.person("marie DUPONT", of) == MARIE
    for name, code in (("Marie Durand", "behalf_unknown"), ("<@UHUGO>", "speaks_for_self")):
        with pytest.raises(RuleBroken, match=code):
            meant.person(name, of)
    with pytest.raises(RuleBroken, match="behalf_unknown"):
        meant.person("Marie Dupont", None)
