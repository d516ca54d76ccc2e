"""Opening an engagement, by the form or in one line; its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from slack_bolt import Ack, App

from bot import arguments, one_line, pricing
from bot.inline import plainly
from bot.one_line import Form
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import engagement as show
from bot.views.kit import USER_ID
from state.rules.broken import RuleBroken
from state.rules.contract import checked
from state.rules.dossier import UpgradeMode
from state.rules.engagement import Engagement
from state.rules.opening import Opening, checked_zone
from state.rules.party import OFF_SLACK, Actor
from state.rules.term import Contract

Read = TypeVar("Read")
#: The field of the form that a broken rule is about; others are shown under the name.
FIELDS = {
    "both_parties": "provider", "same_company": "provider",
    "unknown_zone": "zone", "unknown_language": "language",
    "notice_exceeds_term": "notice", "notice_exceeds_renewal": "renewal", "start_out_of_range": "start",
}  # fmt: skip


def status(request: Request, _text: str, services: Services) -> Reply:
    """Show the channel's engagement; in a direct message, the engagements in which one has a role."""
    t, here = request.words(services), request.here(services)
    if request.direct and not request.named:
        return show.theirs(here, request.command(services), t)
    if not here:
        return show.nothing_here(request.command(services), t)
    engagement = request.needed(services)
    return show.card(engagement, today=services.today(engagement), t=t)


def new(request: Request, text: str, services: Services) -> Reply:
    """Open an engagement in this channel: the form, or at once from one line."""
    t = request.words(services)
    if request.direct:
        raise RuleBroken("new_in_direct", command=request.command(services))
    if not text:
        return Modal(new_form(request, services), show.form_offer(t))
    zone = services.people.profile(request.user).zone
    usage = t("usage.new_line", command=request.command(services))
    form = one_line.form(text, usage=usage, language=t.language, zone=zone)
    return show.opened(opened(request, form, services), t)


def opened(request: Request, form: Form, services: Services) -> Engagement:
    """Open an engagement from what somebody filled in; raises RuleBroken with what is wrong."""
    services.people.forget(request.channel)  # Slack does not always tell that Relais was removed
    place = services.people.place(request.channel)
    if not place.member:
        raise RuleBroken("not_in_channel")
    return services.ledger.engagements.open(
        replace(_opening(form, services), shared=place.shared),
        request.call(services),
        team=services.identity.team,
        channel=request.channel,
    )


def new_form(request: Request, services: Services) -> dict[str, Any]:
    """Return the form, in the language and zone of the person who asks for it."""
    t = request.words(services)
    zone = services.people.profile(request.user).zone
    today = services.clock().date()
    return show.new_modal(request.channel, t, zone=zone, today=today)


def press_new(ack: Ack, body: dict[str, Any], *, services: Services) -> None:
    """Open the form from a button."""
    services.slack.open_view(body["trigger_id"], new_form(from_button(body), services))
    ack()


def submit_new(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Open the engagement that the form describes, or say under each field what is wrong."""
    request = from_view(body, view["private_metadata"])
    form = _filled(view["state"]["values"])
    errors = _wrong_fields(form, request, services)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    try:
        opened(request, form, services)
    except RuleBroken as error:
        ack(response_action="errors", errors={_field(error): plainly(error, request, services)})
        return
    ack()
    services.courier.wake()


def _opening(form: Form, services: Services) -> Opening:
    """Return what is asked for, as values; raises RuleBroken with the first thing that is wrong."""
    renewal = arguments.duration(form.renewal)
    term = arguments.duration(form.term)
    if term is None:
        raise RuleBroken("duration_missing")
    contract = Contract(
        start=arguments.day(form.start),
        term=term,
        notice=arguments.duration(form.notice),
        renewal=renewal,
        tacit=renewal is not None,
        revision=pricing.revision(form.pricing),
    )
    upgrade = arguments.mode(form.upgrade)[0] if form.upgrade else UpgradeMode.UNDECIDED
    return Opening(
        name=form.name,
        contract=checked(contract),
        upgrade=upgrade,
        client=_signatories(form.client, services),
        provider=_signatories(form.provider, services),
        language=form.language,
        zone=checked_zone(form.zone),
        evidence=form.evidence,
    )


def _signatories(people: tuple[str, ...], services: Services) -> tuple[Actor, ...]:
    """Return who signs, in their order: people of Slack, and those who have but a name."""
    users = [one for one in people if USER_ID.fullmatch(one)]
    found = services.people.signatories(users, installed=services.identity.team)
    known = dict(zip(users, found, strict=True))
    return tuple(known.get(one) or Actor(OFF_SLACK, one) for one in people)


def _field(error: RuleBroken) -> str:
    """Return the field of the form that a broken rule is about; others are shown under the name."""
    return FIELDS.get(error.code, str(error.values.get("party", "name")))


def _filled(values: dict[str, dict[str, Any]]) -> Form:
    def text(name: str) -> str:
        return (values.get(name, {}).get(name, {}).get("value") or "").strip()

    def chosen(name: str) -> str:
        option = values.get(name, {}).get(name, {}).get("selected_option") or {}
        return option.get("value") or ""

    def people(name: str) -> tuple[str, ...]:
        return tuple(values.get(name, {}).get(name, {}).get("selected_users") or ())

    mode = chosen("upgrade")
    return Form(
        name=text("name"),
        start=values.get("start", {}).get("start", {}).get("selected_date") or "",
        term=text("term"),
        notice=text("notice"),
        renewal=text("renewal"),
        upgrade="" if mode == UpgradeMode.UNDECIDED else mode,
        client=people("client"),
        provider=people("provider"),
        language=chosen("language"),
        zone=chosen("zone"),
    )


def _wrong_fields(form: Form, request: Request, services: Services) -> dict[str, str]:
    """Return, by field, what cannot be read or is nobody who may sign."""
    checks: dict[str, Callable[[], object]] = {
        "start": lambda: arguments.day(form.start),
        "term": lambda: arguments.duration(form.term),
        "notice": lambda: arguments.duration(form.notice),
        "renewal": lambda: arguments.duration(form.renewal),
        "client": lambda: _signatories(form.client, services),
        "provider": lambda: _signatories(form.provider, services),
    }
    wrong = {}
    for field, check in checks.items():
        try:
            check()
        except RuleBroken as error:
            wrong[field] = plainly(error, request, services)
    return wrong


def register(app: App, services: Services) -> None:
    app.action("engagement.new")(partial(press_new, services=services))
    app.view("engagement.new")(partial(submit_new, services=services))
