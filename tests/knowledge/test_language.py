from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import questions
from knowledge.language import OTHER, detect
from knowledge.library import Library


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("takeover c koi", "fr"),
        ("PREAVIS ?", "fr"),
        ("le SLA c quoi", "fr"),
        ("what's the PAQ?", "en"),
        ("who signs", "en"),
        ("is renewall automatc", "en"),
        ("Wie lange dauert die Übernahme?", OTHER),
        ("¿Qué es la reversibilidad?", OTHER),
        ("¿Quién acepta la toma a cargo?", OTHER),
        ("quién acepta la toma a cargo", OTHER),
        ("Quem aceita a transição?", OTHER),
        ("la prise en charge a lieu", "fr"),
        ("à quoi sert la réversibilité", "fr"),
        ("Quanto dura il contratto?", OTHER),
        ("O que é a reversibilidade?", OTHER),
        ("Hoe lang duurt de overname?", OTHER),
        ("Kiedy kończy się umowa?", OTHER),
        ("契約のフェーズは何ですか", OTHER),
        ("Каковы этапы контракта?", OTHER),
        ("ما هي مراحل العقد؟", OTHER),
        ("DORA", None),
        ("🙂", None),
        ("", None),
        ("1 2 3", None),
    ],
)
def test_a_question_tells_its_language(library: Library, question: str, language: str | None) -> None:
    assert library.language(question) == language


def test_nearly_every_development_question_tells_its_language(library: Library) -> None:
    rows = [row for row in questions.development() if row.sections or row.language == "other"]

    wrong = [row.question for row in rows if library.language(row.question) not in {row.language, None}]

    assert len(wrong) <= 0.01 * len(rows), wrong


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect(text, {"fr": frozenset({"avenant"}), "en": frozenset({"amendment"})}) in {
        "fr",
        "en",
        OTHER,
        None,
    }
