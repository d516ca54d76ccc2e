"""What goes wrong is told to those who wait for an answer, and to nobody else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.app import answer_error, apologise
from tests.engagements import T0

BOT = "UBOT"


class Outbox:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def put(self, notices: list[Any], **_: object) -> None:
        self.texts += [notice.content["text"] for notice in notices]


def services(outbox: Outbox) -> Any:
    return SimpleNamespace(
        identity=SimpleNamespace(user=BOT, team="T1"),
        ledger=SimpleNamespace(outbox=outbox, engagements=SimpleNamespace(at=lambda *_: None)),
        people=SimpleNamespace(language=lambda _: "en"),
        courier=SimpleNamespace(wake=lambda: None),
        clock=lambda: T0,
    )


def event(**more: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "ts": "2.2",
        "text": "?",
    }
    return {"event_id": "Ev1", "event": said | more}


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        (event(type="app_mention", thread_ts="1.1"), 1),
        (event(channel="D1", channel_type="im"), 1),
        (event(thread_ts="1.1"), 0),
        (event(type="user_change", thread_ts="1.1"), 0),
    ],
)
def test_an_error_is_told_to_who_called_relais_alone(body: dict[str, Any], answers: int) -> None:
    failed, given_up = Outbox(), Outbox()
    response = answer_error(RuntimeError("broken"), body, services=services(failed))
    apologise(body, services=services(given_up))

    assert response.status == 200
    assert (len(failed.texts), len(given_up.texts)) == (answers, answers)
