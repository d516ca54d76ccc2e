"""Time that can be moved, and what a restart brings back."""

from __future__ import annotations

import json
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox, World
from bot.sandbox.record import Clock
from tests.sandbox.tiny import SHARED


def test_the_clock_moves_forward_and_back_and_runs_on(sandbox: Sandbox) -> None:
    start = sandbox.clock()
    sandbox.advance(timedelta(days=400))
    later = sandbox.clock()
    sandbox.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    there = sandbox.clock()

    assert timedelta(days=400) <= later - start < timedelta(days=400, minutes=1)
    assert timedelta(0) <= there - datetime(2027, 3, 1, 9, tzinfo=UTC) < timedelta(minutes=1)
    assert sandbox.clock() > there
    assert there.tzinfo == UTC


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock().move(datetime(2027, 3, 1))  # noqa: DTZ001 that is the point


def test_messages_carry_the_moved_time_and_never_the_same_ts(sandbox: Sandbox) -> None:
    sandbox.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    sent = [sandbox.say("Claire", SHARED, str(n)) for n in range(50)]

    assert datetime.fromtimestamp(float(sent[0]), UTC).date().isoformat() == "2027-03-01"
    assert len(set(sent)) == 50
    assert sent == sorted(sent)


def test_moving_the_clock_is_told_to_the_program_around(sandbox: Sandbox) -> None:
    told: list[datetime] = []
    sandbox.on_move = told.append
    sandbox.advance(timedelta(days=1))

    assert len(told) == 1
    assert told[0] - datetime.now(UTC) > timedelta(hours=23)


def test_a_restart_brings_conversations_homes_and_clock_back(tmp_path: Path) -> None:
    file = tmp_path / "var" / "sandbox.json"
    with Sandbox(state_file=file) as sandbox:
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        shared, nadia = sandbox.channel(SHARED).id, sandbox.person("Nadia").id
        ts = sandbox.say("Claire", SHARED, "remember")
        client.pins_add(channel=shared, timestamp=ts)
        client.chat_postEphemeral(channel=shared, user=nadia, text="forget")
        client.chat_postMessage(channel=nadia, text="direct")
        client.views_publish(user_id=nadia, view={"type": "home", "blocks": [{"type": "divider"}]})
        sandbox.advance(timedelta(days=30))

    with Sandbox(state_file=file) as again:
        (message,) = again.messages(SHARED, "Nadia")
        assert (message["text"], message["ts"], message["pinned"]) == ("remember", ts, True)
        assert [one["text"] for one in again.messages("@Relais", "Nadia")] == ["direct"]
        assert again.home("Nadia") is not None
        assert again.clock() - datetime.now(UTC) > timedelta(days=29)


def test_what_is_saved_is_written_while_it_runs(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with Sandbox(state_file=file) as sandbox:
        sandbox.say("Claire", SHARED, "remember")

        saved = sandbox.wait_for(lambda: file.exists() and json.loads(file.read_text(encoding="utf-8")))
        assert saved["channels"][0]["messages"][0]["text"] == "remember"


def test_what_never_stops_changing_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with Sandbox(state_file=file) as sandbox:
        until = time.monotonic() + 5
        while not file.exists() and time.monotonic() < until:
            sandbox.say("Claire", SHARED, "again")
            time.sleep(0.05)

        assert file.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"channels": 5}'])
def test_an_unreadable_state_is_kept_aside(tmp_path: Path, content: str) -> None:
    file = tmp_path / "sandbox.json"
    file.write_text(content, encoding="utf-8")
    with Sandbox(state_file=file) as sandbox:
        assert sandbox.messages(SHARED) == []

    assert file.with_suffix(".unreadable").read_text(encoding="utf-8") == content
    assert json.loads(file.read_text(encoding="utf-8"))["offset"] == 0


def test_people_and_the_app_are_those_of_the_new_world(tmp_path: Path, world: World) -> None:
    file = tmp_path / "sandbox.json"
    with Sandbox(world, state_file=file) as sandbox:
        sandbox.say("Claire", SHARED, "before")
    other = World.load()
    other.app.commands = [{"command": "/passage"}]
    other.person("Claire").real_name = "Claire Martin"

    with Sandbox(other, state_file=file) as again:
        assert again.person("Claire").real_name == "Claire Martin"
        assert again.world.app.commands == [{"command": "/passage"}]
        assert [one["text"] for one in again.messages(SHARED)] == ["before"]


def test_stopping_is_quick_even_with_a_page_open(sandbox: Sandbox) -> None:
    claire = sandbox.person("Claire").id
    with urllib.request.urlopen(f"{sandbox.url}/control/events?user={claire}", timeout=5) as events:
        sandbox.say("Claire", SHARED, "hello")
        line = events.readline()
        before = time.monotonic()
        sandbox.stop()

    assert json.loads(line.removeprefix(b"data: "))["kind"] == "message"
    assert time.monotonic() - before < 2


def test_what_was_wrong_with_waiting_is_said(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError):
        sandbox.wait_for(lambda: None, timeout=0.02)
