"""Reminders: planned once, each with the message that says it, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from state import outbox
from state.endings import Endings
from state.engagements import Engagements, day
from state.errors import StoreUnavailable
from state.outbox import Message
from state.records import loaded
from state.rules.change import Notice
from state.rules.engagement import Engagement
from state.rules.party import Party
from state.rules.reminder import Reminder, due, holds, next_morning
from state.rules.turning import last_turn
from state.store import Store
from state.tables import EngagementRow, PassRow, ReminderRow
from state.voice import Voice

log = logging.getLogger(__name__)

#: How many days ahead the next reminder is looked for.
FAR = 1461


@dataclass(frozen=True, slots=True)
class Planned:
    """What one pass planned for an engagement, and the id of the message that says it."""

    engagement: Engagement
    reminders: tuple[Reminder, ...]
    message: str


class Reminders:
    """Works out at each pass what is due, from the engagements as they are."""

    def __init__(self, store: Store, engagements: Engagements, voice: Voice) -> None:
        self._store = store
        self._engagements = engagements
        self._voice = voice
        self._endings = Endings(engagements)

    def plan(self, *, now: datetime) -> tuple[Planned, ...]:
        """Plan everything that is due at an instant and was not planned yet, and note the pass.

        What time alone brings about (a tacit renewal, the end of the term) comes about first.
        Each engagement's reminders become one message; its card is drawn anew where the day changes it. A
        second pass, or a second process, at the same instant plans nothing more. An engagement that cannot
        be worked out does not keep the others waiting: it is logged, and tried again at the next pass.
        """
        done: list[Planned] = []
        cards: list[Notice] = []
        for engagement in self._engagements.running():
            try:
                present = self._endings.pass_time(engagement, now=now)
                cards += _turned(present, now)
                done += self._plan(present, now)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("the reminders of %s could not be worked out", engagement.id)
        self._note(cards, now)
        return tuple(done)

    def drawn(self, message: Message, *, now: datetime) -> dict[str, Any] | None:
        """Return what a reminder says at the instant when it is sent; None where nothing of it holds.

        One that was planned ahead (`relais tick --now`) speaks of the instant that it was planned for.
        """
        engagement = self._engagements.get(message.engagement or "")
        with self._store.read() as session:
            query = select(ReminderRow).where(ReminderRow.outbox_id == message.id)
            rows = session.exec(query).all()
            kept = [_reminder(row) for row in rows]
            today = day(max([now, *(row.planned_at for row in rows)]), engagement.zone)
        found = [one for one in kept if holds(engagement, one, today=today)]
        return self._voice.remind(engagement, found, today=today).content if found else None

    def next_morning(self, *, now: datetime) -> datetime | None:
        """Return when something will next be recalled if nobody acts (UTC); None within four years."""
        found = (
            next_morning(one, now=now, planned=self._planned(one), within=FAR)
            for one in self._engagements.running()
        )
        return min((one for one in found if one is not None), default=None)

    def last_pass(self) -> datetime | None:
        """Return when the last pass was completed (UTC, the engagements' time); None before the first."""
        with self._store.read() as session:
            row = session.get(PassRow, 1)
            return row.at if row else None

    def _planned(self, engagement: Engagement) -> frozenset[str]:
        with self._store.read() as session:
            return _keys(session, engagement)

    def _plan(self, engagement: Engagement, now: datetime) -> list[Planned]:
        if not due(engagement, now=now, planned=self._planned(engagement)):
            return []
        with self._store.write() as session:
            row = session.get(EngagementRow, engagement.id, with_for_update=True)
            fresh = loaded(session, [row] if row else [])
            found = due(fresh[0], now=now, planned=_keys(session, engagement)) if fresh else ()
            if not found:
                return []  # another process was faster, or somebody acted meanwhile
            notice = self._voice.remind(fresh[0], found, today=day(now, engagement.zone))
            (message,) = outbox.add(session, [notice], now=now)
            session.add_all(_row(engagement, reminder, message, now) for reminder in found)
        return [Planned(engagement, found, message)]

    def _note(self, cards: Sequence[Notice], now: datetime) -> None:
        with self._store.write() as session:
            outbox.add(session, cards, now=now)
            session.merge(PassRow(id=1, at=now))


def _turned(engagement: Engagement, now: datetime) -> list[Notice]:
    """Return the wish for a new card since the last day that changes it: the same one until the next."""
    turn = last_turn(engagement, day(now, engagement.zone))
    return [outbox.card(engagement, f"turned {engagement.id} {turn}")] if turn else []


def _keys(session: Session, engagement: Engagement) -> frozenset[str]:
    query = select(ReminderRow.key).where(ReminderRow.engagement_id == engagement.id)
    return frozenset(session.exec(query).all())


def _row(engagement: Engagement, reminder: Reminder, message: str, now: datetime) -> ReminderRow:
    return ReminderRow(
        engagement_id=engagement.id,
        key=reminder.key,
        about=reminder.about,
        on=reminder.on,
        by=reminder.by,
        legal=reminder.legal,
        item=reminder.item,
        ref=reminder.ref,
        party=reminder.party,
        critical=reminder.critical,
        late=reminder.late,
        planned_at=now,
        outbox_id=message,
    )


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        key=row.key,
        about=row.about,
        on=row.on,
        by=row.by,
        party=Party(row.party) if row.party else None,
        item=row.item,
        ref=row.ref,
        legal=row.legal,
        critical=row.critical,
        late=row.late,
    )
