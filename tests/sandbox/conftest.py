"""A sandbox for each test, a client of its Web API, and a tiny app on Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox, World
from tests.sandbox.tiny import Socketed, TinyApp


@pytest.fixture
def world() -> World:
    loaded = World.load()
    loaded.app.shortcuts = [
        {"type": "global", "callback_id": "keep", "name": "Keep", "description": "Keep"},
        {"type": "message", "callback_id": "keep", "name": "Keep", "description": "Keep"},
    ]
    return loaded


@pytest.fixture
def sandbox(world: World, aside: ThreadPoolExecutor) -> Iterator[Sandbox]:
    running = Sandbox(world, retry_waits=(0.0, 0.05, 1.5), ack_seconds=0.5).start()
    yield running
    aside.submit(running.stop)


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[TinyApp]:
    with Socketed(sandbox) as connected:
        yield connected
