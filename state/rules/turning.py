"""On which days what an engagement shows changes by itself, without anybody doing anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from state.rules.engagement import Engagement
from state.rules.run import DAY
from state.rules.term import term_at, term_of
from state.rules.waiting import AHEAD, DELEGATION, settled_by, waits


def last_turn(engagement: Engagement, today: date) -> date | None:
    """Return the last such day until today, since the engagement was opened; None before the first.

    They are the days after an open item's day, after a day to send the notice and after a deadline, the
    first day of a period, and the day after the contract's last one; the days after that of anything else
    that waits, and those on which the notice and a delegation are first spoken of.
    """
    return max(
        (day for day in _turns(engagement, today) if engagement.created_on < day <= today), default=None
    )


def _turns(engagement: Engagement, today: date) -> Iterator[date]:
    yield from (item.due + DAY for item in engagement.current_items if item.due and not item.settled)
    yield from (wait.by + DAY for wait in waits(engagement, today) if wait.by)
    for until in (member.until for member in engagement.members if member.until):
        yield from (until - DELEGATION, until + DAY)
    if engagement.exit is not None and engagement.exit.last_day is not None:
        yield engagement.exit.last_day + DAY
    running = term_at(engagement.contract, today).k
    for term in (term_of(engagement.contract, k) for k in (running - 1, running) if k >= 0):
        yield term.start
        if (by := settled_by(term)) is not None:
            yield by - AHEAD
        yield from (day + DAY for day in (term.send_by, term.act_by, term.deadline, term.last_day) if day)
