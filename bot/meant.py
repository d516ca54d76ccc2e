"""Whom and what people mean by the names that they write: pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.phrases import spoken
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.party import OFF_SLACK, Actor


def engagement(name: str, among: Iterable[Engagement]) -> Engagement:
    """Return the engagement of that name, whatever its case, accents and marks.

    Raises `engagement_not_here` (name).
    """
    found = next((one for one in among if spoken(one.name) == spoken(name)), None)
    if found is None:
        raise RuleBroken("engagement_not_here", name=name)
    return found


def person(name: str, of: Engagement | None) -> Actor:
    """Return the person without Slack of that name, in an engagement.

    Raises `speaks_for_self` (a mention: it is a person of Slack) and `behalf_unknown` (name).
    """
    if name.startswith("<@"):
        raise RuleBroken("speaks_for_self")
    known = [one.actor for one in of.members if one.actor.team == OFF_SLACK] if of else []
    found = next((actor for actor in known if spoken(actor.user) == spoken(name)), None)
    if found is None:
        raise RuleBroken("behalf_unknown", name=name)
    return found
