"""How the embedded model is made (knowledge/training), on a handful of lines and a made-up teacher."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from knowledge.catalog import methodology
from knowledge.embedding import Static, split
from knowledge.training import material
from knowledge.training.material import Line, Meaning, Pair
from knowledge.training.recipe import Material, made
from knowledge.training.settings import Settings
from knowledge.training.student import noisy
from knowledge.training.table import Table, mistyped, vocabulary
from knowledge.training.teacher import Teacher

TINY = Settings(dimension=8, words=60, buckets=32, steps=4, aligned=8, headings=4, methodology=4, questions=4,
                meanings=4, teacher_words=4)  # fmt: skip
LINES = [
    Line(
        f"page{n}.md",
        False,
        "Close a project",
        "Clore un projet",
        f"Close file {n}.",
        f"Fermez le fichier {n}.",
    )
    for n in range(12)
]


class MadeUpTeacher(Teacher):
    """Gives each text a direction of its own."""

    def __init__(self) -> None:
        """Stand without a folder."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        rows = [np.random.default_rng(zlib.crc32(text.encode())).normal(size=16) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)

    def words(self) -> list[str]:
        return ["close", "file", "project"]


@pytest.fixture(scope="module")
def few() -> Material:
    pytest.importorskip("torch", reason="the training needs torch")
    pairs = [Pair("exit", "Comment sortir ?", "The exit plan."), Pair("term", "Quel terme ?", "The term.")]
    return Material(LINES, [Meaning(("clore", "fermer"), ("close",))], pairs, pairs)


def test_the_same_material_and_seed_make_the_same_file(few: Material) -> None:
    first, again = (made(few, MadeUpTeacher(), TINY) for _ in range(2))

    assert first == again
    assert Static(first).encode_queries(["Fermez"]).shape == (1, 8)


def test_the_training_brings_pairs_together(few: Material) -> None:
    """By how much a question is nearer to its own answer than to the other's."""

    def lead(model: Static) -> float:
        near = (
            model.encode_queries(["Comment sortir ?", "Quel terme ?"])
            @ model.encode_documents(["The exit plan.", "The term."]).T
        )
        return float(np.diag(near).mean() - np.diag(near[::-1]).mean())

    untaught, taught = (Static(made(few, MadeUpTeacher(), replace(TINY, steps=n))) for n in (0, 60))

    assert lead(taught) > lead(untaught) + 0.3


def test_every_section_has_questions_to_learn_from_in_both_languages() -> None:
    asked = {pair.group for pair in material.questions(methodology())}

    assert {group for group in asked if not group.startswith("elsewhere ")} == set(methodology().topics)
    assert {group.removeprefix("elsewhere ") for group in asked} >= methodology().elsewhere.keys()


def test_no_question_that_is_reported_on_is_learnt_from(root: Path) -> None:
    learnt = sorted({" ".join(sorted(split(pair.left))) for pair in material.questions(methodology())})
    rows = map(json.loads, (root / "knowledge" / "evaluation" / "test.jsonl").read_text("utf-8").splitlines())
    measured = [" ".join(sorted(split(row["question"]))) for row in rows if row["sections"]]

    near = process.cdist(measured, learnt, scorer=fuzz.ratio, score_cutoff=88, dtype=np.uint8)
    nearest = near.max(axis=1)

    assert np.flatnonzero(nearest >= 88).tolist() == []


def test_lines_are_read_once_and_pages_are_held_out_whole(tmp_path: Path) -> None:
    row = {"source": "a.md", "heading": False, "under_en": "Top", "under_fr": None, "en": "One", "fr": "Un"}
    rows = [
        row,
        row,
        {**row, "en": "x" * 1000},
        *({**row, "source": f"{n}.md", "en": f"{n}"} for n in range(200)),
    ]
    path = tmp_path / "lines.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))

    found = material.lines(path)

    assert len(found) == 201
    assert found[0] == Line("a.md", False, "Top", "", "One", "Un")
    assert 0 < sum(line.held_out for line in found) < 40


def test_headings_meet_their_lines_in_four_ways() -> None:
    pairs = list(material.headings(LINES[:1]))

    assert {(pair.left, pair.right) for pair in pairs} == {
        ("Close a project", "Close file 0."), ("Close a project", "Fermez le fichier 0."),
        ("Clore un projet", "Close file 0."), ("Clore un projet", "Fermez le fichier 0."),
    }  # fmt: skip


def test_every_line_of_the_word_list_has_both_languages() -> None:
    assert all(meaning.fr and meaning.en and all(meaning.fr + meaning.en) for meaning in material.meanings())


def test_our_own_words_come_before_the_corpus_and_spare_ones_last() -> None:
    listed, shares = vocabulary(["préavis"], ["file file file", "rare"], ["teach", "file"], 9)

    assert listed == ["preavis", "file", "teach"]
    assert shares == {"file": 0.75, "rare": 0.25}


@given(st.lists(st.text("abc ", min_size=1, max_size=30), min_size=1, max_size=8), st.integers(0, 99))
def test_a_text_keeps_a_word_whatever_is_left_out(texts: list[str], seed: int) -> None:
    table = Table(["a", "b"], TINY)
    numbers = table.texts(texts)
    table.freeze()

    words, lengths = noisy(table, numbers, TINY, np.random.default_rng(seed))

    assert len(lengths) == len(texts)
    assert lengths.min() >= 1
    assert lengths.sum() == len(words)


@given(st.text("abcdefgh", max_size=12), st.integers(0, 99))
def test_an_error_of_typing_changes_a_letter_or_two_inside(word: str, seed: int) -> None:
    typed = mistyped(word, random.Random(seed))

    assert abs(len(typed) - len(word)) <= 1
    assert typed[:1] == word[:1]
    assert typed[-1:] == word[-1:] or len(word) < 4 or typed[-2:-1] == word[-1:]
