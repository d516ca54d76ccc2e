"""A database in memory, a voice that says nothing, and the contract that both sides know."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from state.rules.change import Change, Notice
from state.rules.clauses import Counts
from state.rules.contract import checked
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.entry import Seal
from state.rules.gap import Gap
from state.rules.reminder import Reminder
from state.rules.term import Contract
from tests.proof.parts import Terms


class Silent:
    """A voice that says nothing: what is said has tests of its own."""

    def announce(self, change: Change) -> Sequence[Notice]:
        return ()

    def remind(self, engagement: Engagement, reminders: Sequence[Reminder], *, today: date) -> Notice:
        return Notice(f"{engagement.id} {today}", "reminder", engagement.team, engagement.channel)

    def seal(self, engagement: Engagement, seal: Seal) -> Notice:
        return Notice(f"{engagement.id} {seal.entries}", "announcement", engagement.team, engagement.channel)

    def pass_on(self, unanswered: Gap, engagement: Engagement, thread: str | None) -> Notice:
        return Notice(str(unanswered.number), "question", engagement.team, engagement.channel)


def in_memory() -> Engine:
    """Make a database in memory, on one connection that its image can be read from."""
    engine = create_engine("sqlite://", poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = 1")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def contract_of(terms: Terms) -> Contract:
    tacit = terms.final is None or terms.capped
    return checked(
        Contract(
            start=terms.start,
            term=parse(f"{terms.months}m"),
            notice=parse(f"{terms.notice}m"),
            renewal=parse(f"{terms.renewal}m"),
            tacit=tacit,
            max_renewals=terms.final if tacit else None,
            counts=Counts.RECEPTION,
            public=terms.public,
        )
    )
