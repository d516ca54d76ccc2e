"""Items handed over, added, and given another name, owner or day: by word, by menu and by form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, options
from bot.listeners.acceptance import press_form
from bot.listeners.listing import Origin, ephemeral, pressed_on, redraw, submitted, target
from bot.one_line import ordinary
from bot.request import Modal, Reply, Request, from_button
from bot.services import Services
from bot.views import decided as show
from bot.views import item_forms as forms
from bot.views import wording
from bot.views.help import usage
from state.rules.broken import RuleBroken
from state.rules.checklist import current_item, item_of
from state.rules.engagement import Engagement
from state.rules.handover import refuse_delivery
from state.rules.item import ItemKind, Verdict
from state.rules.party import Party
from state.rules.permission import Act, party_for
from state.rules.seen import mark, refuse_changed

#: What an added item is where nobody says it.
USUAL = ItemKind.DOCUMENT


def deliver(request: Request, text: str, services: Services) -> Reply:
    """Hand an item over by its number, with a link or a few words on where it is."""
    t = request.words(services)
    rest, found = options.taken(arguments.links(services.people.named(text)), {"evidence"})
    number, said = arguments.number(rest, usage=usage("deliver", request.command(services), t))
    evidence, call = said or found.get("evidence", ""), request.call(services)
    after = services.ledger.items.deliver(request.needed(services).id, number, call, evidence=evidence)
    return show.handled("said.done_delivered", item_of(after, number), t)


def item(request: Request, text: str, services: Services) -> Reply:
    """Change the item of a number, or add one; with nothing to say of it, by the form."""
    engagement = request.needed(services)
    if arguments.is_number(text):
        return _change(engagement, request, text, services)
    rest, found = options.taken(services.people.named(text), {"title", "kind", "owner", "due"})
    title = found.get("title") or _name(rest)
    if not title and not found:
        return _add_form(engagement, request, services)
    call = request.call(services)
    own = engagement.party_of(call.word.by) or Party.CLIENT
    after = services.ledger.items.add(
        engagement.id, call, title=title,
        kind=arguments.kind(found["kind"]) if "kind" in found else USUAL,
        owner=arguments.party(found["owner"]) if "owner" in found else own,
        due=arguments.day(found["due"]) if "due" in found else None,
    )  # fmt: skip
    return show.handled("said.done_added", after.items[-1], request.words(services))


def press_add(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that adds an item."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    party = party_for(engagement, request.call(services).word, Act.WORK)
    came = Origin(engagement.id, 0, "-", request.channel, not ephemeral(body), body["response_url"])
    services.slack.open_view(
        body["trigger_id"], forms.add(engagement, party, came.data, request.words(services))
    )
    ack()


def press_more(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that was chosen from an item's menu."""
    what, _, value = action["selected_option"]["value"].partition(" ")
    if what == "waive":
        press_form(ack, body, value, Verdict.WAIVED, services=services)
        return
    request, t = from_button(body), from_button(body).words(services)
    engagement, number, seen = target(value, request, services)
    try:
        party = party_for(engagement, request.call(services).word, Act.WORK)
        refuse_changed(engagement, number, seen)
        about = current_item(engagement, number)
        if what == "deliver":
            refuse_delivery(about, party)
    except RuleBroken:
        redraw(engagement, request, body["response_url"], services, public=not ephemeral(body))
        raise
    data = pressed_on(about, engagement, body, request).data
    by_choice = {"deliver": lambda: forms.deliver(about, party, data, t)}
    view = by_choice.get(what, lambda: forms.change(about, engagement, data, t))()
    services.slack.open_view(body["trigger_id"], view)
    ack()


def submit_deliver(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Hand the item over, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        call = request.call(services)
        return services.ledger.items.deliver(
            came.engagement, came.number, call, evidence=fields["reason"], seen=came.seen
        )

    submitted(ack, body, view, services, keep)


def submit_change(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Change the item as the form says, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        about = item_of(services.ledger.engagements.get(came.engagement), came.number)
        # The form begins with the name of the checklist, which is no name of the parties' own.
        same = fields["title"] == wording.task(about.key, request.words(services)) and not about.title
        return services.ledger.items.change(
            came.engagement, came.number, request.call(services), seen=came.seen,
            title=None if same else fields["title"],
            owner=Party(fields["owner"]) if fields["owner"] else None,
            due=arguments.day(fields["due"]) if fields["due"] else None,
        )  # fmt: skip

    submitted(ack, body, view, services, keep)


def submit_add(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Add the item of the form, then draw the list anew."""

    def keep(came: Origin, request: Request, fields: Mapping[str, str]) -> Engagement:
        return services.ledger.items.add(
            came.engagement, request.call(services), title=fields["title"],
            kind=ItemKind(fields["kind"] or USUAL), owner=Party(fields["owner"]),
            due=arguments.day(fields["due"]) if fields["due"] else None,
        )  # fmt: skip

    submitted(ack, body, view, services, keep)


def _change(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    t = request.words(services)
    rest, found = options.taken(services.people.named(text), {"title", "owner", "due"})
    number, said = arguments.number(rest, usage=usage("item", request.command(services), t))
    title = found.get("title") or _name(said)
    if not title and not found:
        return _change_form(engagement, number, request, services)
    after = services.ledger.items.change(
        engagement.id, number, request.call(services), title=title or None,
        owner=arguments.party(found["owner"]) if "owner" in found else None,
        due=arguments.day(found["due"]) if "due" in found else None,
    )  # fmt: skip
    return show.handled("said.done_changed", item_of(after, number), t)


def _add_form(engagement: Engagement, request: Request, services: Services) -> Modal:
    t, party = request.words(services), party_for(engagement, request.call(services).word, Act.WORK)
    data = Origin(engagement.id, 0, "-", request.channel).data
    offer = forms.offer("item.add", engagement.id, t("add.offer"), t)
    return Modal(forms.add(engagement, party, data, t), offer)


def _change_form(engagement: Engagement, number: int, request: Request, services: Services) -> Modal:
    t, about = request.words(services), current_item(engagement, number)
    party_for(engagement, request.call(services).word, Act.WORK)
    data = Origin(engagement.id, number, mark(about), request.channel).data
    said = t("change.offer", number=number, title=wording.item(about, t))
    offer = forms.offer("item.change", f"{engagement.id} {number} {mark(about)}", said, t)
    return Modal(forms.change(about, engagement, data, t), offer)


def press_change(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that changes an item, from the message that offers it."""
    request = from_button(body)
    engagement, number, seen = target(action["value"], request, services)
    refuse_changed(engagement, number, seen)
    opened = _change_form(engagement, number, request, services)
    services.slack.open_view(body["trigger_id"], opened.view)
    ack()


def _name(text: str) -> str:
    """Return a name as people write it, in quotation marks or not."""
    return arguments.plain(ordinary(text)).strip('" ')


def register(app: App, services: Services) -> None:
    app.action("item.add")(partial(press_add, services=services))
    app.action("item.change")(partial(press_change, services=services))
    app.action("acceptance.more")(partial(press_more, services=services))
    app.view("item.deliver")(partial(submit_deliver, services=services))
    app.view("item.change")(partial(submit_change, services=services))
    app.view("item.add")(partial(submit_add, services=services))
