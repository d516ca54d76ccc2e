"""`relais import`: contracts that already run come in from a sheet, or an engagement from its own export."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot import arguments, rows, sheet
from bot.console.desk import Desk, Stopped
from bot.console.directory import directory
from bot.parts import open_state, wall
from bot.rows import Directory
from bot.sheet import Row, Sheet, Wrong
from bot.views import kit
from bot.views.wording import explain
from state.ledger import Ledger
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.engagement import Engagement
from state.rules.item import Verdict
from state.rules.party import OFF_SLACK, Actor
from state.rules.running import Running, Unfit
from state.rules.term import term_at

SOURCE = "import"
#: Standard input, where a file is asked for.
TYPED = "-"


@dataclass(frozen=True, slots=True)
class Coming:
    """A contract that can come in: on which line it begins, what it says, and what comes of it."""

    line: int
    contract: Running
    made: Engagement


def bring(at: Desk, file: Path, by: str | None, *, apply: bool, as_json: bool) -> None:
    """Show what would come of a file, or everything that is wrong with it; `apply` keeps it, all or nothing.

    Raises Stopped with `no_file` (path) and `by_missing`, and ends the program with 1 where anything is
    wrong.
    """
    if apply and not (by or "").strip():
        raise Stopped("by_missing")
    raw, ledger, slack = _read(file), open_state(at.settings), directory(at)
    call = Call(_importer(by, slack), wall(), SOURCE)
    if raw.lstrip().startswith(b"{"):
        _restore(at, ledger, raw, call, apply=apply, as_json=as_json)
        return
    read = sheet.read(raw)
    coming, wrong = _tried(at, read, slack, ledger, call)
    if coming and apply and not wrong:
        ledger.imports.bring([one.made for one in coming], [one.contract for one in coming], call)
    if not coming and not wrong and not as_json:
        at.tell("cli.import_none")
        return
    _tell(at, [(one.line, one.made) for one in coming], wrong, apply=apply, as_json=as_json)


def _read(file: Path) -> bytes:
    if str(file) == TYPED:
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError:
        raise Stopped("no_file", path=file) from None


def _importer(by: str | None, slack: Directory) -> Actor:
    """Return who brings contracts in; nobody in particular where nothing is kept."""
    return rows.person(by.strip(), slack) if by and by.strip() else Actor(OFF_SLACK, TYPED)


def _tried(
    at: Desk, read: Sheet, slack: Directory, ledger: Ledger, call: Call
) -> tuple[list[Coming], list[Wrong]]:
    """Return what can come in, and what is wrong, by line and by column."""
    wrong, known = list(read.wrong), []
    if any(one.broken.code == "import_title_missing" for one in wrong):
        return [], wrong  # each line would tell it again
    for row in read.rows:
        try:
            known.append((row, rows.running(row, slack, at.t)))
        except Unfit as unfit:
            wrong += _faults(at, read, row, unfit)
    coming = []
    tried = ledger.imports.tried([contract for _, contract in known], call)
    for (row, contract), made in zip(known, tried, strict=True):
        if isinstance(made, Unfit):
            wrong += _faults(at, read, row, made)
        else:
            coming.append(Coming(row.line, contract, made))
    return coming, sorted(wrong, key=lambda one: one.line)


def _faults(at: Desk, read: Sheet, row: Row, unfit: Unfit) -> list[Wrong]:
    """Return what is wrong with a line, each in the column as the file calls it."""
    titles = {fault.column: sheet.title(fault.column, at.t.language) for fault in unfit.faults}
    titles |= read.titles
    return [Wrong(row.line, titles[fault.column], fault.broken) for fault in unfit.faults]


def _restore(at: Desk, ledger: Ledger, raw: bytes, call: Call, *, apply: bool, as_json: bool) -> None:
    """Show the engagement that a copy holds, or keep it with its whole history."""
    try:
        document = json.loads(raw)
    except ValueError:
        raise RuleBroken("copy_unknown") from None
    made = ledger.copies.restore(document, call) if apply else ledger.copies.checked(document)
    _tell(at, [(1, made)], [], apply=apply, as_json=as_json)


def _tell(
    at: Desk, made: Sequence[tuple[int, Engagement]], wrong: Sequence[Wrong], *, apply: bool, as_json: bool
) -> None:
    """Print what comes in and what is wrong; the program ends with 1 where anything is."""
    applied = apply and not wrong
    if as_json:
        at.give(
            {
                "applied": applied,
                "engagements": [_values(line, one, applied=applied) for line, one in made],
                "faults": [_fault(at, one) for one in wrong],
            }
        )
    else:
        for line, one in made:
            _show(at, line, one)
        for fault in wrong:
            key = "cli.fault" if fault.title else "cli.fault_line"
            at.tell(key, line=fault.line, title=fault.title, said=_said(at, fault))
        if wrong:
            at.tell("cli.import_faulty")
        else:
            at.tell("cli.imported" if applied else "cli.import_dry", n=len(made))
    if wrong:
        raise typer.Exit(1)


def _show(at: Desk, line: int, made: Engagement) -> None:
    language = at.t.language
    term = term_at(made.contract, made.created_on)
    at.tell(
        "cli.coming", line=line, name=made.name,
        phase=at.t(f"phase.{made.phase}"), since=kit.day(made.phase_since, language),
    )  # fmt: skip
    first = kit.day(term.start, language)
    if term.last_day is None:
        at.tell("cli.coming_unending", k=term.k + 1, first=first)
    else:
        at.tell("cli.coming_period", k=term.k + 1, first=first, last=kit.day(term.last_day, language))
    at.tell("cli.coming_accepted", n=_accepted(made), reservations=len(made.open_reservations))


def _values(line: int, made: Engagement, *, applied: bool) -> dict[str, Any]:
    term = term_at(made.contract, made.created_on)
    return {
        "line": line, "id": made.id if applied else None, "name": made.name,
        "phase": made.phase, "since": made.phase_since,
        "live_on": made.live_on, "accountable": made.accountable,
        "period": {"k": term.k, "start": term.start, "last_day": term.last_day, "deadline": term.deadline},
        "accepted": _accepted(made), "reservations": len(made.open_reservations),
    }  # fmt: skip


def _fault(at: Desk, wrong: Wrong) -> dict[str, Any]:
    return {
        "line": wrong.line, "column": wrong.title or None,
        "code": wrong.broken.code, "message": _said(at, wrong),
    }  # fmt: skip


def _said(at: Desk, wrong: Wrong) -> str:
    return arguments.unmarked(explain(wrong.broken, at.t))


def _accepted(made: Engagement) -> int:
    """Return how many items somebody has accepted, with or without reservations."""
    said = {Verdict.ACCEPTED, Verdict.RESERVED}
    return sum(any(item.verdict(party) in said for party in item.asks) for item in made.items)
