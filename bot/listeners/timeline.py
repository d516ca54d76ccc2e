"""The history of an engagement, a page at a time, newest first."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import timeline as show
from bot.views.kit import Message
from state.rules.engagement import Engagement


def timeline(request: Request, _text: str, services: Services) -> Reply:
    """Show the last entries of the engagement's history."""
    return _page(request.needed(services), None, request, services)


def press_timeline(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the history, or what is older than what was shown, to the person who pressed alone."""
    request = from_button(body)
    engagement_id, _, before = action["value"].partition(" ")
    engagement = request.pressed(engagement_id, services)
    said = _page(engagement, int(before) if before else None, request, services)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def _page(engagement: Engagement, before: int | None, request: Request, services: Services) -> Message:
    entries = services.ledger.history.last(engagement.id, show.PAGE, before=before)
    return show.page(engagement, entries, request.words(services))


def register(app: App, services: Services) -> None:
    for name in ("timeline.show", "timeline.older"):
        app.action(name)(partial(press_timeline, services=services))
