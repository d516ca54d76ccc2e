"""Evolutions: by word, by button, and by the forms that ask for words first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, evolving
from bot.evolving import Wish
from bot.inline import plainly
from bot.listeners.seen import Seen, redraw, seen_in
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import evolution as show
from bot.views import evolving as tell
from bot.views.help import usage
from prompts import texts
from state.evolutions import Evolutions
from state.rules.broken import RuleBroken
from state.rules.change import Call
from state.rules.dossier import Route, Stage
from state.rules.engagement import Engagement
from state.rules.evolution import checked_step, open_evolution

Step = Callable[[Evolutions, str, int, Call, str], Engagement]

#: What each step does with the words that come with it.
STEPS: dict[str, Step] = {
    "solution": lambda of, id_, number, call, said: of.propose_solution(id_, number, call, note=said),
    "validate": lambda of, id_, number, call, said: of.validate(id_, number, call, note=said),
    "back": lambda of, id_, number, call, said: of.send_back(id_, number, call, reason=said),
    "implement": lambda of, id_, number, call, said: of.implement(id_, number, call, note=said),
    "withdraw": lambda of, id_, number, call, said: of.withdraw(id_, number, call, reason=said),
}
#: Steps for which a form asks for words.
ASKED = {
    "solution": Stage.SOLUTION,
    "back": Stage.SENT_BACK,
    "implement": Stage.IMPLEMENTED,
    "withdraw": Stage.WITHDRAWN,
}
#: Where nothing is said yet, the rule is asked whether it would let a person open anything at all.
ANYTHING = "…"


def evolve(request: Request, text: str, services: Services) -> Reply:
    """Show the evolutions, open one, or take a step of one."""
    t = request.words(services)
    engagement = request.needed(services)
    how = usage("evolve_step", request.command(services), t)
    wish = evolving.wish(services.people.named(arguments.links(text)), usage=how)
    if wish.number is None:
        return _new(engagement, wish, request, services)
    after = _taken(engagement, wish.number, wish, request, services, how)
    if after is None:
        reader = request.party(engagement, services)
        today, public = services.today(engagement), request.public
        words = texts(engagement.language) if public else t
        return show.shown(engagement, wish.number, reader, today=today, t=words, public=public)
    return tell.done(after, wish.number, t)


def press_list(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the evolutions, to the person who pressed alone."""
    request = from_button(body)
    said = listing(request.pressed(action["value"], services), request, services, public=False)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def press_new(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form of a new evolution; whoever may not open one is told so at once."""
    request = from_button(body)
    engagement_id, _, title = action["value"].partition(" ")
    engagement = request.pressed(engagement_id, services)
    view = _form(engagement, title, request, services)
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_new(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Open the evolution that the form describes, or say under the field what is wrong."""
    engagement = services.ledger.engagements.get(view["private_metadata"])
    request = from_view(body, engagement.channel)
    values = view["state"]["values"]
    route = (values["route"]["route"].get("selected_option") or {}).get("value") or ""
    title = values["title"]["title"].get("value") or ""
    try:
        services.ledger.evolutions.open(
            engagement.id, request.call(services), title=title, route=evolving.route(route)
        )
    except RuleBroken as error:
        field = "title" if error.code.startswith("title_") else "route"
        ack(response_action="errors", errors={field: plainly(error, request, services)})
        return
    ack()
    services.courier.wake()


def press_validate(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Validate the solution that was seen, then draw the list anew."""
    request = from_button(body)
    seen = seen_in(action["value"], body, request, services)
    _step("validate", seen, "", request, services)
    ack()


def press_step(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services, name: str
) -> None:
    """Ask for the words of a step, unless the evolution has moved on, or it is not the person's to take."""
    request = from_button(body)
    seen = seen_in(action["value"], body, request, services)
    try:
        evolution = seen.current()
        checked_step(seen.engagement, seen.number, request.call(services).word, ASKED[name])
    except RuleBroken:
        _redraw(seen.engagement, seen, request, services)
        raise
    view = tell.step_modal(name, evolution, seen.data, request.words(services))
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_step(
    ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services, name: str
) -> None:
    """Take a step with the words given, then draw the list anew."""
    seen = Seen.read(view["private_metadata"], services)
    request = from_view(body, seen.engagement.channel)
    note = view["state"]["values"]["note"]["note"].get("value") or ""
    try:
        _step(name, seen, note, request, services)
    except RuleBroken as error:
        ack(response_action="errors", errors={"note": plainly(error, request, services)})
        return
    ack()


def _new(engagement: Engagement, wish: Wish, request: Request, services: Services) -> Reply:
    """Open an evolution whose route is said, or ask how it is covered; nothing said shows what there is."""
    t = request.words(services)
    if wish.route is not None:
        after = services.ledger.evolutions.open(
            engagement.id, request.call(services), title=wish.text, route=wish.route
        )
        return tell.done(after, after.evolutions[-1].number, t)
    if not wish.text:
        return listing(engagement, request, services, public=request.public)
    view = _form(engagement, wish.text, request, services)
    return Modal(view, tell.new_offer(engagement, wish.text, t))


def _form(engagement: Engagement, title: str, request: Request, services: Services) -> dict[str, Any]:
    """Return the form of a new evolution; raises why the person may not open one."""
    word = request.call(services).word
    open_evolution(engagement, word, title=title or ANYTHING, route=Route.CONTRACT)
    return tell.new_modal(engagement.id, title, request.words(services))


def _taken(
    engagement: Engagement, number: int, wish: Wish, request: Request, services: Services, how: str
) -> Engagement | None:
    """Return the engagement once what was typed of an evolution is done; None where nothing is to be done."""
    evolutions, call = services.ledger.evolutions, request.call(services)
    if wish.step == "link":
        proposal, _ = arguments.number(wish.text, usage=how)
        return evolutions.link(engagement.id, number, proposal, call)
    if wish.step is not None:
        return STEPS[wish.step](evolutions, engagement.id, number, call, wish.text)
    if wish.route is not None:
        return evolutions.reroute(engagement.id, number, call, route=wish.route)
    return None


def _step(name: str, seen: Seen, note: str, request: Request, services: Services) -> None:
    """Take a step of the evolution as it was seen, and draw the list anew, also where it was refused."""
    engagement = seen.engagement
    try:
        seen.current()
        call = request.call(services)
        engagement = STEPS[name](services.ledger.evolutions, engagement.id, seen.number, call, note)
    finally:
        _redraw(engagement, seen, request, services)


def _redraw(engagement: Engagement, seen: Seen, request: Request, services: Services) -> None:
    redraw(seen.url, listing(engagement, request, services, public=seen.public), services)


def listing(engagement: Engagement, request: Request, services: Services, *, public: bool) -> dict[str, Any]:
    """Return the list: in the engagement's language for everyone, in the reader's for one person."""
    today = services.today(engagement)
    if public:
        return show.listed(engagement, None, today=today, t=texts(engagement.language), public=True)
    reader = request.party(engagement, services)
    return show.listed(engagement, reader, today=today, t=request.words(services))


def register(app: App, services: Services) -> None:
    app.action("evolution.list")(partial(press_list, services=services))
    app.action("evolution.new")(partial(press_new, services=services))
    app.view("evolution.new")(partial(submit_new, services=services))
    app.action("evolution.validate")(partial(press_validate, services=services))
    for name in ASKED:
        app.action(f"evolution.{name}")(partial(press_step, services=services, name=name))
        app.view(f"evolution.{name}")(partial(submit_step, services=services, name=name))
