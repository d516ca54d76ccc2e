"""Chroma as a copy of the vectors that can be thrown away: built beside the old one, checked, then used.

Chroma's files do not survive a kill during writing and can lose vectors silently (RELIABILITY.md, 1):
a copy is never written to again, each index has its own. chromadb takes more than a second to import,
so a copy whose files nobody has touched since they were checked is not even opened.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.copies import PREFIX, ChromaFailed, Copy, guarded, settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

#: How long a Chroma server may take to answer, in seconds; its client alone would wait for ever.
PATIENCE = 3.0
_CHECKED, _LOCK, _PART = "checked.json", "lock", ".part"


class Embedded:
    """Copies in a folder, one of them in use, each in a folder of its own.

    A folder's name is never used again: Chroma keeps what it knows of one for as long as the process lives.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def refresh(self, copy: Copy) -> bool:
        """Check the copy, or build it; return whether it was built. Raises `ChromaFailed`."""
        if self._untouched(copy):
            return False
        with self._alone():
            kept = next((path for path in self._copies(copy) if _sound(path, copy)), None)
            path = kept or self._built(copy)
            for other in self._folder.glob(f"{PREFIX}*"):
                if other != path:
                    shutil.rmtree(other, ignore_errors=True)
            with suppress(OSError):
                (self._folder / _CHECKED).write_text(json.dumps(_looks(path)), encoding="utf-8")
        return kept is None

    def _copies(self, copy: Copy) -> list[Path]:
        return [path for path in sorted(self._folder.glob(f"{copy.name}-*")) if path.suffix != _PART]

    def _built(self, copy: Copy) -> Path:
        path = self._folder / f"{copy.name}-{token_hex(4)}"
        part = path.with_suffix(_PART)
        part.mkdir()
        guarded(lambda: _use(part, copy.fill))
        return part.rename(path)

    def _untouched(self, copy: Copy) -> bool:
        """Tell whether a copy's files look as they did when they were checked last."""
        try:
            noted = json.loads((self._folder / _CHECKED).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return any(noted == _looks(path) for path in self._copies(copy))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes off the folder: one that opens it too may hang for minutes (chroma #7040)."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / _LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
        except OSError as error:
            raise ChromaFailed(f"the folder is not ours to write: {error}") from error


class Server:
    """A Chroma server, given by its address, such as http://host:8000."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (443 if self._secure else 8000)
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None

    def refresh(self, copy: Copy) -> bool:
        """Check the copy, or build it; return whether it was built. Raises `ChromaFailed`."""
        client = self._connected()
        try:
            guarded(lambda: copy.check(client))
            built = False
        except ChromaFailed:
            guarded(lambda: copy.fill(client))
            built = True
        guarded(lambda: _drop_others(client, copy))
        self._collection = guarded(lambda: client.get_collection(copy.name, embedding_function=None))
        return built

    def nearest(self, copy: Copy, vector: NDArray[np.float32], limit: int) -> dict[str, float]:
        """Return the nearest chunks' cosines by chunk id. Raises `ChromaFailed`."""
        collection = self._collection
        if collection is None or collection.name != copy.name:
            client = self._connected()
            collection = guarded(lambda: client.get_collection(copy.name, embedding_function=None))
            self._collection = collection
        query = collection.query
        found = guarded(lambda: query(query_embeddings=[vector], n_results=limit, include=["distances"]))
        distances = (found["distances"] or [[]])[0]
        return {chunk: 1.0 - distance for chunk, distance in zip(found["ids"][0], distances, strict=True)}

    def close(self) -> None:
        """Let go of the connection; the next call makes another one."""
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            guarded(client.close)
            for each in (client, client._admin_client):  # noqa: SLF001 - Chroma leaves both connections open
                each._server._session.close()  # noqa: SLF001 - as above

    def _connected(self) -> ClientAPI:
        self._heartbeat()
        if self._client is None:
            self._client = guarded(self._made)
        return self._client

    def _heartbeat(self) -> None:
        connect = HTTPSConnection if self._secure else HTTPConnection
        connection = connect(self._host, self._port, timeout=PATIENCE)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            connection.getresponse().read()
        except (OSError, HTTPException) as error:
            raise ChromaFailed(f"{self._host}:{self._port}: {error}") from error
        finally:
            connection.close()

    def _made(self) -> ClientAPI:
        import chromadb  # noqa: PLC0415 - takes more than a second

        client = chromadb.HttpClient(self._host, self._port, ssl=self._secure, settings=settings())
        client._server._session.timeout = PATIENCE  # noqa: SLF001 - its settings know no such limit
        return client


def _use(path: Path, use: Callable[[ClientAPI], None]) -> None:
    import chromadb  # noqa: PLC0415 - takes more than a second

    with chromadb.PersistentClient(path, settings=settings()) as client:
        use(client)


def _sound(path: Path, copy: Copy) -> bool:
    try:
        guarded(lambda: _use(path, copy.check))
    except ChromaFailed:
        return False
    return True


def _looks(path: Path) -> dict[str, Any]:
    """Return what a copy's files look like from outside, as JSON gives it back."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    looks = [[str(file.relative_to(path)), (of := file.stat()).st_size, of.st_mtime_ns] for file in files]
    return {"name": path.name, "files": looks}


def _drop_others(client: ClientAPI, copy: Copy) -> None:
    for collection in client.list_collections():
        if collection.name.startswith(PREFIX) and collection.name != copy.name:
            client.delete_collection(collection.name)
