"""The engagements: opened, found, listed; and the one way in which any of them changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from state import checklists, history, outbox
from state.rules.broken import RuleBroken
from state.rules.change import Change
from state.rules.checklist import enlist
from state.rules.engagement import Actor, Engagement, Phase
from state.rules.opening import Opening, opened
from state.store import Store
from state.tables import DecisionRow, EngagementRow, ItemRow, MemberRow
from state.values import decision_rows, engagement_columns, engagement_of, item_row, member_rows, name_key
from state.voice import Voice

Part = TypeVar("Part", MemberRow, ItemRow, DecisionRow)


class Engagements:
    """Every engagement is read whole and changed whole; a change brings its history and its notices."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def open(
        self, opening: Opening, *, team: str, channel: str, by: Actor, now: datetime, source: str
    ) -> Engagement:
        """Open an engagement in its channel, in takeover, with that phase's checklist.

        Raises as `opening.opened`, and `channel_taken` (name: the one that the channel follows) and
        `name_taken` (name).
        """
        made = opened(opening, id_=uuid4().hex, team=team, channel=channel, today=day(now, opening.zone))
        made = enlist(made, checklists.tasks(Phase.TAKEOVER))
        with self._store.write() as session:
            self._refuse_taken(session, made)
            row = EngagementRow(**engagement_columns(made), history_seq=0, history_digest=history.START)
            session.add(row)
            session.flush()
            self._record(session, row, Change("engagement.open", None, made, by, now), source)
        return made

    def change(
        self,
        id_: str,
        rule: Callable[[Engagement], Engagement],
        *,
        action: str,
        by: Actor,
        now: datetime,
        source: str,
        number: int | None = None,
    ) -> Engagement:
        """Apply a rule to an engagement, in one transaction with its history entry and its notices.

        Raises what the rule raises, and `engagement_unknown`.
        """
        with self._store.write() as session:
            row = session.get(EngagementRow, id_, with_for_update=True)
            if row is None:
                raise RuleBroken("engagement_unknown")
            before = _loaded(session, [row])[0]
            after = rule(before)
            row.sqlmodel_update(engagement_columns(after))
            self._record(session, row, Change(action, before, after, by, now, number), source)
        return after

    def get(self, id_: str) -> Engagement:
        """Return an engagement; raises `engagement_unknown`."""
        found = self._all(select(EngagementRow).where(EngagementRow.id == id_))
        if not found:
            raise RuleBroken("engagement_unknown")
        return found[0]

    def at(self, team: str, channel: str) -> Engagement | None:
        """Return the engagement that a channel follows: the open one, else the last that was closed."""
        query = select(EngagementRow).where(EngagementRow.team == team, EngagementRow.channel == channel)
        found = self._all(query)
        still_open = [one for one in found if one.closed_on is None]
        closed = sorted(found, key=lambda one: one.closed_on or date.max)
        return next(iter(still_open), closed[-1] if closed else None)

    def named(self, name: str) -> Engagement | None:
        """Return the engagement of that name, whatever its case and accents."""
        found = self._all(select(EngagementRow).where(EngagementRow.name_key == name_key(name)))
        return found[0] if found else None

    def of(self, actor: Actor) -> tuple[Engagement, ...]:
        """Return the open engagements that a person signs for, by name."""
        theirs = select(MemberRow.engagement_id).where(
            MemberRow.team == actor.team, MemberRow.user == actor.user
        )
        query = select(EngagementRow).where(
            col(EngagementRow.id).in_(theirs), col(EngagementRow.closed_on).is_(None)
        )
        return self._all(query)

    def all(self) -> tuple[Engagement, ...]:
        """Return every engagement, closed ones too, by name."""
        return self._all(select(EngagementRow))

    def running(self) -> tuple[Engagement, ...]:
        """Return every engagement that is not closed, by name."""
        return self._all(select(EngagementRow).where(col(EngagementRow.closed_on).is_(None)))

    def card(self, id_: str) -> str | None:
        """Return the `ts` of the message that shows the engagement in its channel, once it is posted."""
        with self._store.read() as session:
            row = session.get(EngagementRow, id_)
            return row.card_ts if row else None

    def forget_card(self, id_: str) -> None:
        """Have the card posted anew: somebody deleted its message."""
        with self._store.write() as session:
            row = session.get(EngagementRow, id_)
            if row is not None:
                row.card_ts = None

    def _all(self, query: SelectOfScalar[EngagementRow]) -> tuple[Engagement, ...]:
        with self._store.read() as session:
            rows = session.exec(query.order_by(col(EngagementRow.name_key))).all()
            return tuple(_loaded(session, rows))

    def _record(self, session: Session, row: EngagementRow, change: Change, source: str) -> None:
        _save(session, change.before, change.after)
        history.append(
            session, row,
            before=change.before, after=change.after,
            by=change.by, at=change.at, source=source, action=change.action,
        )  # fmt: skip
        outbox.add(session, self._voice.announce(change), now=change.at)

    @staticmethod
    def _refuse_taken(session: Session, made: Engagement) -> None:
        same_name = select(EngagementRow).where(EngagementRow.name_key == name_key(made.name))
        if (taken := session.exec(same_name).first()) is not None:
            raise RuleBroken("name_taken", name=taken.name)
        same_channel = select(EngagementRow).where(
            EngagementRow.team == made.team,
            EngagementRow.channel == made.channel,
            col(EngagementRow.closed_on).is_(None),
        )
        if (taken := session.exec(same_channel).first()) is not None:
            raise RuleBroken("channel_taken", name=taken.name)


def day(now: datetime, zone: str) -> date:
    """Return the day that it is in a zone at an instant."""
    return now.astimezone(ZoneInfo(zone)).date()


def _loaded(session: Session, rows: Sequence[EngagementRow]) -> list[Engagement]:
    ids = [row.id for row in rows]
    members = select(MemberRow).where(col(MemberRow.engagement_id).in_(ids)).order_by(col(MemberRow.place))
    items = select(ItemRow).where(col(ItemRow.engagement_id).in_(ids)).order_by(col(ItemRow.number))
    decisions = select(DecisionRow).where(col(DecisionRow.engagement_id).in_(ids))
    people = _by_engagement(session.exec(members).all())
    tasks = _by_engagement(session.exec(items).all())
    said = _by_engagement(session.exec(decisions).all())
    return [engagement_of(row, people[row.id], tasks[row.id], said[row.id]) for row in rows]


def _by_engagement(rows: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.engagement_id].append(row)
    return found


def _save(session: Session, before: Engagement | None, after: Engagement) -> None:
    """Write the members, items and decisions that differ from what is kept."""
    if before is None or before.members != after.members:
        session.exec(delete(MemberRow).where(col(MemberRow.engagement_id) == after.id))
        session.add_all(member_rows(after))
    old = {item.number: item for item in before.items} if before else {}
    for item in after.items:
        if old.get(item.number) == item:
            continue
        session.merge(item_row(after, item))
        session.flush()  # an item before the decisions that point to it
        for row in decision_rows(after, item):
            session.merge(row)
