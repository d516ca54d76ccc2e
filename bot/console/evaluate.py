"""`relais evaluate`: how good the answers are, on the questions that come along or on others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from bot.console.desk import Desk, Stopped
from bot.console.model import usable_model
from bot.parts import open_library
from knowledge.evaluate import Asked, Report, read, test
from knowledge.evaluate import evaluate as measured
from knowledge.metrics import Share


def evaluate(at: Desk, paths: list[Path], *, as_json: bool) -> None:
    """Ask every question of the files, or those that nothing was tuned on, and print the figures."""
    rows = [row for path in paths for row in _read(path)] if paths else test()
    with usable_model():
        report = measured(open_library(at.settings), rows)
    if as_json:
        at.give({"questions": len(rows), **asdict(report)})
        return
    at.tell("cli.evaluated", n=len(rows), p50=f"{report.p50_ms:.1f}", p95=f"{report.p95_ms:.1f}")
    at.out.print(_ranking(report))
    at.out.print(_answers(at, report))


def _read(path: Path) -> list[Asked]:
    try:
        return read(path.read_text(encoding="utf-8").splitlines())
    except (ValueError, KeyError, TypeError) as error:
        raise Stopped("questions_wrong", path=path, detail=f"{type(error).__name__}: {error}") from error


def _ranking(report: Report) -> Table:
    table = Table("", "nDCG@5", "recall@1", "recall@5", "MRR")
    for pair, ranked in report.pairs.items():
        figures = (ranked.ndcg5, ranked.recall1, ranked.recall5, ranked.mrr)
        table.add_row(pair.replace("-", " → "), *(_shown(one) for one in figures))
    return table


def _answers(at: Desk, report: Report) -> Table:
    table = Table("", *(at.t(f"cli.{name}") for name in ("right", "wrong_refusals", "right_refusals")))
    for language, answered in report.answers.items():
        figures = (answered.right, answered.wrong_refusals, answered.right_refusals)
        table.add_row(language, *(_shown(one) for one in figures))
    return table


def _shown(one: Share) -> str:
    return f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}] n={one.count}" if one.count else "–"
