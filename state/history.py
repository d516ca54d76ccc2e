"""The append-only history of each engagement, sealed by a hash chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from state.columns import canonical
from state.records import loaded
from state.rules.change import Call, Change
from state.rules.entry import Chain, Entry, seals_of
from state.rules.party import Actor
from state.store import Store
from state.tables import EngagementRow, HistoryRow
from state.told import difference, told

START = "0" * 64
#: Asked at every change, so it is put together once.
CAUSED = select(HistoryRow.seq).where(
    col(HistoryRow.engagement_id) == bindparam("engagement"), col(HistoryRow.cause) == bindparam("cause")
)
#: The columns of a row that its first version did not have.
ADDED = ("behalf",)


class History:
    """Reads and checks what `append` wrote."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, engagement_id: str) -> tuple[Entry, ...]:
        """Return the entries of an engagement, oldest first."""
        with self._store.read() as session:
            return tuple(_entry(row) for row in rows_of(session, engagement_id))

    def last(self, engagement_id: str, count: int, *, before: int | None = None) -> tuple[Entry, ...]:
        """Return the last entries of an engagement, newest first: all of them, or those `before` a number."""
        query = select(HistoryRow).where(HistoryRow.engagement_id == engagement_id)
        if before is not None:
            query = query.where(HistoryRow.seq < before)
        with self._store.read() as session:
            rows = session.exec(query.order_by(col(HistoryRow.seq).desc()).limit(count)).all()
            return tuple(_entry(row) for row in rows)

    def verify(self, engagement_id: str | None = None) -> tuple[Chain, ...]:
        """Check the chains of one engagement, or of all of them, oldest name first."""
        with self._store.read() as session:
            query = select(EngagementRow).order_by(col(EngagementRow.name_key))
            if engagement_id is not None:
                query = query.where(EngagementRow.id == engagement_id)
            return tuple(_checked(session, row) for row in session.exec(query).all())

    def sealed(self, seal: str) -> tuple[tuple[str, Entry], ...]:
        """Return the entries that a digest, or its beginning, seals, each with its engagement's id."""
        query = select(HistoryRow).where(col(HistoryRow.digest).startswith(seal.casefold(), autoescape=True))
        with self._store.read() as session:
            return tuple((row.engagement_id, _entry(row)) for row in session.exec(query).all())


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
        behalf=_behalf(call),
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
    return _caused(session, engagement_id, call) is not None


def opened_by(session: Session, engagement_id: str, call: Call) -> bool:
    """Say whether what is behind a call is what opened an engagement."""
    return _caused(session, engagement_id, call) == 1


def _caused(session: Session, engagement_id: str, call: Call) -> int | None:
    if call.cause is None:
        return None
    asked = {"engagement": engagement_id, "cause": call.cause}
    found: int | None = session.connection().scalar(CAUSED, asked)
    return found


def digest(row: HistoryRow) -> str:
    """Return what seals a row: SHA-256 over everything that it says and the seal before it.

    A column that was added later is sealed where it says something: older seals stay as they are.
    """
    silent = {name for name in ADDED if getattr(row, name) is None}
    said = row.model_dump(mode="json", exclude={"digest", "at"} | silent) | {"at": row.at.isoformat()}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _behalf(call: Call) -> str | None:
    if call.behalf is None:
        return None
    return canonical({"team": call.behalf.team, "user": call.behalf.user, "evidence": call.evidence})


def rows_of(session: Session, engagement_id: str) -> Sequence[HistoryRow]:
    """Return the rows of an engagement's history, oldest first."""
    query = select(HistoryRow).where(HistoryRow.engagement_id == engagement_id)
    return session.exec(query.order_by(col(HistoryRow.seq))).all()


def _checked(session: Session, head: EngagementRow) -> Chain:
    rows = list(rows_of(session, head.id))
    broken = next(breaks(rows), None)
    last = rows[-1] if rows else None
    tail = (last.seq, last.digest) if last else None
    if broken is None and tail != (head.history_seq, head.history_digest):
        broken = head.history_seq  # the tail was cut, or the head replaced
    if broken is None and not _leads_to(session, rows, head):
        broken = head.history_seq  # the present was changed behind the history's back
    seals = seals_of(((row.seq, row.at, row.digest) for row in rows), head.zone)
    return Chain(head.id, head.name, len(rows), head.history_digest, broken, seals)


def _leads_to(session: Session, rows: list[HistoryRow], head: EngagementRow) -> bool:
    try:
        (present,) = loaded(session, [head])
        return told((json.loads(row.before), json.loads(row.after)) for row in rows) == present
    except ValueError:  # what is told, or what is kept, is no engagement
        return False


def breaks(rows: Sequence[HistoryRow]) -> Iterator[int]:
    """Yield the numbers of the entries at which a chain is broken."""
    previous = START
    for expected, row in enumerate(rows, start=1):
        if row.seq != expected or row.previous != previous or row.digest != digest(row):
            yield expected
        previous = row.digest


def _entry(row: HistoryRow) -> Entry:
    behalf = json.loads(row.behalf) if row.behalf else None
    return Entry(
        seq=row.seq,
        at=row.at,
        by=Actor(row.team, row.user),
        source=row.source,
        action=row.action,
        note=row.note,
        before=json.loads(row.before),
        after=json.loads(row.after),
        digest=row.digest,
        behalf=Actor(behalf["team"], behalf["user"]) if behalf else None,
        evidence=behalf["evidence"] if behalf else "",
    )
