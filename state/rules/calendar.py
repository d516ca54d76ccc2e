"""Working days of one or several calendars, periods that run forward, and the instant of a local time.

A calendar is a country ("FR", "DE"), one of its regions ("DE-BY"; "FR-AM" is Alsace-Moselle), or
"none": Monday to Friday without holidays. Where both parties name theirs, a working day is one in
all of them, so neither is asked to act on its holiday. Past the last year that the holidays are known for
(France: 2100) only weekends count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from state.rules.broken import RuleBroken
from state.rules.duration import Duration

if TYPE_CHECKING:
    from holidays import HolidayBase

NONE = "none"
SATURDAY = 5
DAY = timedelta(days=1)
CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
# Moselle keeps the same local holidays as Alsace.
REGIONS = {"FR-AM": "FR-57"}


def checked_calendars(calendars: str | Iterable[str]) -> tuple[str, ...]:
    """Return calendars as they are kept: known, each once, in their order.

    Raises `calendar_missing` (none is named) and `unknown_calendar` (calendar).
    """
    named = (calendars,) if isinstance(calendars, str) else calendars
    kept = tuple(dict.fromkeys(_checked(name) for name in named))
    if not kept:
        raise RuleBroken("calendar_missing")
    return kept


def is_working_day(day: date, calendars: tuple[str, ...]) -> bool:
    """Say whether a day is a working day in every calendar."""
    return not any(day in _days_off(calendar, day.year) for calendar in calendars)


def working_day_until(day: date, calendars: tuple[str, ...]) -> date:
    """Return the day, or the last working day before it: for periods counted backwards (R4)."""
    while not is_working_day(day, calendars):
        day -= DAY
    return day


def working_day_from(day: date, calendars: tuple[str, ...]) -> date:
    """Return the day, or the first working day after it: for periods counted forward (R12)."""
    while not is_working_day(day, calendars):
        day += DAY
    return day


def working_days_before(day: date, count: int, calendars: tuple[str, ...]) -> date:
    """Return the working day that comes `count` working days before a day; the day itself for 0."""
    for _ in range(count):
        day = working_day_until(day - DAY, calendars)
    return day


def decision_due(notified_on: date, within: Duration, calendars: tuple[str, ...]) -> date:
    """Return the last day to decide, `within` counting from the day after the notification (R12).

    A last day that is not worked moves forward: this is time to answer, not notice to give
    (DOMAIN case 29: fitness check of a public contract).
    """
    return working_day_from(within.after(notified_on), calendars)


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local time; `zone` is a known IANA name.

    A local time that the clocks skip is the first one after the gap; one that comes twice is the first.
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return _change_before(found, local.replace(fold=1).astimezone(UTC), ZoneInfo(zone))


def _change_before(late: datetime, early: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant, to the second, that has the later one's offset."""
    after = late.astimezone(zone).utcoffset()
    early, late = early.replace(microsecond=0), late.replace(microsecond=0)
    while (seconds := (late - early) // timedelta(seconds=1)) > 1:
        middle = early + timedelta(seconds=seconds // 2)
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


@lru_cache(maxsize=1024)
def _checked(calendar: str) -> str:
    name = calendar.strip()
    if name.casefold() == NONE:
        return NONE
    _country(name.upper(), 2000)
    return name.upper()


@lru_cache(maxsize=4096)
def _days_off(calendar: str, year: int) -> frozenset[date]:
    """Return a year's weekends and public holidays, made once and never changed: threads share it."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    if calendar == NONE:
        return frozenset(day for day in days if day.weekday() >= SATURDAY)
    country = _country(calendar, year)
    return frozenset(day for day in days if not country.is_working_day(day))


def _country(calendar: str, year: int) -> HolidayBase:
    # Imported here: it takes a quarter of a second, and most commands ask for no date.
    from holidays import country_holidays  # noqa: PLC0415

    code = CODE.fullmatch(REGIONS.get(calendar, calendar))
    if code is None:
        raise RuleBroken("unknown_calendar", calendar=calendar)
    try:
        return country_holidays(code[1], subdiv=code[2], years=year, expand=False)
    except NotImplementedError:
        raise RuleBroken("unknown_calendar", calendar=calendar) from None
