"""What people say of items and reservations: by word, by button, and by the form that asks for the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, options
from bot.listeners.listing import (
    Origin,
    drawn,
    ephemeral,
    pressed_on,
    redraw,
    submitted,
    target,
)
from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import decided as show
from bot.views import item_forms as forms
from bot.views.help import usage
from bot.views.kit import Block
from prompts import Translator
from state.rules import acceptance
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.item import Item, Verdict
from state.rules.party import Party
from state.rules.seen import refuse_changed


def listed(request: Request, _text: str, services: Services) -> Reply:
    """Show what is to be accepted in the channel's engagement."""
    return drawn(request.needed(services), request, services, public=request.public)


def accept(request: Request, text: str, services: Services) -> Reply:
    """Accept an item by its number, with or without a note."""
    number, said = _numbered("accept", request, text, services)
    before, call = request.needed(services), request.call(services)
    after = services.ledger.acceptances.accept(before.id, number, call, note=said)
    return _done(before, after, number, request, services)


def reserve(request: Request, text: str, services: Services) -> Reply:
    """Accept an item by its number, with a reservation and who clears it by when."""
    rest, found = options.taken(text, {"due", "owner", "blocking"})
    number, said = _numbered("reserve", request, rest, services)
    t, before, call = request.words(services), request.needed(services), request.call(services)
    blocking = arguments.yes(found.get("blocking", "no"), name=t.words("pair.blocking")[0])
    after = services.ledger.acceptances.reserve(
        before.id, number, call, text=said, blocking=blocking,
        due=arguments.day(found["due"]) if "due" in found else None,
        owner=arguments.party(found["owner"]) if "owner" in found else None,
    )  # fmt: skip
    return _done(before, after, number, request, services)


def reject(request: Request, text: str, services: Services) -> Reply:
    """Refuse an item by its number, with the reason."""
    number, said = _numbered("reject", request, text, services)
    before, call = request.needed(services), request.call(services)
    after = services.ledger.acceptances.reject(before.id, number, call, reason=said)
    return _done(before, after, number, request, services)


def waive(request: Request, text: str, services: Services) -> Reply:
    """Say by its number that an item does not apply, with the reason."""
    number, said = _numbered("na", request, text, services)
    before, call = request.needed(services), request.call(services)
    after = services.ledger.acceptances.waive(before.id, number, call, reason=said)
    return _done(before, after, number, request, services)


def lift(request: Request, text: str, services: Services) -> Reply:
    """Lift a reservation by its number, with or without a note."""
    t = request.words(services)
    number, said = arguments.reservation(
        services.people.named(text), usage=usage("lift", request.command(services), t)
    )
    before, call = request.needed(services), request.call(services)
    after = services.ledger.acceptances.lift(before.id, number, call, note=said)
    return show.lifted(before, after, number, t)


def press_list(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the list, to the person who pressed alone."""
    request = from_button(body)
    said = drawn(request.pressed(action["value"], services), request, services, public=False)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def press_accept(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Accept from a list, then draw the list anew."""
    request = from_button(body)
    engagement, number, seen = target(action["value"], request, services)
    _kept(
        lambda: services.ledger.acceptances.accept(
            engagement.id, number, request.call(services), seen=seen
        ),
        ack, body, request, engagement, services,
    )  # fmt: skip


def press_lift(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Lift a reservation from a list, then draw the list anew."""
    request = from_button(body)
    engagement_id, _, number = action["value"].partition(" ")
    if not number.isdigit():
        raise RuleBroken("stale")
    engagement = request.pressed(engagement_id, services)
    _kept(
        lambda: services.ledger.acceptances.lift(engagement.id, int(number), request.call(services)),
        ack, body, request, engagement, services,
    )  # fmt: skip


def press_reserve(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Ask what an item is accepted without."""
    press_form(ack, body, action["value"], Verdict.RESERVED, services=services)


def press_reject(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Ask why an item is refused."""
    press_form(ack, body, action["value"], Verdict.REFUSED, services=services)


def press_form(ack: Ack, body: dict[str, Any], value: str, verdict: Verdict, *, services: Services) -> None:
    """Ask for the reason, unless the word cannot be the person's own or the list is an old one."""
    request = from_button(body)
    engagement, number, seen = target(value, request, services)
    word = request.call(services).word
    try:
        refuse_changed(engagement, number, seen)
        party, item = acceptance.asked(engagement, number, word)
        if verdict is not Verdict.REFUSED:
            acceptance.refuse_consent(engagement, item, party, word)
    except RuleBroken:
        redraw(engagement, request, body["response_url"], services, public=not ephemeral(body))
        raise
    data = pressed_on(item, engagement, body, request).data
    view = _form(verdict, item, party, engagement, data, services, request.words(services))
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_reserve(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Accept with the reservation given, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        return services.ledger.acceptances.reserve(
            came.engagement, came.number, request.call(services), seen=came.seen,
            text=fields["reason"],
            due=arguments.day(fields["due"]) if fields["due"] else None,
            owner=Party(fields["owner"]) if fields["owner"] else None,
            blocking=bool(fields["blocking"]),
        )  # fmt: skip

    submitted(ack, body, view, services, keep)


def submit_reject(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Refuse with the reason given, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        return services.ledger.acceptances.reject(
            came.engagement, came.number, request.call(services), reason=fields["reason"], seen=came.seen
        )

    submitted(ack, body, view, services, keep)


def submit_waive(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Say with the reason given that an item does not apply, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        return services.ledger.acceptances.waive(
            came.engagement, came.number, request.call(services), reason=fields["reason"], seen=came.seen
        )

    submitted(ack, body, view, services, keep)


def _form(
    verdict: Verdict,
    item: Item,
    party: Party,
    engagement: Engagement,
    data: str,
    services: Services,
    t: Translator,
) -> Block:
    if verdict is Verdict.RESERVED:
        today = services.today(engagement)
        return forms.reserve(item, party, engagement, data, today=today, t=t)
    return (forms.reject if verdict is Verdict.REFUSED else forms.waive)(item, party, data, t)


def _kept(
    keep: Callable[[], Engagement],
    ack: Ack,
    body: dict[str, Any],
    request: Request,
    engagement: Engagement,
    services: Services,
) -> None:
    """Keep what a button says and draw its list anew, also where the list that was pressed is an old one."""
    public = not ephemeral(body)
    try:
        after = keep()
    except RuleBroken:
        redraw(engagement, request, body["response_url"], services, public=public)
        raise
    ack()
    redraw(after, request, body["response_url"], services, public=public)


def _numbered(word: str, request: Request, text: str, services: Services) -> tuple[int, str]:
    """Return the item's number that a command is about, and what is said with it."""
    written = usage(word, request.command(services), request.words(services))
    return arguments.number(services.people.named(text), usage=written)


def _done(before: Engagement, after: Engagement, number: int, request: Request, services: Services) -> Reply:
    party = after.party_of(request.call(services).word.by) or Party.CLIENT
    return show.done(before, after, number, party, request.words(services))


def register(app: App, services: Services) -> None:
    app.action("acceptance.list")(partial(press_list, services=services))
    app.action("acceptance.accept")(partial(press_accept, services=services))
    app.action(re.compile(r"acceptance\.lift\.\d+"))(partial(press_lift, services=services))
    app.action("acceptance.reserve")(partial(press_reserve, services=services))
    app.action("acceptance.reject")(partial(press_reject, services=services))
    app.view("acceptance.reserve")(partial(submit_reserve, services=services))
    app.view("acceptance.reject")(partial(submit_reject, services=services))
    app.view("acceptance.waive")(partial(submit_waive, services=services))
