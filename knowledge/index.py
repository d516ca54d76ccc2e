"""The index: every chunk's vector, kept in SQLite, of which only what changed is made anew."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.chunks import ELSEWHERE, Chunk
from knowledge.embedding import Embedder
from knowledge.store import Row, Store

#: How many chunks are embedded in one call; progress is told after each.
BATCH = 1024

Progress = Callable[[int, int], None]
Vectors = NDArray[np.float32]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How many sections were added, changed, removed, and left as they were.

    `kept` is False when SQLite could not take the vectors: they then live as long as the process.
    `chroma` says what became of the copy in Chroma: "unused", "checked", "built" or "failed".
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    kept: bool = True
    chroma: str = "unused"


@dataclass(frozen=True, slots=True)
class Index:
    """The chunks, a vector of length 1 each, and a digest of both."""

    chunks: Sequence[Chunk]
    vectors: Vectors
    digest: str

    def told(self) -> Index:
        """Return what the sections tell, without what is asked."""
        places = [at for at, chunk in enumerate(self.chunks) if chunk.told]
        chunks = [self.chunks[at] for at in places]
        content = "\0".join([self.digest, *(chunk.id for chunk in chunks)])
        return Index(chunks, self.vectors[places], hashlib.sha256(content.encode()).hexdigest())


def refresh(
    store: Store, chunks: Sequence[Chunk], embedder: Embedder, progress: Progress | None = None
) -> tuple[Index, IndexReport]:
    """Bring the store up to date with the chunks; `progress` is given chunks done and chunks to do."""
    try:
        stored = store.read()
        readable = True
    except (sqlite3.Error, OSError) as error:
        _log.warning("The index cannot be read, so it is made in memory: %s", error)
        stored, readable = {}, False
    size = np.dtype("<f4").itemsize * embedder.dimension
    right = {
        chunk.id: row.vector
        for chunk in chunks
        if (row := stored.get(chunk.id)) is not None
        and (row.digest, row.model, len(row.vector)) == (chunk.digest, embedder.name, size)
    }
    fresh = [chunk for chunk in chunks if chunk.id not in right]
    made = _embedded(fresh, embedder, progress)
    gone = stored.keys() - {chunk.id for chunk in chunks}
    kept = readable and _kept(store, [_row(chunk, embedder, made[chunk.id]) for chunk in fresh], gone)
    of_chunk = right | made
    vectors = np.frombuffer(b"".join(of_chunk[chunk.id] for chunk in chunks), "<f4")
    index = Index(
        chunks, vectors.reshape(-1, embedder.dimension).astype(np.float32), _digest(chunks, embedder)
    )
    return index, replace(_report(chunks, stored, fresh, gone), kept=kept)


def _embedded(fresh: Sequence[Chunk], embedder: Embedder, progress: Progress | None) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        vectors = embedder.encode_documents([chunk.text for chunk in batch])
        made |= {
            chunk.id: vector.astype("<f4").tobytes() for chunk, vector in zip(batch, vectors, strict=True)
        }
        if progress is not None:
            progress(len(made), len(fresh))
    return made


def _kept(store: Store, rows: Sequence[Row], gone: Iterable[str]) -> bool:
    gone = list(gone)
    if not rows and not gone:
        return True
    try:
        store.write(rows, gone)
    except (sqlite3.Error, OSError) as error:
        _log.warning("The index cannot be kept, so it is made again at each start: %s", error)
        return False
    return True


def _row(chunk: Chunk, embedder: Embedder, vector: bytes) -> Row:
    return Row(chunk.id, chunk.section, chunk.topic, chunk.text, chunk.digest, embedder.name, vector)


def _report(
    chunks: Sequence[Chunk], stored: Mapping[str, Row], fresh: Iterable[Chunk], gone: Iterable[str]
) -> IndexReport:
    now = {chunk.section for chunk in chunks if chunk.topic != ELSEWHERE}
    before = {row.section for row in stored.values() if row.topic != ELSEWHERE}
    touched = {chunk.section for chunk in fresh} | {stored[chunk_id].section for chunk_id in gone}
    changed = touched & now & before
    return IndexReport(len(now - before), len(changed), len(before - now), len((now & before) - changed))


def _digest(chunks: Sequence[Chunk], embedder: Embedder) -> str:
    content = "\0".join([embedder.name, *(f"{chunk.id} {chunk.digest}" for chunk in chunks)])
    return hashlib.sha256(content.encode()).hexdigest()
