"""The slash command."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.listeners.vocabulary import commanded
from bot.request import Modal, Rewordable, from_command
from bot.services import Services


def command(ack: Ack, body: dict[str, Any], *, services: Services) -> None:
    """Answer to the person who typed, alone; a form opens at once, while its trigger lives.

    An answer goes out in the words that it quotes: three seconds are too short for a language model.
    """
    reply = commanded(from_command(body), services)
    if isinstance(reply, Modal):
        services.slack.open_view(body["trigger_id"], reply.view)
        ack()
    else:
        said = reply.content if isinstance(reply, Rewordable) else reply
        ack(response_type="ephemeral", **said)
    services.courier.wake()


def register(app: App, services: Services) -> None:
    app.command(services.command)(partial(command, services=services))
