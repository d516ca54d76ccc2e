"""Questions with what is right, to measure answers with: a line of JSON each (README.md, "Questions")."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from knowledge.catalog import LANGUAGES
from knowledge.language import OTHER

#: The style of a question that nothing covers, and that is close to the subject all the same.
NEAR = "near"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is right: any of `sections`; none when nothing covers it.

    `needed` are groups of which the answer has to draw on each, where several things are asked. `says` are
    the facts that the answer has to tell, each in any of several phrases, in the question's language.
    `language` is "fr", "en", or "other".
    """

    question: str
    language: str
    sections: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...] = ()
    style: str = ""
    says: tuple[tuple[str, ...], ...] = ()


def read(lines: Iterable[str]) -> list[Asked]:
    """Return the questions of JSON lines; raises `ValueError`, which says what is wrong in which line."""
    return [_line(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def development() -> list[Asked]:
    """Return the questions that everything is tuned on."""
    return _shipped("dev.jsonl")


def test() -> list[Asked]:
    """Return the questions that nothing is tuned on."""
    return _shipped("test.jsonl")


def _shipped(name: str) -> list[Asked]:
    return read(files(__package__).joinpath("evaluation", name).read_text(encoding="utf-8").splitlines())


def _line(number: int, line: str) -> Asked:
    try:
        return _row(json.loads(line))
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from error


def _row(row: Any) -> Asked:
    if not isinstance(row, dict):
        raise ValueError("not an object")  # noqa: TRY004 - what is wrong is what somebody wrote
    asked = Asked(
        _text(row.get("question"), "question"),
        _text(row.get("language"), "language"),
        _texts(row.get("sections"), "sections"),
        _groups(row.get("needed", []), "needed"),
        row.get("style") or "",
        _groups(row.get("says", []), "says"),
    )
    if asked.language not in {*LANGUAGES, OTHER}:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}, {OTHER}")
    if asked.says and not asked.sections:
        raise ValueError("says tells what an answer holds, but no sections are given")
    if not all(any(char.isalnum() for char in phrase) for phrases in asked.says for phrase in phrases):
        raise ValueError("a phrase of says holds no word")
    return asked


def _groups(value: Any, name: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is a list of lists of texts")  # noqa: TRY004 - as above
    groups = tuple(_texts(group, f"a part of {name}") for group in value)
    if not all(groups):
        raise ValueError(f"a part of {name} is empty")
    return groups


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is a list of texts")  # noqa: TRY004 - as above
    return tuple(_text(each, f"each of {name}") for each in value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is a text, and not empty")
    return value
