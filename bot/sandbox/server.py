"""`Sandbox`: the local Slack, running in a thread of this process and listening on loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.sandbox.acts import SLOWEST, Acts
from bot.sandbox.control import Control
from bot.sandbox.core import Slack
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.record import Clock, Log
from bot.sandbox.wire import Guard, Protocol, Wire
from bot.sandbox.world import Json, World

PAGE = Path(__file__).with_name("page")
SAVE_AFTER = 0.5  # seconds after the first change that is not written yet


class Sandbox(Acts):
    """A local Slack. Use it as a context manager, or call `start` and `stop`.

    `state_file` keeps conversations, homes and the clock over a restart. With `request_url` payloads are
    POSTed there, signed; without, they go to Socket Mode connections. `retry_waits` are the seconds before
    an event that was not acknowledged within `ack_seconds` is sent again; `extra_blocks` are types of blocks
    that are let pass though the page does not show them.
    """

    def __init__(  # noqa: PLR0913 settings, each with a default
        self,
        world: World | None = None,
        *,
        port: int = 0,
        state_file: Path | None = None,
        request_url: str | None = None,
        ack_seconds: float = 3.0,
        retry_waits: Sequence[float] = (0.0, 60.0, 300.0),
        rate_limits: bool = False,
        extra_blocks: Collection[str] = (),
        log_size: int = 50_000,
    ) -> None:
        self._file = state_file
        self.world = restored(world or World.load(), state_file)
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.api_url = f"{self.url}/api/"
        self.bot_token = f"xoxb-sandbox-{secrets.token_hex(12)}"
        self.app_token = f"xapp-sandbox-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.clock = Clock(self.world.offset)
        self.log = Log(self.clock, log_size)
        self.faults = Faults()
        self.delivery = Delivery(
            self.log, self.faults, self.world.app.id, self.signing_secret, request_url, ack_seconds,
            retry_waits, changed=lambda: self._slack.changed("bot"),
        )  # fmt: skip
        self._slack = Slack(
            self.world, self.url, self.clock, self.log, self.faults, self.delivery, self._changed,
            self.bot_token, self.app_token, rate_limits, frozenset(extra_blocks),
        )  # fmt: skip
        self._control = Control(self._slack, self._moved)
        self.on_move: Callable[[datetime], None] | None = (
            None  # called in the sandbox's thread: return at once
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._saving: asyncio.TimerHandle | None = None
        self._ready = threading.Event()
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="sandbox", daemon=True
        )

    # ---- Starting and stopping

    def _config(self) -> uvicorn.Config:
        page = Mount("/", StaticFiles(directory=PAGE, html=True))
        routes = [*Wire(self._slack).routes(), *self._control.routes(), page]
        app = Starlette(routes=routes, middleware=[Middleware(Guard, port=self.port)], lifespan=self._life)
        return uvicorn.Config(
            app, http=Protocol, ws="websockets-sansio", loop="asyncio", log_config=None, access_log=False,
            log_level="warning", timeout_graceful_shutdown=2, server_header=False,
        )  # fmt: skip

    def start(self) -> Self:
        self._thread.start()
        if not self._ready.wait(SLOWEST):
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._call(self._let_go)
            self._server.should_exit = True
            self._thread.join(SLOWEST)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextlib.asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        ticker = self._loop.create_task(self._tick())
        self._ready.set()
        yield
        ticker.cancel()
        self._save()

    async def _tick(self) -> None:
        while True:
            self._slack.post_due()
            await asyncio.sleep(1)

    def _let_go(self) -> None:
        """End everything that would keep the server waiting."""
        self.delivery.stop()
        for queue in self._control.listeners:
            queue.put_nowait(None)
        self._cut()

    def _cut(self) -> None:
        for one in self.delivery.sockets:
            one.ws.scope["state"]["transport"].abort()

    # ---- Keeping

    def _changed(self, change: Json) -> None:
        self._control.changed(change)
        if self._file and self._loop and not self._saving:
            self._saving = self._loop.call_later(SAVE_AFTER, self._save)

    def _save(self) -> None:
        self._saving = None
        if self._file:
            self.world.offset = self.clock.offset.total_seconds()
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_suffix(".new")
            new.write_text(self.world.saved(), encoding="utf-8")
            os.replace(new, self._file)  # noqa: PTH105 it says that it is atomic

    # ---- Time

    def advance(self, by: timedelta) -> None:
        """Move the clock, and post what was scheduled until then."""
        self.set(self.clock() + by)

    def set(self, to: datetime) -> None:
        """Set the clock to an aware instant, from which it runs on."""
        self._call(lambda: self._moved(to))

    def _moved(self, to: datetime) -> None:
        self.clock.move(to)
        self._slack.post_due()
        self._slack.changed("bot")
        if self.on_move:
            self.on_move(self.clock())

    def offer_next(self, next_date: Callable[[], datetime | None]) -> None:
        """Let the page go to the next date that matters, as the embedding program knows it."""
        self._control.next_date = next_date

    # ---- Connections

    @property
    def connected(self) -> bool:
        """Whether the app can be reached."""
        return self.delivery.connected

    def refresh_sockets(self, seconds: float = 10.0) -> None:
        """Warn every Socket Mode connection, then close it, as Slack does every few hours."""
        self._run(lambda: self.delivery.refresh(seconds))

    def cut_sockets(self) -> None:
        """Cut every Socket Mode connection without a word."""
        self._call(self._cut)


def restored(world: World, file: Path | None) -> World:
    """The world as it was saved, where it was; an unreadable file is kept aside."""
    if file is None or not file.exists():
        return world
    try:
        return world.restored(file.read_text(encoding="utf-8"))
    except (KeyError, TypeError, ValueError):
        file.rename(file.with_suffix(".unreadable"))
        return world
