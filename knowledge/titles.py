"""How nearly a question and a title say the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.parts import Part

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Listed:
    """Titles in arrays, topic by topic: a title's topic, a part's title and weight, a term's parts."""

    topic: NDArray[np.intp]
    title: NDArray[np.intp]
    weight: Floats
    held: Mapping[str, NDArray[np.intp]]


def listed(titles: Sequence[tuple[int, Sequence[Part]]], weight: Callable[[Part], float]) -> Listed:
    """Return titles, each a topic and its parts, in arrays."""
    held: dict[str, list[int]] = defaultdict(list)
    for at, part in enumerate(part for _, parts in titles for part in parts):
        for term in part.terms:
            held[term].append(at)
    return Listed(
        np.array([topic for topic, _ in titles], np.intp),
        np.array([at for at, (_, parts) in enumerate(titles) for _ in parts], np.intp),
        np.array([weight(part) for _, parts in titles for part in parts]),
        {term: np.array(parts, np.intp) for term, parts in held.items()},
    )


class Titles:
    """The parts of every title; a topic may have several titles."""

    def __init__(self, titles: Listed, topics: int) -> None:
        self._topic, self._title, self._weight, self._held = (
            titles.topic, titles.title, titles.weight, titles.held
        )  # fmt: skip
        self._topics = topics
        self._titled, self._starts = np.unique(self._topic, return_index=True)
        self._total = np.maximum(np.bincount(self._title, self._weight, len(self._topic)), 1e-9)

    def same(self, parts: Sequence[Part], share: Floats) -> Floats:
        """Return, for each topic, the share of the question in its title times that of the title in it.

        `share[part]` is what a part weighs in the question, 1 in all.
        """
        in_title = np.zeros(len(self._topic))
        for part, weight in zip(parts, share, strict=True):
            spoken = np.zeros(len(self._topic))
            for term, sure in part.terms.items():
                found = self._held.get(term)
                if found is not None:
                    spoken[self._title[found]] = np.maximum(spoken[self._title[found]], sure)
            in_title += weight * spoken
        return self._best(in_title * self._in_question(parts))

    def named(self, parts: Sequence[Part]) -> Floats:
        """Return, for each topic, the share of its title that the question names; of several, the largest."""
        return self._best(self._in_question(parts))

    def _in_question(self, parts: Sequence[Part]) -> Floats:
        """Return the share of each title that is in the question."""
        sure_of = np.zeros(len(self._title))
        for part in parts:
            for term, sure in part.terms.items():
                found = self._held.get(term)
                if found is not None:
                    sure_of[found] = np.maximum(sure_of[found], sure)
        share: Floats = np.bincount(self._title, sure_of * self._weight, len(self._topic)) / self._total
        return share

    def _best(self, of_title: Floats) -> Floats:
        """Return each topic's best title."""
        best = np.zeros(self._topics)
        if len(of_title):
            best[self._titled] = np.maximum.reduceat(of_title, self._starts)
        return best
