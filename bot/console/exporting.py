"""`relais export`: an engagement with its history, for people and for `relais import`; the empty sheet."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot import lines, sheet
from bot.console.desk import Desk, Stopped
from bot.console.show import named
from bot.parts import open_state, wall
from bot.sheet import COLUMNS, COMMENT
from bot.views import kit
from prompts import Translator, keys
from state import checklists
from state.engagements import day
from state.rules.dossier import ExitMode
from state.rules.entry import Entry
from state.rules.item import Phase
from state.rules.party import OFF_SLACK, Actor

FORMATS = ("json", "csv")


def export(at: Desk, name: str, form: str) -> None:
    """Print an engagement with its history.

    JSON holds all of it, sealed, and comes back as it was; CSV is a line of the sheet that `import` reads,
    and the history beside it for people. Raises `engagement_unknown`, `export_terms` (name) and Stopped
    with `format_unknown` (text).
    """
    if form not in FORMATS:
        raise Stopped("format_unknown", text=form)
    ledger = open_state(at.settings)
    engagement = named(ledger, name)
    if form == "json":
        at.give(ledger.copies.of(engagement))
        return
    history = ledger.history.of(engagement.id)
    today = day(wall(), engagement.zone)
    t = at.t
    evidence = t("export.evidence", day=kit.day(today, t.language), seal=history[-1].digest)
    rows = [
        _titles(t),
        lines.line(engagement, today, evidence, t),
        [f"{COMMENT} {t('export.history', name=engagement.name)}"],
        *(_entry(entry) for entry in history),
    ]
    sys.stdout.write(sheet.written(rows))


def template(at: Desk) -> None:
    """Print an empty sheet, with an example for each phase that counts for nothing before its # is gone."""
    t = at.t
    rows = [_titles(t), [f"{COMMENT} {t('import.comment', items=', '.join(_items()))}"]]
    for phase in Phase:
        cells = [_example(phase, column, t) for column in COLUMNS]
        rows.append([f"{COMMENT} {cells[0]}", *cells[1:]])
    sys.stdout.write(sheet.written(rows))


def _titles(t: Translator) -> list[str]:
    return [sheet.title(column, t.language) for column in COLUMNS]


def _example(phase: Phase, column: str, t: Translator) -> str:
    key = f"example.{phase}.{column}"
    return t(key) if key in keys(t.language) else ""


def _items() -> Iterator[str]:
    """Yield the key of every item that a checklist has, each once."""
    lists = [
        *(checklists.tasks(phase) for phase in Phase),
        *checklists.instead_of_upgrade().values(),
        *(checklists.exit_tasks(mode) for mode in ExitMode),
    ]
    yield from dict.fromkeys(task.key for tasks in lists for task in tasks)


def _entry(entry: Entry) -> list[str]:
    """Return an entry of the history as a comment."""
    return [
        f"{COMMENT} {entry.seq}", entry.at.isoformat(), _who(entry.by), entry.source, entry.action,
        entry.note, entry.digest,
    ]  # fmt: skip


def _who(actor: Actor) -> str:
    return actor.user if actor.team == OFF_SLACK else f"{actor.team}/{actor.user}"
