"""The last question that was answered in each thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asker_team", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engagement_id", sa.String(), nullable=True),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('methodology', 'engagement', 'refusal')", name=op.f("ck_conversation_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_conversation_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("team", "channel", "thread", name=op.f("pk_conversation")),
    )
    op.create_index("ix_conversation_at", "conversation", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_conversation_at", table_name="conversation")
    op.drop_table("conversation")
