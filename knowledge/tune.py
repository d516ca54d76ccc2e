"""What makes an answer trusted: weights fitted on the development questions, a threshold cross-validated.

`python -m knowledge.tune` prints what `search.TRUST` and `search.TRUSTED` should be, and the errors to
expect, each measured on questions that the fold's fit has not seen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import embedding
from knowledge.catalog import LANGUAGES, methodology
from knowledge.finder import Finder
from knowledge.glossary import glossary
from knowledge.index import Index
from knowledge.language import OTHER
from knowledge.questions import Asked, development
from knowledge.similar import Similar

#: Parts of the questions that take turns as the unseen one, and how strongly weights are held small.
FOLDS, RIDGE = 10, 0.01
#: Newton's steps: the sum is convex, a dozen are plenty.
STEPS = 50
#: What a wrong refusal counts beside a wrong answer, which at least shows what it rests on.
REFUSAL = 1.5
#: How many thresholds are tried, and how near to one a question is in between.
TRIED, BLUR = 500, 0.1

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trust:
    """What `search` takes: the weights of the signals, the first 1, and the least sum that is trusted.

    The errors are shares of the covered questions and of the others.
    """

    weights: tuple[float, ...]
    threshold: float
    wrong_refusals: float
    wrong_answers: float


def fitted(signals: Floats, covered: Bools) -> Floats:
    """Return a logistic fit's weights for `signals[question, signal]`, scaled so that the first is 1."""
    middle, spread = signals.mean(axis=0), signals.std(axis=0)
    rows = np.column_stack([np.ones(len(signals)), (signals - middle) / spread])
    held = RIDGE * np.diag([0.0, *np.ones(signals.shape[1])])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - covered) / len(rows) + held @ weights
        curve = (rows.T * (chance * (1 - chance))) @ rows / len(rows) + held
        weights -= np.linalg.solve(curve, slope)
    own = weights[1:] / spread
    scaled: Floats = own / own[0]
    return scaled


def cross_validated(signals: Floats, covered: Bools, seed: int = 0) -> Trust:
    """Return the fit on all questions, with errors measured fold by fold on the unseen ones."""
    folds = np.random.default_rng(seed).permutation(len(signals)) % FOLDS
    margins = np.zeros(len(signals))
    for fold in range(FOLDS):
        unseen = folds == fold
        weights = fitted(signals[~unseen], covered[~unseen])
        threshold = best_threshold(signals[~unseen] @ weights, covered[~unseen])
        margins[unseen] = signals[unseen] @ weights - threshold
    weights = fitted(signals, covered)
    return Trust(
        tuple(float(weight) for weight in weights),
        best_threshold(signals @ weights, covered),
        wrong_refusals=float((margins[covered] < 0).mean()),
        wrong_answers=float((margins[~covered] >= 0).mean()),
    )


def best_threshold(trust: Floats, covered: Bools) -> float:
    """Return the threshold with the fewest errors, a share of each kind, weighed.

    A question near the threshold counts for a part of an error, so that no single one decides.
    """
    tried = np.linspace(trust.min(), trust.max(), TRIED)
    wrong = np.where(covered, -1.0, 1.0) * (trust - tried[:, None]) / BLUR
    parts = 1 / (1 + np.exp(-wrong))
    errors = REFUSAL * parts[:, covered].mean(axis=1) + parts[:, ~covered].mean(axis=1)
    return float(tried[np.argmin(errors)])


def signals_of(finder: Finder, rows: Sequence[Asked]) -> tuple[Floats, Bools]:
    """Return what `search.trust` weighs, a row a question, and whether the question is covered."""
    ours = [row for row in rows if row.language != OTHER]
    return np.array([finder.signals(row.question) for row in ours]), np.array(
        [bool(row.sections) for row in ours]
    )


def main() -> None:
    """Print the fit on the development questions."""
    catalog, embedder = methodology(), embedding.load()
    chunks = catalog.chunks()
    index = Index(chunks, embedder.encode_documents([chunk.text for chunk in chunks]), "")
    finder = Finder(catalog, glossary(), Similar(catalog.topics, index, embedder, None, LANGUAGES))
    trust = cross_validated(*signals_of(finder, development()))
    weights = ", ".join(f"{weight:.2f}" for weight in trust.weights)
    sys.stdout.write(
        f"TRUST = ({weights})\nTRUSTED = {trust.threshold:.2f}\n"
        f"wrong refusals {trust.wrong_refusals:.1%}, wrong answers {trust.wrong_answers:.1%}, unseen\n"
    )


if __name__ == "__main__":
    main()
