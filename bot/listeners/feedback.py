"""What people say of answers: approved at once, disapproved of by a form that asks why."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.request import Request, from_button, from_view
from bot.services import Services
from bot.views import feedback as show
from bot.views.kit import Block
from knowledge.answer import Answer
from prompts import texts
from state.rules.broken import RuleBroken
from state.rules.feedback import Given, Reason, Vote, refuse_outsider


def kept(answer: Answer, request: Request, services: Services) -> list[Block]:
    """Keep an answer with its question; return the buttons that judge it.

    Raises as `Request.call`, and StoreUnavailable.
    """
    call, engagement = request.call(services), request.engagement(services)
    given = Given(
        question=answer.question,
        language=answer.language,
        sections=tuple(source.id for source in answer.sources),
        channel=request.channel,
        engagement=engagement.id if engagement else None,
    )
    return show.buttons(services.ledger.feedback.keep(given, call), texts(answer.language))


def press_up(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Keep that an answer is approved."""
    request = from_button(body)
    number, _ = _pressed(action["value"], request, services)
    services.ledger.feedback.vote(number, request.call(services), vote=Vote.UP)
    ack()
    _thank(request, body["response_url"], services)


def press_down(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Ask what is wrong with an answer, whoever may say so."""
    request = from_button(body)
    number, given = _pressed(action["value"], request, services)
    if given.engagement is not None:
        refuse_outsider(request.pressed(given.engagement, services), request.actor(services))
    data = f"{number} {body['response_url']}"
    services.slack.open_view(body["trigger_id"], show.down_modal(data, request.words(services)))
    ack()


def submit_down(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Keep that an answer is disapproved of, and why."""
    number, _, url = view["private_metadata"].partition(" ")
    request = from_view(body, services.ledger.feedback.given(int(number)).channel)
    values = view["state"]["values"]
    chosen = (values["reason"]["reason"].get("selected_option") or {}).get("value")
    services.ledger.feedback.vote(
        int(number),
        request.call(services),
        vote=Vote.DOWN,
        reason=next((reason for reason in Reason if reason.value == chosen), None),
        note=values["note"]["note"].get("value") or "",
    )
    ack()
    _thank(request, url, services)


def _thank(request: Request, url: str, services: Services) -> None:
    said = show.thanked(request.words(services))
    services.later.submit(services.slack.respond, url, said, replace=False)


def _pressed(value: str, request: Request, services: Services) -> tuple[int, Given]:
    """Return the answer that a button names, with its number; raises `stale` for one of another channel."""
    if not value.isdecimal():
        raise RuleBroken("stale")
    given = services.ledger.feedback.given(int(value))
    if given.channel != request.channel:
        raise RuleBroken("stale")
    return int(value), given


def register(app: App, services: Services) -> None:
    app.action("feedback.up")(partial(press_up, services=services))
    app.action("feedback.down")(partial(press_down, services=services))
    app.view("feedback.down")(partial(submit_down, services=services))
