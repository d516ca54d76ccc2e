"""Where an engagement is followed and until when; and what changes around Relais in Slack."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import arguments, options
from bot.one_line import ordinary
from bot.outcome import SHUT_OUT
from bot.request import Reply, Request, from_button
from bot.services import Services
from bot.views import place as show
from bot.views.help import usage
from state.rules.broken import RuleBroken
from state.rules.dossier import Channel
from state.rules.engagement import Engagement
from state.rules.party import Word
from state.rules.permission import refuse_settings


def follow(request: Request, text: str, services: Services) -> Reply:
    """Have this channel follow an engagement that was opened elsewhere, by its name."""
    written = usage("follow", request.command(services), request.words(services))
    name = arguments.plain(ordinary(text)).strip('" ')
    if request.direct:
        raise RuleBroken("follow_direct")
    if not name:
        raise RuleBroken("follow_name", usage=written)
    services.people.forget(request.channel)
    here = services.people.place(request.channel)
    if not here.member:
        raise RuleBroken("not_in_channel")
    engagement, call = services.ledger.engagements.named(name), request.call(services)
    if engagement is None or not _settles(engagement, call.word):
        raise RuleBroken("follow_unknown", name=name)
    channel = Channel(services.identity.team, request.channel)
    after = services.ledger.places.follow(engagement.id, channel, call, shared=here.shared)
    return show.followed(after, request.words(services))


def unfollow(request: Request, _text: str, services: Services) -> Reply:
    """Have this channel follow an engagement no more."""
    engagement = request.needed(services)
    channel = Channel(services.identity.team, request.channel)
    after = services.ledger.places.unfollow(engagement.id, channel, request.call(services))
    return show.unfollowed(after, request.words(services))


def archive(request: Request, _text: str, services: Services) -> Reply:
    """Put a closed engagement away."""
    after = services.ledger.places.archive(request.needed(services).id, request.call(services))
    return show.archived(after, request.words(services))


def settings(request: Request, text: str, services: Services) -> Reply:
    """Ask for four eyes, or no more."""
    engagement, t = request.needed(services), request.words(services)
    rest, found = options.taken(text, {"eyes"})
    if rest or not found:
        raise RuleBroken("settings_unknown", usage=usage("settings", request.command(services), t))
    asked = arguments.yes(found["eyes"], name=t.words("pair.eyes")[0])
    after = services.ledger.places.four_eyes(engagement.id, request.call(services), asked=asked)
    return show.eyed(after, t)


def press_archive(ack: Ack, body: dict[str, Any], action: dict[str, Any], *, services: Services) -> None:
    """Put away the closed engagement that a button names."""
    request = from_button(body)
    engagement = request.pressed(action["value"], services)
    after = services.ledger.places.archive(engagement.id, request.call(services))
    ack()
    services.courier.wake()
    said = show.archived(after, request.words(services))
    services.later.submit(services.slack.respond, body["response_url"], said, replace=False)


def _settles(engagement: Engagement, word: Word) -> bool:
    """Say whether somebody looks after an engagement; others are not even told that it exists."""
    try:
        refuse_settings(engagement, word)
    except RuleBroken:
        return False
    return True


def user_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a person: their language, zone or account changed."""
    services.people.forget(event["user"]["id"])


def joined(event: dict[str, Any], *, services: Services) -> None:
    """Send what could not be posted while Relais was not in the channel."""
    services.people.forget(event["channel"])
    if event["user"] == services.identity.user:
        services.ledger.outbox.revive(SHUT_OUT, now=services.wall(), channel=event["channel"])
        services.courier.wake()


def channel_changed(event: dict[str, Any], *, services: Services) -> None:
    """Forget what was known of a channel: it was renamed, shared, archived, or unshared."""
    channel = event["channel"]
    services.people.forget(channel["id"] if isinstance(channel, dict) else channel)


CHANNEL_EVENTS = (
    "channel_rename",
    "channel_archive",
    "channel_shared",
    "channel_unshared",
)


def register(app: App, services: Services) -> None:
    app.action("place.archive")(partial(press_archive, services=services))
    app.event("member_joined_channel")(partial(joined, services=services))
    app.event("user_change")(partial(user_changed, services=services))
    for event in CHANNEL_EVENTS:
        app.event(event)(partial(channel_changed, services=services))
