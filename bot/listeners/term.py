"""The contract's dates: notice, term, and what happens if nobody acts."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import renewal as show


def dates(request: Request, _text: str, services: Services) -> Reply:
    """Show the dates of the channel's contract."""
    engagement = request.needed(services)
    return show.dates(engagement, today=services.today(engagement), t=request.words(services))


def press_dates(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the dates, to the person who pressed alone."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    said = show.dates(engagement, today=services.today(engagement), t=request.words(services))
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def register(app: App, services: Services) -> None:
    app.action("term.dates")(partial(press_dates, services=services))
