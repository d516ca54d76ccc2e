"""The same bot over signed HTTP instead of Socket Mode."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.demonstration import installed
from bot.http import listening, serve
from bot.relais import Access, Relais
from bot.sandbox import Sandbox, World
from tests.engagements import T0
from tests.stories.conftest import BUSY, CLIENT, LEAD, SHARED, Stage


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def stage(home: Path) -> Iterator[Stage]:
    port, stop = free_port(), threading.Event()
    address = f"http://127.0.0.1:{port}/slack/events"
    world = installed(World.load(), "/relais")
    with Sandbox(world, request_url=address, ack_seconds=BUSY) as slack:
        slack.set(T0)
        access = Access(slack.api_url, slack.bot_token, signing_secret=slack.signing_secret)
        with Relais(Settings(relais_home=home), access, clock=slack.clock) as relais:
            server = threading.Thread(
                target=serve,
                args=(relais.app, relais.reader),
                kwargs={
                    "signing_secret": slack.signing_secret, "stop": stop,
                    "listener": listening(port, "127.0.0.1"),
                },
            )  # fmt: skip
            server.start()
            slack.wait_for(lambda: listens(port), 10)
            yield Stage(slack, relais)
            stop.set()
            server.join()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_commands_mentions_buttons_and_forms_work_over_http(stage: Stage) -> None:
    engagement = stage.open()
    assert (
        "acceptation mutuelle" in stage.asked(CLIENT, "@Relais Qui accepte quoi en prise en charge ?")["text"]
    )

    public = stage.asked(CLIENT, "@Relais liste")
    stage.press(CLIENT, public, "acceptance.accept", f"{engagement.id} 4")
    assert stage.soon(lambda: stage.engagement().items[3].client)

    stage.told(LEAD, "/relais liste")
    stage.press(LEAD, stage.ephemeral(LEAD, SHARED), "acceptance.reject", f"{engagement.id} 5")
    assert stage.slack.submit(LEAD, {"reason": {"reason": "Licences manquantes"}}).closed
    assert stage.engagement().items[4].refused
