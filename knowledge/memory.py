"""How much memory this process has."""

from __future__ import annotations

import re
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: How long between two looks, in seconds.
PAUSE = 0.05

_ROLLUP = Path("/proc/self/smaps_rollup")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def megabytes() -> float:
    """Return the memory now in MiB: the share of pages that is this process's own (PSS) where Linux tells it.

    Elsewhere it is the most that was resident so far.
    """
    if _ROLLUP.exists() and (found := _PSS.search(_ROLLUP.read_text(encoding="ascii"))):
        return int(found[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024**2 if sys.platform == "darwin" else most / 1024  # macOS counts bytes


class Most:
    """The most memory seen so far, in MiB."""

    def __init__(self) -> None:
        self.megabytes = 0.0

    def look(self) -> None:
        self.megabytes = max(self.megabytes, megabytes())

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look again and again while something is done that nobody times."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(PAUSE):
                self.look()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
            self.look()
