"""Where the upgrade is done: decided by word, or by the form."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, filled, options
from bot.inline import plainly
from bot.request import Modal, Reply, Request, from_button, from_view
from bot.services import Services
from bot.views import upgrade as show
from state.rules.broken import RuleBroken
from state.rules.dossier import UpgradeMode, Upstream
from state.rules.engagement import Engagement
from state.rules.upgrade import refuse_decision

#: What may stand beside the decision in one line, for an upgrade upstream; its days have two names each.
OPTIONS = {"company", "reference", "start", "ends", "since", "until"}


def upgrade(request: Request, text: str, services: Services) -> Reply:
    """Decide where the upgrade is done: by the form, or at once in words."""
    t = request.words(services)
    engagement = request.needed(services)
    if not text:
        return Modal(_form(engagement, request, services), show.offer(engagement, t))
    rest, found = options.taken(services.people.named(text), OPTIONS)
    mode, reason = arguments.mode(rest)
    named = {name: arguments.plain(value) for name, value in found.items()}
    after = services.ledger.phases.decide_upgrade(
        engagement.id, mode, request.call(services), reason=reason, upstream=_upstream(named)
    )
    return show.done(after, t)


def press(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Open the form that asks where the upgrade is done, for who may decide it."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    services.slack.open_view(body["trigger_id"], _form(engagement, request, services))
    ack()


def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any], *, services: Services) -> None:
    """Keep what was decided on the upgrade, or say under the field what is wrong."""
    engagement_id, channel, seen = view["private_metadata"].split(" ")
    engagement, request = services.ledger.engagements.get(engagement_id), from_view(body, channel)
    values = view["state"]["values"]
    named = {name: filled.text(values, name) for name in ("company", "reference", "ends")}
    try:
        _refuse_changed(engagement, seen)
        services.ledger.phases.decide_upgrade(
            engagement.id,
            UpgradeMode(filled.chosen(values, "mode") or UpgradeMode.UNDECIDED),
            request.call(services),
            reason=filled.text(values, "reason"),
            upstream=_upstream(named | {"start": filled.text(values, "starts")}),
        )
    except RuleBroken as error:
        said = plainly(error, request, services)
        ack(response_action="errors", errors={show.FIELDS.get(error.code, "mode"): said})
        return
    ack()
    services.courier.wake()


def _form(engagement: Engagement, request: Request, services: Services) -> dict[str, Any]:
    """Return the form; raises why the person may not decide."""
    refuse_decision(engagement, request.call(services).word)
    data = f"{engagement.id} {request.channel} {engagement.upgrade}"
    return show.modal(engagement, data, request.words(services))


def _refuse_changed(engagement: Engagement, seen: str) -> None:
    """Raise `upgrade_decided_since` (mode) where it was decided otherwise since the form was opened."""
    if engagement.upgrade != seen:
        raise RuleBroken("upgrade_decided_since", mode=engagement.upgrade)


def _upstream(named: dict[str, str]) -> Upstream | None:
    """Return the separate contract that was told of; None where nothing was. Raises `date_wrong` (text)."""
    if not any(named.values()):
        return None
    return Upstream(
        named.get("company", ""), named.get("reference", ""),
        _day(named.get("start") or named.get("since", "")), _day(named.get("ends") or named.get("until", "")),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return arguments.day(text) if text else None


def register(app: App, services: Services) -> None:
    app.action("phase.upgrade")(partial(press, services=services))
    app.view("phase.upgrade")(partial(submit, services=services))
