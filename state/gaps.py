"""The questions that nothing answers: counted, passed on to a person, settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from state import outbox
from state.question_tables import GapRow
from state.records import engagement_in
from state.rules import gap as rules
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.gap import Gap, How, Passed, Settled, Unanswered
from state.rules.party import Actor
from state.rules.reason import visible
from state.store import Store
from state.voice import Voice


class Gaps:
    """Each question once where it was asked; what becomes of it is one transaction with its message."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def keep(self, asked: Unanswered, call: Call) -> Gap:
        """Keep a question that was refused, or count it once more; the same event counts once."""
        with self._store.write() as session:
            row = _known(session, asked.channel, asked.engagement, asked.question)
            if row is not None and call.cause is not None and row.cause == call.cause:
                return _gap(row)
            at = call.at.astimezone(UTC)
            after = rules.again(_gap(row), asked, call.by, at) if row else rules.first(asked, call.by, at)
            row = row or GapRow(**_question(asked))
            row.sqlmodel_update(_state(after) | {"cause": call.cause})
            session.add(row)
            session.flush()
            return _gap(row)

    def get(self, number: int) -> Gap:
        """Return a question; raises `gap_unknown` (number)."""
        with self._store.read() as session:
            return _gap(_row(session, number))

    def pass_on(self, number: int, call: Call, *, thread: str | None) -> Gap:
        """Have a person of the caller's own party asked, by one message in a thread (None: in the channel).

        Raises as `rules.gap.passed_on`, and `gap_unknown` (number), `nobody_to_ask` outside an engagement.
        """
        with self._store.write() as session:
            row = _row(session, number)
            engagement = engagement_in(session, row.engagement_id)
            if engagement is None:
                raise RuleBroken("nobody_to_ask")
            after = rules.passed_on(_gap(row), engagement, call.by, call.at.astimezone(UTC))
            row.sqlmodel_update(_state(after))
            outbox.add(session, [self._voice.pass_on(after, engagement, thread)], now=call.at)
        return after

    def settle(self, number: int, call: Call) -> Gap:
        """Note that a person answered a question.

        Raises as `rules.gap.settle`, and `gap_unknown` (number).
        """
        with self._store.write() as session:
            row = _row(session, number)
            engagement = engagement_in(session, row.engagement_id)
            after = rules.settle(_gap(row), engagement, call.by, call.at.astimezone(UTC))
            row.sqlmodel_update(_state(after))
        return after

    def open_in(self, channel: str, engagement: str | None, *, reader: Actor | None) -> tuple[Gap, ...]:
        """Return what is open in a channel and its engagement, the newest first, as far as a reader sees it.

        `reader` None: everyone in the channel at once.
        """
        places = {channel, rules.place(channel, engagement)}
        query = select(GapRow).where(col(GapRow.place).in_(places), col(GapRow.settled_at).is_(None))
        with self._store.read() as session:
            rows = session.exec(query.order_by(col(GapRow.last_at).desc(), col(GapRow.number).desc())).all()
            return tuple(gap for row in rows if rules.seen_by(gap := _gap(row), reader))

    def all(self, *, settled: bool = False) -> tuple[Gap, ...]:
        """Return every open question, of all channels, the newest first; `settled`: those too."""
        query = select(GapRow)
        if not settled:
            query = query.where(col(GapRow.settled_at).is_(None))
        with self._store.read() as session:
            rows: Sequence[GapRow] = session.exec(query.order_by(col(GapRow.last_at).desc())).all()
            return tuple(_gap(row) for row in rows)


def cover(session: Session, channel: str, engagement: str | None, question: str, at: datetime) -> None:
    """Settle a question that is answered by now where it was asked before."""
    row = _known(session, channel, engagement, question)
    if row is not None and row.settled_at is None:
        row.settled_at, row.settled_how = at, How.COVERED.value


def _known(session: Session, channel: str, engagement: str | None, question: str) -> GapRow | None:
    where = select(GapRow).where(
        GapRow.place == rules.place(channel, engagement), GapRow.key == rules.key(question)
    )
    return session.exec(where.with_for_update()).first()


def _row(session: Session, number: int) -> GapRow:
    row = session.get(GapRow, number, with_for_update=True)
    if row is None:
        raise RuleBroken("gap_unknown", number=number)
    return row


def _question(asked: Unanswered) -> dict[str, Any]:
    """Return the columns that never change."""
    return {
        "place": rules.place(asked.channel, asked.engagement),
        "key": rules.key(asked.question),
        "question": visible(asked.question),
        "language": asked.language,
        "channel": asked.channel,
        "engagement_id": asked.engagement,
        "nearest": list(asked.nearest),
        "score": asked.score,
    }


def _state(gap: Gap) -> dict[str, Any]:
    """Return the columns that change with each asking, and with what becomes of the question."""
    passed, settled = gap.passed, gap.settled
    return {
        "team": gap.askers[0].team,
        "user": gap.askers[0].user,
        "askers": [[one.team, one.user] for one in gap.askers],
        "at": gap.at,
        "last_at": gap.last_at,
        "times": gap.times,
        "aloud": gap.asked.aloud,
        "asked_team": passed.to.team if passed else None,
        "asked_user": passed.to.user if passed else None,
        "asked_at": passed.at if passed else None,
        "asked_by_team": passed.by.team if passed else None,
        "asked_by_user": passed.by.user if passed else None,
        "settled_at": settled.at if settled else None,
        "settled_how": settled.how.value if settled else None,
        "settled_team": settled.by.team if settled and settled.by else None,
        "settled_user": settled.by.user if settled and settled.by else None,
    }


def _gap(row: GapRow) -> Gap:
    asked = Unanswered(
        question=row.question,
        language=row.language,
        channel=row.channel,
        engagement=row.engagement_id,
        nearest=tuple(row.nearest),
        score=row.score,
        aloud=row.aloud,
    )
    return Gap(
        number=row.number or 0,
        asked=asked,
        askers=tuple(Actor(team, user) for team, user in row.askers),
        at=row.at,
        last_at=row.last_at,
        times=row.times,
        passed=_passed(row),
        settled=_settled(row),
    )


def _passed(row: GapRow) -> Passed | None:
    to, by = _actor(row.asked_team, row.asked_user), _actor(row.asked_by_team, row.asked_by_user)
    return Passed(to, by, row.asked_at) if to and by and row.asked_at else None


def _settled(row: GapRow) -> Settled | None:
    if row.settled_at is None or row.settled_how is None:
        return None
    return Settled(How(row.settled_how), row.settled_at, _actor(row.settled_team, row.settled_user))


def _actor(team: str | None, user: str | None) -> Actor | None:
    return Actor(team, user) if team and user else None
