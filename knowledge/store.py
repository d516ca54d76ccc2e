"""Where chunks and their vectors are kept: a table of knowledge's own, in SQLite. Chroma is a copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path

#: How long one process waits while another one writes, in seconds.
PATIENCE = 60.0
#: Raise it when the table changes: what an older Relais kept is dropped and made again.
SCHEMA = 1

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TABLE = """CREATE TABLE chunks (
    id TEXT PRIMARY KEY,
    section TEXT NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    digest TEXT NOT NULL, -- of what the vector was made from
    model TEXT NOT NULL, -- which embedder made it
    vector BLOB NOT NULL -- float32, little-endian
)"""


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk as it is kept."""

    id: str
    section: str
    topic: str
    text: str
    digest: str
    model: str
    vector: bytes


_COLUMNS = attrgetter(*(field.name for field in fields(Row)))


class Store:
    """The file; one that is damaged is replaced by an empty one, since all of it can be made again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, Row]:
        """Return all that is kept, by id; raises `sqlite3.Error` or `OSError` where that cannot be read."""
        if not self._path.exists():
            return {}
        try:
            with self._opened() as connection:
                rows = connection.execute("SELECT * FROM chunks").fetchall() if _ours(connection) else []
        except sqlite3.DatabaseError as error:
            if not _damaged(error):
                raise
            self._discard()
            return {}
        return {row[0]: Row(*row) for row in rows}

    def write(self, rows: Iterable[Row], removed: Iterable[str]) -> None:
        """Keep rows and forget ids, all of it or none; raises `sqlite3.Error` or `OSError`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows, removed = list(rows), list(removed)
        try:
            self._write(rows, removed)
        except sqlite3.DatabaseError as error:
            if not _damaged(error):
                raise
            self._discard()
            self._write(rows, removed)

    def _discard(self) -> None:
        # The journal first: a new file must not take up what was written to the old one.
        for path in (self._path.with_name(f"{self._path.name}-journal"), self._path):
            path.unlink(missing_ok=True)

    def _write(self, rows: Iterable[Row], removed: Iterable[str]) -> None:
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not _ours(connection):
                connection.execute("DROP TABLE IF EXISTS chunks")
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {SCHEMA}")
            connection.executemany("DELETE FROM chunks WHERE id = ?", [(gone,) for gone in removed])
            connection.executemany(
                "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
                [_COLUMNS(row) for row in rows],
            )
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        # Without a transaction of its own accord; closing rolls an open one back.
        with closing(sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)) as connection:
            yield connection


def _ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA)


def _damaged(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
