"""Works off the inbox: each event has its effect once, also after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from slack_bolt import App, BoltRequest

from bot.app import UNAVAILABLE
from bot.loop import Loop
from bot.request import gesture, overheard
from state.inbox import Event, Inbox

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=5)
#: After so many tries an event is given up: it must not keep the others waiting for ever.
MOST_TRIES = 20
#: Slack's own messenger tells of removals and reminders in a direct message, and waits for no answer.
SLACKBOT = "USLACKBOT"
#: What a message may be to be answered; edits, deletions and joins are not (docs.slack.dev, message events).
ANSWERED_SUBTYPES = {None, "file_share", "thread_broadcast"}


class Reader(Loop):
    """Keeps events before they are acknowledged, and hands them to the app one after the other.

    `give_up` tells the person whose event keeps failing that it had no effect. `followed` says whether
    Relais answered in a message's thread of late: what is said in other threads is not kept.
    """

    def __init__(
        self,
        inbox: Inbox,
        app: App,
        *,
        bot: str,
        wall: Callable[[], datetime],
        give_up: Callable[[Mapping[str, Any]], None],
        followed: Callable[[Mapping[str, Any]], bool],
    ) -> None:
        super().__init__()
        self._inbox = inbox
        self._app = app
        self._give_up = give_up
        self._followed = followed
        self._bot = bot
        self._wall = wall

    def keep(self, payload: Mapping[str, Any]) -> None:
        """Keep an event that matters; raises StoreUnavailable, and then Slack must deliver it again."""
        event = payload.get("event") or {}
        if not matters(event, self._bot) or (overheard(event, self._bot) and not self._followed(event)):
            return
        key = gesture(event) or f"event {payload['event_id']}"
        if self._inbox.keep(dict(payload), event_id=payload["event_id"], key=key, now=self._wall()):
            self.wake()

    def turn(self) -> None:
        self.work_off()

    def work_off(self) -> int:
        """Hand every event that is due to the app; returns how many there were."""
        done = 0
        while (event := self._inbox.claim(now=self._wall())) is not None:
            self._hand_over(event)
            done += 1
        return done

    def _hand_over(self, event: Event) -> None:
        if event.attempts > MOST_TRIES:
            log.error("event %s is given up after %s tries", event.key, MOST_TRIES)
            self._give_up(event.body)
            self._inbox.settle(event.seq, now=self._wall(), reason="given_up")
            return
        response = self._app.dispatch(BoltRequest(body=event.body, mode="socket_mode"))
        if response.status == UNAVAILABLE:
            self._inbox.postpone(event.seq, until=self._wall() + AGAIN, reason="store_unavailable")
            return
        reason = None if response.status == HTTPStatus.OK else f"status {response.status}"
        self._inbox.settle(event.seq, now=self._wall(), reason=reason)


def matters(event: Mapping[str, Any], bot: str) -> bool:
    """Say whether an event has anything to do with Relais: not its own messages, nor those of other bots."""
    kind = event.get("type")
    if kind not in {"message", "app_mention"}:
        return kind is not None
    if event.get("subtype") not in ANSWERED_SUBTYPES or event.get("bot_id") or not event.get("user"):
        return False
    if event["user"] in {bot, SLACKBOT}:
        return False
    return kind == "app_mention" or event.get("channel_type") in {"im", "mpim"} or overheard(event, bot)
