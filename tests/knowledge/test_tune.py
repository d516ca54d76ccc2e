from __future__ import annotations

import re

import numpy as np
import pytest

from knowledge import search, tune
from knowledge.questions import Asked, development


def drawn(seed: int = 0, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Return questions that are covered where twice the second signal and the first are above 1."""
    signals = np.random.default_rng(seed).random((count, 2))
    return signals, signals @ np.array([1.0, 2.0]) > 1.5


def test_weights_are_found_again() -> None:
    weights = tune.fitted(*drawn())

    assert weights[0] == 1.0
    assert weights[1] == pytest.approx(2.0, rel=0.15)


def test_errors_are_measured_on_unseen_questions() -> None:
    trust = tune.cross_validated(*drawn())

    assert trust.threshold == pytest.approx(1.5, abs=0.2)
    assert trust.wrong_refusals + trust.wrong_answers < 0.15


def test_signals_that_tell_nothing_are_no_better_than_chance() -> None:
    signals, covered = drawn()
    trust = tune.cross_validated(np.random.default_rng(5).random(signals.shape), covered)

    assert trust.wrong_refusals + trust.wrong_answers > 0.8


def test_the_threshold_stands_between_what_is_covered_and_what_is_not() -> None:
    trust, covered = np.array([0.1, 0.2, 0.3, 0.8, 0.9]), np.array([False, False, False, True, True])

    assert 0.4 < tune.best_threshold(trust, covered) < 0.7


def test_a_wrong_refusal_counts_more_than_a_wrong_answer() -> None:
    trust, covered = np.array([0.0, 0.5, 0.5, 1.0]), np.array([False, False, True, True])

    assert tune.best_threshold(trust, covered) < 0.5


def test_the_search_holds_about_what_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not where the model or the methodology has changed much: then take over what is printed."""
    monkeypatch.setattr(tune, "development", lambda: development()[::3])  # all of them take long
    tune.main()
    weights, threshold, errors = capsys.readouterr().out.splitlines()
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+", weights)]

    assert len(search.TRUST) == len(printed)
    assert list(search.TRUST)[:5] == pytest.approx(printed[:5], rel=0.6)
    assert pytest.approx(float(threshold.removeprefix("TRUSTED = ")), rel=0.4) == search.TRUSTED
    assert re.fullmatch(r"wrong refusals \d+\.\d%, wrong answers \d+\.\d%, unseen", errors)


def test_questions_in_a_third_language_tell_nothing_of_trust() -> None:
    class Asks:
        def signals(self, question: str) -> tuple[float, ...]:
            return (float(len(question)), 1.0)

    rows = [Asked("One?", "fr", ("a",)), Asked("Two two?", "en", ()), Asked("Drei?", "other", ())]
    signals, covered = tune.signals_of(Asks(), rows)  # type: ignore[arg-type]

    assert signals.tolist() == [[4.0, 1.0], [8.0, 1.0]]
    assert covered.tolist() == [True, False]
