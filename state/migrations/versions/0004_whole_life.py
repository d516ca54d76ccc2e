"""Roles and administrators, several engagements in a channel and several channels, all words of a party."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_on IS NULL")
#: Tables whose fields that no query asks for are kept as JSON from now on.
WITH_MORE = ("engagement", "member", "item", "decision")
#: SQLite does not tell of checks: they have to be named to be changed.
MEMBER = ("party IN ('client', 'provider')", "party IN ('client', 'provider', 'incoming')")
VERDICT = ("verdict IN ('accepted', 'refused')", "verdict IN ('accepted', 'reserved', 'refused', 'waived')")
ROLE = "role IN ('lead', 'signatory', 'delegate', 'member', 'observer')"


def upgrade() -> None:
    op.drop_index("ix_engagement_open_channel", table_name="engagement")
    op.add_column("engagement", sa.Column("archived_on", sa.Date(), nullable=True))
    op.add_column("engagement", sa.Column("sealed_seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("history", sa.Column("behalf", sa.String(), nullable=True))
    op.add_column("reminder", sa.Column("ref", sa.Integer(), nullable=True))
    op.add_column("member", sa.Column("role", sa.String(), nullable=False, server_default="signatory"))
    for table in WITH_MORE:
        op.add_column(table, sa.Column("more", sa.Text(), nullable=False, server_default="{}"))
    _followed()
    op.drop_column("engagement", "team")
    op.drop_column("engagement", "channel")
    _administrator()
    _recheck("member", _member(), {"party_known": MEMBER, "role_known": (None, ROLE)})
    _recheck("decision", _decision(), {"party_known": MEMBER, "verdict_known": VERDICT})
    op.create_index("ix_member_person", "member", ["team", "user"])
    # Before there were roles, whoever was named first led their party (`state.told` agrees).
    op.execute(
        "UPDATE member SET role = 'lead' WHERE place = (SELECT min(other.place) FROM member AS other "
        "WHERE other.engagement_id = member.engagement_id AND other.party = member.party)"
    )


def downgrade() -> None:
    op.drop_index("ix_member_person", table_name="member")
    _recheck("decision", _decision(), {"party_known": MEMBER[::-1], "verdict_known": VERDICT[::-1]})
    _recheck("member", _member(), {"party_known": MEMBER[::-1], "role_known": (ROLE, None)})
    op.drop_index("ix_administrator_person", table_name="administrator")
    op.drop_table("administrator")
    for name in ("team", "channel"):
        op.add_column("engagement", sa.Column(name, sa.String(), nullable=False, server_default=""))
        home = f"SELECT {name} FROM followed WHERE engagement_id = engagement.id AND home"  # noqa: S608 - our own words
        op.execute(f"UPDATE engagement SET {name} = ({home})")  # noqa: S608
    op.drop_index("ix_followed_channel", table_name="followed")
    op.drop_table("followed")
    for table in WITH_MORE:
        op.drop_column(table, "more")
    op.drop_column("member", "role")
    op.drop_column("history", "behalf")
    op.drop_column("reminder", "ref")
    op.drop_column("engagement", "sealed_seq")
    op.drop_column("engagement", "archived_on")
    op.create_index(
        "ix_engagement_open_channel",
        "engagement",
        ["team", "channel"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _followed() -> None:
    op.create_table(
        "followed",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("home", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_followed_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "team", "channel", name=op.f("pk_followed")),
        sa.UniqueConstraint("engagement_id", "place", name=op.f("uq_followed_engagement_id_place")),
    )
    op.create_index("ix_followed_channel", "followed", ["team", "channel"])
    op.execute(
        "INSERT INTO followed (engagement_id, team, channel, home, place) "
        "SELECT id, team, channel, true, 0 FROM engagement"
    )


def _administrator() -> None:
    op.create_table(
        "administrator",
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_administrator_engagement_id")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "team", "user", name=op.f("pk_administrator")),
        sa.UniqueConstraint("engagement_id", "place", name=op.f("uq_administrator_engagement_id_place")),
    )
    op.create_index("ix_administrator_person", "administrator", ["team", "user"])


def _recheck(table: str, columns: sa.Table, checks: dict[str, tuple[str | None, str | None]]) -> None:
    """Put other checks in the place of a table's; SQLite needs it copied."""
    for name, (old, _) in checks.items():
        if old is not None:
            columns.append_constraint(sa.CheckConstraint(old, name=op.f(f"ck_{table}_{name}")))
    with op.batch_alter_table(table, copy_from=columns) as batch:
        for name, (old, new) in checks.items():
            if old is not None:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            if new is not None:
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), new)


def _member() -> sa.Table:
    return sa.Table(
        "member",
        sa.MetaData(),
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False, server_default="signatory"),
        sa.Column("more", sa.Text(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_member_engagement_id")),
        sa.PrimaryKeyConstraint("engagement_id", "team", "user", name=op.f("pk_member")),
        sa.UniqueConstraint("engagement_id", "place", name=op.f("uq_member_engagement_id_place")),
    )


def _decision() -> sa.Table:
    return sa.Table(
        "decision",
        sa.MetaData(),
        sa.Column("engagement_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(
            ["engagement_id", "number"],
            ["item.engagement_id", "item.number"],
            name=op.f("fk_decision_engagement_id_number"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", "number", "party", name=op.f("pk_decision")),
    )
