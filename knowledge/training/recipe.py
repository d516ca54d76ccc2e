"""From the material to the model's file."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from knowledge.catalog import Catalog
from knowledge.training import material
from knowledge.training.material import Line, Meaning, Pair
from knowledge.training.settings import Settings
from knowledge.training.student import Learnt, Lesson, train
from knowledge.training.table import Table, Whole, vocabulary
from knowledge.training.teacher import Aims, Teacher

#: Lines longer than this many characters are not asked of the teacher, which is slow on them.
TAUGHT = 250


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learnt from."""

    aligned: Sequence[Line]
    meanings: Sequence[Meaning]
    methodology: Sequence[Pair]
    questions: Sequence[Pair]


def gathered(data: Path, catalog: Catalog) -> Material:
    """Read everything; lines of held-out pages are left out."""
    aligned = [line for line in material.lines(data) if not line.held_out]
    return Material(
        aligned, material.meanings(), list(material.methodology(catalog)), list(material.questions(catalog))
    )


def made(learnt_from: Material, teacher: Teacher, settings: Settings) -> bytes:
    """Return the file of a model trained on all the material."""
    corpus = [text for line in learnt_from.aligned for text in (line.en, line.fr)]
    pairs = (*learnt_from.methodology, *learnt_from.questions)
    own = [text for pair in pairs for text in (pair.left, pair.right)]
    own += [text for meaning in learnt_from.meanings for text in (*meaning.fr, *meaning.en)]
    listed, shares = vocabulary(own, corpus, teacher.words(), settings.words)
    table = Table(listed, settings)
    lessons = _lessons(learnt_from, teacher, table, settings)
    table.freeze()
    frequencies = np.array([shares.get(word, 0.0) for word in listed], np.float32)
    return packed(listed, train(table, lessons, frequencies, settings), settings)


def packed(listed: Sequence[str], learnt: Learnt, settings: Settings) -> bytes:
    """Return the model's file (`knowledge.embedding.Static`): 8 bits a number, one scale a row."""
    scales = np.abs(learnt.vectors).max(axis=1) / 127
    rows = np.rint(learnt.vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    return save({
        "vectors": rows,
        "scales": scales.astype(np.float32),
        "weights": learnt.weights.astype(np.float32),
        "words": np.frombuffer("\n".join(listed).encode(), np.uint8).copy(),
        "groups": np.array([settings.shortest, settings.longest], np.int64),
    })  # fmt: skip


def _lessons(learnt_from: Material, teacher: Teacher, table: Table, settings: Settings) -> list[Lesson]:
    aligned = [line for line in learnt_from.aligned if len(line.en) < TAUGHT]
    words = teacher.words()
    aims = Aims(teacher, (line.en for line in aligned), settings.dimension)
    english = [line.en for line in aligned]
    glosses = [(number, fr, en) for number, meaning in enumerate(learnt_from.meanings)
            for fr in meaning.fr for en in meaning.en]  # fmt: skip
    numbers = table.texts(english)
    alone = table.texts(words)
    return [
        Lesson(table.texts(line.fr for line in aligned), numbers, settings.aligned, 1.0,
               groups=numbers, aims=aims.of(english), pull=5.0),
        _contrasted(table, material.headings(learnt_from.aligned), settings.headings, 0.5),
        _contrasted(table, learnt_from.methodology, settings.methodology, 1.0),
        _contrasted(table, learnt_from.questions, settings.questions, 1.0),
        Lesson(table.texts(fr for _, fr, _ in glosses), table.texts(en for *_, en in glosses),
               settings.meanings, 0.5,
               groups=np.array([number for number, *_ in glosses], np.int64),
               aims=aims.of([en for *_, en in glosses]), pull=2.0),
        Lesson(alone, alone, settings.teacher_words, 0.0, aims=aims.of(words), pull=1.0),
    ]  # fmt: skip


def _contrasted(table: Table, pairs: Iterable[Pair], a_step: int, contrast: float) -> Lesson:
    listed = list(pairs)
    return Lesson(
        table.texts(pair.left for pair in listed),
        table.texts(pair.right for pair in listed),
        a_step,
        contrast,
        groups=_numbers(pair.group for pair in listed),
    )


def _numbers(names: Iterable[str]) -> Whole:
    return np.array([zlib.crc32(name.encode()) for name in names], np.int64)
