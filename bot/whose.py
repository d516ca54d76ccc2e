"""Whose engagement a question is about, and who may read the answer."""

from __future__ import annotations

from bot import asking
from bot.request import Request
from bot.services import Services
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.party import Party


def shared(request: Request, services: Services) -> bool:
    """Say whether people of another company may read a channel; what cannot be read may be shared."""
    try:
        return services.people.place(request.channel).shared
    except RuleBroken:
        return True


def of_another(request: Request, question: str, here: Engagement, services: Services) -> bool:
    """Say whether a question names another engagement of the asker's, which is nobody's business here."""
    return any(
        one.id != here.id and asking.mentions(question, one.name) and not asking.mentions(here.name, one.name)
        for one in theirs(request, services)
    )


def theirs(request: Request, services: Services) -> tuple[Engagement, ...]:
    """Return the engagements that the asker signs for; none where Slack does not tell who they are."""
    try:
        return services.ledger.engagements.of(request.actor(services))
    except RuleBroken:
        return ()


def party(request: Request, engagement: Engagement, services: Services) -> Party | None:
    """Return the party that the asker signs for; None for nobody, and where Slack does not tell."""
    try:
        return request.party(engagement, services)
    except RuleBroken:
        return None
