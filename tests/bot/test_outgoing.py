"""What Relais asks of Slack, over real HTTP to the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.outgoing import Outgoing
from bot.sandbox import Sandbox
from state.outbox import Message


def test_a_reply_in_a_thread_that_was_deleted_is_surely_not_there() -> None:
    with Sandbox() as slack:
        shared = slack.channel("infogerance-marbeuf").id
        message = Message(
            seq=1, id="m1", kind="reply", engagement=None, team="T", channel=shared, thread="1.000000",
            content={}, attempts=1, generation=0, started_at=datetime.now(UTC), posted_ts=None,
        )  # fmt: skip
        outgoing = Outgoing(slack.bot_token, slack.api_url)

        assert outgoing.find(message, thread="1.000000", since=datetime.now(UTC)) is None
