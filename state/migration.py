"""Brings the database to the schema that this Relais is written for."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

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
        found = _found(connection)
        if found == SCHEMA:
            return False
        _upgrade(connection, found)
    return True


def _found(connection: Connection) -> str | None:
    """Return the schema's revision; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, found: str | None) -> None:
    # Imported here: it takes a third of a second, and most starts have nothing to upgrade.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreUnavailable("store_newer", found=found)
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA)
