"""Where the ledger gets its words from: Slack's side, so that a change and its notice commit together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from state.rules.change import Change, Notice
from state.rules.engagement import Engagement
from state.rules.entry import Seal
from state.rules.gap import Gap
from state.rules.reminder import Reminder


class Voice(Protocol):
    """Turns what happened, and what is due, into messages; pure, called inside the transaction."""

    def announce(self, change: Change) -> Sequence[Notice]:
        """Return the messages that tell of a change; none where it needs no telling."""
        ...

    def remind(self, engagement: Engagement, reminders: Sequence[Reminder], *, today: date) -> Notice:
        """Return the one message that recalls all that is due; `today` is a day in the engagement's zone."""
        ...

    def seal(self, engagement: Engagement, seal: Seal) -> Notice:
        """Return the message that tells an engagement's people the seal of a day of its history."""
        ...

    def pass_on(self, unanswered: Gap, engagement: Engagement, thread: str | None) -> Notice:
        """Return the message that asks a person (`unanswered.passed`) what Relais cannot answer."""
        ...
