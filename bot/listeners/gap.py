"""Questions that nothing answers: kept, passed on to a person, listed, settled."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import gap as show
from bot.views.kit import Block, Message
from knowledge.answer import Answer
from prompts import texts
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.gap import Gap, Unanswered, person_for
from state.rules.party import Actor

UNCOVERED = "uncovered"


def kept(refusal: Answer, request: Request, services: Services) -> list[Block]:
    """Keep a question that no section answers; return the button that has a person asked, where one can be.

    Raises as `Request.call`, and StoreUnavailable.
    """
    if refusal.reason != UNCOVERED:
        return []
    call, engagement = request.call(services), request.engagement(services)
    best = next((near.score for near in refusal.nearest), None)
    asked = Unanswered(
        question=refusal.question,
        language=refusal.language,
        channel=request.channel,
        engagement=engagement.id if engagement else None,
        nearest=tuple(near.id for near in refusal.nearest),
        score=best,
        aloud=request.public,
    )
    gap = services.ledger.gaps.keep(asked, call)
    if engagement is None or not _has_somebody(engagement, call.by):
        return []
    return [show.ask_button(gap.number, texts(refusal.language), public=request.public)]


def listed(request: Request, _text: str, services: Services) -> Reply:
    """Show the open questions of this channel, or of this direct message."""
    return _list(request, services, public=request.public)


def press_ask(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Have a person asked, in the thread of the refusal; of one that only one person saw, in the channel."""
    request = from_button(body)
    gap = _pressed(action["value"], request, services)
    after = services.ledger.gaps.pass_on(gap.number, request.call(services), thread=_thread(body))
    ack()
    services.courier.wake()
    _respond(show.passed_on(after, request.words(services)), body, services, replace=False)


def press_settle(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Settle a question from a list, then draw the list anew."""
    request = from_button(body)
    gap = _pressed(action["value"], request, services)
    public = not (request.direct or (body.get("container") or {}).get("is_ephemeral"))
    try:
        services.ledger.gaps.settle(gap.number, request.call(services))
    except RuleBroken:  # the list that was pressed may be an old one
        _respond(_list(request, services, public=public), body, services, replace=True)
        raise
    ack()
    _respond(_list(request, services, public=public), body, services, replace=True)


def press_done(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Settle a question from the message that asks a person, which then says who answered."""
    request = from_button(body)
    gap = _pressed(action["value"], request, services)
    try:
        gap = services.ledger.gaps.settle(gap.number, request.call(services))
    except RuleBroken as error:
        if error.code == "gap_settled":  # from a list, or by somebody else
            _draw(gap, body, services)
        raise
    ack()
    _draw(gap, body, services)


def _thread(body: dict[str, Any]) -> str | None:
    """Return the thread of the message that was pressed; None for one that only one person sees."""
    container, message = body.get("container") or {}, body.get("message") or {}
    if container.get("is_ephemeral"):
        return None
    return container.get("thread_ts") or message.get("thread_ts") or container.get("message_ts")


def _list(request: Request, services: Services, *, public: bool) -> Message:
    """Return the list: for everyone in the engagement's language, for one person in theirs."""
    engagement = request.engagement(services)
    reader = None if public else request.actor(services)
    found = services.ledger.gaps.open_in(
        request.channel, engagement.id if engagement else None, reader=reader
    )
    t = texts(engagement.language) if public and engagement else request.words(services)
    zone = engagement.zone if engagement else services.people.profile(request.user).zone
    return show.listed(found, t, zone=zone)


def _draw(gap: Gap, body: dict[str, Any], services: Services) -> None:
    engagement = services.ledger.engagements.get(gap.asked.engagement or "")
    _respond(show.question(gap, texts(engagement.language)), body, services, replace=True)


def _respond(said: Message, body: dict[str, Any], services: Services, *, replace: bool) -> None:
    services.later.submit(services.slack.respond, body["response_url"], said, replace=replace)


def _pressed(value: str, request: Request, services: Services) -> Gap:
    """Return the question that a button names; raises `stale` for one of another channel."""
    if not value.isdecimal():
        raise RuleBroken("stale")
    gap = services.ledger.gaps.get(int(value))
    if gap.asked.channel != request.channel:
        raise RuleBroken("stale")
    return gap


def _has_somebody(engagement: Engagement, asker: Actor) -> bool:
    try:
        person_for(engagement, asker)
    except RuleBroken:
        return False
    return True


def register(app: App, services: Services) -> None:
    app.action("gap.ask")(partial(press_ask, services=services))
    app.action("gap.settle")(partial(press_settle, services=services))
    app.action("gap.done")(partial(press_done, services=services))
