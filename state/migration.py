"""Brings the database to the schema that this Relais is written for."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from state.errors import StoreUnavailable
from state.store import saying_why
from state.tables import SCHEMA

FOLDER = Path(__file__).with_name("migrations")


def migrate(engine: Engine) -> bool:
    """Bring the schema up to date in one transaction; False when it was already.

    Raises StoreUnavailable: `store_newer` (found) for a database that a newer Relais wrote, and the
    codes of a database that does not take part.
    """
    with saying_why(), engine.execution_options(writes=True).begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == SCHEMA:
            return False
        if found is not None and found not in _known():
            raise StoreUnavailable("store_newer", found=found)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, SCHEMA)
    return True


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
