"""Delivers the outbox: claims a message, posts it once, keeps how that ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.outgoing import Outgoing
from state.errors import StoreUnavailable
from state.ledger import Ledger
from state.outbox import CARD, Message
from state.rules.delivery import Outcome, Parked, Posted, Refused
from state.rules.engagement import Engagement

log = logging.getLogger(__name__)

#: What Slack says where it does not take a message's blocks: nothing was posted, and its text may still pass.
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
IDLE_SECONDS = 1.0
#: How far before its start a message is looked for: two machines' clocks differ.
CLOCKS_DIFFER = timedelta(seconds=60)


class Courier:
    """Sends what is due, oldest first; several may share the work.

    `wall` is this machine's time, by which leases count; `clock` is Slack's, which the sandbox can move.
    """

    def __init__(
        self,
        ledger: Ledger,
        slack: Outgoing,
        *,
        card: Callable[[Engagement], Mapping[str, Any]],
        wall: Callable[[], datetime],
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self._card = card
        self._wall = wall
        self._clock = clock
        self._wake = threading.Event()

    def wake(self) -> None:
        """Say that something new is there."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:  # pragma: no cover - a loop around what is tested
        """Deliver until `stop` is set."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self.deliver()
            except StoreUnavailable as error:
                log.warning("the outbox waits for the database: %s", error.code)
            except Exception:
                log.exception("the outbox stumbled")
            self._wake.wait(IDLE_SECONDS)

    def deliver(self) -> list[tuple[Message, Outcome]]:
        """Send everything that is due now, then look into what nobody knows the end of."""
        done = []
        while (message := self._ledger.outbox.claim(now=self._wall())) is not None:
            outcome = self._sent(message)
            self._ledger.outbox.settle(message.id, outcome, now=self._wall())
            if not isinstance(outcome, Posted):
                log.warning("message %s (%s): %s", message.id, message.kind, outcome)
            done.append((message, outcome))
        while (message := self._ledger.outbox.unclear(now=self._wall())) is not None:
            self._look_into(message)
        return done

    def _sent(self, message: Message) -> Outcome:
        if message.kind == CARD:
            return self._shown(message)
        return self._posted(message, message.content)

    def _posted(self, message: Message, content: Mapping[str, Any]) -> Outcome:
        thread = self._thread(message)
        ended = self._slack.post(message, content, thread=thread)
        if isinstance(ended, Parked) and ended.reason in BLOCKS_REFUSED and "blocks" in content:
            log.error("Slack refused the blocks of %s: its text goes out alone", message.id)
            ended = self._slack.post(message, {"text": content["text"]}, thread=thread)
        return ended

    def _shown(self, message: Message) -> Outcome:
        """Post the engagement's card, or edit it in place; a card that somebody deleted is posted anew."""
        engagement = self._ledger.engagements.get(message.engagement or "")
        content = self._card(engagement)
        ts = self._ledger.engagements.card(engagement.id)
        if ts is not None:
            try:
                ended = self._slack.update(message.channel, ts, content)
            except SlackApiError:
                self._ledger.engagements.forget_card(engagement.id)
                return Refused("card_deleted")
            # Editing twice does no harm: what is unclear is simply done again.
            return ended if isinstance(ended, Posted | Parked) else Refused(ended.reason)
        ended = self._posted(message, content)
        if isinstance(ended, Posted):
            self._slack.pin(message.channel, ended.ts)
        return ended

    def _look_into(self, message: Message) -> None:
        """Settle a message that may have been posted: found, surely absent, or still nobody knows."""
        try:
            ts = self._slack.find(message, thread=self._thread(message), since=self._sent_after(message))
        except (SlackApiError, OSError) as error:
            log.warning("message %s is still unclear: %s", message.id, error)
            return
        if ts is None:
            self._ledger.outbox.repeat(message.id)
        else:
            self._ledger.outbox.settle(message.id, Posted(ts), now=self._wall())

    def _sent_after(self, message: Message) -> datetime:
        """Return when a message was sent at the earliest, by Slack's clock (the sandbox's may be behind)."""
        behind = min(timedelta(), self._clock() - self._wall())
        return message.started_at - CLOCKS_DIFFER + behind

    def _thread(self, message: Message) -> str | None:
        if message.thread == CARD and message.engagement:
            return self._ledger.engagements.card(message.engagement)
        return message.thread
