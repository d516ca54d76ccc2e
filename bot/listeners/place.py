"""What changes around Relais: people and channels that it should ask Slack about again."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import App

from bot.services import Services


def user_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a person: their language, zone or account changed."""
    services.people.forget(event["user"]["id"])


def channel_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a channel: it was renamed, shared, archived, or Relais came or went."""
    channel = event["channel"]
    services.people.forget(channel["id"] if isinstance(channel, dict) else channel)


CHANNEL_EVENTS = (
    "channel_rename",
    "channel_archive",
    "channel_shared",
    "channel_unshared",
    "member_joined_channel",
)


def register(app: App, services: Services) -> None:
    app.event("user_change")(partial(user_changed, services=services))
    for event in CHANNEL_EVENTS:
        app.event(event)(partial(channel_changed, services=services))
