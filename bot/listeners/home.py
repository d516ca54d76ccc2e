"""The App Home: what waits for a person, and their engagements."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import App

from bot.request import Request, command_of
from bot.services import Services
from bot.views import home as show


def opened(event: dict[str, Any], *, services: Services) -> None:
    """Show the person's home when they open it; its Messages tab needs nothing."""
    if event.get("tab") != "home":
        return
    request = Request(event["user"], None, event.get("channel") or "", "home", direct=True)
    person = request.actor(services)
    engagements = services.ledger.engagements.of(person)
    today = {engagement.id: services.today(engagement) for engagement in engagements}
    parties = {one.id: one.party_of(person) for one in engagements}
    command = command_of(person.team, services)
    view = show.home(engagements, parties, today, command, request.words(services))
    services.slack.publish_home(event["user"], view)


def register(app: App, services: Services) -> None:
    app.event("app_home_opened")(partial(opened, services=services))
