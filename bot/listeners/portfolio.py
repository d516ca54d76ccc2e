"""All the engagements that a person may see, shown to them alone."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import portfolio as show
from bot.views.kit import Message


def portfolio(request: Request, _text: str, services: Services) -> Reply:
    """Show the portfolio; where others would read it, say how to see it alone."""
    # A direct message between several people is read by others too.
    if request.source != "command" and not request.channel.startswith("D"):
        return show.in_private(request.words(services))
    return _theirs(request, services)


def press(ack: Ack, body: dict[str, Any], *, services: Services) -> None:
    """Show the portfolio to the person who pressed alone."""
    request = from_button(body)
    said = _theirs(request, services)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def _theirs(request: Request, services: Services) -> Message:
    theirs = services.ledger.engagements.of(request.actor(services))
    today = {one.id: services.today(one) for one in theirs}
    return show.portfolio(theirs, today, request.words(services))


def register(app: App, services: Services) -> None:
    app.action("portfolio.show")(partial(press, services=services))
