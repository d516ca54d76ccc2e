"""What an answer costs over many sections: Relais, BM25 and the tutorial, in a process of its own each.

`python -m tests.benchmarks.many` measures one of them, as `knowledge.apart` does.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.apart import BM25, RELAIS, TUTORIAL, awaited, serve
from knowledge.arms import Arm, Relais
from knowledge.baselines import Chunk, PlainBm25, Tutorial
from knowledge.catalog import LANGUAGES
from knowledge.embedding import EmbeddingError, Floats, normalised
from knowledge.grading import ALL, Measured, graded
from knowledge.library import Library
from knowledge.questions import Asked, development
from tests.benchmarks import made_up

#: How many sections there are, those of the methodology among them.
SECTIONS = 10_000

#: What is measured, what Relais has, beside whom, what that has.
Row = tuple[str, float, str, float]


class Padded(Tutorial):
    """The tutorial; the vectors of made-up chunks are real ones, moved by chance.

    MiniLM would take a quarter of an hour for them; neither time nor memory depends on what they hold.
    """

    _real: Floats | None = None

    def _vectors(self, some: Sequence[Chunk]) -> Floats:
        real = [at for at, (_, _, lines) in enumerate(some) if not _made_up(lines)]
        known = super()._vectors([some[at] for at in real])
        self._real = known if self._real is None else np.concatenate([self._real, known])
        chance = np.random.default_rng(zlib.crc32(some[0][1].encode()))
        moves = normalised(chance.standard_normal((len(some), self._real.shape[1]), np.float32))
        rows = normalised(self._real[chance.integers(len(self._real), size=len(some))] + moves)
        rows[real] = known
        return rows


def rows(home: Path, packages: str | None) -> list[Row]:
    """Measure over many sections; without the tutorial where its packages are not in `packages`."""
    own = Library(home)
    made_up.write(home / "methodology", SECTIONS - sum(len(own.sections(language)) for language in LANGUAGES))
    asked = [row for row in development() if re.search(r"\w", row.question)]
    ours = _measured(RELAIS, home, packages, asked)
    found = _compared(ours, asked, BM25, _measured(BM25, home, packages, asked))
    try:
        return found + _compared(ours, asked, TUTORIAL, _measured(TUTORIAL, home, packages, asked))
    except EmbeddingError:
        return found


def _measured(arm: str, home: Path, packages: str | None, asked: Sequence[Asked]) -> Measured:
    """Measure an arm whose index, where it keeps one, is made."""
    command = [sys.executable, "-m", "tests.benchmarks.many"]
    job = {"arm": arm, "home": str(home), "packages": packages, "ranks": False}
    if arm != BM25:
        awaited(command, {**job, "questions": []})
    return awaited(command, {**job, "questions": [row.question for row in asked]})


def _compared(ours: Measured, asked: Sequence[Asked], arm: str, theirs: Measured) -> list[Row]:
    mine, other = graded(asked, ours), graded(asked, theirs)
    over = f"over {SECTIONS:,} sections"
    return [
        (f"question → answer {over}, ms, median", mine.p50_ms, arm, other.p50_ms),
        (f"question → answer {over}, ms, 95 % (goal: 20)", mine.p95_ms, arm, other.p95_ms),
        (f"start to first answer {over}, ms", 1000 * ours.first_s, arm, 1000 * theirs.first_s),
        (f"memory {over}, MB (goal: 250)", ours.memory_mb, arm, theirs.memory_mb),
        (f"right answers {over}, %", _right(mine), arm, _right(other)),
    ]  # fmt: skip


def _right(report: Any) -> float:
    return 100 * float(report.answers[ALL].right.value)


def _made_up(lines: Sequence[tuple[str, str]]) -> bool:
    return any(section.startswith(made_up.PREFIX) for section, _ in lines)


def _opened(asked: Mapping[str, Any]) -> Arm:
    home = Path(asked["home"])
    library = Library(home)
    if asked["arm"] == RELAIS:
        return Relais(library)
    sections = [section for language in LANGUAGES for section in library.sections(language)]
    if asked["arm"] == BM25:
        return PlainBm25(sections, development())
    return Padded(sections, Path(asked["packages"]) if asked["packages"] else None, home / "tutorial")


if __name__ == "__main__":
    serve(_opened)
