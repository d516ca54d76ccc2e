"""How well questions are answered: ranking by language pair, answers, refusals and time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from time import perf_counter

import numpy as np

from knowledge.answer import Answer, refuse
from knowledge.catalog import LANGUAGES
from knowledge.library import Library, QuestionRefused
from knowledge.metrics import Share, found, ndcg, reciprocal_rank, share


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is right: any of `sections`; none when nothing covers it.

    `needed` are groups of which the answer has to draw on each, where several things are asked.
    `language` is "fr", "en", or "other".
    """

    question: str
    language: str
    sections: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...] = ()
    style: str = ""

    def answered_by(self, answer: Answer) -> bool:
        """Tell whether an answer gives what is asked, or rightly refuses."""
        sources = {source.id for source in answer.sources}
        if not self.sections:
            return not answer.answered
        return all(not sources.isdisjoint(group) for group in self.needed or (self.sections,))


@dataclass(frozen=True, slots=True)
class Ranked:
    """How sections are ranked: nDCG@5, a right one first, a right one among five, mean reciprocal rank."""

    ndcg5: Share
    recall1: Share
    recall5: Share
    mrr: Share


@dataclass(frozen=True, slots=True)
class Answered:
    """What people get: right answers to covered questions, and refusals, right and wrong, as shares."""

    right: Share
    wrong_refusals: Share
    right_refusals: Share


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by language pair ("fr-en": asked in French, found in English texts) and by asked language.

    Milliseconds are those of `Library.ask`, warm.
    """

    pairs: dict[str, Ranked]
    answers: dict[str, Answered]
    p50_ms: float
    p95_ms: float


def evaluate(library: Library, rows: Sequence[Asked]) -> Report:
    """Ask every question, and rank for it with the texts of each language alone."""
    library.ask("Combien de phases ?")  # what is loaded by the first question is not timed
    outcomes: list[tuple[Asked, Answer]] = []
    milliseconds: list[float] = []
    for row in rows:
        start = perf_counter()
        outcomes.append((row, ask(library, row.question)))
        milliseconds.append((perf_counter() - start) * 1000)
    p50, p95 = np.percentile(milliseconds, (50, 95)) if milliseconds else (0.0, 0.0)
    return Report(
        {f"{asked}-{told}": _ranked(library, rows, asked, told) for asked in LANGUAGES for told in LANGUAGES},
        {language: _answered(outcomes, language) for language in (*LANGUAGES, "other")},
        float(p50),
        float(p95),
    )


def ask(library: Library, question: str) -> Answer:
    """Return the library's answer; a question that it does not look at is refused."""
    try:
        return library.ask(question)
    except QuestionRefused as refused:
        return refuse(question, LANGUAGES[0], refused.code)


def read(lines: Iterable[str]) -> list[Asked]:
    """Return questions from JSON lines: question, language, sections, and needed or style where given."""
    rows = (json.loads(line) for line in lines if line.strip())
    return [
        Asked(
            row["question"],
            row["language"],
            tuple(row["sections"]),
            tuple(tuple(group) for group in row.get("needed", ())),
            row.get("style", ""),
        )
        for row in rows
    ]


def development() -> list[Asked]:
    """Return the questions that everything is tuned on."""
    return _shipped("dev.jsonl")


def test() -> list[Asked]:
    """Return the questions that nothing is tuned on."""
    return _shipped("test.jsonl")


def _shipped(name: str) -> list[Asked]:
    return read(files(__package__).joinpath("evaluation", name).read_text(encoding="utf-8").splitlines())


def _ranked(library: Library, rows: Sequence[Asked], asked: str, told: str) -> Ranked:
    covered = [row for row in rows if row.language == asked and row.sections]
    ranked = [
        [section.id for section, _ in library.search(row.question, language=told, within=told)]
        for row in covered
    ]
    pairs = list(zip(ranked, (row.sections for row in covered), strict=True))
    return Ranked(
        share([ndcg(ids, right, 5) for ids, right in pairs]),
        share([found(ids, right, 1) for ids, right in pairs]),
        share([found(ids, right, 5) for ids, right in pairs]),
        share([reciprocal_rank(ids, right) for ids, right in pairs]),
    )


def _answered(outcomes: Sequence[tuple[Asked, Answer]], language: str) -> Answered:
    asked = [(row, answer) for row, answer in outcomes if row.language == language]
    covered = [(row, answer) for row, answer in asked if row.sections]
    return Answered(
        share([float(row.answered_by(answer)) for row, answer in covered]),
        share([float(not answer.answered) for _, answer in covered]),
        share([float(not answer.answered) for row, answer in asked if not row.sections]),
    )
