"""Engagements with their history, the messages to be posted, and the events to be worked off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSE = "the history is append-only"


def upgrade() -> None:
    op.create_table(
        "clock_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pass")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("phase_since", sa.Date(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("upgrade", sa.String(), nullable=False),
        sa.Column("upgrade_reason", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("live_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("card_ts", sa.String(), nullable=True),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("history_digest", sa.String(), nullable=False),
        sa.CheckConstraint(
            "phase IN ('takeover', 'upgrade', 'operations', 'exit', 'closed')",
            name=op.f("ck_engagement_phase_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("name_key", name=op.f("uq_engagement_name_key")),
    )
    op.create_index(
        "ix_engagement_open_channel",
        "engagement",
        ["team", "channel"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'working', 'done')", name=op.f("ck_inbox_state_known")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbox_event_id")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_state_due_at", "inbox", ["state", "due_at"], unique=False)
    op.create_table(
        "history",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_history_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "seq", name=op.f("pk_history")),
        sa.UniqueConstraint("engagement_id", "cause", name=op.f("uq_history_engagement_id_cause")),
    )
    op.create_table(
        "item",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_item_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "number", name=op.f("pk_item")),
    )
    op.create_table(
        "member",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.CheckConstraint("party IN ('client', 'provider')", name=op.f("ck_member_party_known")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_member_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "team", "user", name=op.f("pk_member")),
        sa.UniqueConstraint("engagement_id", "place", name=op.f("uq_member_engagement_id_place")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_ts", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('due', 'sending', 'posted', 'parked', 'dropped')", name=op.f("ck_outbox_state_known")
        ),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_outbox_engagement_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "decision",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("party IN ('client', 'provider')", name=op.f("ck_decision_party_known")),
        sa.CheckConstraint("verdict IN ('accepted', 'refused')", name=op.f("ck_decision_verdict_known")),
        sa.ForeignKeyConstraint(
            ["engagement_id", "number"],
            ["item.engagement_id", "item.number"],
            name=op.f("fk_decision_engagement_id_number"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", "number", "party", name=op.f("pk_decision")),
    )
    op.create_table(
        "reminder",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("legal", sa.Date(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbox_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_reminder_engagement_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_reminder_outbox_id")),
        sa.PrimaryKeyConstraint("engagement_id", "key", name=op.f("pk_reminder")),
    )
    for event in ("UPDATE", "DELETE"):
        _refuse(event)
    _refuse_again()


def downgrade() -> None:
    _allow()
    op.drop_table("reminder")
    op.drop_table("decision")
    op.drop_index("ix_outbox_state_due_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("member")
    op.drop_table("item")
    op.drop_table("history")
    op.drop_index("ix_inbox_state_due_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index(
        "ix_engagement_open_channel",
        table_name="engagement",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_table("engagement")
    op.drop_table("clock_pass")


def _refuse(event: str) -> None:
    """Have the database itself refuse to change what the history says."""
    name = f"history_no_{event.lower()}"
    if op.get_context().dialect.name == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON history {body}")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSE}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON history EXECUTE FUNCTION {name}()")


def _refuse_again() -> None:
    """Have SQLite refuse INSERT OR REPLACE too, which deletes without asking the trigger."""
    if op.get_context().dialect.name == "sqlite":
        there = "SELECT 1 FROM history WHERE engagement_id = NEW.engagement_id AND seq = NEW.seq"
        body = f"WHEN EXISTS ({there}) BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"
        op.execute(f"CREATE TRIGGER history_no_replace BEFORE INSERT ON history {body}")


def _allow() -> None:
    if op.get_context().dialect.name == "sqlite":
        return  # a trigger goes with its table
    for event in ("update", "delete"):
        op.execute(f"DROP FUNCTION history_no_{event} CASCADE")
