"""Lengths of a contract: months, weeks or days, read and written as people do, and added to a day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from state.rules.broken import RuleBroken


class Unit(StrEnum):
    """What a length counts; years are twelve months, and weeks seven days."""

    MONTHS = "m"
    WEEKS = "w"
    DAYS = "d"


# A hundred years in each unit: longer is a slip of the keyboard.
LONGEST = {Unit.MONTHS: 1_200, Unit.WEEKS: 5_218, Unit.DAYS: 36_525}
# Mean length of a month in days, over the 400 years after which the calendar repeats.
MONTH_IN_DAYS = 146_097 / 4_800
WORDS = {
    "m": (1, Unit.MONTHS), "mo": (1, Unit.MONTHS), "mois": (1, Unit.MONTHS),
    "month": (1, Unit.MONTHS), "months": (1, Unit.MONTHS),
    "y": (12, Unit.MONTHS), "yr": (12, Unit.MONTHS), "year": (12, Unit.MONTHS), "years": (12, Unit.MONTHS),
    "an": (12, Unit.MONTHS), "ans": (12, Unit.MONTHS), "année": (12, Unit.MONTHS),
    "annee": (12, Unit.MONTHS), "années": (12, Unit.MONTHS), "annees": (12, Unit.MONTHS),
    "w": (1, Unit.WEEKS), "week": (1, Unit.WEEKS), "weeks": (1, Unit.WEEKS),
    "sem": (1, Unit.WEEKS), "semaine": (1, Unit.WEEKS), "semaines": (1, Unit.WEEKS),
    "d": (1, Unit.DAYS), "day": (1, Unit.DAYS), "days": (1, Unit.DAYS),
    "j": (1, Unit.DAYS), "jour": (1, Unit.DAYS), "jours": (1, Unit.DAYS),
}  # fmt: skip
# "36m", "36 mois", "3 ans", "90 days": a whole number and one word.
WRITTEN = re.compile(r"([+-]?[0-9]{1,9})\s*([^\W\d_]+)\.?")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of at least one month, week or day.

    Raises `duration_not_positive` (count) and `duration_too_long` (count, unit, limit).
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count <= 0:
            raise RuleBroken("duration_not_positive", count=self.count)
        if self.count > LONGEST[self.unit]:
            raise RuleBroken("duration_too_long", count=self.count, unit=self.unit, limit=LONGEST[self.unit])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def months(self) -> int:
        """The months of it; 0 where it is counted in weeks or days."""
        return self.count if self.unit is Unit.MONTHS else 0

    @property
    def days(self) -> int:
        """The days of it; 0 where it is counted in months."""
        return {Unit.MONTHS: 0, Unit.WEEKS: 7 * self.count, Unit.DAYS: self.count}[self.unit]

    def longer_than(self, other: Duration) -> bool:
        """Say which of two lengths is the longer one, a month being of mean length beside days."""
        return self.months * MONTH_IN_DAYS + self.days > other.months * MONTH_IN_DAYS + other.days

    def after(self, day: date) -> date:
        """Return the same day so much later (R1)."""
        return add_months(day, self.months) + timedelta(days=self.days)


def parse(text: str) -> Duration:
    """Read a length as people write it, in French or English.

    Raises `bad_duration` (text), and as `Duration`.
    """
    written = WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    word = WORDS.get(written[2]) if written else None
    if written is None or word is None:
        raise RuleBroken("bad_duration", text=text)
    times, unit = word
    return Duration(int(written[1]) * times, unit)


def add_months(day: date, months: int) -> date:
    """Return the same day number that many months on, the month's last day where there is none (R1)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
