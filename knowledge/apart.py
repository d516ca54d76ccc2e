"""An arm measured in a process of its own, so that its memory and its start are its own.

`python -m knowledge.apart` reads what to measure from standard input and writes what it found, both JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.arms import Arm, Relais, measured
from knowledge.baselines import PlainBm25, Tutorial
from knowledge.catalog import LANGUAGES
from knowledge.embedding import EmbeddingError
from knowledge.grading import Given, Measured
from knowledge.library import Library
from knowledge.questions import development

#: The arms, by the names that people know them by.
RELAIS, BM25, TUTORIAL = "relais", "bm25", "tutorial"


class ArmFailed(Exception):  # noqa: N818 - named for what happened
    """An arm's process ended without a result; says the last line of what it wrote on standard error."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure: an arm, with the library's own settings.

    `packages` is the folder of the tutorial's packages, where they are not installed.
    """

    arm: str
    home: str
    embedding_model: str | None = None
    chroma_url: str | None = None
    packages: str | None = None


def measure(job: Job, questions: Sequence[str]) -> Measured:
    """Ask an arm every question, in a process of its own.

    Raises `EmbeddingError` where a model or a package cannot be loaded, `ArmFailed` for anything else.
    """
    asked = {"job": asdict(job), "questions": list(questions), "ranks": True}
    return awaited([sys.executable, "-m", "knowledge.apart"], asked)


def awaited(command: Sequence[str], asked: Mapping[str, Any]) -> Measured:
    """Return what a process finds that answers as this module's own does; raises what `measure` raises."""
    given = json.dumps({**asked, "started": time.monotonic()})
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)  # noqa: S603 ours
    if done.returncode:
        raise ArmFailed((done.stderr.strip().splitlines() or [str(done.returncode)])[-1])
    found = json.loads(done.stdout)
    if "failed" in found:
        raise EmbeddingError(found["failed"], **found["values"])
    found["given"] = [Given(one["answered"], tuple(map(tuple, one["lines"]))) for one in found["given"]]
    return Measured(**found)


def serve(opened: Callable[[Mapping[str, Any]], Arm]) -> None:
    """Measure as `awaited` asks, with the arm that is opened for what it asks."""
    asked = json.load(sys.stdin)
    try:
        found = asdict(
            measured(
                lambda: opened(asked), asked["questions"], ranks=asked["ranks"], started=asked["started"]
            )
        )
    except EmbeddingError as error:
        found = {"failed": error.code, "values": error.values}
    sys.stdout.write(json.dumps(found))


def _opened(job: Job) -> Arm:
    library = Library(Path(job.home), embedding_model=job.embedding_model, chroma_url=job.chroma_url)
    if job.arm == RELAIS:
        return Relais(library)
    sections = [section for language in LANGUAGES for section in library.sections(language)]
    if job.arm == BM25:
        return PlainBm25(sections, development())
    return Tutorial(sections, Path(job.packages) if job.packages else None)


if __name__ == "__main__":
    serve(lambda asked: _opened(Job(**asked["job"])))
