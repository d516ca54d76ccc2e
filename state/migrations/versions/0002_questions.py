"""Questions that nothing answers, answers that people may judge, and what they say of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gap",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nearest", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("aloud", sa.Boolean(), nullable=False),
        sa.Column("askers", sa.Text(), nullable=False),
        sa.Column("asked_team", sa.String(), nullable=True),
        sa.Column("asked_user", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_team", sa.String(), nullable=True),
        sa.Column("asked_by_user", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_how", sa.String(), nullable=True),
        sa.Column("settled_team", sa.String(), nullable=True),
        sa.Column("settled_user", sa.String(), nullable=True),
        sa.CheckConstraint("settled_how IN ('answered', 'covered')", name=op.f("ck_gap_how_known")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_gap_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_gap")),
        sa.UniqueConstraint("place", "key", name=op.f("uq_gap_place_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answer",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_answer_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_answer")),
        sa.UniqueConstraint("cause", name=op.f("uq_answer_cause")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_at", "answer", ["at"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('up', 'down')", name=op.f("ck_feedback_verdict_known")),
        sa.ForeignKeyConstraint(["answer"], ["answer.number"], name=op.f("fk_feedback_answer_answer")),
        sa.PrimaryKeyConstraint("answer", "team", "user", name=op.f("pk_feedback")),
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_index("ix_answer_at", table_name="answer")
    op.drop_table("answer")
    op.drop_table("gap")
