"""Mentions in channels, and direct messages: each gets exactly one reply, in its thread."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import App

from bot.listeners.vocabulary import addressed
from bot.request import Modal, from_event
from bot.services import Services
from bot.views.kit import Message
from state.rules.change import Notice


def answer(event: dict[str, Any], *, services: Services) -> None:
    """Work out the reply and put it into the outbox."""
    reply = addressed(from_event(event), services)
    send(event, reply.offer if isinstance(reply, Modal) else reply, services)


def send(event: Mapping[str, Any], content: Message, services: Services) -> None:
    """Put the one reply to an event into the outbox; a second one to the same event is dropped there."""
    notice = Notice(
        key=f"reply {event['channel']} {event['ts']}",
        kind="reply",
        team=services.identity.team,
        channel=event["channel"],
        content=content,
        thread=event.get("thread_ts") or event["ts"],
    )
    services.ledger.outbox.put([notice], now=services.clock())
    services.courier.wake()


def register(app: App, services: Services) -> None:
    app.event("app_mention")(partial(answer, services=services))
    app.event("message")(partial(answer, services=services))
