"""What the database's refusals become, and how its schema is brought up to date."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from state.columns import Base
from state.errors import StoreUnavailable
from state.ledger import Ledger, open_ledger
from state.migration import FOLDER, migrate
from state.store import connect
from state.tables import SCHEMA
from tests.engagements import NADIA, T0, call, opening
from tests.state.conftest import PlainVoice


def open_one(ledger: Ledger) -> None:
    ledger.engagements.open(opening(), call(NADIA), team="T", channel="C")


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})

        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == SCHEMA


def test_each_migration_can_be_undone_and_done_again(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    undone = 0
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        while MigrationContext.configure(connection).get_current_revision() is not None:
            command.downgrade(config, "-1")
            undone += 1

    assert undone == int(SCHEMA)
    assert migrate(engine)


def test_migrating_twice_does_nothing_the_second_time(url: str) -> None:
    engine = connect(url)

    assert [migrate(engine), migrate(engine)] == [True, False]


def test_a_schema_of_a_newer_relais_is_refused(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable) as refused:
        migrate(engine)
    assert (refused.value.code, refused.value.values) == ("store_newer", {"found": "9999"})


def test_a_database_that_another_program_holds_is_locked(ledger: Ledger, url: str) -> None:
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreUnavailable) as refused:
        open_one(ledger)
    other.close()

    assert refused.value.code == "store_locked"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write read-only files")
def test_a_read_only_file_is_read_only(ledger: Ledger, url: str) -> None:
    Path(url.removeprefix("sqlite:///")).chmod(0o400)

    with pytest.raises(StoreUnavailable) as refused:
        open_one(ledger)
    assert refused.value.code == "store_readonly"


def test_a_database_that_says_it_is_read_only_is_read_only(ledger: Ledger, url: str) -> None:
    """The same where the tests run as root, who may write to any file."""
    readonly = Ledger(
        connect(f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&uri=true"), PlainVoice()
    )

    with pytest.raises(StoreUnavailable) as refused:
        open_one(readonly)
    assert refused.value.code == "store_readonly"


def test_a_file_that_is_no_database_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("a text, and long enough to be no header of SQLite " * 20)

    with pytest.raises(StoreUnavailable) as refused:
        open_ledger(f"sqlite:///{tmp_path / 'x.sqlite3'}", PlainVoice())
    assert refused.value.code == "store_unreachable"


def test_a_folder_that_does_not_exist_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_ledger(f"sqlite:///{tmp_path / 'none' / 'x.sqlite3'}", PlainVoice())
    assert refused.value.code == "store_unreachable"


@pytest.mark.parametrize("wrong", ["postgresql://localhost/relais", "nonsense", "mongodb://x/y", ""])
def test_a_database_that_cannot_be_talked_to_is_unreachable(wrong: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_ledger(wrong, PlainVoice())
    assert refused.value.code == "store_unreachable"


def test_a_naive_time_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="an instant needs a zone"):
        ledger.reminders._note([], T0.replace(tzinfo=None))
