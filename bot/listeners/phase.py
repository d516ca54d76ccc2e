"""The next steps, and the move to the next phase."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments
from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import phase as show
from state.rules.broken import RuleBroken


def steps(request: Request, _text: str, services: Services) -> Reply:
    """Show what is to be done now, by whom and by when."""
    engagement = request.needed(services)
    return show.steps(engagement, today=services.today(engagement), t=request.words(services))


def advance(request: Request, text: str, services: Services) -> Reply:
    """Move to the next phase, with or without a reason, or say what is missing."""
    after = services.ledger.phases.advance(
        request.needed(services).id,
        request.call(services),
        reason=arguments.plain(services.people.named(text)),
    )
    return show.moved(after, request.words(services))


def press_next(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the next steps, to the person who pressed alone."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    said = show.steps(engagement, today=services.today(engagement), t=request.words(services))
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def press_advance(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Move to the next phase from a card or a list; the button names the phase that it ends."""
    request = from_button(body)
    engagement_id, _, phase = action["value"].partition(" ")
    engagement = request.pressed(engagement_id, services)
    if engagement.phase != phase:
        raise RuleBroken("stale")
    after = services.ledger.phases.advance(engagement.id, request.call(services))
    ack()
    services.courier.wake()
    said = show.moved(after, request.words(services))
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def register(app: App, services: Services) -> None:
    app.action("phase.next")(partial(press_next, services=services))
    app.action("phase.advance")(partial(press_advance, services=services))
