"""Messages to be posted: written with the change that causes them, claimed, posted, confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, func, select

from state.rules.change import Notice
from state.rules.delivery import LEASE, SETTLE, STALE, Dropped, Outcome, Parked, Posted, Refused, pause
from state.rules.engagement import Engagement
from state.store import Store
from state.tables import EngagementRow, OutboxRow

NAMESPACE = UUID("0f6d2c3e-6a51-4f5b-9b0e-6a1b7f2f9c11")
CARD = "card"
REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that this process has claimed, or that nobody knows the end of.

    `seq` is its place in the order of asking. `id` goes into the message's metadata, by which it is
    found again; `generation` counts the times that it had to be posted anew; `started_at` is when the
    last try began (UTC).
    """

    seq: int
    id: str
    kind: str
    engagement: str | None
    team: str
    channel: str
    thread: str | None
    content: dict[str, Any]
    attempts: int
    generation: int
    started_at: datetime
    posted_ts: str | None


class Outbox:
    """Claims messages one at a time and keeps how each ended."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, notices: Sequence[Notice], *, now: datetime, due: datetime | None = None) -> None:
        """Add messages that no change of an engagement brings, such as answers.

        They are sent at once, or when they are `due` by this machine's time, unless `hasten` comes before.
        """
        with self._store.write() as session:
            add(session, notices, now=now, due=due)

    def hasten(self, key: str, content: dict[str, Any] | None) -> None:
        """Have a message that waits sent at once, in these words where there are any.

        One that was tried already stays as it is: it may have been posted.
        """
        waits = (
            OutboxRow.id == str(uuid5(NAMESPACE, key)), OutboxRow.state == "due", OutboxRow.attempts == 0,
        )  # fmt: skip
        with self._store.write() as session:
            row = session.exec(select(OutboxRow).where(*waits).with_for_update()).first()
            if row is not None:
                row.due_at, row.content = None, row.content if content is None else content

    def claim(self, *, now: datetime) -> Message | None:
        """Take the oldest message that is due, before anything is sent; None when nothing is.

        `now` is the time of day of this machine, not the engagement's: leases and pauses are counted by it.
        """
        at = col(OutboxRow.due_at)
        query = select(OutboxRow).where(OutboxRow.state == "due", at.is_(None) | (at <= now))
        with self._store.write() as session:
            row = session.exec(_first(query)).first()
            if row is None:
                return None
            row.state, row.started_at, row.lease_until = "sending", now, now + LEASE
            row.attempts += 1
            return _message(row)

    def unclear(self, *, now: datetime) -> Message | None:
        """Take the oldest message whose end is unknown and whose settle window is over, if any."""
        query = select(OutboxRow).where(
            OutboxRow.state == "sending",
            col(OutboxRow.lease_until) <= now,
            col(OutboxRow.started_at) <= now - SETTLE,
        )
        with self._store.write() as session:
            row = session.exec(_first(query)).first()
            if row is None:
                return None
            row.lease_until = now + LEASE
            return _message(row)

    def settle(self, message: Message, outcome: Outcome, *, now: datetime) -> None:
        """Keep how a claimed message ended; an unclear end leaves it as it is, to be looked for.

        A sender that was overtaken (its lease ran out, another one took the message up) changes nothing.
        """
        with self._store.write() as session:
            row = _claimed(session, message)
            if row is None:
                return
            if isinstance(outcome, Posted):
                row.state, row.posted_ts, row.ended_at, row.reason = "posted", outcome.ts, now, None
                if row.kind == CARD:
                    _keep_card(session, row)
            elif isinstance(outcome, Refused):
                row.state, row.due_at = "due", now + pause(row.attempts, outcome.pause)
                row.reason, row.lease_until = outcome.reason, None
            elif isinstance(outcome, Parked | Dropped):
                row.state = "parked" if isinstance(outcome, Parked) else "dropped"
                row.ended_at, row.reason = now, outcome.reason
            else:
                row.reason = outcome.reason

    def repeat(self, message: Message) -> None:
        """Have a message posted anew: it was looked for and is surely not there."""
        with self._store.write() as session:
            row = _claimed(session, message)
            if row is not None:
                row.state, row.due_at, row.lease_until = "due", None, None
                row.generation += 1

    def revive(self, reasons: Collection[str], *, now: datetime, channel: str | None = None) -> int:
        """Have messages that were parked for one of these reasons sent after all; returns how many.

        `channel`: only those of one channel. What was parked for longer than `STALE` stays where it is.
        """
        query = select(OutboxRow).where(
            OutboxRow.state == "parked",
            col(OutboxRow.reason).in_(reasons),
            col(OutboxRow.ended_at) > now - STALE,
        )
        if channel is not None:
            query = query.where(OutboxRow.channel == channel)
        with self._store.write() as session:
            rows = session.exec(query.with_for_update()).all()
            for row in rows:
                row.state, row.due_at, row.lease_until, row.ended_at = "due", None, None, None
        return len(rows)

    def redraw(self, message: Message, content: dict[str, Any]) -> None:
        """Keep what a message says now that it is sent: it was drawn when it was planned."""
        with self._store.write() as session:
            row = _claimed(session, message)
            if row is not None:
                row.content = content

    def card_waits(self, message: Message) -> bool:
        """Say whether a message before this one has yet to show the same engagement's card."""
        query = select(OutboxRow.seq).where(
            OutboxRow.engagement_id == message.engagement,
            OutboxRow.kind == CARD,
            col(OutboxRow.seq) < message.seq,
            col(OutboxRow.state).in_(("due", "sending")),
        )
        with self._store.read() as session:
            return session.exec(query).first() is not None

    def counts(self) -> dict[str, int]:
        """Return how many messages there are in each state: due, sending, posted, parked, dropped."""
        with self._store.read() as session:
            found = session.exec(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
        return dict.fromkeys(("due", "sending", "posted", "parked", "dropped"), 0) | dict(found)

    def found(self, ids: Sequence[str]) -> tuple[tuple[Message, str, str | None], ...]:
        """Return messages in the order in which they were asked for, each with its state and reason."""
        with self._store.read() as session:
            query = select(OutboxRow).where(col(OutboxRow.id).in_(ids)).order_by(col(OutboxRow.seq))
            return tuple((_message(row), row.state, row.reason) for row in session.exec(query).all())

    def sending(self, ids: Sequence[str]) -> bool:
        """Say whether any of these messages is on its way."""
        return any(state == "sending" for _, state, _ in self.found(ids))


def card(engagement: Engagement, key: str) -> Notice:
    """Return the wish to have an engagement's card drawn anew; `key` names what makes it necessary."""
    return Notice(f"card {key}", CARD, engagement.team, engagement.channel, engagement=engagement.id)


def add(
    session: Session, notices: Iterable[Notice], *, now: datetime, due: datetime | None = None
) -> list[str]:
    """Write messages in the transaction of what causes them; one that is there already is left alone.

    `due` is when they are sent (this machine's time), None: at once. Returns the ids of all of them.
    """
    ids = []
    for notice in notices:
        id_ = str(uuid5(NAMESPACE, notice.key))
        ids.append(id_)
        known = OutboxRow.id == id_
        if notice.kind == CARD:  # one drawing shows every change that came before it
            same = (OutboxRow.engagement_id == notice.engagement) & (OutboxRow.kind == CARD)
            known = known | (same & (OutboxRow.state == "due"))
        if session.exec(select(OutboxRow.seq).where(known)).first() is None:
            session.add(_row(notice, id_, now, due))
            session.flush()
    return ids


def _row(notice: Notice, id_: str, now: datetime, due: datetime | None) -> OutboxRow:
    return OutboxRow(
        id=id_,
        engagement_id=notice.engagement,
        kind=notice.kind,
        team=notice.team,
        channel=notice.channel,
        thread=notice.thread,
        content=notice.content,
        created_at=now,
        due_at=due,
    )


def _keep_card(session: Session, row: OutboxRow) -> None:
    engagement = session.get(EngagementRow, row.engagement_id)
    if engagement is not None:
        engagement.card_ts = row.posted_ts


def _claimed(session: Session, message: Message) -> OutboxRow | None:
    """Return a message's row while this claim of it stands; None once another one took it up."""
    query = select(OutboxRow).where(
        OutboxRow.id == message.id,
        OutboxRow.state == "sending",
        OutboxRow.attempts == message.attempts,
        OutboxRow.generation == message.generation,
    )
    return session.exec(query.with_for_update()).first()


def _first(query: Any) -> Any:
    return query.order_by(col(OutboxRow.seq)).limit(1).with_for_update(skip_locked=True)


def _message(row: OutboxRow) -> Message:
    return Message(
        seq=row.seq or 0,
        id=row.id,
        kind=row.kind,
        engagement=row.engagement_id,
        team=row.team,
        channel=row.channel,
        thread=row.thread,
        content=row.content,
        attempts=row.attempts,
        generation=row.generation,
        started_at=row.started_at or row.created_at,
        posted_ts=row.posted_ts,
    )
