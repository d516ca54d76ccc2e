"""The clock: at each pass, what is due is planned, and the courier sends it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from bot.courier import Courier
from state.errors import StoreUnavailable
from state.ledger import Ledger
from state.reminders import Planned

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Clock:
    """`now` is the engagements' time."""

    def __init__(self, ledger: Ledger, courier: Courier, *, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._courier = courier
        self._now = now
        self._wake = threading.Event()

    def wake(self) -> None:
        """Have the next pass at once: somebody moved the time."""
        self._wake.set()

    def run_once(self) -> tuple[Planned, ...]:
        """Plan what is due now, and return it by engagement."""
        planned = self._ledger.reminders.plan(now=self._now())
        if planned:
            self._courier.wake()
        return planned

    def run(self, stop: threading.Event) -> None:  # pragma: no cover - a loop around what is tested
        """Make a pass every minute until `stop` is set."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self.run_once()
            except StoreUnavailable as error:
                log.warning("the clock waits for the database: %s", error.code)
            except Exception:
                log.exception("the clock stumbled")
            self._wake.wait(EVERY_SECONDS)
