"""A thing that is done again and again, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod

from state.errors import StoreUnavailable

log = logging.getLogger(__name__)


class Loop(ABC):
    """Takes one turn after the other, with a pause of `idle` seconds between them, or until it is woken."""

    idle = 1.0

    def __init__(self) -> None:
        self._wake = threading.Event()

    @abstractmethod
    def turn(self) -> object:
        """Do everything that there is to do now."""

    def wake(self) -> None:
        """Have the next turn at once: something new is there."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Take turns until `stop` is set; a turn that fails is logged, and taken again."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self.turn()
            except StoreUnavailable as error:
                log.warning("%s waits for the database: %s", type(self).__name__, error.code)
            except Exception:
                log.exception("%s stumbled", type(self).__name__)
            self._wake.wait(self.idle)
