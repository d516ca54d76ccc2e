"""How questions are judged, and that the development questions are answered as well as they have been."""

from __future__ import annotations

import pytest

from knowledge.answer import Answer, Source
from knowledge.evaluate import Asked, Report, ask, development, evaluate, read
from knowledge.library import Library


def answer(*ids: str) -> Answer:
    sources = tuple(Source(each, each, "en", "Words.", 0.5) for each in ids)
    return Answer("?", "en", "methodology" if ids else "refusal", answered=bool(ids), sources=sources)


COVERED = Asked("?", "en", ("a", "b"))
SEVERAL = Asked("?", "en", ("a", "b", "c"), needed=(("a", "b"), ("c",)))
UNCOVERED = Asked("?", "en", ())


@pytest.mark.parametrize(
    ("asked", "given", "right"),
    [
        (COVERED, answer("b"), True),
        (COVERED, answer("c"), False),
        (COVERED, answer(), False),
        (SEVERAL, answer("b", "c"), True),
        (SEVERAL, answer("a", "b"), False),
        (UNCOVERED, answer(), True),
        (UNCOVERED, answer("a"), False),
    ],
)
def test_an_answer_is_right_when_it_draws_on_what_is_needed(
    asked: Asked, given: Answer, *, right: bool
) -> None:
    assert asked.answered_by(given) is right


def test_a_question_that_is_not_looked_at_counts_as_refused(library: Library) -> None:
    given = ask(library, "🙂")

    assert (given.answered, given.reason, given.nearest) == (False, "question_empty", ())
    assert UNCOVERED.answered_by(given)


def test_questions_are_read_from_json_lines() -> None:
    lines = [
        '{"question": "Q", "language": "fr", "sections": ["a"], "needed": [["a"]], "style": "clear"}',
        "",
    ]

    assert read(lines) == [Asked("Q", "fr", ("a",), (("a",),), "clear")]


def test_nothing_to_ask_gives_an_empty_report(library: Library) -> None:
    report = evaluate(library, [])

    assert (report.p50_ms, report.answers["fr"].right.count, report.pairs["fr-en"].mrr.count) == (0.0, 0, 0)


@pytest.fixture(scope="module")
def report(library: Library) -> Report:
    return evaluate(library, development())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_development_questions_are_answered_and_refused_rightly(report: Report, language: str) -> None:
    answers = report.answers[language]

    assert answers.right.value >= 0.9
    assert answers.wrong_refusals.value <= 0.05
    assert answers.right_refusals.value >= 0.94


def test_a_third_language_is_always_refused(report: Report) -> None:
    assert report.answers["other"].right_refusals.value == 1.0


@pytest.mark.parametrize("pair", ["fr-fr", "fr-en", "en-fr", "en-en"])
def test_development_questions_find_their_section_in_either_language(report: Report, pair: str) -> None:
    ranked = report.pairs[pair]

    assert ranked.ndcg5.value >= 0.88
    assert ranked.recall5.value >= 0.95
    assert 0 < ranked.recall1.value <= ranked.mrr.value <= 1


def test_a_question_takes_a_few_milliseconds(report: Report) -> None:
    assert report.p50_ms <= 20
    assert report.p50_ms <= report.p95_ms
