"""The rows of what people ask: gaps, answers, what is said of them, and threads that go on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field

from state.columns import Base, Instant, Json


class GapRow(Base, table=True):
    """A question that nothing answers, once for each `place` (an engagement, else a channel) and `key`.

    `cause` is the event that was counted last in `times`; `askers` are (team, user); `nearest` are anchors.
    Whoever was asked is `asked_*`, at whose wish `asked_by_*`.
    """

    __tablename__ = "gap"
    __table_args__ = (
        UniqueConstraint("place", "key"),
        CheckConstraint("settled_how IN ('answered', 'covered')", name="how_known"),
        {"sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, primary_key=True)
    place: str
    key: str
    question: str
    language: str
    team: str
    channel: str
    user: str
    engagement_id: str | None = Field(foreign_key="engagement.id")
    at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)
    nearest: Any = Field(sa_column=Column("nearest", Json, nullable=False))
    score: float | None
    times: int
    cause: str | None
    aloud: bool
    askers: Any = Field(sa_column=Column("askers", Json, nullable=False))
    asked_team: str | None = None
    asked_user: str | None = None
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_by_team: str | None = None
    asked_by_user: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_how: str | None = None
    settled_team: str | None = None
    settled_user: str | None = None


class AnswerRow(Base, table=True):
    """An answer that people may judge: to which question, from which sections (anchors).

    `cause` is the event that asked, once: worked off again, it is the same answer.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_answer_at", "at"),
        {"sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, primary_key=True)
    question: str
    language: str
    sections: Any = Field(sa_column=Column("sections", Json, nullable=False))
    team: str
    channel: str
    user: str
    engagement_id: str | None = Field(foreign_key="engagement.id")
    at: datetime = Field(sa_type=Instant)
    cause: str | None


class FeedbackRow(Base, table=True):
    """The last word of one person on one answer."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("verdict IN ('up', 'down')", name="verdict_known"),)

    answer: int = Field(primary_key=True, foreign_key="answer.number")
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    verdict: str
    reason: str | None
    note: str
    at: datetime = Field(sa_type=Instant)


class ConversationRow(Base, table=True):
    """The last question that was answered in a thread, by the `ts` of its root; kept for some days."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_at", "at"),
        CheckConstraint("kind IN ('methodology', 'engagement', 'refusal')", name="kind_known"),
    )

    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    thread: str = Field(primary_key=True)
    question: str
    language: str
    kind: str
    asker_team: str | None
    asker: str
    at: datetime = Field(sa_type=Instant)
    engagement_id: str | None = Field(foreign_key="engagement.id")
    interrupted: bool
