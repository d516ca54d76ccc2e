"""Answers to what the other party proposes, and second thoughts on one's own; by word, button and form."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import filled, proposing
from bot.inline import plainly
from bot.request import Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import proposal as show
from bot.views import proposing as form
from bot.views.help import usage
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.proposal import answerable


def agree(request: Request, text: str, services: Services) -> Reply:
    """Agree to what the other party proposed, by its number."""
    engagement, number, note = _named(request, text, services, word="agree")
    after = services.ledger.proposals.agree(engagement.id, number, request.call(services), note=note)
    return show.done(after, number, request.words(services))


def decline(request: Request, text: str, services: Services) -> Reply:
    """Decline what the other party proposed, by its number, with the reason."""
    engagement, number, reason = _named(request, text, services, word="decline")
    after = services.ledger.proposals.decline(engagement.id, number, request.call(services), reason=reason)
    return show.done(after, number, request.words(services))


def retract(request: Request, text: str, services: Services) -> Reply:
    """Take back what one's own party proposed, by its number."""
    engagement, number, _ = _named(request, text, services, word="retract")
    after = services.ledger.proposals.take_back(engagement.id, number, request.call(services))
    return show.done(after, number, request.words(services))


def press_agree(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Agree to the proposal of a message or a card."""
    request = from_button(body)
    engagement, number = _target(action["value"], request, services)
    after = services.ledger.proposals.agree(engagement.id, number, request.call(services))
    ack()
    _tell(after, number, request, body, services)


def press_retract(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Take back the proposal of a message or a card."""
    request = from_button(body)
    engagement, number = _target(action["value"], request, services)
    after = services.ledger.proposals.take_back(engagement.id, number, request.call(services))
    ack()
    _tell(after, number, request, body, services)


def press_decline(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Ask for the reason, unless the answer cannot be the person's own."""
    request = from_button(body)
    engagement, number = _target(action["value"], request, services)
    waiting = answerable(engagement, number, request.call(services).word)
    data = f"{engagement.id} {request.channel} {number}"
    view = form.decline_modal(waiting, data, request.words(services))
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_decline(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Decline with the reason given."""
    engagement_id, channel, number = view["private_metadata"].split(" ")
    request, reason = from_view(body, channel), filled.text(view["state"]["values"], "reason")
    try:
        call = request.call(services)
        services.ledger.proposals.decline(engagement_id, int(number), call, reason=reason)
    except RuleBroken as error:
        ack(response_action="errors", errors={"reason": plainly(error, request, services)})
        return
    ack()
    services.courier.wake()


def _named(request: Request, text: str, services: Services, *, word: str) -> tuple[Engagement, int, str]:
    """Return the proposal that somebody names by its number, and what they say of it."""
    engagement = request.needed(services)
    written = usage(word, request.command(services), request.words(services))
    number, said = proposing.number(services.people.named(text), usage=written)
    return engagement, number, said


def _target(value: str, request: Request, services: Services) -> tuple[Engagement, int]:
    """Return what a button is about; its value is a reference, never state. Raises `stale`."""
    engagement_id, _, number = value.partition(" ")
    if not number.isdigit():
        raise RuleBroken("stale")
    return request.pressed(engagement_id, services), int(number)


def _tell(
    engagement: Engagement, number: int, request: Request, body: dict[str, Any], services: Services
) -> None:
    """Tell the person alone that it is kept; the channel reads it in the thread of the card."""
    services.courier.wake()
    said = show.done(engagement, number, request.words(services))
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def register(app: App, services: Services) -> None:
    app.action("proposal.agree")(partial(press_agree, services=services))
    app.action("proposal.retract")(partial(press_retract, services=services))
    app.action("proposal.decline")(partial(press_decline, services=services))
    app.view("proposal.decline")(partial(submit_decline, services=services))
