"""Words and texts as arrays of whole numbers, for the trainer to draw from."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import groups, split
from knowledge.training.settings import Settings

Whole = NDArray[np.int64]
Floats = NDArray[np.float32]

#: How often a word of the corpus must occur.
OFTEN = 3
#: Forms of a word that the trainer may see in its place: letter groups alone, then with errors of typing.
FORMS = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of different lengths, end to end: list n is `flat[starts[n]:starts[n + 1]]`."""

    flat: Whole
    starts: Whole

    def take(self, rows: Whole) -> tuple[Whole, Whole]:
        """Return the wanted lists end to end, and their lengths."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        before = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) - np.repeat(before - self.starts[rows], lengths)
        return self.flat[places], lengths


def ragged(lists: Iterable[Sequence[int]]) -> Ragged:
    """Return lists as one array with the places where they start."""
    kept = list(lists)
    starts = np.cumsum([0, *(len(one) for one in kept)])
    return Ragged(np.array([number for one in kept for number in one], np.int64), starts)


def vocabulary(
    own: Iterable[str], corpus: Iterable[str], spare: Iterable[str], size: int
) -> tuple[list[str], Mapping[str, float]]:
    """Return the words that get a vector of their own, and each word's share of the corpus.

    All words of our own texts are among them, then the corpus's by how often they occur, then spare ones.
    """
    counts = Counter(word for text in corpus for word in split(text))
    total = sum(counts.values())
    often = sorted((word for word in counts if counts[word] >= OFTEN), key=lambda word: (-counts[word], word))
    first = dict.fromkeys(word for text in own for word in split(text))
    listed = list(dict.fromkeys([*first, *often, *spare]))[:size]
    return listed, {word: count / total for word, count in counts.items()}


class Table:
    """Every word that the trainer meets, with its features, and every text as words."""

    def __init__(self, listed: Sequence[str], settings: Settings) -> None:
        self._settings, self._random = settings, random.Random(settings.seed)  # noqa: S311 no secret
        self.places = {word: place for place, word in enumerate(listed)}
        self._words: dict[str, int] = {}
        self._texts: dict[str, int] = {}

    def texts(self, wanted: Iterable[str]) -> Whole:
        """Return the numbers of texts, new ones included."""
        return np.array([self._texts.setdefault(text, len(self._texts)) for text in wanted], np.int64)

    def freeze(self) -> None:
        """Make the arrays, once every text is known."""
        self.spoken = ragged(
            [self._words.setdefault(word, len(self._words)) for word in split(text) or [""]]
            for text in self._texts
        )
        met = list(self._words)
        own = [self.places.get(word, len(self.places)) for word in met]
        features = [self._features(word, own=True) for word in met]
        self.forms = np.arange(len(met), len(met) * (FORMS + 1)).reshape(len(met), FORMS)
        for word, place in zip(met, tuple(own), strict=True):
            features += [self._features(word, own=False)]
            features += [self._features(mistyped(word, self._random), own=True) for _ in range(FORMS - 1)]
            own += [place] + [len(self.places)] * (FORMS - 1)
        self.features = ragged([row for row, _ in one] for one in features)
        self.shares = np.array([share for one in features for _, share in one], np.float32)
        self.own = np.array(own, np.int64)

    def _features(self, word: str, *, own: bool) -> list[tuple[int, float]]:
        """Return the rows that make a word, with what each counts, as `knowledge.embedding` adds them."""
        wanted = self._settings
        rows = [len(self.places) + n for n in groups(word, wanted.shortest, wanted.longest, wanted.buckets)]
        letters = [(row, 1 / len(rows)) for row in rows]
        return [(self.places[word], 1.0), *letters] if own and word in self.places else letters


def mistyped(word: str, source: random.Random) -> str:
    """Return a word with one error of typing; words of three letters and less are left alone."""
    if len(word) < 4:  # noqa: PLR2004 said above
        return word
    place = source.randrange(1, len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    return source.choice([
        before + after,
        before + after[0] + here + after[1:],
        before + here + here + after,
        before + source.choice(_LETTERS) + after,
    ])  # fmt: skip
