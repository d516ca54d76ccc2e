"""A return or an amendment, put to the other party: by word, and by the forms."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import filled, forms, options, proposing
from bot.inline import plainly
from bot.proposing import Amending
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import proposal as show
from bot.views import proposing as form
from state.rules.back import refuse_nowhere
from state.rules.dossier import ProposalKind
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.permission import Act, party_for, refuse_closed


def back(request: Request, text: str, services: Services) -> Reply:
    """Propose a return to an earlier phase: by the form, or at once in words."""
    engagement = request.needed(services)
    if not text:
        return Modal(
            _back_form(engagement, request, services),
            form.offer("back", engagement, request.words(services)),
        )
    to, reason = proposing.way(services.people.named(text))
    after = services.ledger.proposals.propose(
        engagement.id, ProposalKind.BACK, request.call(services), reason=reason, back_to=to
    )
    return show.done(after, len(after.proposals), request.words(services))


def amend(request: Request, text: str, services: Services) -> Reply:
    """Propose an amendment: by the form, or at once in one line."""
    engagement = request.needed(services)
    if not text:
        return Modal(
            _amend_form(engagement, request, services),
            form.offer("amend", engagement, request.words(services)),
        )
    reason, found = options.taken(services.people.named(text), proposing.OPTIONS)
    asked = proposing.content(Amending(**found), engagement, today=services.today(engagement))
    after = services.ledger.proposals.propose(
        engagement.id, ProposalKind.AMENDMENT, request.call(services), reason=reason, **asked
    )
    return show.done(after, len(after.proposals), request.words(services))


def press_back(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that proposes a return."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    services.slack.open_view(body["trigger_id"], _back_form(engagement, request, services))
    ack()


def press_amend(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that proposes an amendment."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    services.slack.open_view(body["trigger_id"], _amend_form(engagement, request, services))
    ack()


def submit_back(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Put the return of the form to the other party, or say under the field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]
    to = filled.chosen(values, "to")

    def put() -> None:
        forms.unchanged(engagement_id, seen, services)
        services.ledger.proposals.propose(
            engagement_id, ProposalKind.BACK, request.call(services),
            reason=filled.text(values, "reason"), back_to=Phase(to) if to else None,
        )  # fmt: skip

    forms.submitted(put, form.BACK_FIELDS, "to", ack, request, services)


def submit_amend(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Put the amendment of the form to the other party, or say under each field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]
    asked = {name: filled.text(values, name) or filled.chosen(values, name) for name in proposing.OPTIONS}
    amending = Amending(**asked)
    if wrong := proposing.unreadable(amending):
        errors = {name: plainly(error, request, services) for name, error in wrong.items()}
        ack(response_action="errors", errors=errors)
        return

    def put() -> None:
        engagement = forms.unchanged(engagement_id, seen, services)
        content = proposing.content(amending, engagement, today=services.today(engagement))
        services.ledger.proposals.propose(
            engagement_id, ProposalKind.AMENDMENT, request.call(services),
            reason=filled.text(values, "reason"), **content,
        )  # fmt: skip

    forms.submitted(put, form.AMEND_FIELDS, "parts", ack, request, services)


def _back_form(engagement: Engagement, request: Request, services: Services) -> dict[str, Any]:
    """Return the form of a return; raises why the person may not propose one, or where there is none."""
    party_for(engagement, request.call(services).word, Act.COMMIT)
    refuse_closed(engagement)
    refuse_nowhere(engagement)
    return form.back_modal(engagement, forms.data(engagement, request), request.words(services))


def _amend_form(engagement: Engagement, request: Request, services: Services) -> dict[str, Any]:
    """Return the form of an amendment; raises why the person may not propose one."""
    party_for(engagement, request.call(services).word, Act.COMMIT)
    refuse_closed(engagement)
    return form.amend_modal(engagement, forms.data(engagement, request), request.words(services))


def register(app: App, services: Services) -> None:
    app.action("proposal.back")(partial(press_back, services=services))
    app.action("proposal.amend")(partial(press_amend, services=services))
    app.view("proposal.back")(partial(submit_back, services=services))
    app.view("proposal.amend")(partial(submit_amend, services=services))
