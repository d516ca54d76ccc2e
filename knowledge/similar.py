"""How similar a question is to each topic: an exact scan of the vectors, or a Chroma server's nearest."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from knowledge.chroma import Server
from knowledge.copies import ChromaFailed, Copy
from knowledge.embedding import Embedder
from knowledge.index import Index
from knowledge.vectors import Nearness, Topics

#: How many chunks a Chroma server is asked for.
NEAREST = 60
#: For how long a server that failed is left alone, in seconds.
PAUSE = 30.0

_log = logging.getLogger(__name__)


class Similar:
    """Embeds questions and compares them; a Chroma server that fails is passed over for a while."""

    def __init__(
        self,
        topics: Sequence[str],
        index: Index,
        embedder: Embedder,
        server: Server | None,
        languages: Collection[str],
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._server = server
        self._topics = Topics(topics, index.chunks, index.vectors, languages)
        self._places = {chunk.id: at for at, chunk in enumerate(index.chunks)}
        self._resume = 0.0

    def __call__(self, question: str) -> Nearness:
        """Return how near the question is to each topic, and to what is asked elsewhere."""
        vector = self._embedder.encode_queries([question])[0]
        if self._server is not None and monotonic() >= self._resume:
            try:
                return self._topics.near(self._nearest(self._server, vector))
            except ChromaFailed as error:
                self._resume = monotonic() + PAUSE
                _log.warning("Chroma took no part for %.0f s, the vectors in SQLite answer: %s", PAUSE, error)
        # Not `@`: its threads wait for one another where the machine is busy, far longer than the sum takes.
        return self._topics.near(np.einsum("nd,d->n", self._index.vectors, vector))

    def _nearest(self, server: Server, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return every chunk's cosine; those that the server leaves out are at most as near as its last."""
        found = server.nearest(Copy(self._index), vector, NEAREST)
        cosines = np.full(len(self._places), min(found.values(), default=0.0), np.float32)
        for chunk, cosine in found.items():
            if chunk in self._places:
                cosines[self._places[chunk]] = cosine
        return cosines
