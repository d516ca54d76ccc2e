from __future__ import annotations

import numpy as np
import pytest

from knowledge.glossary import FOREIGN, make
from knowledge.lexical import Lexical, Told, read

GLOSSARY = make(
    [
        ("takeover", "fr", "prise en charge"),
        ("takeover", "en", "takeover"),
        ("amendment", "fr", "avenant"),
        ("amendment", "en", "amendment"),
        (FOREIGN, "en", "weather"),
        ("nothing", "en", "do we need to"),
    ]
)


def topic(title: str, body: str, language: str = "fr", also: str = "") -> dict[str, list[Told]]:
    listed: list[Told] = [(also, None)] if also else []
    return {
        "title": [(title, language)],
        "also": listed,
        "asked": [],
        "subject": [("Contrat", language)],
        "body": [(body, language)],
    }


TOPICS = [
    topic("La durée de la prise en charge", "La prise en charge dure selon les connaissances."),
    topic("Avenant", "Un changement donne lieu à un avenant.", also="modifier le contrat"),
    topic("Les risques", "La prise en charge bute sur les connaissances.", also="pièges"),
    topic("Renewal", "The contract renews itself.", language="en"),
]
LEXICAL = Lexical(read(TOPICS, GLOSSARY), GLOSSARY)


def best(question: str, language: str | None = None) -> int:
    return int(np.argmax(LEXICAL.match(question, language).scores))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien de temps dure la prise en charge ?", 0),
        ("la durée de la prise en chrage", 0),
        ("how does the amendment work", 1),
        ("modification du contrat", 1),
        ("quels pièges ?", 2),
        ("does the contract renew", 3),
    ],
)
def test_a_topic_is_found_by_words_forms_synonyms_and_typos(question: str, expected: int) -> None:
    assert best(question) == expected


def test_a_title_that_says_the_same_as_the_question_comes_first() -> None:
    scores = LEXICAL.match("Les risques").scores

    assert best("Les risques") == 2
    assert scores[2] > 1.2 * np.partition(scores, -2)[-2]


def test_coverage_is_the_share_of_the_question_that_a_topic_speaks_of() -> None:
    whole = LEXICAL.match("avenant").coverage
    half = LEXICAL.match("avenant xylophone").coverage

    assert whole[1] == pytest.approx(1.0)
    assert 0 < half[1] < 0.6
    assert whole[3] == 0


def test_a_subject_of_another_world_outweighs_the_trade_s_words() -> None:
    assert LEXICAL.match("the weather for the takeover").coverage.max() < 0.3


def test_words_of_any_subject_cover_nothing_on_their_own() -> None:
    matches = LEXICAL.match("do we need to")

    assert matches.parts == ()
    assert matches.scores.max() == 0


def test_a_question_that_names_no_subject_is_hardly_covered() -> None:
    assert LEXICAL.match("selon ?").coverage.max() < 0.4


def test_a_topic_speaks_more_of_what_its_title_names() -> None:
    matches = LEXICAL.match("prise en charge")

    assert matches.strength[0, 0] > matches.strength[0, 2] > 0
    assert matches.strength[0, 1] == 0


def test_a_sentence_speaks_of_the_parts_that_it_names() -> None:
    parts = LEXICAL.match("avenant prise en charge").parts

    assert LEXICAL.speaks("Il faut un amendment.", parts).tolist() == [pytest.approx(0.8), 0.0]
    assert LEXICAL.speaks("Rien.", parts).tolist() == [0.0, 0.0]


def test_the_gist_of_a_text_is_its_words_and_phrases_with_their_weights() -> None:
    gist = LEXICAL.gist("La prise en charge dure.")

    assert {"~takeover"} in [terms for terms, _ in gist]
    assert all(weight > 0 for _, weight in gist)
    assert not any("fr:charg" in terms for terms, _ in gist)


def test_topics_that_hold_a_concept_are_told_from_those_whose_title_does() -> None:
    assert LEXICAL.holds("takeover").tolist() == [True, False, True, False]
    assert LEXICAL.holds("takeover", in_title=True).tolist() == [True, False, False, False]
    assert LEXICAL.holds("unheard-of").tolist() == [False] * 4


def test_a_title_is_named_by_the_share_of_it_that_the_question_says() -> None:
    whole, part = (LEXICAL.match(question).titled for question in ("durée de prise en charge", "la durée"))

    assert whole[0] == pytest.approx(1.0)
    assert 0 < part[0] < whole[0]
    assert whole[1] == part[1] == 0


def test_stems_of_the_other_language_do_not_count_where_the_question_s_own_find_something() -> None:
    both, own = (LEXICAL.match("contract renewal", language) for language in (None, "en"))

    assert any(term.startswith("fr:") for part in both.parts for term in part.terms)
    assert not any(term.startswith("fr:") for part in own.parts for term in part.terms)
    assert best("contract renewal", "en") == 3


def test_an_empty_question_matches_nothing() -> None:
    matches = LEXICAL.match("🙂")

    assert matches.scores.tolist() == [0.0] * 4
    assert matches.coverage.tolist() == [0.0] * 4


def test_a_question_is_put_right_and_keeps_the_rest_as_it_is() -> None:
    assert LEXICAL.corrected("La prise en chrage, ça dure ?") == "La prise en charge, ça dure ?"
