"""Delivers the outbox: claims a message, posts it once, keeps how that ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.loop import Loop
from bot.outgoing import Outgoing
from state.errors import StoreUnavailable
from state.ledger import Ledger
from state.outbox import CARD, REMINDER, Message
from state.rules.delivery import Dropped, Outcome, Parked, Posted, Refused
from state.rules.engagement import Engagement

log = logging.getLogger(__name__)

#: What Slack says where it does not take a message's blocks: nothing was posted, and its text may still pass.
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
#: A message that cannot be drawn so many times is put aside, for a person to look at.
MOST_DRAWINGS = 10
#: How often it is tried to keep how a message ended while others write: what was posted is not left in doubt.
MOST_KEEPINGS = 5
#: How far before its start a message is looked for: two machines' clocks differ.
CLOCKS_DIFFER = timedelta(seconds=60)


class Courier(Loop):
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
        super().__init__()
        self._ledger = ledger
        self._slack = slack
        self._card = card
        self._wall = wall
        self._clock = clock

    def turn(self) -> None:
        self.deliver()

    def deliver(self) -> list[tuple[Message, Outcome]]:
        """Send everything that is due now, then look into what nobody knows the end of."""
        done = []
        while (message := self._ledger.outbox.claim(now=self._wall())) is not None:
            outcome = self._sent(message)
            self._settle(message, outcome)
            done.append((message, outcome))
        while (message := self._ledger.outbox.unclear(now=self._wall())) is not None:
            self._look_into(message)
        return done

    def _settle(self, message: Message, outcome: Outcome) -> None:
        """Keep how a message ended; a card that is new in its channel is pinned."""
        new = message.kind == CARD and self._ledger.engagements.card(message.engagement or "") is None
        self._keep(message, outcome)
        if not isinstance(outcome, Posted):
            log.warning("message %s (%s): %s", message.id, message.kind, outcome)
        elif new:
            self._slack.pin(message.channel, outcome.ts)

    def _keep(self, message: Message, outcome: Outcome) -> None:
        for _ in range(MOST_KEEPINGS - 1):
            try:
                self._ledger.outbox.settle(message, outcome, now=self._wall())
            except StoreUnavailable as error:  # it has waited its while for the lock already
                log.warning("message %s waits for the database: %s", message.id, error.code)
            else:
                return
        self._ledger.outbox.settle(message, outcome, now=self._wall())

    def _sent(self, message: Message) -> Outcome:
        """Draw a message and send it; a drawing that fails is no reason to look for it at Slack."""
        try:
            if message.kind == CARD:
                engagement = self._ledger.engagements.get(message.engagement or "")
                content: Mapping[str, Any] | None = self._card(engagement)
            elif message.kind == REMINDER:
                content = self._ledger.reminders.drawn(message, now=self._clock())
            else:
                content = message.content
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("message %s cannot be drawn", message.id)
            return Parked("undrawable") if message.attempts >= MOST_DRAWINGS else Refused("undrawable")
        if content is None:
            return Dropped("nothing of it holds any more")
        if message.kind == CARD:
            return self._shown(message, content)
        if message.kind == REMINDER:
            self._ledger.outbox.redraw(message, dict(content))
        return self._posted(message, content)

    def _posted(self, message: Message, content: Mapping[str, Any]) -> Outcome:
        thread = self._thread(message)
        if message.thread == CARD and thread is None and self._ledger.outbox.card_waits(message):
            return Refused("card_pending")
        ended = self._slack.post(message, content, thread=thread)
        if isinstance(ended, Parked) and ended.reason in BLOCKS_REFUSED and "blocks" in content:
            log.error("Slack refused the blocks of %s: its text goes out alone", message.id)
            ended = self._slack.post(message, {"text": content["text"]}, thread=thread)
        return ended

    def _shown(self, message: Message, content: Mapping[str, Any]) -> Outcome:
        """Post the engagement's card, or edit it in place; a card that somebody deleted is posted anew."""
        id_ = message.engagement or ""
        ts = self._ledger.engagements.card(id_)
        if ts is None:
            # Another card may be on its way to being the first one: its `ts` is waited for.
            pending = self._ledger.outbox.card_waits(message)
            return Refused("card_pending") if pending else self._posted(message, content)
        try:
            ended = self._slack.update(message.channel, ts, content)
        except SlackApiError:
            self._ledger.engagements.forget_card(id_, ts)
            return Refused("card_deleted")
        # Editing twice does no harm: what is unclear is simply done again.
        return ended if isinstance(ended, Posted | Parked) else Refused(ended.reason)

    def _look_into(self, message: Message) -> None:
        """Settle a message that may have been posted: found, surely absent, or still nobody knows."""
        since = self._sent_after(message)
        # One for the card's thread may have gone to the channel, while there was no card.
        places = dict.fromkeys((self._thread(message), None if message.thread == CARD else message.thread))
        try:
            found = (self._slack.find(message, thread=thread, since=since) for thread in places)
            ts = next((ts for ts in found if ts is not None), None)
        except (SlackApiError, OSError) as error:
            log.warning("message %s is still unclear: %s", message.id, error)
            return
        if ts is None:
            self._ledger.outbox.repeat(message)
        else:
            self._settle(message, Posted(ts))

    def _sent_after(self, message: Message) -> datetime:
        """Return when a message was sent at the earliest, by Slack's clock (the sandbox's may be behind)."""
        behind = min(timedelta(), self._clock() - self._wall())
        return message.started_at - CLOCKS_DIFFER + behind

    def _thread(self, message: Message) -> str | None:
        if message.thread == CARD and message.engagement:
            return self._ledger.engagements.card(message.engagement)
        return message.thread
