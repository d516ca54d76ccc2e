"""Forms that change an engagement: what they were drawn from, and what is wrong with what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from bot.inline import plainly
from bot.request import Request, from_button
from bot.services import Services
from bot.views.kit import Block
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement

#: Draws a form for a person whose word counts there; raises what keeps them from it.
Form = Callable[[Engagement, Request, Services], Block]


def press(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, form: Form, services: Services) -> None:
    """Open a form from the button that names its engagement."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    services.slack.open_view(body["trigger_id"], form(engagement, request, services))
    ack()


def data(engagement: Engagement, request: Request) -> str:
    """Return what travels with a form: the engagement, the channel, and what it was drawn from."""
    return f"{engagement.id} {request.channel} {stamp(engagement)}"


def stamp(engagement: Engagement) -> str:
    """Return what a form was drawn from, as far as it matters: where it changed, the form is out of date."""
    contract, leaving = engagement.contract, engagement.exit
    lists = (contract.amendments, contract.notices, engagement.proposals, engagement.terms)
    mode = leaving.mode if leaving is not None else "-"
    return ":".join([engagement.phase, mode, *(str(len(one)) for one in lists)])


def unchanged(engagement_id: str, seen: str, services: Services) -> Engagement:
    """Return the engagement as it is; raises `form_outdated` where a form was drawn from another state."""
    engagement = services.ledger.engagements.get(engagement_id)
    if stamp(engagement) != seen:
        raise RuleBroken("form_outdated")
    return engagement


def submitted(
    put: Callable[[], object],
    fields: Mapping[str, str],
    first: str,
    ack: Ack,
    request: Request,
    services: Services,
) -> None:
    """Do what a form asks for, or say under the field (else the first one) what is wrong."""
    try:
        put()
    except RuleBroken as error:
        said = plainly(error, request, services)
        ack(response_action="errors", errors={fields.get(error.code, first): said})
        return
    ack()
    services.courier.wake()
