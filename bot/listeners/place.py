"""What changes around Relais: people and channels that it should ask Slack about again."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import App

from bot.outcome import SHUT_OUT
from bot.services import Services


def user_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a person: their language, zone or account changed."""
    services.people.forget(event["user"]["id"])


def joined(event: dict[str, Any], *, services: Services) -> None:
    """Send what could not be posted while Relais was not in the channel."""
    services.people.forget(event["channel"])
    if event["user"] == services.identity.user:
        services.ledger.outbox.revive(SHUT_OUT, now=services.wall(), channel=event["channel"])
        services.courier.wake()


def channel_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a channel: it was renamed, shared, archived, or unshared."""
    channel = event["channel"]
    services.people.forget(channel["id"] if isinstance(channel, dict) else channel)


CHANNEL_EVENTS = (
    "channel_rename",
    "channel_archive",
    "channel_shared",
    "channel_unshared",
)


def register(app: App, services: Services) -> None:
    app.event("member_joined_channel")(partial(joined, services=services))
    app.event("user_change")(partial(user_changed, services=services))
    for event in CHANNEL_EVENTS:
        app.event(event)(partial(channel_changed, services=services))
