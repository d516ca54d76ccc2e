"""The bot as a whole, put together in one place: settings → ledger, library, app, clock, connection."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

from bot.app import apologise, build_app
from bot.clock import Clock
from bot.config import Settings
from bot.courier import Courier
from bot.listeners.message import followed
from bot.outcome import LOCKED_OUT, SHUT_OUT
from bot.outgoing import Outgoing
from bot.parts import drawn, open_library, open_state, open_writer, wall
from bot.people import People
from bot.reader import Reader
from bot.services import Services
from bot.socket import Socket

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a Slack: Slack's own, another one, or the local one."""

    api_url: str
    bot_token: str
    app_token: str | None = None
    signing_secret: str | None = None


class Relais:
    """One running bot: connected, with its clock, inbox and outbox each in a thread."""

    def __init__(self, settings: Settings, access: Access, *, clock: Callable[[], datetime] = wall) -> None:
        """Open everything but the connection; raises StoreUnavailable and SlackUnreachable."""
        slack = Outgoing(access.bot_token, access.api_url)
        identity = slack.identity()
        self.ledger = open_state(settings)
        self.courier = Courier(self.ledger, slack, card=partial(drawn, clock=clock), wall=wall, clock=clock)
        self.clock = Clock(self.ledger, self.courier, now=clock)
        self._later = ThreadPoolExecutor(max_workers=4, thread_name_prefix="later")
        self.services = Services(
            ledger=self.ledger,
            library=open_library(settings),
            writer=open_writer(settings),
            slack=slack,
            people=People(slack, wall=wall),
            courier=self.courier,
            identity=identity,
            command=settings.relais_command,
            clock=clock,
            wall=wall,
            later=self._later,
        )
        self.app = build_app(self.services)
        self.reader = Reader(
            self.ledger.inbox,
            self.app,
            bot=identity.user,
            wall=wall,
            give_up=partial(apologise, services=self.services),
            followed=partial(followed, services=self.services),
        )
        self.socket = self._socket(access)
        #: A process that nothing reaches from Slack only sends, and leaves the inbox to others.
        self._receives = access.app_token is not None or access.signing_secret is not None
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> Self:
        """Connect, then begin to work; raises SlackUnreachable."""
        if self.socket is not None:
            self.socket.connect()
        self.ledger.outbox.revive(SHUT_OUT | LOCKED_OUT, now=wall())
        runs = [("outbox", self.courier.run), ("clock", self.clock.run)]
        if self._receives:
            self.ledger.inbox.release()
            runs.append(("inbox", self.reader.run))
        for name, run in runs:
            thread = threading.Thread(target=run, args=(self._stop,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self) -> None:
        """Let what is under way end, and disconnect."""
        self._stop.set()
        for wake in (self.courier.wake, self.clock.wake, self.reader.wake):
            wake()
        if self.socket is not None:
            self.socket.close()
        for thread in self._threads:
            thread.join(timeout=10)
        self._later.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _socket(self, access: Access) -> Socket | None:
        if access.app_token is None:
            return None
        return Socket(self.app, self.reader, app_token=access.app_token, api_url=access.api_url)
