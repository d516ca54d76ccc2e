"""One module a subject: read the payload, ask state or knowledge once, send one view."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners import (
    acceptance,
    ask,
    asked,
    command,
    engagement,
    feedback,
    gap,
    home,
    message,
    phase,
    place,
    term,
)
from bot.services import Services


def register_all(app: App, services: Services) -> None:
    """Have Slack's payloads meet their functions."""
    subjects = (
        acceptance, ask, asked, command, engagement, feedback, gap, home, message, phase, place, term,
    )  # fmt: skip
    for subject in subjects:
        subject.register(app, services)
