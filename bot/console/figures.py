"""The figures of an evaluation as tables: who ranks best, who answers best, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable

from babel.numbers import format_decimal
from rich import box
from rich.table import Table

from bot.console.desk import Desk
from bot.views.kit import LOCALES
from knowledge.apart import RELAIS, TUTORIAL
from knowledge.evaluate import Evaluation
from knowledge.grading import ALL, Report
from knowledge.metrics import Share

RANKS = ("ndcg5", "recall1", "recall5", "mrr")
ANSWERS = ("right", "facts", "wrong_refusals", "right_refusals", "refused_near", "refused_far")


def show(at: Desk, found: Evaluation) -> None:
    """Print three tables, then what was left out."""
    ours = found.arms[RELAIS]
    at.tell("cli.evaluated_how", budget=found.budget)
    for table in (_ranking(at, found), _answers(at, found), _cost(at, found)):
        at.out.print(table)
    if ours.across:
        at.tell("cli.across", share=decimal(at, 100 * ours.across, "0"))
    for arm, detail in found.left_out.items():
        if arm == TUTORIAL:
            at.tell("cli.left_out_tutorial", detail=detail)
        else:
            at.tell("cli.left_out", arm=at.t(f"cli.arm_{arm}"), detail=detail)


def decimal(at: Desk, value: float, shape: str = "0.0") -> str:
    """Return a number as people write it: "94,5", "94.5"."""
    said: str = format_decimal(value, format=shape, locale=LOCALES[at.t.language])
    return said


def _ranking(at: Desk, found: Evaluation) -> Table:
    table = _table(at, "ranking", ("pair", "arm"), ("n", "ndcg5", "recall1", "recall5", "mrr", "gain"))
    for pair in (pair for pair, ranked in found.arms[RELAIS].pairs.items() if ranked.ndcg5.count):
        for first, arm, report in _arms(found):
            ranked = report.pairs[pair]
            label = at.t("cli.all") if pair == ALL else pair.replace("-", " → ").upper()
            table.add_row(
                label if first else "",
                at.t(f"cli.arm_{arm}"),
                str(ranked.ndcg5.count),
                *(_share(at, getattr(ranked, figure)) for figure in RANKS),
                _times(at, found.arms[RELAIS].pairs[pair].ndcg5.value, ranked.ndcg5.value, arm),
            )
        table.add_section()
    return table


def _answers(at: Desk, found: Evaluation) -> Table:
    table = _table(at, "answers", ("language", "arm"), (*ANSWERS, "characters"))
    asked = found.arms[RELAIS].answers.items()
    for language in (language for language, one in asked if one.right.count or one.right_refusals.count):
        for first, arm, report in _arms(found):
            answered = report.answers[language]
            label = language.upper() if len(language) == 2 else at.t(f"cli.{language}")  # noqa: PLR2004 fr, en
            table.add_row(
                label if first else "",
                at.t(f"cli.arm_{arm}"),
                *(_share(at, getattr(answered, figure)) for figure in ANSWERS),
                decimal(at, answered.characters, "0"),
            )
        table.add_section()
    return table


def _cost(at: Desk, found: Evaluation) -> Table:
    table = _table(at, "cost", ("arm",), ("p50", "p95", "gain", "memory", "gain"))
    ours = found.arms[RELAIS]
    for _, arm, report in _arms(found):
        table.add_row(
            at.t(f"cli.arm_{arm}"),
            decimal(at, report.p50_ms),
            decimal(at, report.p95_ms),
            _times(at, report.p95_ms, ours.p95_ms, arm),
            decimal(at, report.memory_mb, "0"),
            _times(at, report.memory_mb, ours.memory_mb, arm),
        )
    return table


def _table(at: Desk, title: str, names: Iterable[str], numbers: Iterable[str]) -> Table:
    table = Table(
        title=at.t(f"cli.{title}"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for name in names:
        table.add_column(at.t(f"cli.{name}"), no_wrap=name == "arm")
    for name in numbers:
        table.add_column(at.t(f"cli.{name}"), justify="right")
    return table


def _arms(found: Evaluation) -> Iterable[tuple[bool, str, Report]]:
    return ((arm == RELAIS, arm, report) for arm, report in found.arms.items())


def _share(at: Desk, one: Share) -> str:
    """Return a share in percent, and half of its interval."""
    if not one.count:
        return "–"
    return f"{decimal(at, 100 * one.value)}±{decimal(at, 50 * (one.high - one.low), '0')}"


def _times(at: Desk, more: float, less: float, arm: str) -> str:
    """Return how many times more Relais does, or less it takes; nothing beside itself."""
    if arm == RELAIS or not less:
        return ""
    return f"×{decimal(at, more / less, '0.0' if more >= less else '0.00')}"
