"""The append-only history of each engagement, sealed by a hash chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from state.records import loaded
from state.rules.change import Call, Change
from state.rules.engagement import Actor, Engagement
from state.store import Store
from state.tables import EngagementRow, HistoryRow, canonical
from state.values import as_json

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: who (team and user), when (UTC), from where, what and why, the parts before and after."""

    seq: int
    at: datetime
    by: Actor
    source: str
    action: str
    note: str
    before: Any
    after: Any
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What checking an engagement's history found; `broken_at` is the first entry that does not hold.

    It is the last one where the present state is not what the entries lead to.
    """

    engagement: str
    name: str
    entries: int
    head: str
    broken_at: int | None


class History:
    """Reads and checks what `append` wrote."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, engagement_id: str) -> tuple[Entry, ...]:
        """Return the entries of an engagement, oldest first."""
        with self._store.read() as session:
            return tuple(_entry(row) for row in _rows(session, engagement_id))

    def verify(self, engagement_id: str | None = None) -> tuple[Chain, ...]:
        """Check the chains of one engagement, or of all of them, oldest name first."""
        with self._store.read() as session:
            query = select(EngagementRow).order_by(col(EngagementRow.name_key))
            if engagement_id is not None:
                query = query.where(EngagementRow.id == engagement_id)
            return tuple(_checked(session, row) for row in session.exec(query).all())


def append(session: Session, head: EngagementRow, change: Change, call: Call) -> None:
    """Write one entry and move the head, in the transaction of the change itself."""
    was, became = difference(change.before, change.after)
    row = HistoryRow(
        engagement_id=change.after.id,
        seq=head.history_seq + 1,
        at=call.at.astimezone(UTC),
        team=call.by.team,
        user=call.by.user,
        source=call.source,
        cause=call.cause,
        action=change.action,
        note=change.note,
        before=canonical(was),
        after=canonical(became),
        previous=head.history_digest,
        digest="",
    )
    row.digest = digest(row)
    session.add(row)
    head.history_seq, head.history_digest = row.seq, row.digest


def known(session: Session, engagement_id: str, call: Call) -> bool:
    """Say whether what is behind a call has had its effect on an engagement already."""
    if call.cause is None:
        return False
    query = select(HistoryRow.seq).where(
        HistoryRow.engagement_id == engagement_id, HistoryRow.cause == call.cause
    )
    return session.exec(query).first() is not None


def digest(row: HistoryRow) -> str:
    """Return what seals a row: SHA-256 over everything that it says and the seal before it."""
    said = row.model_dump(mode="json", exclude={"digest", "at"}) | {"at": row.at.isoformat()}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def difference(before: Engagement | None, after: Engagement) -> tuple[Any, Any]:
    """Return the parts that differ, before and after; items by their number."""
    old, new = (_by_part(before) if before else {}), _by_part(after)
    changed = [part for part in sorted(old.keys() | new.keys()) if old.get(part, ...) != new.get(part, ...)]
    return {part: old[part] for part in changed if part in old}, {
        part: new[part] for part in changed if part in new
    }


def _by_part(engagement: Engagement) -> dict[str, Any]:
    plain = as_json(engagement)
    items = {f"item {item['number']}": item for item in plain.pop("items")}
    return plain | items


def _rows(session: Session, engagement_id: str) -> Iterable[HistoryRow]:
    query = select(HistoryRow).where(HistoryRow.engagement_id == engagement_id)
    return session.exec(query.order_by(col(HistoryRow.seq))).all()


def _checked(session: Session, head: EngagementRow) -> Chain:
    rows = list(_rows(session, head.id))
    broken = next(_breaks(rows), None)
    last = rows[-1] if rows else None
    tail = (last.seq, last.digest) if last else None
    if broken is None and tail != (head.history_seq, head.history_digest):
        broken = head.history_seq  # the tail was cut, or the head replaced
    if broken is None and _told(rows) != _by_part(loaded(session, [head])[0]):
        broken = head.history_seq  # the present was changed behind the history's back
    return Chain(head.id, head.name, len(rows), head.history_digest, broken)


def _told(rows: list[HistoryRow]) -> dict[str, Any]:
    """Return the parts of the engagement that the entries lead to."""
    parts: dict[str, Any] = {}
    for row in rows:
        for part in json.loads(row.before):
            parts.pop(part, None)
        parts |= json.loads(row.after)
    return parts


def _breaks(rows: list[HistoryRow]) -> Iterator[int]:
    previous = START
    for expected, row in enumerate(rows, start=1):
        if row.seq != expected or row.previous != previous or row.digest != digest(row):
            yield expected
        previous = row.digest


def _entry(row: HistoryRow) -> Entry:
    by = Actor(row.team, row.user)
    before, after = json.loads(row.before), json.loads(row.after)
    return Entry(row.seq, row.at, by, row.source, row.action, row.note, before, after, row.digest)
