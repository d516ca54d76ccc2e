"""What listeners work with, put together in one place and passed by hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, datetime

from bot.courier import Courier
from bot.outgoing import Identity, Outgoing
from bot.people import People
from knowledge.library import Library
from knowledge.writer import Writer
from state.engagements import day
from state.ledger import Ledger
from state.rules.engagement import Engagement


@dataclass(frozen=True, slots=True)
class Services:
    """`clock` is the engagements' time, which the sandbox can move; `wall` is this machine's, for leases.

    `later` runs what may wait until Slack has its acknowledgement.
    """

    ledger: Ledger
    library: Library
    writer: Writer | None
    slack: Outgoing
    people: People
    courier: Courier
    identity: Identity
    command: str
    clock: Callable[[], datetime]
    wall: Callable[[], datetime]
    later: Executor

    def today(self, engagement: Engagement) -> date:
        """Return the day that it is for an engagement."""
        return day(self.clock(), engagement.zone)
