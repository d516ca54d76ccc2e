"""What each phase asks for, from whom and by when: one file a phase, data rather than code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from state.rules.checklist import Task
from state.rules.dossier import ExitMode, UpgradeMode
from state.rules.item import ItemKind, Phase
from state.rules.party import PAIR, Party


@cache
def tasks(phase: Phase) -> tuple[Task, ...]:
    """Return a phase's checklist in its order; () for a phase without one."""
    return _read(phase.value)


@cache
def exit_tasks(mode: ExitMode) -> tuple[Task, ...]:
    """Return what an exit asks for: another list where another provider takes the service over."""
    return _read("exit_portability") if mode is ExitMode.PORTABILITY else tasks(Phase.EXIT)


@cache
def instead_of_upgrade() -> Mapping[UpgradeMode, tuple[Task, ...]]:
    """Return what the takeover asks for where the upgrade is not done in the contract, by where it is."""
    rows = _rows("upgrade_modes")
    return {
        mode: tuple(_task(row) for row in rows if row["mode"] == mode)
        for mode in UpgradeMode
        if any(row["mode"] == mode for row in rows)
    }


def _read(name: str) -> tuple[Task, ...]:
    return tuple(_task(row) for row in _rows(name))


def _rows(name: str) -> list[dict[str, Any]]:
    source = files(__package__).joinpath(f"{name}.toml")
    if not source.is_file():
        return []
    rows: list[dict[str, Any]] = tomllib.loads(source.read_text(encoding="utf-8"))["task"]
    return rows


def _task(one: dict[str, Any]) -> Task:
    asks = tuple(Party(name) for name in one.get("asks", PAIR))
    return Task(one["key"], ItemKind(one["kind"]), Party(one["owner"]), one.get("due_days"), asks)
