"""Plain BM25 over stems, without synonyms or corrections: what Relais is measured against."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.words import words

#: The usual values: how soon a repeated word counts no more, and how much a text's length counts.
K1, B = 1.2, 0.75

Floats = NDArray[np.float64]


class Bm25:
    """An index of texts, in memory."""

    def __init__(self, told: Sequence[str]) -> None:
        counts = [Counter(_stems(text)) for text in told]
        lengths = np.array([count.total() for count in counts], float)
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for place, count in enumerate(counts):
            for stem, times in count.items():
                found[stem][place] = times
        self._size = len(told)
        self._slowed = K1 * (1 - B + B * lengths / lengths.mean()) if lengths.any() else lengths
        self._postings = {stem: self._posting(times) for stem, times in found.items()}

    def scores(self, question: str) -> Floats:
        """Return a score a text, 0 where it holds no word of the question."""
        scores = np.zeros(self._size)
        for stem in set(_stems(question)) & self._postings.keys():
            places, gains = self._postings[stem]
            scores[places] += gains
        return scores

    def _posting(self, times: dict[int, int]) -> tuple[NDArray[np.intp], Floats]:
        """Return where a stem occurs, and what each of these texts gains when it is asked for."""
        places, often = np.array(list(times), np.intp), np.array(list(times.values()), float)
        weight = math.log(1 + (self._size - len(times) + 0.5) / (len(times) + 0.5))
        gains: Floats = weight * often * (K1 + 1) / (often + self._slowed[places])
        return places, gains


def _stems(text: str) -> list[str]:
    return [stem for word in words(text) for stem in word.stems]
