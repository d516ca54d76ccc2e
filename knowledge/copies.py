"""A copy of the index in a Chroma collection: filled once, and checked before it is trusted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from knowledge.index import Index

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.config import Settings

#: What the names of our collections and folders begin with.
PREFIX = "relais-"
#: How many vectors are written or listed in one call, and how many are looked up to see that a copy answers.
BATCH, SAMPLE = 1000, 16
#: A vector finds itself at this distance (cosine) at most.
NEAR = 1e-3

T = TypeVar("T")


class ChromaFailed(Exception):  # noqa: N818 - named for what happened
    """Chroma did not take part; the vectors in SQLite answer instead."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy has to hold."""

    index: Index

    @property
    def name(self) -> str:
        """Return what names the copy: another index has another name."""
        return f"{PREFIX}{self.index.digest[:16]}"

    def fill(self, client: ClientAPI) -> None:
        """Make the collection anew, and check it."""
        with suppress(Exception):  # Chroma has no "if exists"; what matters is whether it can be made
            client.delete_collection(self.name)
        collection = client.create_collection(
            self.name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        chunks = self.index.chunks
        step = min(BATCH, client.get_max_batch_size())
        for start in range(0, len(chunks), step):
            some = chunks[start : start + step]
            collection.add(
                ids=[chunk.id for chunk in some],
                embeddings=self.index.vectors[start : start + step],
                documents=[chunk.text for chunk in some],
                metadatas=[{"topic": chunk.topic, "language": chunk.language} for chunk in some],
            )
        self.check(client)

    def check(self, client: ClientAPI) -> None:
        """Raise `ChromaFailed` unless exactly our chunks are there and a sample of them finds itself."""
        collection = client.get_collection(self.name, embedding_function=None)
        wanted = {chunk.id for chunk in self.index.chunks}
        held: set[str] = set()
        for start in range(0, len(wanted) + BATCH, BATCH):
            held.update(collection.get(include=[], limit=BATCH, offset=start)["ids"])
        if held != wanted:
            raise ChromaFailed(f"{len(held & wanted)} of {len(wanted)} chunks, {len(held - wanted)} others")
        sample = self.index.vectors[:: max(1, len(wanted) // SAMPLE)]
        if len(sample):
            found = collection.query(query_embeddings=sample, n_results=1, include=["distances"])
            distances = np.array(found["distances"])
            if distances.shape != (len(sample), 1) or distances.max() > NEAR:
                raise ChromaFailed("vectors do not find themselves")


def settings() -> Settings:
    """Return Chroma's settings: no telemetry, and no look at a `.env` that is ours."""
    from chromadb.config import Settings  # noqa: PLC0415 - chromadb takes more than a second

    return Settings(_env_file=None, anonymized_telemetry=False)


def guarded(use: Callable[[], T]) -> T:
    """Return what `use` does; whatever goes wrong in Chroma is a `ChromaFailed`."""
    try:
        return use()
    except (ChromaFailed, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Chroma's Rust part is no Exception
        raise ChromaFailed(f"{type(error).__name__}: {error}") from error
