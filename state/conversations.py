"""The threads in which Relais answered: the last question of each, forgotten after some days."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, select

from state.question_tables import ConversationRow
from state.rules.conversation import FOLLOWED, Asker, Conversation, Thread
from state.rules.reason import visible
from state.store import Store


class Conversations:
    """One row a thread; what is older than `FOLLOWED` is deleted with the next question."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, thread: Thread, conversation: Conversation) -> None:
        """Keep what was asked last in a thread."""
        with self._store.write() as session:
            session.exec(delete(ConversationRow).where(col(ConversationRow.at) < conversation.at - FOLLOWED))
            session.merge(_row(thread, conversation))

    def of(self, thread: Thread) -> Conversation | None:
        """Return what was asked last in a thread; None where nothing was."""
        with self._store.read() as session:
            row = _known(session, thread)
            return _conversation(row) if row else None

    def latest(self, team: str, channel: str) -> Conversation | None:
        """Return what was asked last in any thread of a channel, such as a direct message."""
        query = select(ConversationRow).where(
            ConversationRow.team == team, ConversationRow.channel == channel
        )
        with self._store.read() as session:
            row = session.exec(query.order_by(col(ConversationRow.at).desc()).limit(1)).first()
            return _conversation(row) if row else None

    def interrupt(self, thread: Thread, at: datetime) -> None:
        """Note that somebody has said something else in a thread since its last question."""
        with self._store.write() as session:
            row = _known(session, thread)
            if row is not None and row.at < at:
                row.interrupted = True


def _known(session: Session, thread: Thread) -> ConversationRow | None:
    return session.get(ConversationRow, (thread.team, thread.channel, thread.root))


def _row(thread: Thread, conversation: Conversation) -> ConversationRow:
    return ConversationRow(
        team=thread.team,
        channel=thread.channel,
        thread=thread.root,
        question=visible(conversation.question),
        language=conversation.language,
        kind=conversation.kind,
        asker_team=conversation.by.team,
        asker=conversation.by.user,
        at=conversation.at,
        engagement_id=conversation.engagement,
        interrupted=conversation.interrupted,
    )


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        question=row.question,
        language=row.language,
        kind=row.kind,
        by=Asker(row.asker_team, row.asker),
        at=row.at,
        engagement=row.engagement_id,
        interrupted=row.interrupted,
    )
