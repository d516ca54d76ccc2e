"""Figures of retrieval and of answers, from ranks and outcomes (pure)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

#: How often a share is drawn anew for its interval, and the interval's two ends, in percent.
DRAWS, ENDS = 1000, (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Share:
    """A mean of values between 0 and 1, its 95 % bootstrap interval, and of how many."""

    value: float
    low: float
    high: float
    count: int


def share(values: Sequence[float], seed: int = 0) -> Share:
    """Return the mean with its interval; all 0 when there is no value."""
    if not values:
        return Share(0.0, 0.0, 0.0, 0)
    known = np.asarray(values, float)
    drawn = np.random.default_rng(seed).choice(known, (DRAWS, len(known))).mean(axis=1)
    low, high = np.percentile(drawn, ENDS)
    return Share(float(known.mean()), float(low), float(high), len(known))


def ndcg(ranked: Sequence[str], right: Collection[str], depth: int) -> float:
    """Return the normalised discounted gain of the first `depth`: 1 when all that is right comes first."""
    gain = sum(1 / np.log2(rank + 2) for rank, found in enumerate(ranked[:depth]) if found in right)
    ideal = sum(1 / np.log2(rank + 2) for rank in range(min(depth, len(right))))
    return float(gain / ideal) if ideal else 0.0


def found(ranked: Sequence[str], right: Collection[str], depth: int) -> float:
    """Return 1 when something right is among the first `depth`, else 0."""
    return float(any(each in right for each in ranked[:depth]))


def reciprocal_rank(ranked: Sequence[str], right: Collection[str]) -> float:
    """Return 1 over the rank of the first that is right; 0 when none is."""
    return next((1 / rank for rank, each in enumerate(ranked, 1) if each in right), 0.0)
