from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import fold, ordinary, own, plain, telling, tokens, word, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'étude d’infogérance", ("etude", "infogerance")),
        ("Qu'est-ce qu'on vérifie ?", ("est", "ce", "on", "verifie")),
        ("the client's take-over", ("client", "takeover")),
        ("don't sign-off", ("do", "signoff")),
        ("peut-on, peut-il", ("peut", "on", "peut", "il")),
        ("c koi le cdc", ("est", "quoi", "cahier", "des", "charges")),
        ("mise en œuvre", ("mise", "en", "oeuvre")),
        ("le SI et la VA", ("siabbr", "et", "vaabbr")),
        ("IT", ("itabbr",)),
        ("l'IA, AI, j'ai", ("iaabbr", "aiabbr", "ai")),
        ("COMBIEN DE TEMPS SI ON SIGNE", ("combien", "de", "temps", "si", "on", "signe")),
        ("<@U1> :tada: <https://a.b|c> sla", ("sla",)),
        ("aujourd'hui", ("aujourd", "hui")),
        ("🙂 …", ()),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, expected: tuple[str, ...]) -> None:
    said = tuple(found for found in tokens(text) if found not in {"l", "le", "la", "the"})

    assert said == expected


def test_articles_are_no_words_and_stop_words_are_marked() -> None:
    said = words("la fin de la prestation")

    assert [(found.text, found.stop) for found in said] == [
        ("fin", False),
        ("de", True),
        ("prestation", False),
    ]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("validée", "valider", "fr"),
        ("contrôles", "contrôler", "fr"),
        ("transfers", "transferred", "en"),
        ("employees", "employee", "en"),
    ],
)
def test_forms_of_a_word_share_its_stem(one: str, other: str, language: str) -> None:
    at = ("fr", "en").index(language)

    assert word(fold(one)).stems[at] == word(fold(other)).stems[at]


@pytest.mark.parametrize("text", ["longtemps", "insiste", "needed", "compter"])
def test_words_that_go_with_any_subject_are_light(text: str) -> None:
    assert word(text).light


@pytest.mark.parametrize("text", ["avenant", "resilier", "takeover", "transferer"])
def test_words_of_the_trade_are_not_light(text: str) -> None:
    assert not word(text).light


def test_lists_are_written_as_words_are_folded() -> None:
    listed = {*ordinary(), *own("fr"), *own("en"), *(text for texts in telling().values() for text in texts)}

    assert {text for text in listed if fold(text) != text} == set()


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    for found in tokens(text):
        assert found == fold(found)
    assert plain(plain(text)) == plain(text)
