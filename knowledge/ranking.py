"""Every topic's score for a question, and what the question weighs (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import search
from knowledge.lexical import Matches
from knowledge.parts import Part
from knowledge.search import Evidence

#: How much the words of a question weigh that is vague: one subject, as in "what are the risks?".
VAGUE = 2.5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every topic's score for a question, and what it rests on; `named` are the phases that it names."""

    matches: Matches
    evidence: Evidence
    scores: Floats
    vague: bool
    named: AbstractSet[str]

    @property
    def weight(self) -> float:
        """Return how much the question's words say, those that only hint apart."""
        return weigh(self.matches.parts, self.evidence.weights)

    @property
    def brief(self) -> bool:
        """Tell whether the question says little more than a subject: "and the upgrade?"."""
        return self.weight <= VAGUE

    @property
    def best(self) -> int:
        """Return the best topic."""
        return int(np.argmax(self.scores))

    @property
    def trust(self) -> float:
        """Return how surely the question is covered."""
        return search.trust(self.evidence, self.best)

    @property
    def covered(self) -> bool:
        """Tell whether the question names a subject, and is covered."""
        return self.weight >= search.SUBJECT and self.trust >= search.TRUSTED

    @property
    def order(self) -> NDArray[np.intp]:
        """Return the topics, the best first."""
        return np.argsort(-self.scores, kind="stable")


def weigh(parts: Sequence[Part], weights: Floats) -> float:
    """Return what the parts of a question weigh, those that only hint apart."""
    return float(sum(weight for part, weight in zip(parts, weights, strict=True) if not part.light))
