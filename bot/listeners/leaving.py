"""The exit: how it stands, who takes over, and a contract that ends before its term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, filled, forms, options, phrases
from bot.listeners import question
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import exit as show
from bot.views.kit import Block
from state.rules.broken import RuleBroken
from state.rules.dossier import ExitMode
from state.rules.ending import last_day_of
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.party import Party
from state.rules.permission import Act, party_for, refuse_closed


def exit_(request: Request, text: str, services: Services) -> Reply:
    """Show how the exit stands; or say who takes over, or end the contract early.

    What follows the word and is none of these is a question.
    """
    what, _, rest = phrases.leading("leaving", text)
    if text and (what is None or phrases.questions(rest)):
        return question.instead(request, services)
    engagement = request.needed(services)
    if what is None:
        return show.shown(engagement, today=services.today(engagement), t=request.words(services))
    if what == "early":
        return _early(engagement, request, services.people.named(rest), services)
    return _mode(engagement, ExitMode(what), request, services.people.named(rest), services)


def is_meant(rest: str) -> bool:
    """Say whether what follows the word is a decision, and no sentence about the exit."""
    what, first, more = phrases.leading("leaving", rest)
    return what is not None and arguments.introduced(first, more)


def press_show(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Show how the exit stands, to the person who pressed alone."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    stands = show.shown(engagement, today=services.today(engagement), t=request.words(services))
    ack()
    services.later.submit(services.slack.respond, body["response_url"], stands, replace=False)


def submit_mode(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Keep who takes over, or say under each field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]

    def put() -> None:
        forms.unchanged(engagement_id, seen, services)
        services.ledger.endings.choose_mode(
            engagement_id, request.call(services), ExitMode(filled.chosen(values, "mode") or "undecided"),
            company=filled.text(values, "company"), reason=filled.text(values, "reason"),
        )  # fmt: skip

    forms.submitted(put, show.MODE_FIELDS, "mode", ack, request, services)


def submit_early(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """End the contract early, or say under each field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    request, values = from_view(body, channel), view["state"]["values"]

    def put() -> None:
        forms.unchanged(engagement_id, seen, services)
        services.ledger.endings.end_early(
            engagement_id, request.call(services),
            last_day=arguments.day(filled.text(values, "last")), ground=filled.text(values, "ground"),
        )  # fmt: skip

    forms.submitted(put, show.EARLY_FIELDS, "last", ack, request, services)


def _mode(engagement: Engagement, mode: ExitMode, request: Request, text: str, services: Services) -> Reply:
    rest, found = options.taken(text, {"company"})
    if mode is ExitMode.PORTABILITY and "company" not in found:
        return _form("mode", engagement, request, services)
    after = services.ledger.endings.choose_mode(
        engagement.id, request.call(services), mode,
        company=arguments.plain(found.get("company", "")), reason=arguments.note(rest),
    )  # fmt: skip
    return show.shown(after, today=services.today(after), t=request.words(services))


def _early(engagement: Engagement, request: Request, text: str, services: Services) -> Reply:
    rest, found = options.taken(text, {"ends"})
    if "ends" not in found:
        return _form("early", engagement, request, services)
    after = services.ledger.endings.end_early(
        engagement.id, request.call(services),
        last_day=arguments.day(found["ends"]), ground=arguments.note(rest),
    )  # fmt: skip
    return show.shown(after, today=services.today(after), t=request.words(services))


def _form(kind: str, engagement: Engagement, request: Request, services: Services) -> Modal:
    view = FORMS[kind](engagement, request, services)
    return Modal(view, show.offer(kind, engagement, request.words(services)))


def _mode_form(engagement: Engagement, request: Request, services: Services) -> Block:
    """Return the form that asks who takes over; raises why the person does not choose it."""
    if party_for(engagement, request.call(services).word, Act.COMMIT) is not Party.CLIENT:
        raise RuleBroken("client_chooses")
    refuse_closed(engagement)
    if engagement.phase is not Phase.EXIT:
        raise RuleBroken("exit_first", phase=engagement.phase)
    return show.mode_modal(engagement, forms.data(engagement, request), request.words(services))


def _early_form(engagement: Engagement, request: Request, services: Services) -> Block:
    """Return the form of an early end; raises why the person may not ask for one."""
    party_for(engagement, request.call(services).word, Act.COMMIT)
    refuse_closed(engagement)
    if engagement.phase is Phase.EXIT:
        raise RuleBroken("leaving_already", last_day=last_day_of(engagement))
    t, today = request.words(services), services.today(engagement)
    return show.early_modal(engagement, forms.data(engagement, request), today=today, t=t)


#: The forms, each for a person whose word counts there.
FORMS: Mapping[str, forms.Form] = {
    "mode": _mode_form,
    "early": _early_form,
}


def register(app: App, services: Services) -> None:
    app.action("exit.show")(partial(press_show, services=services))
    for kind, form_of in FORMS.items():
        app.action(f"exit.{kind}")(partial(forms.press, form=form_of, services=services))
    app.view("exit.mode")(partial(submit_mode, services=services))
    app.view("exit.early")(partial(submit_early, services=services))
