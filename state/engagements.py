"""The engagements: opened, found, listed; and the one way in which any of them changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from state import checklists, history, outbox
from state.records import loaded, save
from state.rules.broken import RuleBroken
from state.rules.change import Call, Change
from state.rules.checklist import enlist
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.opening import Opening, opened
from state.rules.party import Actor
from state.store import Store
from state.tables import AdministratorRow, EngagementRow, FollowedRow, MemberRow
from state.values import engagement_columns, name_key
from state.voice import Voice


class Engagements:
    """Every engagement is read whole and changed whole; a change brings its history and its notices."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def open(self, opening: Opening, call: Call, *, team: str, channel: str) -> Engagement:
        """Open an engagement in its channel, in takeover, with that phase's checklist.

        A channel may follow several. What was opened by the same event comes back as it is. Raises as
        `opening.opened`, and `name_taken` (name).
        """
        today = day(call.at, opening.zone)
        made = opened(opening, id_=uuid4().hex, team=team, channel=channel, today=today, by=call.by)
        instead = checklists.instead_of_upgrade().get(made.upgrade, ())
        made = enlist(made, (*checklists.tasks(Phase.TAKEOVER), *instead))
        with self._store.write() as session:
            for row in session.exec(_in_channel(team, channel)).all():
                if history.opened_by(session, row.id, call):
                    return loaded(session, [row])[0]
            self._add(session, made, call, action="engagement.open")
        return made

    def bring(self, engagements: Sequence[tuple[Engagement, str]], call: Call, *, action: str) -> None:
        """Keep engagements that began elsewhere (DOMAIN T14), all of them or none, each with its evidence.

        Raises `name_taken` (name).
        """
        with self._store.write() as session:
            for one, evidence in engagements:
                self._add(session, one, call, action=action, note=evidence)

    def change(
        self,
        id_: str,
        rule: Callable[[Engagement], Engagement],
        call: Call,
        *,
        action: str,
        number: int | None = None,
        note: str = "",
    ) -> Engagement:
        """Apply a rule to an engagement, in one transaction with its history entry and its notices.

        An event that had its effect before (`call.cause`) has no second one: the engagement comes back
        as it is. Raises what the rule raises, and `engagement_unknown`.
        """
        with self._store.write() as session:
            row = session.get(EngagementRow, id_, with_for_update=True)
            if row is None:
                raise RuleBroken("engagement_unknown")
            before = loaded(session, [row])[0]
            if history.known(session, id_, call):
                return before
            try:
                after = rule(before)
            except RuleBroken as broken:
                broken.about = before
                raise
            row.sqlmodel_update(engagement_columns(after))
            self._record(session, row, _change(action, before, after, call, number, note), call)
        return after

    def get(self, id_: str) -> Engagement:
        """Return an engagement; raises `engagement_unknown`."""
        found = self._all(select(EngagementRow).where(EngagementRow.id == id_))
        if not found:
            raise RuleBroken("engagement_unknown")
        return found[0]

    def in_channel(self, team: str, channel: str) -> tuple[Engagement, ...]:
        """Return the engagements followed in a channel that are not archived.

        The open ones come first, by name, then the closed ones, the last one closed first.
        """
        found = self._all(_in_channel(team, channel).where(col(EngagementRow.archived_on).is_(None)))
        closed = [one for one in found if one.closed_on is not None]
        closed.sort(key=lambda one: one.closed_on or date.max, reverse=True)
        return (*(one for one in found if one.closed_on is None), *closed)

    def at(self, team: str, channel: str) -> Engagement | None:
        """Return the first engagement followed in a channel, as `in_channel` orders them."""
        return next(iter(self.in_channel(team, channel)), None)

    def named(self, name: str) -> Engagement | None:
        """Return the engagement of that name, whatever its case and accents."""
        found = self._all(select(EngagementRow).where(EngagementRow.name_key == name_key(name)))
        return found[0] if found else None

    def of(self, actor: Actor) -> tuple[Engagement, ...]:
        """Return the open engagements in which a person has a role or which they administer, by name."""
        theirs = [
            select(kind.engagement_id).where(kind.team == actor.team, kind.user == actor.user)
            for kind in (MemberRow, AdministratorRow)
        ]
        query = select(EngagementRow).where(
            or_(*(col(EngagementRow.id).in_(one) for one in theirs)), col(EngagementRow.closed_on).is_(None)
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

    def forget_card(self, id_: str, ts: str) -> None:
        """Have the card posted anew: somebody deleted its message, of that `ts`."""
        with self._store.write() as session:
            row = session.get(EngagementRow, id_)
            if row is not None and row.card_ts == ts:
                row.card_ts = None

    def _all(self, query: SelectOfScalar[EngagementRow]) -> tuple[Engagement, ...]:
        with self._store.read() as session:
            rows = session.exec(query.order_by(col(EngagementRow.name_key))).all()
            return tuple(loaded(session, rows))

    def _add(self, session: Session, made: Engagement, call: Call, *, action: str, note: str = "") -> None:
        self._refuse_name(session, made.name)
        row = EngagementRow(**engagement_columns(made), history_seq=0, history_digest=history.START)
        session.add(row)
        session.flush()
        self._record(session, row, _change(action, None, made, call, None, note), call)

    def _record(self, session: Session, row: EngagementRow, change: Change, call: Call) -> None:
        save(session, change.before, change.after)
        history.append(session, row, change, call)
        outbox.add(session, self._voice.announce(change), now=change.at)

    @staticmethod
    def _refuse_name(session: Session, name: str) -> None:
        same = select(EngagementRow).where(EngagementRow.name_key == name_key(name))
        if (taken := session.exec(same).first()) is not None:
            raise RuleBroken("name_taken", name=taken.name)


def _in_channel(team: str, channel: str) -> SelectOfScalar[EngagementRow]:
    here = select(FollowedRow.engagement_id).where(FollowedRow.team == team, FollowedRow.channel == channel)
    return select(EngagementRow).where(col(EngagementRow.id).in_(here))


def _change(
    action: str, before: Engagement | None, after: Engagement, call: Call, number: int | None, note: str
) -> Change:
    return Change(
        action, before, after, call.by, call.at, number, note, behalf=call.behalf, evidence=call.evidence
    )


def day(now: datetime, zone: str) -> date:
    """Return the day that it is in a zone at an instant."""
    return now.astimezone(ZoneInfo(zone)).date()
