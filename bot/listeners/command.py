"""The slash command."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.listeners.vocabulary import commanded
from bot.request import Modal, Rewordable, from_button, from_command
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


def press_which(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Run the command that a button carries for the engagement that it names, for the one who pressed."""
    engagement_id, _, typed = action["value"].partition(" ")
    request = replace(from_button(body), text=typed, chosen=engagement_id)
    reply = commanded(request, services)
    if isinstance(reply, Modal):
        services.slack.open_view(body["trigger_id"], reply.view)
    ack()
    services.courier.wake()
    if not isinstance(reply, Modal):
        said = reply.content if isinstance(reply, Rewordable) else reply
        alone = bool((body.get("container") or {}).get("is_ephemeral"))
        services.later.submit(services.slack.respond, body["response_url"], said, replace=alone)


def register(app: App, services: Services) -> None:
    app.command(services.command)(partial(command, services=services))
    app.action(re.compile(r"^command\.which\."))(partial(press_which, services=services))
