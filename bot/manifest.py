"""What the Slack app is: `manifest.json`, for the sandbox that stands in for an installation of it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def manifest() -> dict[str, Any]:
    """Return the manifest as it is given to Slack."""
    found: dict[str, Any] = json.loads(files("bot").joinpath("manifest.json").read_text(encoding="utf-8"))
    return found


def scopes() -> set[str]:
    """Return every scope that the app asks for, the optional ones too."""
    asked = manifest()["oauth_config"]["scopes"]
    return {*asked["bot"], *asked["bot_optional"]}


def events() -> set[str]:
    """Return the events that the app subscribes to, as a manifest names them."""
    return set(manifest()["settings"]["event_subscriptions"]["bot_events"])


def command(name: str) -> dict[str, Any]:
    """Return the slash command, under the name that it has in this installation."""
    declared: dict[str, Any] = manifest()["features"]["slash_commands"][0]
    return declared | {"command": name}
