"""The seal of each day on which a history grew: told in the channel, so that both companies hold it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from state import outbox
from state.engagements import day
from state.records import loaded
from state.rules.entry import Seal
from state.store import Store
from state.tables import EngagementRow, HistoryRow
from state.voice import Voice


class Seals:
    """Works out at each pass of the clock which seal has not been told yet."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def plan(self, *, now: datetime) -> tuple[str, ...]:
        """Have the seal told of the last day before today that changed something; returns the messages' ids.

        Days are those of each engagement's zone. A seal covers all that came before it: days on which no
        pass was made need none of their own. Each is told once, also by several processes.
        """
        with self._store.read() as session:
            grown = [row.id for row in session.exec(_grown()).all() if _head(session, row, now) is not None]
        if not grown:
            return ()
        with self._store.write() as session:
            rows = session.exec(_grown().where(col(EngagementRow.id).in_(grown)).with_for_update()).all()
            return tuple(id_ for row in rows for id_ in self._tell(session, row, now))

    def _tell(self, session: Session, row: EngagementRow, now: datetime) -> list[str]:
        head = _head(session, row, now)
        if head is None:
            return []  # another process was faster
        (engagement,) = loaded(session, [row])
        row.sealed_seq = head.seq
        return outbox.add(session, [self._voice.seal(engagement, _seal(session, head, row.zone))], now=now)


def _grown() -> SelectOfScalar[EngagementRow]:
    return select(EngagementRow).where(col(EngagementRow.history_seq) > col(EngagementRow.sealed_seq))


def _head(session: Session, row: EngagementRow, now: datetime) -> HistoryRow | None:
    """Return the last entry before today that is not covered by a seal; None where there is none."""
    query = select(HistoryRow).where(
        HistoryRow.engagement_id == row.id,
        HistoryRow.seq > row.sealed_seq,
        HistoryRow.at < _midnight(now, row.zone),
    )
    return session.exec(query.order_by(col(HistoryRow.seq).desc()).limit(1)).first()


def _seal(session: Session, head: HistoryRow, zone: str) -> Seal:
    query = select(func.count()).where(
        HistoryRow.engagement_id == head.engagement_id,
        HistoryRow.at >= _midnight(head.at, zone),
        HistoryRow.seq <= head.seq,
    )
    return Seal(day(head.at, zone), session.exec(query).one(), head.seq, head.digest)


def _midnight(at: datetime, zone: str) -> datetime:
    """Return when the day began, in a zone, that it is there at an instant."""
    return at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
