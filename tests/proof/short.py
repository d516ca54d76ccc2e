"""Checklists with one item of each kind: as many rules in a story, in a third of the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from state import checklists
from tests.proof import moving

Rows = list[dict[str, Any]]


@contextmanager
def short_checklists() -> Iterator[None]:
    """Have Relais and the model read shorter lists; what was read before and after is read anew."""
    theirs, ours = checklists._rows, moving.rows
    with (
        patch.object(checklists, "_rows", lambda name: _one_of_each(theirs(name))),
        patch.object(moving, "rows", lambda name: _one_of_each(ours(name))),
    ):
        _forget()
        yield
    _forget()


def _one_of_each(rows: Rows) -> Rows:
    """Keep the first line of each kind; the lines of other kinds of lists (by `mode`) stay."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for row in rows:
        kind = (row["kind"], row.get("mode", ""))
        if kind not in seen:
            seen.add(kind)
            kept.append(row)
    return kept


def _forget() -> None:
    for read in (checklists.tasks, checklists.instead_of_upgrade, moving.tasks):
        read.cache_clear()
    cached = getattr(checklists.exit_tasks, "cache_clear", None)
    if cached:
        cached()
