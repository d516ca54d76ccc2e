from __future__ import annotations

import pytest

from knowledge.glossary import FOREIGN, foreign, glossary, make, trade
from knowledge.words import words


def concepts(text: str) -> list[str]:
    return [mention.concept for mention in glossary().mentions(words(text))]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("la prise en charge", "takeover"),
        ("Take over", "takeover"),
        ("transition-in", "takeover"),
        ("fin du contrat", "end-of-service"),
        ("les avenants", "amendment"),
        ("plan d'assurance qualité", "quality-plan"),
        ("how long", "duration"),
        ("le système d'exploitation", FOREIGN),
        ("the operating system", FOREIGN),
        ("marche à suivre", "steps"),
    ],
)
def test_a_phrase_names_its_concept_in_either_language(text: str, concept: str) -> None:
    assert concepts(text) == [concept]


def test_the_longest_phrase_wins() -> None:
    assert concepts("une demande d'évolution") == ["evolution"]
    assert concepts("le transfert de connaissances") == ["knowledge-transfer"]


@pytest.mark.parametrize("text", ["maintenant", "during", "comment", "équipe mobile"])
def test_words_that_only_look_alike_name_nothing_of_the_trade(text: str) -> None:
    assert not {"maintenance", "duration", "commitment", "machines"} & set(concepts(text))


def test_a_phrase_names_one_concept() -> None:
    with pytest.raises(ValueError, match="names a and b"):
        make([("a", "fr", "la durée"), ("b", "en", "durée")])


def test_a_phrase_holds_a_word() -> None:
    with pytest.raises(ValueError, match="holds no word"):
        make([("a", "fr", "l'")])


def test_stems_that_two_concepts_share_name_none() -> None:
    made = make([("a", "fr", "infogérant"), ("b", "fr", "infogérance")])

    assert [mention.concept for mention in made.mentions(words("infogérants"))] == []
    assert [mention.concept for mention in made.mentions(words("infogérant"))] == ["a"]


def test_files_are_read_with_their_languages() -> None:
    assert list(trade('[a]\nfr = ["un mot"]\nen = ["a word"]')) == [
        ("a", "fr", "un mot"),
        ("a", "en", "a word"),
    ]
    assert list(foreign('[x]\nfr = """\nun,\n deux\n"""')) == [(FOREIGN, "fr", "un"), (FOREIGN, "fr", "deux")]


def test_the_words_of_the_trade_are_told_from_those_of_another_world() -> None:
    assert "avenant" in glossary().words["fr"]
    assert "amendment" in glossary().words["en"]
    assert "kubernetes" in glossary().foreign
    assert "kubernetes" not in glossary().words["en"] | glossary().words["fr"]
