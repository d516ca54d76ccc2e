"""From what an arm gave to figures: ranking, answers, facts, refusals, time, memory (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.catalog import LANGUAGES
from knowledge.language import OTHER
from knowledge.metrics import Share, found, ndcg, reciprocal_rank, share
from knowledge.questions import NEAR, Asked
from knowledge.words import fold

#: How many of what is ranked first is looked at.
DEPTH = 5
#: All pairs of languages, or all languages, together.
ALL = "all"

#: Of a word of so many letters, the beginning may stand for it at the end of a phrase.
BEGUN = 4

_WORD = re.compile(r"[^\W_]+|[%€$£]")


@dataclass(frozen=True, slots=True)
class Given:
    """What is shown for a question: sentences, each with the section (anchor) that it is from."""

    answered: bool
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def sections(self) -> frozenset[str]:
        return frozenset(section for section, _ in self.lines)

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)

    def within(self, budget: int) -> Given:
        """Return the first sentences, of so many characters at most."""
        ends = np.cumsum([len(line) for _, line in self.lines])
        return replace(self, lines=self.lines[: int(np.searchsorted(ends, budget, side="right"))])


@dataclass(frozen=True, slots=True)
class Measured:
    """What one arm gave to each question, in a process of its own.

    `ranked[told][row]` are anchors, the best first, found in the texts of one language alone;
    `milliseconds[row]` is what an answer took, warm. `first_s` are seconds from the start of the process to
    the first answer; `memory_mb` is the most memory seen (MiB, see `memory.py`).
    """

    given: Sequence[Given]
    ranked: Mapping[str, Sequence[Sequence[str]]]
    milliseconds: Sequence[float]
    first_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """How sections are ranked: nDCG@5, a right one first, a right one among five, mean reciprocal rank."""

    ndcg5: Share
    recall1: Share
    recall5: Share
    mrr: Share


@dataclass(frozen=True, slots=True)
class Answered:
    """What people get, as shares: of covered questions, of the facts that they ask for, and of the others.

    `refused_near` are right refusals of questions that are close to the subject, `refused_far` of those that
    are not. `characters` is the mean length of an answer.
    """

    right: Share
    facts: Share
    wrong_refusals: Share
    right_refusals: Share
    refused_near: Share
    refused_far: Share
    characters: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by language pair ("fr-en": asked in French, found in English texts) and by asked language.

    Both hold `ALL` too; of all pairs, a question counts once, as the mean over the two languages told.
    `across` is nDCG@5 across the languages, as a share of that within them. Milliseconds are those of an
    answer, warm; memory is in MiB.
    """

    pairs: dict[str, Ranked]
    across: float
    answers: dict[str, Answered]
    p50_ms: float
    p95_ms: float
    memory_mb: float


def graded(rows: Sequence[Asked], measured: Measured, budget: int | None = None) -> Report:
    """Return an arm's figures; of each answer the first `budget` characters count, or all of it."""
    given = [each if budget is None else each.within(budget) for each in measured.given]
    outcomes = list(zip(rows, given, strict=True))
    pairs = {
        f"{asked}-{told}": _gains(rows, measured, asked, told) for asked in LANGUAGES for told in LANGUAGES
    }
    both = (zip(*(pairs[f"{asked}-{told}"] for told in LANGUAGES), strict=True) for asked in LANGUAGES)
    every = [tuple(np.mean(gains, axis=0)) for asked in both for gains in asked]
    p50, p95 = np.percentile(measured.milliseconds, (50, 95)) if measured.milliseconds else (0.0, 0.0)
    return Report(
        {pair: _ranked(gains) for pair, gains in (pairs | {ALL: every}).items()},
        _across(pairs),
        {language: _answered(outcomes, language) for language in (*LANGUAGES, OTHER, ALL)},
        float(p50),
        float(p95),
        measured.memory_mb,
    )


def right(row: Asked, given: Given) -> bool:
    """Tell whether an answer draws on what is asked, or rightly refuses."""
    if not row.sections:
        return not given.answered
    return all(not given.sections.isdisjoint(group) for group in row.needed or (row.sections,))


def conveyed(row: Asked, given: Given) -> list[bool]:
    """Return, for each fact that a question asks for, whether the answer says it in one of its phrases."""
    text = _folded(given.text) if given.answered else ""
    return [any(_begun(phrase) in text for phrase in phrases) for phrases in row.says]


def says(text: str, phrase: str) -> bool:
    """Tell whether a text says a phrase: its words follow one another there, the last one at least begun.

    Case, accents, apostrophes, hyphens, punctuation and kinds of space do not count. "renégoci" is said by
    "renégociation"; numbers and words of less than `BEGUN` letters are whole: "3 mois" is not said by
    "13 mois", "par an" not by "par annexe".
    """
    return _begun(phrase) in _folded(text)


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _begun(phrase: str) -> str:
    folded = _folded(phrase)
    last = folded.split()[-1]
    return folded.rstrip() if len(last) >= BEGUN and last.isalpha() else folded


def _gains(rows: Sequence[Asked], measured: Measured, asked: str, told: str) -> list[tuple[float, ...]]:
    """Return nDCG@5, recall@1, recall@5 and the reciprocal rank of each covered question of a language."""
    return [
        (
            ndcg(ranked, row.sections, DEPTH),
            found(ranked, row.sections, 1),
            found(ranked, row.sections, DEPTH),
            reciprocal_rank(ranked, row.sections),
        )
        for row, ranked in zip(rows, measured.ranked.get(told, ()), strict=False)
        if row.language == asked and row.sections
    ]


def _ranked(gains: Sequence[tuple[float, ...]]) -> Ranked:
    return Ranked(*(share([gain[figure] for gain in gains]) for figure in range(4)))


def _across(pairs: Mapping[str, Sequence[tuple[float, ...]]]) -> float:
    same = {f"{language}-{language}" for language in LANGUAGES}
    within = [gain[0] for pair in pairs for gain in pairs[pair] if pair in same]
    across = [gain[0] for pair in pairs for gain in pairs[pair] if pair not in same]
    return float(np.mean(across) / np.mean(within)) if any(within) else 0.0


def _answered(outcomes: Iterable[tuple[Asked, Given]], language: str) -> Answered:
    asked = [(row, given) for row, given in outcomes if language in {row.language, ALL}]
    covered = [(row, given) for row, given in asked if row.sections]
    others = [(row, given) for row, given in asked if not row.sections]
    lengths = [len(given.text) for _, given in asked if given.answered]
    return Answered(
        share([float(right(row, given)) for row, given in covered]),
        share([float(fact) for row, given in covered for fact in conveyed(row, given)]),
        share([float(not given.answered) for _, given in covered]),
        share([float(not given.answered) for _, given in others]),
        share([float(not given.answered) for row, given in others if row.style == NEAR]),
        share([float(not given.answered) for row, given in others if row.style != NEAR]),
        float(np.mean(lengths)) if lengths else 0.0,
    )
