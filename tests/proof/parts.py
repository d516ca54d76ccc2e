"""What an engagement of the model is made of."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

CONSENT = {"accepted", "reserved", "waived"}


def month_end(day: date, months: int) -> date:
    """Return the last day of the month so many months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


@dataclass
class Thing:
    """An item of the checklist; `says` holds each party's verdict and who gave it."""

    key: str
    kind: str
    phase: str
    owner: str
    asks: tuple[str, ...]
    due: date | None = None
    title: str = ""
    says: dict[str, tuple[str, str]] = field(default_factory=dict)
    handed: str | None = None
    place: str = ""
    dropped: bool = False

    def consents(self, party: str) -> bool:
        return self.says.get(party, ("", ""))[0] in CONSENT

    @property
    def settled(self) -> bool:
        return all(self.consents(party) for party in self.asks)


@dataclass
class Reserve:
    """A reservation: on which item, whose, and how it ended."""

    item: int
    party: str
    owner: str
    due: date
    text: str
    blocking: bool
    ended: str | None = None


@dataclass
class Offer:
    """A proposal of one party to the other."""

    kind: str
    party: str
    by: str
    back_to: str | None = None
    evolution: int | None = None
    extends: date | None = None
    ended: str | None = None


@dataclass
class Change:
    """An evolution, by the stages done."""

    route: str
    stages: list[str]
    amendment: int | None = None

    @property
    def open(self) -> bool:
        return self.stages[-1] not in {"implemented", "withdrawn"}


@dataclass
class Stretch:
    """An interval of evolution or optimisation."""

    kind: str
    evolution: int | None = None
    closed: bool = False


@dataclass
class Told:
    """A notice that a party will not go on."""

    provider: bool
    sent: date
    received: date | None
    withdrawn: bool = False


@dataclass
class Terms:
    """The contract's periods: from the first of a month, in whole months; `final` is the last one, if any."""

    start: date
    months: int
    notice: int
    renewal: int
    final: int | None
    public: bool = False
    capped: bool = False
    #: Months by which a period was extended (R11); those after it follow.
    extended: dict[int, int] = field(default_factory=dict)

    def last_day(self, k: int) -> date:
        more = sum(months for j, months in self.extended.items() if j <= k)
        return month_end(self.start, self.months + more + k * self.renewal - 1)

    def deadline(self, k: int) -> date:
        return month_end(self.last_day(k), -self.notice)

    def at(self, day: date) -> int:
        k = 0
        while day > self.last_day(k) and k != self.final:
            k += 1
        return k
