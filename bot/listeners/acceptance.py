"""Accepting and refusing items, by word, by button and by the form that asks for the reason."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments
from bot.request import Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import acceptance as show
from bot.views.help import usage
from prompts import texts
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement


def listed(request: Request, _text: str, services: Services) -> Reply:
    """Show what is to be accepted in the channel's engagement."""
    return _list(request.needed(services), request, services, public=request.public)


def accept(request: Request, text: str, services: Services) -> Reply:
    """Accept an item by its number, with or without a note."""
    return _decide(request, text, services, word="accept")


def reject(request: Request, text: str, services: Services) -> Reply:
    """Refuse an item by its number, with the reason."""
    return _decide(request, text, services, word="reject")


def press_list(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the list, to the person who pressed alone."""
    request = from_button(body)
    said = _list(request.pressed(action["value"], services), request, services, public=False)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def press_accept(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Accept from a list, then draw the list anew."""
    request = from_button(body)
    engagement, number = _target(action["value"], request, services)
    try:
        after = services.ledger.acceptances.accept(engagement.id, number, request.call(services))
    except RuleBroken:  # the list that was pressed may be an old one
        _redraw(engagement, request, body["response_url"], services, public=not _ephemeral(body))
        raise
    ack()
    _redraw(after, request, body["response_url"], services, public=not _ephemeral(body))


def press_reject(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Ask for the reason, unless the refusal cannot be the person's own."""
    request = from_button(body)
    engagement, number = _target(action["value"], request, services)
    party = request.party(engagement, services)
    if party is None:
        raise RuleBroken("not_member")
    item = next((item for item in engagement.items if item.number == number), None)
    if item is None:
        raise RuleBroken("stale")
    shape = "private" if _ephemeral(body) else "public"
    data = f"{engagement.id} {number} {shape} {body['response_url']}"
    services.slack.open_view(
        body["trigger_id"], show.reject_modal(item, party, data, request.words(services))
    )
    ack()


def submit_reject(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Refuse with the reason given, then draw the list anew."""
    engagement_id, number, shape, url = view["private_metadata"].split(" ", 3)
    engagement = services.ledger.engagements.get(engagement_id)
    request = from_view(body, engagement.channel)
    reason = view["state"]["values"]["reason"]["reason"].get("value") or ""
    after = services.ledger.acceptances.reject(
        engagement_id, int(number), request.call(services), reason=reason
    )
    ack()
    _redraw(after, request, url, services, public=shape == "public")


def _decide(request: Request, text: str, services: Services, *, word: str) -> Reply:
    t = request.words(services)
    engagement = request.needed(services)
    number, said = arguments.number(
        services.people.named(text), usage=usage(word, request.command(services), t)
    )
    call, decisions = request.call(services), services.ledger.acceptances
    if word == "accept":
        after = decisions.accept(engagement.id, number, call, note=said)
    else:
        after = decisions.reject(engagement.id, number, call, reason=said)
    return show.done(after, number, call.by, t)


def _list(engagement: Engagement, request: Request, services: Services, *, public: bool) -> dict[str, Any]:
    """Return the list: in the engagement's language for everyone, in the reader's for one person."""
    today = services.today(engagement)
    if public:
        return show.listed(engagement, None, today=today, t=texts(engagement.language), public=True)
    reader = request.party(engagement, services)
    return show.listed(engagement, reader, today=today, t=request.words(services))


def _redraw(engagement: Engagement, request: Request, url: str, services: Services, *, public: bool) -> None:
    services.courier.wake()
    said = _list(engagement, request, services, public=public)
    services.later.submit(services.slack.respond, url, said, replace=True)


def _target(value: str, request: Request, services: Services) -> tuple[Engagement, int]:
    """Return what a button is about; its value is a reference, never state. Raises `stale`."""
    engagement_id, _, number = value.partition(" ")
    if not number.isdigit():
        raise RuleBroken("stale")
    return request.pressed(engagement_id, services), int(number)


def _ephemeral(body: dict[str, Any]) -> bool:
    return bool((body.get("container") or {}).get("is_ephemeral"))


def register(app: App, services: Services) -> None:
    app.action("acceptance.list")(partial(press_list, services=services))
    app.action("acceptance.accept")(partial(press_accept, services=services))
    app.action("acceptance.reject")(partial(press_reject, services=services))
    app.view("acceptance.reject")(partial(submit_reject, services=services))
