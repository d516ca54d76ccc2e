"""Who speaks for which party: shown, named and released, by word, by button and by form."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, options, phrases
from bot.inline import plainly
from bot.one_line import people
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import members as show
from bot.views import naming as form
from bot.views.help import usage
from bot.views.kit import Message
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement
from state.rules.party import OFF_SLACK, Actor, Party, Role
from state.rules.people import Naming
from state.rules.permission import Act, party_for

OPTIONS = {"role", "instead", "since", "until", "evidence", "party"}


def members(request: Request, text: str, services: Services) -> Reply:
    """Show who speaks for whom; or name and release people, and administrators."""
    engagement = request.needed(services)
    if not text.strip():
        return _list(engagement, request, services, own=not request.public)
    what, _, rest = phrases.leading("staffing", text)
    written = usage("members", request.command(services), request.words(services))
    if what is None:
        raise RuleBroken("staffing_unknown", usage=written)
    if what == "add" and not rest.strip():
        return _form(engagement, request, services)
    rest, found = options.taken(rest, OPTIONS)
    return DOES[what](engagement, request, rest, found, services)


def press_list(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show who speaks for whom, to the person who pressed alone."""
    request = from_button(body)
    said = _list(request.pressed(action["value"], services), request, services, own=True)
    ack()
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def press_add(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that names somebody, for a lead."""
    request = from_button(body)
    opened = _form(request.pressed(action["value"], services), request, services)
    services.slack.open_view(body["trigger_id"], opened.view)
    ack()


def submit_add(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Name the person of the form, or say under the field what is wrong."""
    engagement_id, channel = view["private_metadata"].split(" ", 1)
    engagement, request = services.ledger.engagements.get(engagement_id), from_view(body, channel)
    try:
        naming = _filled(view["state"]["values"], engagement, services)
        services.ledger.members.name(engagement.id, naming, request.call(services))
    except RuleBroken as error:
        said = plainly(error, request, services)
        ack(response_action="errors", errors={form.FIELDS.get(error.code, "user"): said})
        return
    ack()
    services.courier.wake()


def press_release(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Release the person that a button names, then draw the list anew."""
    request = from_button(body)
    engagement_id, team, user = action["value"].split(" ", 2)
    engagement = request.pressed(engagement_id, services)
    after = services.ledger.members.release(engagement.id, Actor(team, user), request.call(services))
    ack()
    services.courier.wake()
    said = _list(after, request, services, own=True)
    services.later.submit(services.slack.respond, body["response_url"], said, replace=True)


def _add(
    engagement: Engagement, request: Request, text: str, found: dict[str, str], services: Services
) -> Message:
    actor = _person(text, request, services)
    own = party_for(engagement, request.call(services).word, Act.PEOPLE)
    instead = found.get("instead", "")
    naming = Naming(
        actor,
        arguments.party(found["party"]) if "party" in found else own,
        _role(found.get("role", "")),
        _person(instead, request, services) if instead else None,
        arguments.day(found["since"]) if "since" in found else None,
        arguments.day(found["until"]) if "until" in found else None,
        arguments.plain(services.people.named(found.get("evidence", request.evidence))),
        shared=_shared(engagement, services),
    )
    after = services.ledger.members.name(engagement.id, naming, request.call(services))
    return show.done(after, actor, request.words(services))


def _remove(
    engagement: Engagement, request: Request, text: str, _found: dict[str, str], services: Services
) -> Message:
    actor = _known(text, engagement, request, services)
    after = services.ledger.members.release(engagement.id, actor, request.call(services))
    return show.done(after, actor, request.words(services))


def _administrator(
    engagement: Engagement, request: Request, text: str, _found: dict[str, str], services: Services
) -> Message:
    actor, call = _person(text, request, services), request.call(services)
    after = services.ledger.members.name_administrator(engagement.id, actor, call)
    return show.administered(after, actor, request.words(services))


def _former(
    engagement: Engagement, request: Request, text: str, _found: dict[str, str], services: Services
) -> Message:
    actor, call = _known(text, engagement, request, services), request.call(services)
    after = services.ledger.members.release_administrator(engagement.id, actor, call)
    return show.administered(after, actor, request.words(services))


DOES = {"add": _add, "remove": _remove, "administrator": _administrator, "former": _former}


def _form(engagement: Engagement, request: Request, services: Services) -> Modal:
    """Return the form; raises why the person may not name anybody."""
    t, word = request.words(services), request.call(services).word
    own = party_for(engagement, word, Act.PEOPLE)
    data = f"{engagement.id} {request.channel}"
    today, names = services.today(engagement), _names(engagement, services)
    view = form.modal(engagement, own, names, data, today=today, t=t)
    return Modal(view, form.offer(engagement, t))


def _filled(values: dict[str, dict[str, Any]], engagement: Engagement, services: Services) -> Naming:
    """Return what a lead filled in; raises RuleBroken with what cannot be read."""

    def value(name: str, kind: str) -> str:
        return (values.get(name, {}).get(name, {}).get(kind) or "").strip()

    def chosen(name: str) -> str:
        option = values.get(name, {}).get(name, {}).get("selected_option") or {}
        return option.get("value") or ""

    user, name = value("user", "selected_user"), value("name", "value")
    if user and name:
        raise RuleBroken("person_either")
    if user:
        (actor,) = services.people.signatories([user], installed=services.identity.team)
    else:
        actor = Actor(OFF_SLACK, name)
    team, _, principal = chosen("stands_for").partition(" ")
    since, until = value("since", "selected_date"), value("until", "selected_date")
    return Naming(
        actor,
        Party(chosen("party")),
        Role(chosen("role")),
        Actor(team, principal) if team else None,
        arguments.day(since) if since else None,
        arguments.day(until) if until else None,
        value("evidence", "value"),
        shared=_shared(engagement, services),
    )


def _list(engagement: Engagement, request: Request, services: Services, *, own: bool) -> Message:
    """Return the people by party; `own`: to one person alone, who gets the buttons of a lead."""
    member = engagement.member(request.actor(services)) if own else None
    names = _names(engagement, services)
    leads = member.party if member and member.role is Role.LEAD else None
    today = services.today(engagement)
    return show.listed(engagement, names, today=today, leads=leads, t=request.words(services))


def _names(engagement: Engagement, services: Services) -> dict[str, str]:
    """Return the names of an engagement's people and administrators by user."""
    actors = {one.actor for one in engagement.members} | set(engagement.administrators)
    return services.people.names(sorted(actor.user for actor in actors if actor.team != OFF_SLACK))


def _person(text: str, request: Request, services: Services) -> Actor:
    """Return the one person that a text names: a mention, else the name of somebody without Slack."""
    if "<@" not in text:
        return Actor(OFF_SLACK, arguments.plain(text).strip('"'))
    users = people(text)
    if len(users) != 1:
        written = usage("members", request.command(services), request.words(services))
        raise RuleBroken("person_one", usage=written)
    (actor,) = services.people.signatories(users, installed=services.identity.team)
    return actor


def _known(text: str, engagement: Engagement, request: Request, services: Services) -> Actor:
    """Return somebody of an engagement, though their account may be closed: people leave."""
    users = people(text) if "<@" in text else ()
    known = [one.actor for one in engagement.members] + list(engagement.administrators)
    found = [actor for actor in known if (actor.user,) == users]
    if not users:
        said = phrases.spoken(text)
        found = [one for one in known if one.team == OFF_SLACK and phrases.spoken(one.user) == said]
    return found[0] if found else _person(text, request, services)


def _role(text: str) -> Role:
    """Return a role by the word that people type; raises `role_unknown` (text)."""
    if not text:
        return Role.SIGNATORY
    found = phrases.meant("called", text)
    if found is None:
        raise RuleBroken("role_unknown", text=arguments.plain(text)[:40])
    return Role(found)


def _shared(engagement: Engagement, services: Services) -> bool:
    """Say whether two companies share a channel in which an engagement is followed."""
    channels = [engagement.channel, *(one.channel for one in engagement.channels)]
    return any(services.people.place(channel).shared for channel in channels)


def register(app: App, services: Services) -> None:
    app.action("members.list")(partial(press_list, services=services))
    app.action("members.add")(partial(press_add, services=services))
    app.action(re.compile(r"^members\.release\."))(partial(press_release, services=services))
    app.view("members.add")(partial(submit_add, services=services))
