"""How well questions are answered, beside what else could answer them, over the same sections in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge import apart
from knowledge.apart import RELAIS, ArmFailed, Job
from knowledge.embedding import EmbeddingError
from knowledge.grading import Report, graded
from knowledge.questions import Asked

#: Is given how many arms are measured, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Each arm's figures, and why an arm was left out.

    `budget` is how many characters of an answer count: as many as the longest of Relais's answers has.
    """

    arms: dict[str, Report]
    left_out: dict[str, str]
    budget: int


def evaluate(
    job: Job, rows: Sequence[Asked], beside: Sequence[str] = (), progress: Progress | None = None
) -> Evaluation:
    """Ask Relais every question, then the arms beside it, each in a process of its own.

    `job` holds the settings. A text counts as shown, for facts and for sections, as long as it is within the
    budget: without that, whoever shows most would convey most. Raises `EmbeddingError` where Relais's own
    model cannot be loaded, and `ArmFailed`.
    """
    questions = [row.question for row in rows]
    tell = progress or (lambda _done, _all: None)
    tell(0, 1 + len(beside))
    ours = apart.measure(replace(job, arm=RELAIS), questions)
    budget = max((len(given.text) for given in ours.given), default=0)
    arms, left_out = {RELAIS: graded(rows, ours, budget)}, {}
    for done, arm in enumerate(beside, 1):
        tell(done, 1 + len(beside))
        try:
            arms[arm] = graded(rows, apart.measure(replace(job, arm=arm), questions), budget)
        except EmbeddingError as error:
            left_out[arm] = str(error.values["reason"])
        except ArmFailed as error:
            left_out[arm] = str(error)
    return Evaluation(arms, left_out, budget)
