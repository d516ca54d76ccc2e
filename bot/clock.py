"""The clock: at each pass, what is due is planned, and the courier sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.courier import Courier
from bot.loop import Loop
from state.ledger import Ledger
from state.reminders import Planned


class Clock(Loop):
    """Makes a pass every minute; `now` is the engagements' time."""

    idle = 60.0

    def __init__(self, ledger: Ledger, courier: Courier, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._ledger = ledger
        self._courier = courier
        self._now = now

    def turn(self) -> None:
        self.run_once()

    def run_once(self) -> tuple[Planned, ...]:
        """Plan what is due now, and return it by engagement."""
        now = self._now()
        planned = self._ledger.reminders.plan(now=now)
        if self._ledger.seals.plan(now=now) or planned:
            self._courier.wake()
        return planned
