"""The rows in which engagements are kept: present state, history, and what waits to be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field

from state.columns import Base, Instant, Json

# The revision of state/migrations that these rows are written for.
SCHEMA = "0004"


class EngagementRow(Base, table=True):
    """`name_key` is the name without case and accents. `history_*` is the head of its chain.

    Up to entry `sealed_seq`, its seals were told. `more` is what no query asks for, less what is at its
    default. `card_ts` is the message in its home channel that is pinned and edited in place.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        UniqueConstraint("name_key"),
        CheckConstraint(
            "phase IN ('takeover', 'upgrade', 'operations', 'exit', 'closed')", name="phase_known"
        ),
    )

    id: str = Field(primary_key=True)
    name: str
    name_key: str
    phase: str
    phase_since: date
    created_on: date
    upgrade: str
    upgrade_reason: str
    language: str
    zone: str
    live_on: date | None
    closed_on: date | None
    archived_on: date | None
    contract: Any = Field(sa_column=Column("contract", Json, nullable=False))
    more: Any = Field(sa_column=Column("more", Json, nullable=False))
    card_ts: str | None = None
    history_seq: int
    history_digest: str
    sealed_seq: int = 0


class FollowedRow(Base, table=True):
    """A channel in which an engagement is followed: the one of its card, which is its home, or another."""

    __tablename__ = "followed"
    __table_args__ = (
        UniqueConstraint("engagement_id", "place"),
        Index("ix_followed_channel", "team", "channel"),
    )

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    home: bool
    place: int


class MemberRow(Base, table=True):
    """A person of one party; `more` is what the role needs: whose delegate, from when until when."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("engagement_id", "place"),
        Index("ix_member_person", "team", "user"),
        CheckConstraint("party IN ('client', 'provider', 'incoming')", name="party_known"),
        CheckConstraint("role IN ('lead', 'signatory', 'delegate', 'member', 'observer')", name="role_known"),
    )

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    party: str
    role: str
    more: Any = Field(sa_column=Column("more", Json, nullable=False))
    place: int


class AdministratorRow(Base, table=True):
    """A person who looks after an engagement's settings, of whatever company."""

    __tablename__ = "administrator"
    __table_args__ = (
        UniqueConstraint("engagement_id", "place"),
        Index("ix_administrator_person", "team", "user"),
    )

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    place: int


class ItemRow(Base, table=True):
    """One line of a checklist; `more` is what no query asks for, less what is at its default."""

    __tablename__ = "item"

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    number: int = Field(primary_key=True)
    key: str
    kind: str
    phase: str
    owner: str
    due: date | None
    more: Any = Field(sa_column=Column("more", Json, nullable=False))


class DecisionRow(Base, table=True):
    """The present word of one party on one item; earlier ones are in the history."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["engagement_id", "number"], ["item.engagement_id", "item.number"]),
        CheckConstraint("party IN ('client', 'provider', 'incoming')", name="party_known"),
        CheckConstraint("verdict IN ('accepted', 'reserved', 'refused', 'waived')", name="verdict_known"),
    )

    engagement_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    party: str = Field(primary_key=True)
    verdict: str
    team: str
    user: str
    at: datetime = Field(sa_type=Instant)
    note: str
    more: Any = Field(sa_column=Column("more", Json, nullable=False))


class HistoryRow(Base, table=True):
    """One change; append-only (triggers in the migration), each row sealing the one before it.

    `cause` is the event that brought it about, once: worked off again, it changes nothing more. `behalf`
    is the person whose word was written down and what it rests on (JSON), where it was not one's own.
    """

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("engagement_id", "cause"),)

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    team: str
    user: str
    source: str
    cause: str | None
    behalf: str | None
    action: str
    note: str
    before: str
    after: str
    previous: str
    digest: str


class OutboxRow(Base, table=True):
    """A message to be posted; `seq` is the order in which they were asked for.

    `created_at` is the engagement's time; `due_at` (None: at once) and the other instants are this machine's.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("ix_outbox_state_due_at", "state", "due_at"),
        CheckConstraint("state IN ('due', 'sending', 'posted', 'parked', 'dropped')", name="state_known"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str
    engagement_id: str | None = Field(foreign_key="engagement.id")
    kind: str
    team: str
    channel: str
    thread: str | None
    content: Any = Field(sa_column=Column("content", Json, nullable=False))
    created_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = "due"
    attempts: int = 0
    generation: int = 0
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    posted_ts: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str | None = None


class ReminderRow(Base, table=True):
    """One step of one obligation, planned once."""

    __tablename__ = "reminder"

    engagement_id: str = Field(primary_key=True, foreign_key="engagement.id")
    key: str = Field(primary_key=True)
    about: str
    on: date
    by: date
    legal: date | None
    item: int | None
    ref: int | None = None
    party: str | None
    critical: bool
    late: bool
    planned_at: datetime = Field(sa_type=Instant)
    outbox_id: str = Field(foreign_key="outbox.id")


class InboxRow(Base, table=True):
    """An event of Slack, kept before it is acknowledged; its body is emptied once it is settled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("event_id"),
        UniqueConstraint("key"),
        Index("ix_inbox_state_due_at", "state", "due_at"),
        CheckConstraint("state IN ('due', 'working', 'done')", name="state_known"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True)
    event_id: str
    key: str
    body: Any = Field(sa_column=Column("body", Json, nullable=False))
    received_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    state: str = "due"
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str | None = None


class PassRow(Base, table=True):
    """The clock's last completed pass; one row."""

    __tablename__ = "clock_pass"

    id: int = Field(default=1, primary_key=True)
    at: datetime = Field(sa_type=Instant)
