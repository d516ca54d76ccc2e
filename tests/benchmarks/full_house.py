"""What many engagements with a long history cost those who ask: two hundred of them, a million entries."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bot.config import Settings
from bot.parts import drawn, open_state
from state.columns import canonical
from state.ledger import Ledger
from state.rules.engagement import Engagement
from state.tables import HistoryRow
from tests.engagements import CLAIRE, NADIA, T0, call, days, opening

ENGAGEMENTS = 200
ENTRIES = 1_000_000
#: So many engagements are asked for in turn, so that none is asked for twice.
ASKED = 100

#: What is measured, what it takes, beside what, what that takes.
Row = tuple[str, float, str, float]
Clocked = Callable[[Callable[[], object], int], float]


def rows(home: Path, milliseconds: Clocked) -> list[Row]:
    """Measure; `milliseconds` returns the median time of some work that is done so many times."""
    alone, crowd = _house(home / "alone", 1), _house(home / "crowd", ENGAGEMENTS)
    before = _figures(alone, milliseconds)
    _remember(home / "crowd", crowd)
    over = f"{ENGAGEMENTS} engagements, {ENTRIES:,} entries"
    return [
        (f"{what}, {over}, ms{goal}", value, "one engagement, new", before[what])
        for (what, value), goal in zip(
            _figures(crowd, milliseconds).items(), (" (goal: 20)", "", "", ""), strict=True
        )
    ]


def _figures(ledger: Ledger, milliseconds: Clocked) -> dict[str, float]:
    found = itertools.cycle(ledger.engagements.all())
    channels = itertools.cycle([one.channel for one in ledger.engagements.all()])
    card = partial(drawn, clock=lambda: days(2))

    def status() -> None:
        one = ledger.engagements.at("T", next(channels))
        assert one is not None
        card(one)

    return {
        "status": milliseconds(status, ASKED),
        "ten entries of the history": milliseconds(lambda: ledger.history.last(next(found).id, 10), ASKED),
        "the engagements of a person": milliseconds(lambda: ledger.engagements.of(CLAIRE), 5),
        "a pass that tells no seal": milliseconds(lambda: ledger.seals.plan(now=T0), 5),
    }


def _house(home: Path, count: int) -> Ledger:
    ledger = open_state(Settings(relais_home=home))
    for n in range(count):
        ledger.engagements.open(opening(name=f"E{n}"), call(NADIA), team="T", channel=f"C{n}")
    return ledger


def _remember(home: Path, ledger: Ledger) -> None:
    """Give the engagements histories as long as many years make them: what is read of them is real."""
    (file,) = home.glob("*.sqlite3")
    columns = list(HistoryRow.model_fields)
    connection = sqlite3.connect(file)
    with connection:
        connection.executemany(
            f"INSERT INTO history ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            itertools.chain.from_iterable(
                _entries(connection, columns, one) for one in ledger.engagements.all()
            ),
        )
        each = ENTRIES // ENGAGEMENTS
        connection.execute("UPDATE engagement SET history_seq = ?, sealed_seq = ?", (each, each))
        connection.execute("ANALYZE")
    connection.close()
    assert len(ledger.history.last(ledger.engagements.all()[0].id, 20)) == 20


def _entries(
    connection: sqlite3.Connection, columns: list[str], of: Engagement
) -> Iterator[tuple[object, ...]]:
    """Yield entries that each say what an acceptance changes: one item, before and after."""
    query = f"SELECT {', '.join(columns)} FROM history WHERE engagement_id = ?"
    first = dict(zip(columns, connection.execute(query, (of.id,)).fetchone(), strict=True))
    said = canonical({"item 1": json.loads(first["after"])["item 1"]})
    for seq in range(2, ENTRIES // ENGAGEMENTS + 1):
        entry = first | {"seq": seq, "cause": f"message C {seq}", "before": said, "after": said}
        yield tuple(entry[name] for name in columns)
