"""The end of a term: its dates, a notice, a renewal, a withdrawal; by word, by button and by form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, filled, forms, options, phrases
from bot.listeners import proposing, question
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import ending as said
from bot.views import notice as form
from bot.views import proposal as proposed
from bot.views import renewal as show
from bot.views.kit import Block
from state.rules.broken import RuleBroken
from state.rules.dossier import ProposalKind
from state.rules.ending import on_its_way
from state.rules.engagement import Engagement
from state.rules.notice import standing_notice
from state.rules.permission import Act, party_for, refuse_closed

Does = Callable[[Engagement, Request, str, Services], Reply]


def dates(request: Request, text: str, services: Services) -> Reply:
    """Show the contract's dates; or record a notice, a renewal, a withdrawal, or open the form for it.

    What follows the word and is none of these is a question.
    """
    what, _, rest = phrases.leading("outcome", text)
    if text and (what is None or phrases.questions(rest)):
        return question.instead(request, services)
    engagement = request.needed(services)
    if what is None:
        return show.dates(engagement, today=services.today(engagement), t=request.words(services))
    return DOES[what](engagement, request, services.people.named(rest), services)


def is_meant(rest: str) -> bool:
    """Say whether what follows the word is a decision, and no sentence about the dates."""
    what, first, more = phrases.leading("outcome", rest)
    return what is not None and (arguments.introduced(first, more) or arguments.is_day(more))


def press_dates(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show the dates, to the person who pressed alone."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    dates = show.dates(engagement, today=services.today(engagement), t=request.words(services))
    ack()
    services.later.submit(services.slack.respond, body["response_url"], dates, replace=False)


def submit_notice(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Record the notice of the form, or say under the field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]

    def put() -> None:
        forms.unchanged(engagement_id, seen, services)
        received = filled.text(values, "received") if "received" in values else ""
        services.ledger.endings.terminate(
            engagement_id, request.call(services),
            sent_on=arguments.day(filled.text(values, "sent")),
            received_on=arguments.day(received) if received else None,
        )  # fmt: skip

    fields = form.NOTICE_FIELDS if "received" in values else {}
    forms.submitted(put, fields, "sent", ack, request, services)


def submit_received(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Record when the notice arrived, or say under the field what is wrong."""
    engagement_id, channel, _ = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]

    def put() -> None:
        on = arguments.day(filled.text(values, "received"))
        services.ledger.endings.received(engagement_id, request.call(services), on=on)

    forms.submitted(put, {}, "received", ack, request, services)


def submit_renewal(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Renew, or propose to, as the form says; or say under its field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, note = from_view(body, channel), filled.text(view["state"]["values"], "note")

    def put() -> None:
        engagement = forms.unchanged(engagement_id, seen, services)
        _renewed(engagement, request, note, services)

    forms.submitted(put, form.RENEW_FIELDS, "note", ack, request, services)


def submit_withdrawal(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Propose to withdraw the notice, or say under the field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, reason = from_view(body, channel), filled.text(view["state"]["values"], "reason")

    def put() -> None:
        engagement = forms.unchanged(engagement_id, seen, services)
        _proposed(engagement, ProposalKind.WITHDRAWAL, request, reason, services)

    forms.submitted(put, {}, "reason", ack, request, services)


def _terminate(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    _, found = options.taken(text, {"sent", "received"})
    if not found:
        return _form("notice", engagement, request, services)
    after = services.ledger.endings.terminate(
        engagement.id, request.call(services),
        sent_on=arguments.day(found.get("sent") or found["received"]),
        received_on=arguments.day(found["received"]) if "received" in found else None,
    )  # fmt: skip
    return said.noted(after, request.words(services))


def _received(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    if not text.strip():
        return _form("received", engagement, request, services)
    rest, found = options.taken(text, {"received"})
    on = arguments.day(found.get("received") or arguments.plain(rest))
    after = services.ledger.endings.received(engagement.id, request.call(services), on=on)
    return said.noted(after, request.words(services))


def _renew(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    after = _renewed(engagement, request, arguments.note(text), services)
    if len(after.proposals) > len(engagement.proposals):
        return proposed.done(after, len(after.proposals), request.words(services))
    return said.renewed(after, request.words(services))


def _renegotiate(_engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    return proposing.amend(request, text, services)


def _withdraw(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    after = _proposed(engagement, ProposalKind.WITHDRAWAL, request, arguments.note(text), services)
    return proposed.done(after, len(after.proposals), request.words(services))


#: What is done by each word after the command's (`outcome.*`).
DOES: Mapping[str, Does] = {
    "terminate": _terminate,
    "received": _received,
    "renew": _renew,
    "renegotiate": _renegotiate,
    "withdraw": _withdraw,
}


def _renewed(engagement: Engagement, request: Request, note: str, services: Services) -> Engagement:
    """Record a renewal; one to which both have to agree becomes a proposal."""
    call = request.call(services)
    if not engagement.leaving and form.by_both(engagement, services.today(engagement)):
        return _proposed(engagement, ProposalKind.RENEWAL, request, note, services)
    return services.ledger.endings.renew(engagement.id, call, note=note)


def _proposed(
    engagement: Engagement, kind: ProposalKind, request: Request, reason: str, services: Services
) -> Engagement:
    return services.ledger.proposals.propose(engagement.id, kind, request.call(services), reason=reason)


def _form(kind: str, engagement: Engagement, request: Request, services: Services) -> Modal:
    view = FORMS[kind](engagement, request, services)
    return Modal(view, form.offer(kind, engagement, request.words(services)))


def _notice_form(engagement: Engagement, request: Request, services: Services) -> Block:
    _refuse(engagement, request, services)
    if waiting := on_its_way(engagement.contract):
        raise RuleBroken("notice_on_its_way", sent_on=waiting.sent_on)
    t, today = request.words(services), services.today(engagement)
    return form.notice_modal(engagement, forms.data(engagement, request), today=today, t=t)


def _received_form(engagement: Engagement, request: Request, services: Services) -> Block:
    _refuse(engagement, request, services)
    if on_its_way(engagement.contract) is None:
        raise RuleBroken("no_notice")
    t, today = request.words(services), services.today(engagement)
    return form.received_modal(engagement, forms.data(engagement, request), today=today, t=t)


def _renew_form(engagement: Engagement, request: Request, services: Services) -> Block:
    _refuse(engagement, request, services)
    t, today = request.words(services), services.today(engagement)
    return form.renew_modal(engagement, forms.data(engagement, request), today=today, t=t)


def _withdraw_form(engagement: Engagement, request: Request, services: Services) -> Block:
    _refuse(engagement, request, services)
    if standing_notice(engagement.contract) is None:
        raise RuleBroken("no_notice")
    return form.withdraw_modal(engagement, forms.data(engagement, request), request.words(services))


#: The forms, each for a person who may commit their party.
FORMS: Mapping[str, forms.Form] = {
    "notice": _notice_form,
    "received": _received_form,
    "renew": _renew_form,
    "withdraw": _withdraw_form,
}


def _refuse(engagement: Engagement, request: Request, services: Services) -> None:
    """Raise why a person may not decide anything of the term."""
    party_for(engagement, request.call(services).word, Act.COMMIT)
    refuse_closed(engagement)


def register(app: App, services: Services) -> None:
    app.action("term.dates")(partial(press_dates, services=services))
    for kind, form_of in FORMS.items():
        app.action(f"term.{kind}")(partial(forms.press, form=form_of, services=services))
    app.view("term.notice")(partial(submit_notice, services=services))
    app.view("term.received")(partial(submit_received, services=services))
    app.view("term.renew")(partial(submit_renewal, services=services))
    app.view("term.withdraw")(partial(submit_withdrawal, services=services))
