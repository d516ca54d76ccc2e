"""Slack where none can be asked: what is written has to say all of it."""

from __future__ import annotations

from bot.rows import Where
from state.rules.party import Actor


class Written:
    """People and channels as they are written; without a workspace, that of whoever was asked."""

    def person(self, team: str | None, user: str) -> Actor:
        return Actor(team or "TASKED", user)

    def channel(self, team: str | None, channel: str) -> Where:
        return Where(team or "TASKED", channel, shared=channel == "CSHARED")
