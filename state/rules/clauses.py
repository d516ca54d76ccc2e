"""What a contract says of its end: the clauses, and what may change their course afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from state.rules.duration import Duration


class Counts(StrEnum):
    """Which day of a notice counts against the deadline; courts differ, so the contract says it."""

    RECEPTION = "reception"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """Renewal and notice.

    `notice`: None: it may come until the last day. `renewal`: length of each renewal; None: none was
    agreed. `tacit`: the contract goes on by itself unless notice is given; without an agreed length it
    is then open-ended (R13). `max_renewals` and `max_total` (from the first day) limit the renewals
    (R7); the last one may be cut short by `max_total` only where `partial_last` says so.
    """

    notice: Duration | None = None
    renewal: Duration | None = None
    tacit: bool = False
    max_renewals: int | None = None
    max_total: Duration | None = None
    partial_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What both parties changed, signed on the day `on`.

    `clauses` are all that hold from then on, for the period running that day too: they are no list of
    differences. `last_day` moves that period's last day (R11: an extension, its number unchanged).
    `term` begins a new term of that length on the day after the period (outcome C); the count of
    renewals and the total begin again with it, unless `restart` is False.
    """

    on: date
    clauses: Clauses
    last_day: date | None = None
    term: Duration | None = None
    restart: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A party's notice that it will not go on; `withdrawn_on`: by agreement of both (T12)."""

    sent_on: date
    received_on: date | None = None
    by_provider: bool = False
    withdrawn_on: date | None = None

    def counted_on(self, counts: Counts) -> date | None:
        """Return the day that counts; None while the notice has not arrived."""
        return self.sent_on if counts is Counts.DISPATCH else self.received_on
