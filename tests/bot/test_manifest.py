"""The Slack app asks for exactly what the code uses."""

from __future__ import annotations

import re
from pathlib import Path

from bot import manifest
from bot.listeners.place import CHANNEL_EVENTS

ROOT = Path(__file__).resolve().parent.parent.parent
#: What each scope is for: a call or an event that does not work without it (docs.slack.dev, scopes).
NEEDED = {
    "app_mentions:read": "app_mention",
    "chat:write": "chat_postMessage",
    "commands": "app.command",
    "im:history": "message.im",
    "users:read": "users_info",
    "channels:read": "conversations_info",
    "groups:read": "conversations_info",
    "channels:history": "conversations_history",
    "groups:history": "conversations_history",
    "pins:write": "pins.add",
}


def code() -> str:
    return "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "bot").rglob("*.py")
        if "sandbox" not in path.parts
    )


def registered() -> set[str]:
    """Return the events that the listeners are registered for, as they stand in the code."""
    named = set(re.findall(r'app\.event\("(\w+)"\)', code())) | set(CHANNEL_EVENTS)
    messages = {"message.channels", "message.groups", "message.im"}
    return (named - {"message"}) | (messages if "message" in named else set())


def test_the_events_are_those_that_are_registered() -> None:
    assert manifest.events() == registered()


def test_every_scope_is_needed_and_none_is_missing() -> None:
    text = code() + (ROOT / "bot" / "manifest.json").read_text(encoding="utf-8")

    assert manifest.scopes() == set(NEEDED)
    assert [scope for scope, use in NEEDED.items() if use not in text] == []


def test_every_method_that_is_called_has_its_scope() -> None:
    called = set(re.findall(r"\.(chat_\w+|conversations_\w+|users_\w+|views_\w+)\(", code()))

    assert called == {
        "chat_postMessage", "chat_update", "conversations_history", "conversations_replies",
        "conversations_info", "users_info", "views_open",
    }  # fmt: skip


def test_the_command_and_interactivity_are_on_over_socket_mode() -> None:
    settings = manifest.manifest()["settings"]

    assert settings["socket_mode_enabled"]
    assert settings["interactivity"] == {"is_enabled": True}
    assert manifest.command("/relais")["should_escape"] is True
    assert manifest.command("/bascule")["command"] == "/bascule"


def test_texts_are_within_slacks_limits() -> None:
    """docs.slack.dev, app manifest reference."""
    shown = manifest.manifest()["display_information"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert len(manifest.command("/relais")["usage_hint"]) <= 1000
    assert len(manifest.command("/relais")["description"]) <= 2000
