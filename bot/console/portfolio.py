"""`relais portfolio`: every engagement under way, those at risk first, on the terminal or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from bot import arguments
from bot.console.desk import Desk
from bot.parts import open_state, wall
from bot.views import portfolio as show
from state.engagements import day
from state.rules.engagement import Engagement
from state.rules.risk import Risk
from state.rules.step import next_steps


def portfolio(at: Desk, *, as_json: bool) -> None:
    """Show the engagements that are not closed, with why they are at risk and what comes first."""
    found = open_state(at.settings).engagements.running()
    today = {one.id: day(wall(), one.zone) for one in found}
    if as_json:
        at.give([_values(one, of, today[one.id]) for one, of in show.ranked(found, today)])
        return
    if not found:
        at.tell("cli.no_portfolio")
    for one, of in show.ranked(found, today):
        at.say(arguments.unmarked(show.told(one, of, today[one.id], at.t)))
        at.say()


def _values(engagement: Engagement, of: Risk, today: date) -> dict[str, Any]:
    return {
        "id": engagement.id,
        "name": engagement.name,
        "channel": engagement.channel,
        "phase": engagement.phase,
        "level": show.LEVELS[of.level],
        "reasons": [asdict(reason) | {"level": show.LEVELS[reason.level]} for reason in of.reasons],
        "next_steps": [asdict(step) for step in next_steps(engagement, today)],
    }
