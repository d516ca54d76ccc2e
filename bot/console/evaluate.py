"""`relais evaluate`: how good the answers are, beside other ways to answer, on questions that come along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.config import Settings
from bot.console import figures
from bot.console.desk import Desk, Stopped
from bot.console.model import usable_model
from bot.parts import open_library
from knowledge.apart import BM25, RELAIS, TUTORIAL, Job
from knowledge.catalog import LANGUAGES
from knowledge.evaluate import evaluate as measured
from knowledge.questions import NEAR, Asked, development, read, test


def evaluate(
    at: Desk,
    paths: Sequence[Path],
    *,
    tuned: bool,
    alone: bool,
    packages: Path | None,
    as_json: bool,
) -> None:
    """Ask every question of the files, and print the figures.

    Without files these are the questions that nothing was tuned on; where `tuned`, those that everything was
    tuned on are asked (too). `alone` leaves out what Relais is measured against; `packages` is the folder of
    the tutorial's packages.
    """
    rows = _rows(paths, tuned=tuned)
    if not rows:
        raise Stopped("no_questions", paths=", ".join(map(str, paths)))
    if packages is not None and not packages.is_dir():
        raise Stopped("no_folder", path=packages)
    job, beside = _job(at.settings, packages), () if alone else (BM25, TUTORIAL)
    unknown = _unknown(at, rows)
    if as_json:
        with usable_model():
            found = measured(job, rows, beside)
        at.give({"questions": len(rows), "unknown_sections": unknown, **asdict(found)})
        return
    with usable_model(), at.progress(at.t("cli.evaluating")) as progress:
        found = measured(job, rows, beside, progress)
    covered = [row for row in rows if row.sections]
    near = [row for row in rows if not row.sections and row.style == NEAR]
    at.tell("cli.evaluated", n=len(rows), covered=len(covered), near=len(near))
    if unknown:
        at.tell("cli.unknown_sections", names=", ".join(unknown))
    figures.show(at, found)


def _rows(paths: Sequence[Path], *, tuned: bool) -> list[Asked]:
    rows = [row for path in paths for row in _read(path)]
    if tuned:
        rows += development()
    return rows if paths or tuned else test()


def _read(path: Path) -> list[Asked]:
    try:
        return read(path.read_text(encoding="utf-8").splitlines())
    except ValueError as error:
        raise Stopped("questions_wrong", path=path, detail=str(error)) from error


def _job(settings: Settings, packages: Path | None) -> Job:
    return Job(
        RELAIS,
        str(settings.relais_home.absolute()),
        settings.embedding_model,
        settings.chroma_url,
        str(packages.absolute()) if packages else None,
    )


def _unknown(at: Desk, rows: Sequence[Asked]) -> list[str]:
    """Return the sections that questions name and that are not there."""
    library = open_library(at.settings)
    known = {section.id for language in LANGUAGES for section in library.sections(language)}
    return sorted({name for row in rows for name in row.sections} - known)
