"""The Bolt app: what is registered, and the one place where what went wrong becomes a sentence."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.listeners import register_all
from bot.listeners.message import send
from bot.request import overheard, speaks
from bot.services import Services
from bot.views import kit
from bot.views.wording import explain
from prompts import Translator, texts
from state.errors import StoreUnavailable
from state.rules.broken import RuleBroken
from state.rules.engagement import Engagement

log = logging.getLogger(__name__)

#: Events that people wait for an answer to; what goes wrong in others is logged alone.
ANSWERED = {"app_mention", "message"}
#: The database may be back in a moment: the event is kept and tried again.
UNAVAILABLE = 503


def build_app(services: Services) -> App:
    """Build the app.

    A listener runs to its end before its acknowledgement goes out, so that nobody is told of a success
    that is not kept; what may wait goes to the outbox or to `services.later`.
    """
    identity = services.identity
    app = App(
        name="relais",  # without one, Bolt reads its callers' sources to find one
        logger=logging.getLogger("relais.bolt"),
        client=WebClient(base_url=services.slack.client.base_url),  # the token comes with `authorize`
        authorize=lambda **_: AuthorizeResult(
            enterprise_id=None, team_id=identity.team, bot_token=services.slack.client.token,
            bot_id=identity.bot, bot_user_id=identity.user,
        ),
        request_verification_enabled=False,  # Socket Mode needs none, and HTTP has a gate of its own
        token_verification_enabled=False,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )  # fmt: skip
    app.error(partial(answer_error, services=services))
    register_all(app, services)
    return app


def answer_error(error: Exception, body: dict[str, Any], *, services: Services) -> BoltResponse:
    """Answer whatever a listener raised: in the form, to the person alone, or in the thread."""
    event = body.get("event")
    if isinstance(error, BoltUnhandledRequestError):
        if isinstance(event, dict):
            return BoltResponse(status=200)  # one of another version; Slack must not send it again
        error = RuleBroken("stale")
    if isinstance(error, StoreUnavailable) and isinstance(event, dict):
        log.warning("an event waits for the database: %s", error.code)
        return BoltResponse(status=UNAVAILABLE)
    said = _sentence(error, body, services)
    if isinstance(event, dict):
        if _awaited(event, services):
            send(event, kit.say(said), services)
        else:
            log.warning("an event of type %s had no effect: %s", event.get("type"), said)
        return BoltResponse(status=200)
    return _answer(body, said, services)


def apologise(body: Mapping[str, Any], *, services: Services) -> None:
    """Tell the person whose event keeps failing that it had no effect."""
    event = body.get("event") or {}
    if _awaited(event, services):
        t, _ = _reader(body, services)
        send(event, kit.say(t("error.unexpected", id=body.get("event_id") or "—")), services)


def _awaited(event: Mapping[str, Any], services: Services) -> bool:
    """Say whether somebody waits for an answer to an event: not to what people say to each other."""
    return event.get("type") in ANSWERED and not overheard(event, services.identity.user)


def _answer(body: dict[str, Any], said: str, services: Services) -> BoltResponse:
    if body.get("type") == "view_submission":
        fields = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
        errors = {fields[-1]: said} if fields else {}
        return _ok({"response_action": "errors", "errors": errors})
    if "command" in body:
        return _ok({"response_type": "ephemeral", **kit.say(said)})
    url = body.get("response_url")
    if url:
        services.later.submit(services.slack.respond, url, kit.say(said), replace=False)
    return BoltResponse(status=200)


def _ok(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"Content-Type": ["application/json"]})


def _sentence(error: Exception, body: dict[str, Any], services: Services) -> str:
    t, engagement = _reader(body, services)
    if isinstance(error, RuleBroken):
        return explain(error, t, error.about or engagement)
    if isinstance(error, StoreUnavailable):
        log.error("the database did not take part: %s %s", error.code, error.values)
        return t(f"error.{error.code}", **error.values)
    reference = uuid4().hex[:8]
    log.error("unexpected error %s", reference, exc_info=error)
    return t("error.unexpected", id=reference)


def _reader(body: Mapping[str, Any], services: Services) -> tuple[Translator, Engagement | None]:
    """Return the words of the person who waits, and their channel's engagement, where they can be told."""
    event = body.get("event") or {}
    user = event.get("user") or body.get("user_id") or (body.get("user") or {}).get("id") or ""
    channel = event.get("channel") or body.get("channel_id") or (body.get("channel") or {}).get("id") or ""
    try:
        engagement = services.ledger.engagements.at(services.identity.team, channel)
        return texts(speaks(user, channel, services)), engagement
    except StoreUnavailable:
        return texts(services.people.language(user) or "fr"), None
