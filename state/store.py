"""The database behind the ledger: connections, one transaction a change, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from state.errors import StoreUnavailable

# Below the 3 seconds that Slack waits for an acknowledgement.
BUSY_MILLISECONDS = 1500
# SQLite's primary result codes (sqlite.org/rescode.html).
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: "store_locked",
    sqlite3.SQLITE_LOCKED: "store_locked",
    sqlite3.SQLITE_READONLY: "store_readonly",
    sqlite3.SQLITE_CANTOPEN: "store_unreachable",
    sqlite3.SQLITE_CORRUPT: "store_unreachable",
    sqlite3.SQLITE_FULL: "store_unreachable",
    sqlite3.SQLITE_IOERR: "store_unreachable",
    sqlite3.SQLITE_NOTADB: "store_unreachable",
}


class Store:
    """One database; every use case reads or writes in one transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only reads; raises StoreUnavailable."""
        with saying_why(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that is committed as a whole, or not at all; raises StoreUnavailable."""
        with saying_why(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session


def connect(url: str, *, foreign_keys: bool = True) -> Engine:
    """Make the engine; nothing is opened yet. Raises StoreUnavailable for a URL that is no database's."""
    if not url.startswith("sqlite:"):
        return _other(url)
    engine = create_engine(url, max_overflow=-1)  # threads queue for the database, not for a connection

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy's own BEGIN below, instead of the driver's late and deferred one.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        # Not WAL: its reset bug corrupts in versions before 3.51.3 (sqlite.org/wal.html#walresetbug).
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns from reading to writing fails at once under contention.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _other(url: str) -> Engine:
    """Make the engine of another database, where its driver is installed."""
    try:
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ImportError) as error:
        raise StoreUnavailable("store_unreachable", detail=str(error)) from error


@contextmanager
def saying_why() -> Iterator[None]:
    """Turn the driver's errors into StoreUnavailable; broken constraints and bugs pass through."""
    try:
        yield
    except DBAPIError as error:
        if code := _code(error):
            raise StoreUnavailable(code, detail=str(error.orig)) from error
        raise
    except PoolTimeout as error:
        raise StoreUnavailable("store_unreachable", detail=str(error)) from error


def _code(error: DBAPIError) -> str | None:
    if isinstance(error.orig, sqlite3.Error):
        return SQLITE_CODES.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    return "store_unreachable" if isinstance(error, OperationalError | InterfaceError) else None
