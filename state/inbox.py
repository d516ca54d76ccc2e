"""Slack's events: kept before they are acknowledged, worked off after, each with one effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, or_, select

from state.store import Store
from state.tables import InboxRow

#: How long one event may be worked on before another worker takes it up: a crash left it behind.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that this process has claimed; `attempts` counts this one."""

    seq: int
    key: str
    body: dict[str, Any]
    attempts: int


class Inbox:
    """Keeps each event once, whatever Slack delivers again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, body: dict[str, Any], *, event_id: str, key: str, now: datetime) -> bool:
        """Keep an event; False when it, or another event of the same gesture (`key`), is there already."""
        with self._store.write() as session:
            known = select(InboxRow.seq).where(or_(InboxRow.event_id == event_id, InboxRow.key == key))
            if session.exec(known).first() is not None:
                return False
            session.add(InboxRow(event_id=event_id, key=key, body=body, received_at=now, due_at=now))
        return True

    def claim(self, *, now: datetime) -> Event | None:
        """Take the oldest event that waits, or that a crash left behind; None when there is none."""
        waiting = (col(InboxRow.state) == "due") & (col(InboxRow.due_at) <= now)
        left = (col(InboxRow.state) == "working") & (col(InboxRow.lease_until) <= now)
        query = select(InboxRow).where(waiting | left).order_by(col(InboxRow.seq)).limit(1)
        with self._store.write() as session:
            row = session.exec(query.with_for_update(skip_locked=True)).first()
            if row is None or row.seq is None:
                return None
            row.state, row.lease_until = "working", now + LEASE
            row.attempts += 1
            return Event(row.seq, row.key, row.body, row.attempts)

    def release(self) -> None:
        """Put back what a process that is gone was working on, so that it comes before what came later."""
        with self._store.write() as session:
            for row in session.exec(select(InboxRow).where(InboxRow.state == "working")).all():
                row.state, row.lease_until = "due", None

    def settle(self, seq: int, *, now: datetime, reason: str | None = None) -> None:
        """Note that an event had its effect (or why it has none); what people wrote is not kept."""
        with self._store.write() as session:
            row = session.get(InboxRow, seq)
            if row is not None:
                row.state, row.settled_at, row.reason = "done", now, reason
                row.body, row.lease_until = {}, None

    def postpone(self, seq: int, *, until: datetime, reason: str) -> None:
        """Put an event back: it could not be worked on now."""
        with self._store.write() as session:
            row = session.get(InboxRow, seq)
            if row is not None:
                row.state, row.due_at, row.reason, row.lease_until = "due", until, reason, None

    def waiting(self) -> int:
        """Return how many events have not had their effect yet."""
        with self._store.read() as session:
            return session.exec(select(func.count()).where(InboxRow.state != "done")).one()
