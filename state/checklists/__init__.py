"""What each phase asks for, from whom and by when: one file a phase, data rather than code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from state.rules.checklist import Task
from state.rules.engagement import ItemKind, Party, Phase


@cache
def tasks(phase: Phase) -> tuple[Task, ...]:
    """Return a phase's checklist in its order; () for a phase without one."""
    source = files(__package__).joinpath(f"{phase}.toml")
    if not source.is_file():
        return ()
    read = tomllib.loads(source.read_text(encoding="utf-8"))["task"]
    return tuple(
        Task(one["key"], ItemKind(one["kind"]), Party(one["owner"]), one.get("due_days")) for one in read
    )
