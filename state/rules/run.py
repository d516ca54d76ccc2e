"""Periods that follow each other under the same clauses, each counted from the original start (R6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from state.rules.broken import RuleBroken
from state.rules.clauses import Clauses
from state.rules.duration import Duration, add_months, month_end

DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What comes after a period's last day if nobody acts."""

    RENEWED = "renewed"
    EXPIRES = "expires"
    OPEN_ENDED = "open-ended"
    NEW_TERM = "new-term"
    TERMINATED = "terminated"


#: Nothing comes after the last day.
ENDS = frozenset({Outcome.EXPIRES, Outcome.TERMINATED})


def months_between(day: date, later: date) -> int:
    """Return by how many months the month of a later day is further."""
    return (later.year - day.year) * 12 + later.month - day.month


@dataclass(frozen=True, slots=True)
class Mark:
    """A last day, counted from the day `anchor` so many months and then days on."""

    anchor: date
    months: int = 0
    days: int = 0

    @property
    def last_day(self) -> date:
        """The eve of the corresponding day; the last day of the month that has no such day (R2)."""
        same = add_months(self.anchor, self.months)
        return (same - DAY if same.day == self.anchor.day else same) + timedelta(days=self.days)

    def plus(self, length: Duration, times: int = 1) -> Mark:
        """Return the mark that many lengths later; months are never counted from a clipped day."""
        if length.months and self.days:
            return Mark(self.last_day + DAY, length.months * times)
        return Mark(self.anchor, self.months + length.months * times, self.days + length.days * times)

    def moved(self, last_day: date) -> Mark:
        """Return the mark of another last day: on the same anchor where whole months lead to it."""
        same = Mark(self.anchor, months_between(self.anchor, last_day))
        return same if same.last_day == last_day else Mark(last_day + DAY)


def latest_notice(last_day: date, notice: Duration | None) -> date:
    """Return the last day on which notice is in time (R3, R10): the latest that ends by `last_day`."""
    if notice is None:
        return last_day
    if notice.days:
        return last_day - timedelta(days=notice.days)
    back = add_months(last_day, -notice.months)
    return month_end(back) if last_day == month_end(last_day) else back


@dataclass(frozen=True, slots=True)
class Run:
    """Periods `first`, `first + 1`, … under the same clauses.

    `start` and `end` are of period `first`; `end` is None where it is open-ended. `renewals` were made
    before period `first` ends, and `max_total` counts from `since`. `final` is the last period, None
    where renewals have no limit; `then` is what follows it.
    """

    first: int
    start: date
    end: Mark | None
    clauses: Clauses
    renewals: int
    since: date
    final: int | None = None
    then: Outcome = Outcome.EXPIRES

    def mark(self, k: int) -> Mark | None:
        """Return where period k ends, always from the original start (R6); None: it is open-ended."""
        if self.end is None or k == self.first:
            return self.end
        if self.clauses.renewal is None:
            return None
        mark = self.end.plus(self.clauses.renewal, k - self.first)
        limit = total_limit(self.clauses, self.since)
        return mark if limit is None or mark.last_day <= limit.last_day else limit

    def last_day(self, k: int) -> date | None:
        """Return the last day of period k (R2); None where it is open-ended."""
        mark = self.mark(k)
        return mark.last_day if mark else None

    def start_of(self, k: int) -> date:
        before = self.last_day(k - 1) if k > self.first else None
        return self.start if before is None else before + DAY

    def at(self, day: date) -> int:
        """Return the period running on a day, the first or the final one for days outside."""
        k = self.first if self.end is None else self.first + steps(self.end, self.clauses.renewal, day)
        return k if self.final is None else min(k, self.final)

    def outcome(self, k: int) -> Outcome:
        if k == self.final:
            return self.then
        return Outcome.OPEN_ENDED if self.clauses.renewal is None else Outcome.RENEWED

    def deadline(self, k: int) -> date | None:
        """Return the last day for notice in period k; None where there is nothing to stop (R7)."""
        last = self.last_day(k)
        going_on = self.outcome(k) in {Outcome.RENEWED, Outcome.OPEN_ENDED}
        return latest_notice(last, self.clauses.notice) if going_on and last else None

    def effect_of(self, day: date) -> int:
        """Return the period that a notice counted on a day brings to an end (R9).

        A late one is kept for the next period; no search passes the final period, which ends anyway,
        or the open-ended one, which any notice ends.
        """
        k = self.at(day)
        while (deadline := self.deadline(k)) is not None and deadline < day:
            k += 1
        return k


def total_limit(clauses: Clauses, since: date) -> Mark | None:
    """Return where the last renewal has to end (R7), None without such a limit."""
    return Mark(since).plus(clauses.max_total) if clauses.max_total else None


def steps(end: Mark, renewal: Duration | None, day: date) -> int:
    """Return how many renewals after `end` the first last day lies that is not before `day`."""
    if end.last_day >= day:
        return 0
    if renewal is None:
        return 1
    if renewal.days:
        return -((end.last_day - day).days // renewal.days)
    count = months_between(end.last_day, day) // renewal.months
    while end.plus(renewal, count).last_day < day:
        count += 1
    return count


def bounded(run: Run) -> Run:
    """Return a run with its final period worked out from its clauses (R7, R8, R13).

    Raises `bad_max_renewals` (count: below 1), `past_cap` (last_day, cap: the period passes
    `max_total`), `cap_reached` (limit: more renewals than agreed), `cap_without_renewal`, `caps_differ`
    (limit, renewals: `max_renewals`, and the renewals that `max_total` makes) and
    `partial_last_renewal` (last_day: of the last whole renewal, cap).
    """
    left = _renewals_left(run)
    if run.end is None:
        return replace(run, final=run.first, then=Outcome.OPEN_ENDED)
    if not run.clauses.tacit:
        return replace(run, final=run.first, then=Outcome.EXPIRES)
    if run.clauses.renewal is None:
        return replace(run, final=run.first + 1, then=Outcome.OPEN_ENDED)
    return replace(run, final=None if left is None else run.first + left, then=Outcome.EXPIRES)


def _renewals_left(run: Run) -> int | None:
    """Return how many renewals may still follow the run's first period; None for no limit."""
    clauses, limit = run.clauses, run.clauses.max_renewals
    if run.end is None or clauses.renewal is None:
        if limit is not None or clauses.max_total is not None:
            raise RuleBroken("cap_without_renewal")
        return None
    if limit is not None and limit < 1:
        raise RuleBroken("bad_max_renewals", count=limit)
    if limit is not None and run.renewals > limit:
        raise RuleBroken("cap_reached", limit=limit)
    by_count = None if limit is None else limit - run.renewals
    cap = total_limit(clauses, run.since)
    by_total = None if cap is None else _renewals_until(run.end, clauses, clauses.renewal, cap.last_day)
    if by_count is not None and by_total is not None and by_count != by_total:
        raise RuleBroken("caps_differ", limit=limit, renewals=run.renewals + by_total)
    return by_total if by_count is None else by_count


def _renewals_until(end: Mark, clauses: Clauses, renewal: Duration, cap: date) -> int:
    if end.last_day > cap:
        raise RuleBroken("past_cap", last_day=end.last_day, cap=cap)
    count = steps(end, renewal, cap)
    if not clauses.partial_last and end.plus(renewal, count).last_day != cap:
        whole = end.plus(renewal, count - 1).last_day
        raise RuleBroken("partial_last_renewal", last_day=whole, cap=cap)
    return count
