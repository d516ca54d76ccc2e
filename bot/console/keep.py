"""`relais migrate` and `relais index`: what is kept on disk."""

from __future__ import annotations

from dataclasses import asdict

from bot.console.desk import Desk
from bot.console.model import usable_model
from bot.parts import open_library, open_state
from knowledge.index import IndexReport


def migrate(at: Desk) -> None:
    """Bring the database's schema up to date."""
    open_state(at.settings)
    at.tell("cli.migrated", url=at.settings.shown_database)


def index(at: Desk, *, as_json: bool) -> None:
    """Bring the index up to date with the methodology, and say what changed."""
    report = indexed(at)
    if as_json:
        at.give(asdict(report))
        return
    at.tell(
        "cli.indexed",
        added=report.added,
        changed=report.changed,
        removed=report.removed,
        unchanged=report.unchanged,
    )


def indexed(at: Desk) -> IndexReport:
    """Prepare the index, with progress where it takes a while."""
    with usable_model(), at.progress(at.t("cli.indexing")) as told:
        return open_library(at.settings).prepare(told)
