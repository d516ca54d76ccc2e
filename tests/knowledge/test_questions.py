"""How questions are read that answers are measured with."""

from __future__ import annotations

import pytest

from knowledge import questions
from knowledge.baselines import tells
from knowledge.catalog import LANGUAGES, methodology
from knowledge.grading import Given, conveyed
from knowledge.questions import Asked, read

ROW = '{"question": "Q", "language": "fr", "sections": ["a"]'


def test_questions_are_read_from_json_lines() -> None:
    lines = [
        f'{ROW}, "needed": [["a"]], "style": "clear", "says": [["three months", "3 months"], ["written"]]}}',
        "",
        '{"question": "R", "language": "other", "sections": [], "note": "other keys are no matter"}',
    ]

    assert read(lines) == [
        Asked("Q", "fr", ("a",), (("a",),), "clear", (("three months", "3 months"), ("written",))),
        Asked("R", "other", ()),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Expecting property name"),
        ("[]", "not an object"),
        ('{"language": "fr", "sections": []}', "question is a text, and not empty"),
        ('{"question": " ", "language": "fr", "sections": []}', "question is a text, and not empty"),
        ('{"question": "Q", "language": "de", "sections": []}', "language is one of fr, en, other"),
        ('{"question": "Q", "language": "fr"}', "sections is a list of texts"),
        ('{"question": "Q", "language": "fr", "sections": [1]}', "each of sections is a text"),
        (f'{ROW}, "needed": ["a"]}}', "a part of needed is a list of texts"),
        (f'{ROW}, "says": "thirty days"}}', "says is a list of lists of texts"),
        (f'{ROW}, "says": [["thirty days"], []]}}', "a part of says is empty"),
        (f'{ROW}, "says": [["…"]]}}', "a phrase of says holds no word"),
        ('{"question": "Q", "language": "fr", "sections": [], "says": [["x"]]}', "no sections are given"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^line 2: ") as caught:
        read([f"{ROW}}}", line])

    assert said in str(caught.value)


@pytest.mark.parametrize("rows", [questions.development(), questions.test()], ids=["development", "test"])
def test_every_fact_that_an_answer_has_to_tell_is_in_the_sections_that_answer(rows: list[Asked]) -> None:
    texts = {
        (section.id, section.language): Given(answered=True, lines=tells(section))
        for language in LANGUAGES
        for section in methodology().sections(language)
    }

    for row in rows:
        found = [conveyed(row, texts[section, row.language]) for section in row.sections if row.says]
        assert all(map(any, zip(*found, strict=True))), row.question
