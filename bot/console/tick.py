"""`relais tick`: one pass of the clock, for hosts that only have cron, and to look ahead in the sandbox."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import typer

from bot import arguments
from bot.console.desk import Desk, Stopped
from bot.console.run import any_access
from bot.courier import Courier
from bot.outgoing import Outgoing
from bot.parts import drawn, open_state, wall
from bot.people import People
from state.ledger import Ledger
from state.outbox import CARD, Message

#: In a real workspace nobody is told today what is due in the future: it would not be said again then.
SLACK, AHEAD = "slack.com", timedelta(days=1)
#: How long a pass waits for what another process took over from it.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one message of the pass: `state` is posted, due, sending or parked."""

    engagement: str
    message: Message
    state: str
    reason: str | None


def tick(at: Desk, now: str | None, *, as_json: bool) -> None:
    """Post what is due, print it, and end; the exit status is 1 where something could not be posted."""
    instant = moment(now)
    access = any_access(at.settings)
    if urlsplit(access.api_url).hostname == SLACK and instant > wall() + AHEAD:
        raise Stopped("tick_ahead")
    slack = Outgoing(access.bot_token, access.api_url)
    slack.identity()
    ledger = open_state(at.settings)
    planned = ledger.reminders.plan(now=instant)
    courier = Courier(ledger, slack, card=partial(drawn, clock=lambda: instant), wall=wall, clock=wall)
    sealed = ledger.seals.plan(now=instant)
    ids = _deliver(ledger, courier, [*(one.message for one in planned), *sealed])
    names = {one.id: one.name for one in ledger.engagements.all()}
    found = [
        Posted(names.get(message.engagement or "", ""), message, state, reason)
        for message, state, reason in ledger.outbox.found(ids)
        if message.kind != CARD and state != "dropped"
    ]
    people = People(slack, wall=wall)
    for one in found:
        _show(at, one, people, as_json=as_json)
    if not found and not as_json:
        at.tell("cli.nothing_due")
    if any(one.state != "posted" for one in found):
        raise typer.Exit(1)


def moment(text: str | None) -> datetime:
    """Return the instant that a pass is for: now, or what was asked for; a day alone is its noon, in UTC.

    Raises Stopped for what is no instant.
    """
    if text is None:
        return wall()
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Stopped("instant_wrong", text=text) from None
    if len(text) == len("2026-12-01"):
        read = read.replace(hour=12)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _deliver(ledger: Ledger, courier: Courier, planned: list[str]) -> list[str]:
    """Send what is due, also what waited from before, and return the ids of it.

    A running Relais may take some of it, and then it is waited for.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    ids = [*planned, *(message.id for message, _ in courier.deliver())]
    while ledger.outbox.sending(ids) and time.monotonic() < until:
        time.sleep(0.1)
        ids += [message.id for message, _ in courier.deliver()]
    return ids


def _show(at: Desk, one: Posted, people: People, *, as_json: bool) -> None:
    text = one.message.content.get("text", "")
    if as_json:
        values: dict[str, Any] = {
            "engagement": one.engagement, "channel": one.message.channel, "state": one.state,
            "ts": one.message.posted_ts, "reason": one.reason, "text": text,
        }  # fmt: skip
        at.give(values)
        return
    at.tell(
        "cli.posted" if one.state == "posted" else "cli.not_posted", name=one.engagement, reason=one.reason
    )
    at.say("\n".join(f"  {line}" for line in arguments.unmarked(people.named(text)).splitlines()))
