"""One module a subject: read the payload, ask state or knowledge once, send one view."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners import (
    acceptance,
    ask,
    asked,
    command,
    engagement,
    evolution,
    feedback,
    gap,
    home,
    item,
    leaving,
    members,
    message,
    optimisation,
    phase,
    place,
    portfolio,
    price,
    proposal,
    proposing,
    term,
    timeline,
    upgrade,
)
from bot.services import Services


def register_all(app: App, services: Services) -> None:
    """Have Slack's payloads meet their functions."""
    subjects = (
        acceptance, ask, asked, command, engagement, evolution, leaving, feedback, gap, home, item,
        members, message, optimisation, phase, place, portfolio, price, proposal, proposing, term, timeline,
        upgrade,
    )  # fmt: skip
    for subject in subjects:
        subject.register(app, services)
