"""From cosines of chunks to similarities of topics, on a scale that is the same for every model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.chunks import ELSEWHERE, Chunk

#: How far apart in the list the chunks are that are compared as strangers.
SHIFTS = range(7, 70, 7)
#: How many of the nearest chunks tell whether a question is one of ours, and the power of their cosines.
AROUND, NEARER = 10, 3

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is: to each topic, and to what no section answers (0: strangers, 1: a translation).

    `around` says whether its nearest texts are ours: 1 when all are, -1 when all are asked elsewhere.
    """

    topics: Floats
    elsewhere: float
    around: float


class Topics:
    """Similarities of topics: 0 is as near as two sections on different topics, 1 as a translation.

    Only chunks in the `languages` count.
    """

    def __init__(
        self, topics: Sequence[str], chunks: Sequence[Chunk], vectors: Vectors, languages: Collection[str]
    ) -> None:
        places = {topic: at for at, topic in enumerate(topics)}
        of_chunk = np.array([places.get(chunk.topic, len(topics)) for chunk in chunks], np.intp)
        counted = np.flatnonzero([chunk.language in languages for chunk in chunks])
        self._order = counted[np.argsort(of_chunk[counted], kind="stable")]
        self._told, self._starts = np.unique(of_chunk[self._order], return_index=True)
        self._ours = of_chunk[self._order] < len(topics)
        self._count = len(topics)
        apart, together = _strangers(of_chunk, vectors), _translations(chunks, vectors)
        self._apart, self._together = (apart, together) if together > apart else (0.0, 1.0)

    def near(self, cosines: NDArray[np.floating]) -> Nearness:
        """Return how near a question is, from its cosine with each chunk."""
        counted = cosines[self._order]
        nearest = np.full(self._count + 1, -1.0)
        if len(counted):
            nearest[self._told] = np.maximum.reduceat(counted, self._starts)
        scaled: Floats = (nearest - self._apart) / (self._together - self._apart)
        return Nearness(scaled[:-1], float(scaled[-1]), _around(counted, self._ours))


def _around(cosines: NDArray[np.floating], ours: NDArray[np.bool_]) -> float:
    """Return the vote of the nearest chunks, between -1 and 1; 0 where nothing is near."""
    if not len(cosines):
        return 0.0
    nearest = np.argpartition(cosines, -min(AROUND, len(cosines)))[-AROUND:]
    votes = np.clip(cosines[nearest], 0.0, None) ** NEARER
    total = float(votes.sum())
    return float(votes @ np.where(ours[nearest], 1.0, -1.0)) / total if total else 0.0


def _strangers(topic: NDArray[np.intp], vectors: Vectors) -> float:
    """Return the mean cosine of chunks on different topics, of a sample; 0 where there are none."""
    cosines = [
        np.einsum("nd,nd->n", vectors, np.roll(vectors, shift, axis=0))[topic != np.roll(topic, shift)]
        for shift in SHIFTS
    ]
    found = np.concatenate(cosines)
    return float(found.mean()) if len(found) else 0.0


def _translations(chunks: Sequence[Chunk], vectors: Vectors) -> float:
    """Return the mean cosine of a topic's first chunks in two languages; 1 where there are none."""
    first: dict[str, dict[str, int]] = {}
    for at, chunk in enumerate(chunks):
        if chunk.topic != ELSEWHERE:
            first.setdefault(chunk.topic, {}).setdefault(chunk.language, at)
    pairs = [tuple(told.values())[:2] for told in first.values() if len(told) > 1]
    return float(np.mean([vectors[one] @ vectors[other] for one, other in pairs])) if pairs else 1.0
