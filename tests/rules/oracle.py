"""What a contract's days are, found by counting days one by one; shares nothing with the product.

The calendar is its own: a list of days from 1990 on, each next to the one before, with its own leap
years, weekdays and Easter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

FIRST_YEAR, LAST_YEAR = 1990, 2200
MEAN_MONTH = 30.436875
EVERY_YEAR = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = {1, 39, 50}
# Whit Monday was worked as the day of solidarity, before employers could choose another day (act of 16
# April 2008).
SOLIDARITY = {2005, 2006, 2007}

Length = tuple[int, str]


def leap(year: int) -> bool:
    return year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)


def counted() -> tuple[list[tuple[int, int, int]], list[int], list[int]]:
    """Count every day: its (year, month, day), the number of its month, and where each month begins."""
    days: list[tuple[int, int, int]] = []
    month_of: list[int] = []
    begins: list[int] = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        lengths = [31, 29 if leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for month, length in enumerate(lengths, start=1):
            begins.append(len(days))
            for number in range(1, length + 1):
                days.append((year, month, number))
                month_of.append(len(begins) - 1)
    return days, month_of, begins


DAYS, MONTH_OF, BEGINS = counted()
INDEX = {day: index for index, day in enumerate(DAYS)}


def month_length(month: int) -> int:
    return BEGINS[month + 1] - BEGINS[month]


def on(index: int, months: int) -> int:
    """Count months forward from a day: the same number, or the month's last day."""
    month = MONTH_OF[index] + months
    return BEGINS[month] + min(DAYS[index][2], month_length(month)) - 1


def last_after(index: int, months: int) -> int:
    """Walk through the month in which a term ends until the eve of its day, or the month's end."""
    here = BEGINS[MONTH_OF[index] + months]
    while DAYS[here][2] != DAYS[index][2]:
        if DAYS[here + 1][2] == 1:
            return here
        here += 1
    return here - 1


def latest_before(last: int, notice: Length | None) -> int:
    """Go back from the last day, one by one, to the first day from which the notice does not pass it."""
    if notice is None:
        return last
    count, unit = notice
    if unit != "m":
        return last - count * (7 if unit == "w" else 1)
    here = last - 28 * count
    while on(here, count) > last:
        here -= 1
    return here


@cache
def easter(year: int) -> int:
    """Easter Sunday by the lunar tables: golden number, century and epact."""
    golden, century = year % 19 + 1, year // 100 + 1
    dropped, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - dropped - 10
    epact = (11 * golden + 20 + moon - dropped) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    full += 30 if full < 21 else 0
    full += 7 - (sunday + full) % 7
    return INDEX[year, 3, 1] + full - 1


def worked(index: int, calendar: str) -> bool:
    # 1 January 1990 was a Monday.
    if index % 7 >= 5:
        return False
    if calendar == "none":
        return True
    year, month, number = DAYS[index]
    after = index - easter(year)
    local = after == -2 or (month, number) == (12, 26)
    moving = after in AFTER_EASTER and not (after == 50 and year in SOLIDARITY)
    return not ((month, number) in EVERY_YEAR or moving or (calendar == "FR-AM" and local))


def back_to_work(index: int, calendar: str) -> int:
    while not worked(index, calendar):
        index -= 1
    return index


@dataclass(frozen=True)
class Plan:
    start: int
    term: Length
    renewal: Length | None
    notice: Length | None
    tacit: bool
    max_renewals: int | None
    max_total: Length | None
    margin: int
    calendar: str


@dataclass(frozen=True)
class Period:
    start: int
    last: int | None
    deadline: int | None
    act_by: int | None
    send_by: int | None
    outcome: str


def days_of(length: Length) -> int:
    return length[0] * (7 if length[1] == "w" else 1)


def end(plan: Plan, k: int) -> int:
    """Return the last day of period k, from the original start."""
    count, unit = plan.term
    if k == 0 or plan.renewal is None:
        return last_after(plan.start, count) if unit == "m" else plan.start + days_of(plan.term) - 1
    if plan.renewal[1] != "m":
        return end(plan, 0) + k * days_of(plan.renewal)
    if unit == "m":
        return last_after(plan.start, count + k * plan.renewal[0])
    return last_after(end(plan, 0) + 1, k * plan.renewal[0])


def size(length: Length) -> float:
    return length[0] * MEAN_MONTH if length[1] == "m" else days_of(length)


def limit(plan: Plan) -> int | None:
    """Return the last day that the total allows."""
    return None if plan.max_total is None else end(Plan(**{**vars(plan), "term": plan.max_total}), 0)


def flawed(plan: Plan) -> bool:
    """Say whether a plan has to be refused."""
    if plan.renewal is None:
        if plan.max_renewals is not None or plan.max_total is not None:
            return True
    elif plan.notice is not None and size(plan.notice) > size(plan.renewal):
        return True
    if latest_before(end(plan, 0), plan.notice) < plan.start:
        return True
    cap = limit(plan)
    if cap is None:
        return False
    k = 0
    while end(plan, k) < cap:
        k += 1
    return end(plan, k) != cap or plan.max_renewals not in {None, k}


def last_period(plan: Plan) -> int | None:
    """Return the number of the last period, found by renewing until a cap; None for no cap."""
    if not plan.tacit:
        return 0
    if plan.renewal is None:
        return 1
    cap, k = limit(plan), 0
    if cap is None and plan.max_renewals is None:
        return None
    while (plan.max_renewals is None or k < plan.max_renewals) and (cap is None or end(plan, k + 1) <= cap):
        k += 1
    return k


def period(plan: Plan, k: int) -> Period:
    final = last_period(plan)
    start = plan.start if k == 0 else end(plan, k - 1) + 1
    if plan.tacit and plan.renewal is None:
        if k == 1:
            return Period(end(plan, 0) + 1, None, None, None, None, "open-ended")
    elif k == final:
        return Period(start, end(plan, k), None, None, None, "expires")
    deadline = latest_before(end(plan, k), plan.notice)
    act_by = send_by = back_to_work(deadline, plan.calendar)
    for _ in range(plan.margin):
        send_by = back_to_work(send_by - 1, plan.calendar)
    outcome = "open-ended" if plan.renewal is None else "renewed"
    return Period(start, end(plan, k), deadline, act_by, send_by, outcome)


def running(plan: Plan, index: int) -> int:
    """Return the period running on a day, trying one after the other."""
    k, final = 0, last_period(plan)
    while k != final and end(plan, k) < index:
        k += 1
    return k


def ended_by(plan: Plan, index: int) -> tuple[int, int]:
    """Return which period a notice counted on a day ends, and the last day."""
    k, final = running(plan, index), last_period(plan)
    while k != final and latest_before(end(plan, k), plan.notice) < index:
        k += 1
    if plan.tacit and plan.renewal is None and k == 1:
        count, unit = plan.notice or (0, "d")
        return 1, on(index, count) if unit == "m" else index + days_of((count, unit))
    return k, end(plan, k)
