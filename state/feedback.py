"""What people say of answers: each answer with its question, and one word of each person on it."""

from __future__ import annotations

from datetime import UTC

from sqlmodel import Session, col, delete, select

from state import gaps
from state.question_tables import AnswerRow, FeedbackRow
from state.records import engagement_in
from state.rules import feedback as rules
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.feedback import KEPT, Given, Opinion, Reason, Vote
from state.rules.party import Actor
from state.rules.reason import visible
from state.store import Store


class Feedback:
    """Buttons find an answer by its number: also after a restart, and where nothing was posted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, given: Given, call: Call) -> int:
        """Keep an answer, so that it can be judged, and return its number; the same event gives one answer.

        The question is no gap any more where it was one. Old answers that nobody judged are forgotten.
        """
        at = call.at.astimezone(UTC)
        with self._store.write() as session:
            known = select(AnswerRow).where(AnswerRow.cause == call.cause)
            row = session.exec(known).first() if call.cause is not None else None
            if row is None:
                row = _answer(given, call)
                session.add(row)
                gaps.cover(session, given.channel, given.engagement, given.question, at)
                judged = select(FeedbackRow.answer)
                old = (col(AnswerRow.at) < at - KEPT) & col(AnswerRow.number).not_in(judged)
                session.exec(delete(AnswerRow).where(old))
                session.flush()
            return row.number or 0

    def given(self, number: int) -> Given:
        """Return an answer; raises `answer_gone`."""
        with self._store.read() as session:
            return _given(_row(session, number))

    def vote(
        self, number: int, call: Call, *, vote: Vote, reason: Reason | None = None, note: str = ""
    ) -> Opinion:
        """Keep a person's word on an answer, in place of an earlier one.

        Raises as `rules.feedback.judged`, and `answer_gone`.
        """
        with self._store.write() as session:
            row = _row(session, number)
            engagement = engagement_in(session, row.engagement_id)
            at = call.at.astimezone(UTC)
            said = rules.judged(_given(row), engagement, call.by, at, vote=vote, reason=reason, note=note)
            session.merge(_feedback(number, said))
        return said

    def all(self) -> tuple[Opinion, ...]:
        """Return what people said of answers, of all channels, the newest first."""
        query = select(FeedbackRow, AnswerRow).where(FeedbackRow.answer == AnswerRow.number)
        with self._store.read() as session:
            found = session.exec(query.order_by(col(FeedbackRow.at).desc())).all()
            return tuple(_opinion(said, answer) for said, answer in found)


def _row(session: Session, number: int) -> AnswerRow:
    row = session.get(AnswerRow, number)
    if row is None:
        raise RuleBroken("answer_gone")
    return row


def _answer(given: Given, call: Call) -> AnswerRow:
    return AnswerRow(
        question=visible(given.question),
        language=given.language,
        sections=list(given.sections),
        team=call.by.team,
        channel=given.channel,
        user=call.by.user,
        engagement_id=given.engagement,
        at=call.at.astimezone(UTC),
        cause=call.cause,
    )


def _feedback(number: int, said: Opinion) -> FeedbackRow:
    return FeedbackRow(
        answer=number,
        team=said.by.team,
        user=said.by.user,
        verdict=said.vote.value,
        reason=said.reason.value if said.reason else None,
        note=said.note,
        at=said.at,
    )


def _given(row: AnswerRow) -> Given:
    return Given(row.question, row.language, tuple(row.sections), row.channel, row.engagement_id)


def _opinion(said: FeedbackRow, answer: AnswerRow) -> Opinion:
    reason = Reason(said.reason) if said.reason else None
    by, vote = Actor(said.team, said.user), Vote(said.verdict)
    return Opinion(_given(answer), by, said.at, vote, reason, said.note)
