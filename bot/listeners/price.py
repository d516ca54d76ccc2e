"""The price of each period, and the index that makes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, filled, forms
from bot.listeners import question
from bot.request import Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import price as show
from state.rules.broken import RuleBroken
from state.rules.permission import Act, party_for


def price(request: Request, text: str, services: Services) -> Reply:
    """Show the prices; or give the index of the last revision, which makes the price from then on.

    What follows the word and is no number is a question.
    """
    if text and not is_index(text):
        return question.instead(request, services)
    engagement = request.needed(services)
    t, today = request.words(services), services.today(engagement)
    if not text:
        return show.shown(engagement, today=today, t=t)
    index = arguments.amount(text)
    after = services.ledger.endings.set_index(engagement.id, request.call(services), index)
    return show.done(after, today=today, t=t)


def is_index(text: str) -> bool:
    """Say whether a text is a number and nothing else."""
    try:
        arguments.amount(text)
    except RuleBroken:
        return False
    return True


def press_index(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that asks for the index, for a person who may commit their party."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    party_for(engagement, request.call(services).word, Act.COMMIT)
    t, today = request.words(services), services.today(engagement)
    view = show.index_modal(engagement, forms.data(engagement, request), today=today, t=t)
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_index(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Keep the index of the form, or say under the field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]

    def put() -> None:
        forms.unchanged(engagement_id, seen, services)
        index = arguments.amount(filled.text(values, "index"))
        services.ledger.endings.set_index(engagement_id, request.call(services), index)

    forms.submitted(put, {}, "index", ack, request, services)


def register(app: App, services: Services) -> None:
    app.action("price.index")(partial(press_index, services=services))
    app.view("price.index")(partial(submit_index, services=services))
