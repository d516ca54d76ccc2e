"""Mentions and direct messages, each of which gets exactly one reply; and what goes on in their threads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt import App

from bot import answering, talk, wording
from bot.listeners import question
from bot.listeners.vocabulary import addressed
from bot.request import Modal, Reply, Request, Rewordable, from_event
from bot.services import Services
from bot.views.kit import Message
from state.rules.change import Notice
from state.rules.conversation import Thread
from state.rules.conversation import followed as lately


def answer(event: dict[str, Any], *, services: Services) -> None:
    """Work out the reply to a mention or a direct message."""
    _put(event, addressed(from_event(event), services), services)


def heard(event: dict[str, Any], *, services: Services) -> None:
    """Answer a direct message; of a message in a channel's thread, what goes on from an answer there."""
    request = from_event(event)
    if request.direct:
        answer(event, services=services)
        return
    thread = Thread(services.identity.team, request.channel, event["thread_ts"])
    before = services.ledger.conversations.of(thread)
    at = request.at or services.clock()
    if before is None or not lately(before, at):
        return
    reply = None
    if talk.follows(event.get("text") or "", names=_first_names(request, services)):
        reply = question.follow(request, request.text, before, services)
    if reply is None:
        services.ledger.conversations.interrupt(thread, at)
    else:
        _put(event, reply, services)


def followed(event: Mapping[str, Any], *, services: Services) -> bool:
    """Say whether Relais answered a question in a message's thread of late; raises StoreUnavailable."""
    thread = Thread(services.identity.team, event["channel"], event["thread_ts"])
    before = services.ledger.conversations.of(thread)
    return before is not None and lately(before, datetime.fromtimestamp(float(event["ts"]), UTC))


def _first_names(request: Request, services: Services) -> list[str]:
    """Return the first names of the people of the channel's engagements: who is called by one, is asked."""
    people = sorted({user for one in request.here(services) for user in answering.users(one)})
    return [name.split()[0] for name in services.people.names(people).values() if name.split()]


def _put(event: Mapping[str, Any], reply: Reply, services: Services) -> None:
    """Put a reply into the outbox."""
    if isinstance(reply, Rewordable):
        wording.put(_notice(event, reply.content, services), reply, services)
    else:
        send(event, reply.offer if isinstance(reply, Modal) else reply, services)


def send(event: Mapping[str, Any], content: Message, services: Services) -> None:
    """Put the one reply to an event into the outbox; a second one to the same event is dropped there."""
    services.ledger.outbox.put([_notice(event, content, services)], now=services.clock())
    services.courier.wake()


def _notice(event: Mapping[str, Any], content: Message, services: Services) -> Notice:
    return Notice(
        key=f"reply {event['channel']} {event['ts']}",
        kind="reply",
        team=services.identity.team,
        channel=event["channel"],
        content=content,
        thread=event.get("thread_ts") or event["ts"],
    )


def register(app: App, services: Services) -> None:
    app.event("app_mention")(partial(answer, services=services))
    app.event("message")(partial(heard, services=services))
