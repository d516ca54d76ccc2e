"""The training: a table of vectors, moved so that texts fall where the teacher and their pairs say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.training.settings import Settings
from knowledge.training.table import FORMS, Floats, Table, Whole

#: A word's first weight falls with its share of the corpus (smooth inverse frequency, Arora 2017).
SMOOTH = 1e-3
#: Steps until the full rate is reached; the rate then falls to this share of it.
WARM_UP, LAST = 30, 0.05
#: Texts of no more words than this lose none.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pairs of texts (numbers of `Table.texts`) to draw from, so many a step.

    `aims`, where there are any, is the row that both sides of a pair should fall on. Pairs of one group
    are no wrong answers to each other; a lesson without groups has no contrast.
    """

    left: Whole
    right: Whole
    a_step: int
    contrast: float
    groups: Whole | None = None
    aims: Floats | None = None
    pull: float = 0.0


@dataclass(frozen=True, slots=True)
class Learnt:
    """A trained model: `vectors`, a row a word, then a row a bucket; `weights`, a word, then of others."""

    vectors: Floats
    weights: Floats


def train(table: Table, lessons: Sequence[Lesson], shares: Floats, settings: Settings) -> Learnt:
    """Return the model that has gone through all steps; `shares` is each word's share of the corpus."""
    import torch  # noqa: PLC0415 takes seconds

    torch.manual_seed(settings.seed)
    rows = len(shares) + settings.buckets
    vectors = torch.randn(rows, settings.dimension) * (0.3 / settings.dimension**0.5)
    weights = torch.log(torch.tensor([*(SMOOTH / (SMOOTH + shares)), 1.0], dtype=torch.float32))
    student = _Student(torch, table, vectors.requires_grad_(), weights.requires_grad_())
    optimizer = torch.optim.Adam([{"params": [vectors]}, {"params": [weights]}], fused=True)
    source = np.random.default_rng(settings.seed)
    for step in range(settings.steps):
        for group, rate in zip(optimizer.param_groups, (settings.rate, 2 * settings.rate), strict=True):
            group["lr"] = rate * _pace(step, settings.steps)
        optimizer.zero_grad(set_to_none=True)
        student.loss(lessons, settings, source).backward()
        optimizer.step()
    return Learnt(vectors.detach().numpy(), torch.exp(weights).detach().numpy())


class _Student:
    def __init__(self, torch: Any, table: Table, vectors: Any, weights: Any) -> None:
        self._torch, self._table = torch, table
        self._vectors, self._weights = vectors, weights

    def loss(self, lessons: Sequence[Lesson], settings: Settings, source: np.random.Generator) -> Any:
        """Return the loss of one step; all texts of the step are made together, as they share words."""
        drawn = [source.integers(0, len(lesson.left), lesson.a_step) for lesson in lessons]
        sides = [side[some] for lesson, some in zip(lessons, drawn, strict=True)
                 for side in (lesson.left, lesson.right)]  # fmt: skip
        made = self._texts(*noisy(self._table, np.concatenate(sides), settings, source))
        parts = self._torch.split(made, [len(side) for side in sides])
        total = 0.0
        for lesson, some, left, right in zip(lessons, drawn, parts[::2], parts[1::2], strict=True):
            if lesson.aims is not None:
                aims = self._torch.from_numpy(lesson.aims[some])
                total += lesson.pull * (2 - ((left + right) * aims).sum(1).mean())
            if lesson.groups is not None:
                sharp = settings.temperature
                total += lesson.contrast * self._contrast(left, right, lesson.groups[some], sharp)
        return total

    def _texts(self, words: Whole, lengths: Whole) -> Any:
        torch, table = self._torch, self._table
        met, where = np.unique(words, return_inverse=True)
        flat, sizes = table.features.take(met)
        shares = _gathered(table.shares, table.features.starts, met, sizes)
        rows = self._bags(flat, sizes, self._vectors, torch.from_numpy(shares))
        rows = rows * torch.exp(self._weights[torch.from_numpy(table.own[met])])[:, None]
        return torch.nn.functional.normalize(self._bags(where, lengths, rows), dim=1)

    def _bags(self, flat: Whole, sizes: Whole, rows: Any, shares: Any = None) -> Any:
        starts = self._torch.from_numpy(np.cumsum(sizes) - sizes)
        return self._torch.nn.functional.embedding_bag(
            self._torch.from_numpy(flat), rows, starts, mode="sum", per_sample_weights=shares
        )

    def _contrast(self, left: Any, right: Any, groups: Whole, temperature: float) -> Any:
        """Return how hard each side is to tell from the other pairs' (in-batch softmax, both ways)."""
        torch = self._torch
        near = left @ right.T / temperature
        same = torch.from_numpy(groups[:, None] == groups[None, :])
        near = near.masked_fill(same.fill_diagonal_(False), -1e4)
        wanted = torch.arange(len(groups))
        entropy = torch.nn.functional.cross_entropy
        return (entropy(near, wanted) + entropy(near.T, wanted)) / 2


def noisy(table: Table, texts: Whole, settings: Settings, source: np.random.Generator) -> tuple[Whole, Whole]:
    """Return texts' words end to end with the texts' lengths, some words left out or in another form."""
    words, lengths = table.spoken.take(texts)
    changed = source.random(len(words)) < settings.another_form
    words = np.where(changed, table.forms[words, source.integers(0, FORMS, len(words))], words)
    kept = (source.random(len(words)) >= settings.left_out) | np.repeat(lengths <= SHORT, lengths)
    kept[np.cumsum(lengths) - lengths] |= np.add.reduceat(kept, np.cumsum(lengths) - lengths) == 0
    return words[kept], np.add.reduceat(kept.astype(np.int64), np.cumsum(lengths) - lengths)


def _gathered(values: Floats, starts: Whole, rows: Whole, sizes: Whole) -> Floats:
    before = np.cumsum(sizes) - sizes
    found: Floats = values[np.arange(sizes.sum()) - np.repeat(before - starts[rows], sizes)]
    return found


def _pace(step: int, steps: int) -> float:
    """Return the share of the full rate at a step: up in a line, then down in a half cosine."""
    falling = LAST + (1 - LAST) * (1 + float(np.cos(np.pi * step / steps))) / 2
    return min(1.0, (step + 1) / WARM_UP) * falling
