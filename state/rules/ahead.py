"""So many days ahead of a day that counts: when people are reminded of it (DOMAIN §5, reminders)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from state.rules.calendar import working_day_until

#: Days before the day to send notice, or before the end of a contract that expires.
STEPS = (180, 90, 60, 30, 14, 7, 1)


def days_ahead(towards: date, steps: Iterable[int], calendars: tuple[str, ...]) -> dict[date, int]:
    """Return on which working days people are reminded, each with how many days ahead it stands for.

    Nobody is reminded later than planned: a day off moves back. Where two steps fall on one day, the
    nearer one counts.
    """
    return {
        working_day_until(towards - timedelta(days=step), calendars): step
        for step in sorted(steps, reverse=True)
    }
