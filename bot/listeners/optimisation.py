"""Stretches of optimisation: opened by the provider, closed by the client, by word or by button."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, evolving
from bot.inline import plainly
from bot.listeners.evolution import ANYTHING, listing
from bot.listeners.seen import ephemeral, redraw
from bot.request import Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import evolving as tell
from bot.views.help import usage
from state.rules.broken import RuleBroken
from state.rules.interval import open_optimisation


def optimise(request: Request, text: str, services: Services) -> Reply:
    """Open a stretch of optimisation by its title, or close one by its number."""
    t = request.words(services)
    engagement = request.needed(services)
    how, said = usage("optimise", request.command(services), t), services.people.named(text)
    if not said.strip():
        return listing(engagement, request, services, public=request.public)
    call, evolutions = request.call(services), services.ledger.evolutions
    if not arguments.is_number(said):
        after = evolutions.open_optimisation(engagement.id, call, title=arguments.note(said))
        return tell.done_optimisation(after.intervals[-1], t)
    wish = evolving.wish(said, usage=how)
    if wish.number is None or wish.step != "implement":
        raise RuleBroken("optimise_how", usage=how)
    after = evolutions.close_optimisation(engagement.id, wish.number, call, note=wish.text)
    closed = next(one for one in after.intervals if one.number == wish.number)
    return tell.done_optimisation(closed, t)


def press_new(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form of a new optimisation; whoever may not open one is told so at once."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    open_optimisation(engagement, request.call(services).word, title=ANYTHING)
    view = tell.optimisation_modal(engagement.id, request.words(services))
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_new(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Open the stretch of optimisation that the form names, or say under the field what is wrong."""
    engagement = services.ledger.engagements.get(view["private_metadata"])
    request = from_view(body, engagement.channel)
    title = view["state"]["values"]["title"]["title"].get("value") or ""
    try:
        services.ledger.evolutions.open_optimisation(engagement.id, request.call(services), title=title)
    except RuleBroken as error:
        ack(response_action="errors", errors={"title": plainly(error, request, services)})
        return
    ack()
    services.courier.wake()


def press_close(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Close a stretch of optimisation, then draw the list anew."""
    request = from_button(body)
    engagement_id, _, number = action["value"].partition(" ")
    engagement = request.pressed(engagement_id, services)
    if not number.isdigit():
        raise RuleBroken("stale")
    try:
        engagement = services.ledger.evolutions.close_optimisation(
            engagement.id, int(number), request.call(services)
        )
    finally:
        said = listing(engagement, request, services, public=not ephemeral(body))
        redraw(body["response_url"], said, services)
    ack()


def register(app: App, services: Services) -> None:
    app.action("optimisation.new")(partial(press_new, services=services))
    app.view("optimisation.new")(partial(submit_new, services=services))
    app.action("optimisation.close")(partial(press_close, services=services))
