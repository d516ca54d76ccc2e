"""How what was given to questions is judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from knowledge.grading import ALL, Given, Measured, conveyed, graded, right, says
from knowledge.questions import Asked


def given(*sections: str, text: str = "Words.") -> Given:
    return Given(bool(sections), tuple((section, text) for section in sections))


COVERED = Asked("?", "en", ("a", "b"))
SEVERAL = Asked("?", "en", ("a", "b", "c"), needed=(("a", "b"), ("c",)))
UNCOVERED = Asked("?", "en", ())


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        (COVERED, given("b"), True),
        (COVERED, given("c"), False),
        (COVERED, given(), False),
        (SEVERAL, given("b", "c"), True),
        (SEVERAL, given("a", "b"), False),
        (UNCOVERED, given(), True),
        (UNCOVERED, given("a"), False),
    ],
)
def test_an_answer_is_right_when_it_draws_on_what_is_needed(
    asked: Asked, answer: Given, *, expected: bool
) -> None:
    assert right(asked, answer) is expected


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Trois mois", "Un préavis de trois mois.", True),
        ("lettre recommandee", "par LETTRE RECOMMANDÉE", True),
        ("l'exploitation", "à l’exploitation", True),
        ("sign-off", "The sign off comes first.", True),
        ("10 000 €", "plafond : 10\u202f000\u00a0€", True),
        ("5 %", "de 5 jours", False),
        ("3 mois", "13 mois", False),
        ("mois 3", "le mois 30", False),
        ("renégoci", "La renégociation.", True),
        ("by default accept", "It is by default accepted.", True),
        ("negoci", "La renégociation.", False),
        ("par an", "par annexe", False),
        ("mois trois", "trois mois", False),
    ],
)
def test_a_phrase_is_said_however_it_is_written_and_with_its_last_word_begun(
    phrase: str, text: str, *, expected: bool
) -> None:
    assert says(text, phrase) is expected


def test_each_fact_is_told_by_any_of_its_phrases_and_none_by_a_refusal() -> None:
    row = Asked("?", "en", ("a",), says=(("three months", "3 months"), ("in writing",)))

    assert conveyed(row, given("a", text="Give 3 months’ notice.")) == [True, False]
    assert conveyed(row, Given(answered=False)) == [False, False]


def test_of_an_answer_counts_what_is_within_the_budget() -> None:
    answer = given("a", "b", "c", text="12345")

    assert answer.within(10).sections == {"a", "b"}
    assert answer.within(9).sections == {"a"}
    assert answer.within(99) == answer


ROWS = [
    Asked("fr 1", "fr", ("a",), says=(("alpha",), ("beta",))),
    Asked("fr 2", "fr", ("b",)),
    Asked("en 1", "en", ("a",), says=(("alpha",),)),
    Asked("en 2", "en", (), style="near"),
    Asked("en 3", "en", (), style="far"),
    Asked("de", "other", ()),
]


def measured(**changed: Any) -> Measured:
    """Return what an arm gave to `ROWS`: French texts rank right, English ones second best."""
    answers = [given("a", text="Alpha."), given(), given("a", text="Alpha."), given("a"), given(), given()]
    ranked = {"fr": [row.sections for row in ROWS], "en": [("z", *row.sections) for row in ROWS]}
    return replace(Measured(answers, ranked, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0.5, 80.0), **changed)


def test_ranking_is_told_by_the_languages_of_question_and_text() -> None:
    report = graded(ROWS, measured())

    assert {pair: ranked.mrr.value for pair, ranked in report.pairs.items()} == {
        "fr-fr": 1.0, "fr-en": 0.5, "en-fr": 1.0, "en-en": 0.5, ALL: 0.75,
    }  # fmt: skip
    assert [report.pairs["fr-en"].recall1.value, report.pairs["fr-en"].recall5.value] == [0.0, 1.0]
    assert [report.pairs[pair].ndcg5.count for pair in ("fr-fr", "en-en", ALL)] == [2, 1, 3]


def test_ranking_across_the_languages_is_compared_with_ranking_within_them() -> None:
    within, across = (1 + 1 + 0.6309) / 3, (0.6309 + 0.6309 + 1) / 3

    assert graded(ROWS, measured()).across == pytest.approx(across / within, abs=1e-4)


def test_answers_facts_and_refusals_are_shares_of_what_was_asked() -> None:
    answers = graded(ROWS, measured()).answers

    assert [answers[language].right.value for language in ("fr", "en")] == [0.5, 1.0]
    assert [answers[language].wrong_refusals.value for language in ("fr", "en")] == [0.5, 0.0]
    assert (answers["fr"].facts.value, answers["fr"].facts.count) == (0.5, 2)
    assert answers[ALL].facts.value == pytest.approx(2 / 3)
    assert (answers["en"].right_refusals.value, answers["other"].right_refusals.value) == (0.5, 1.0)
    assert (answers["en"].refused_near.value, answers["en"].refused_far.value) == (0.0, 1.0)
    assert answers[ALL].characters == 6


def test_what_is_beyond_the_budget_tells_nothing() -> None:
    assert graded(ROWS, measured(), budget=5).answers[ALL].facts.value == 0.0


def test_time_and_memory_are_reported() -> None:
    report = graded(ROWS, measured())

    assert (report.p50_ms, report.p95_ms, report.memory_mb) == (3.5, 5.75, 80.0)


def test_nothing_asked_gives_an_empty_report() -> None:
    report = graded([], measured(given=[], ranked={}, milliseconds=[]))

    assert (report.p50_ms, report.across) == (0.0, 0.0)
    assert (report.answers["fr"].right.count, report.pairs["fr-en"].mrr.count) == (0, 0)
