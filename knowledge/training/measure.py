"""`python -m knowledge.training.measure`: the embedded model beside its teacher and BM25, as JSON.

Nothing that is measured on was learnt from: pages held out, and the development questions.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from knowledge.bm25 import Bm25
from knowledge.catalog import LANGUAGES, methodology
from knowledge.embedding import Embedder, load
from knowledge.training.material import Line, lines, passage
from knowledge.training.table import mistyped

#: How many held-out lines, and headings with a line under each, are told apart.
LINES, HEADINGS = 2000, 1500
#: A held-out heading is one of this many words at least, its line of this many characters.
WORDS, CHARACTERS = 3, 60
#: The share of longer words that get an error of typing, and how long they are.
ERRORS, LONG = 0.5, 6

Near = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A development question and the anchors that answer it."""

    text: str
    language: str
    topics: tuple[str, ...]


def main(
    data: Annotated[Path, typer.Option(help="Aligned lines, JSON Lines in gzip.")],
    questions: Annotated[Path, typer.Option(help="Questions, JSON Lines.")],
    model: Annotated[
        list[str] | None, typer.Option(help="Another model to measure; may be repeated.")
    ] = None,
) -> None:
    """Print the figures of each model, one JSON object."""
    held_out = [line for line in lines(data) if line.held_out]
    random.Random(1).shuffle(held_out)  # noqa: S311 no secret
    asked = read(questions)
    figures = {"bm25": answered(bm25, asked)}
    for name in (None, *(model or [])):
        start = time.perf_counter()
        embedder = load(name)
        seconds = time.perf_counter() - start
        near = by_vectors(embedder)
        figures[embedder.name] = {"load_s": seconds, **speed(embedder, held_out, asked)}
        figures[embedder.name] |= aligned(near, held_out) | answered(near, asked)
    typer.echo(json.dumps(figures, indent=1))


def read(path: Path) -> list[Question]:
    """Return the questions that some section answers."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Question(row["question"], row["language"], tuple(row["sections"])) for row in rows if row["sections"]
    ]


def by_vectors(embedder: Embedder) -> Near:
    """Return what gives the cosine of each question with each passage."""
    return lambda asked, told: embedder.encode_queries(asked) @ embedder.encode_documents(told).T


def bm25(asked: Sequence[str], told: Sequence[str]) -> NDArray[Any]:
    """Return plain BM25's score of each question with each passage."""
    index = Bm25(told)
    return np.stack([index.scores(text) for text in asked])


def aligned(near: Near, held_out: Sequence[Line]) -> Figures:
    """Return recall@1 of lines in the other language, recall@10 of the line under a heading."""
    some = [line for line in held_out if len(line.en) > CHARACTERS // 2][:LINES]
    both = near([line.fr for line in some], [line.en for line in some])
    under: dict[str, Line] = {}
    for line in held_out:
        if not line.heading and len(line.en) > CHARACTERS and len(line.under_en.split()) >= WORDS:
            under.setdefault(line.under_en, line)
    figures = {"lines_fr_en": _within(both, 1), "lines_en_fr": _within(both.T, 1)}
    listed = list(under.values())[:HEADINGS]
    for asked in LANGUAGES:
        for told in LANGUAGES:
            found = near(
                [getattr(line, f"under_{asked}") for line in listed], [getattr(line, told) for line in listed]
            )
            figures[f"heading_{asked}_{told}"] = _within(found, 10)
    return figures


def answered(near: Near, asked: Sequence[Question]) -> Figures:
    """Return recall@1 and @5 and nDCG@5 by language of question and section, also with errors of typing."""
    source = random.Random(2)  # noqa: S311 no secret
    figures: Figures = {}
    typed = [" ".join(_typed(word, source) for word in question.text.split()) for question in asked]
    for name, texts in (("", [question.text for question in asked]), ("typed_", typed)):
        ranks = _ranks(near, texts, asked)
        for pair, found in ranks.items():
            figures[f"{name}recall1_{pair}"] = sum(min(places) < 1 for places in found) / len(found)
            figures[f"{name}recall5_{pair}"] = sum(min(places) < 5 for places in found) / len(found)  # noqa: PLR2004
            figures[f"{name}ndcg5_{pair}"] = sum(map(_gain, found)) / len(found)
        figures[f"{name}ndcg5"] = sum(figures[f"{name}ndcg5_{pair}"] for pair in ranks) / len(ranks)
    return figures


def speed(embedder: Embedder, held_out: Sequence[Line], asked: Sequence[Question]) -> Figures:
    """Return the milliseconds of one question (median), and sentences a second."""
    took = []
    for question in asked:
        start = time.perf_counter()
        embedder.encode_queries([question.text])
        took.append(time.perf_counter() - start)
    texts = [line.fr for line in held_out[:LINES]]
    start = time.perf_counter()
    embedder.encode_documents(texts)
    return {
        "question_ms": 1000 * float(np.median(took)),
        "sentences_s": len(texts) / (time.perf_counter() - start),
    }


def _ranks(near: Near, texts: Sequence[str], asked: Sequence[Question]) -> Mapping[str, list[list[int]]]:
    """Return the places of the right sections, among one language's, from 0, by the two languages."""
    ranks: dict[str, list[list[int]]] = defaultdict(list)
    for told in LANGUAGES:
        sections = methodology().sections(told)
        topics = [section.id for section in sections]
        order = np.argsort(-near(texts, [passage(section) for section in sections]), axis=1, kind="stable")
        for row, question in zip(np.argsort(order, axis=1), asked, strict=True):
            ranks[f"{question.language}_{told}"].append(
                sorted(int(row[topics.index(one)]) for one in question.topics)
            )
    return ranks


def _gain(places: Sequence[int]) -> float:
    gained = sum(1 / math.log2(place + 2) for place in places if place < 5)  # noqa: PLR2004
    return gained / sum(1 / math.log2(place + 2) for place in range(min(5, len(places))))


def _within(near: NDArray[Any], places: int) -> float:
    """Return the share of rows whose own column is among so many of the highest."""
    return float(((near > np.diag(near)[:, None]).sum(axis=1) < places).mean())


def _typed(word: str, source: random.Random) -> str:
    return mistyped(word, source) if len(word) >= LONG and source.random() < ERRORS else word


if __name__ == "__main__":
    typer.run(main)
