"""A contract and its periods: when each begins and ends, until when it can be stopped, what comes then.

DOMAIN §5 holds the rules (R1 to R15) and the cases that the tests are made of. Nothing here is legal
advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from state.rules.broken import RuleBroken
from state.rules.calendar import working_day_until, working_days_before
from state.rules.clauses import Amendment, Clauses, Counts, Notice
from state.rules.course import Course, course_of
from state.rules.duration import Duration
from state.rules.price import Revision
from state.rules.run import DAY, ENDS, Outcome, Run

EARLIEST = date(1900, 1, 1)
LATEST_START = date(2100, 12, 31)
LATEST = date(2200, 12, 31)


class Anchor(StrEnum):
    """Which event the term counts from (R14)."""

    SIGNATURE = "signature"
    EFFECTIVE = "effective"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Clauses):
    """What was agreed at first, and what changed it since.

    `start` is the first day covered, `term` the length of the first period. `margin_days` working days
    are kept for a notice to arrive (R5). `calendars`: see `calendar.py`. `public`: its provider cannot
    refuse a renewal. `anchor` says which event `start` is the day of; `amendments` are in the order of
    their days. Checked by `contract.checked`.
    """

    start: date
    term: Duration
    margin_days: int = 5
    calendars: tuple[str, ...] = ("FR",)
    counts: Counts = Counts.RECEPTION
    public: bool = False
    anchor: Anchor = Anchor.EFFECTIVE
    amendments: tuple[Amendment, ...] = ()
    notices: tuple[Notice, ...] = ()
    revision: Revision | None = None

    @property
    def clauses(self) -> Clauses:
        """The clauses agreed at first, alone; `clauses_on` returns those that hold on a day."""
        return Clauses(
            notice=self.notice,
            renewal=self.renewal,
            tacit=self.tacit,
            max_renewals=self.max_renewals,
            max_total=self.max_total,
            partial_last=self.partial_last,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One period of a contract, from `start` to the end of `last_day` (None: open-ended).

    Periods are numbered from 0 (`k`), also across amendments. `deadline` is the last day on which a
    notice is in time, `act_by` the last working day until then, `send_by` the day to send it; all
    None where nothing has to be stopped. `outcome` comes if nobody acts: the contract then goes on
    from `next_start` until `next_last_day`, for `renewed_for` where it renews.
    """

    k: int
    start: date
    last_day: date | None
    deadline: date | None
    act_by: date | None
    send_by: date | None
    outcome: Outcome
    next_start: date | None
    next_last_day: date | None
    renewed_for: Duration | None


@lru_cache(maxsize=1024)
def course(contract: Contract) -> Course:
    """Return a contract's course; raises as `course.course_of`."""
    standing = (notice.counted_on(contract.counts) for notice in contract.notices if not notice.withdrawn_on)
    return course_of(
        contract.start,
        contract.term,
        contract.clauses,
        contract.amendments,
        [day for day in standing if day is not None],
    )


def term_at(contract: Contract, day: date) -> Term:
    """Return the period running on a day: the first one before the start, the last one after the end.

    Raises `too_far` (limit) for days after 2200.
    """
    run = course(contract).run_on(_within_reach(day))
    return term_of(contract, run.at(day))


def decision_at(contract: Contract, day: date) -> Term:
    """Return the period that can still be stopped on a day: the one that a notice counted then would end.

    It is a later one than the running one once that one's deadline has passed, also for short periods
    whose deadline comes before they begin (case 6). No deadline: nothing has to be stopped any more.
    Raises `too_far` (limit).
    """
    run = course(contract).run_on(_within_reach(day))
    return term_of(contract, run.effect_of(day))


def term_of(contract: Contract, k: int) -> Term:
    """Return period k, which the contract has to reach."""
    run = course(contract).run_of(k)
    outcome, last_day = run.outcome(k), run.last_day(k)
    deadline, act_by, send_by = _notice_days(contract, run, k)
    goes_on = last_day is not None and outcome not in ENDS
    return Term(
        k=k,
        start=run.start_of(k),
        last_day=last_day,
        deadline=deadline,
        act_by=act_by,
        send_by=send_by,
        outcome=outcome,
        next_start=last_day + DAY if goes_on and last_day else None,
        next_last_day=course(contract).run_of(k + 1).last_day(k + 1) if goes_on else None,
        renewed_for=run.clauses.renewal if outcome is Outcome.RENEWED else None,
    )


def terms(contract: Contract, until: date) -> tuple[Term, ...]:
    """Return every period that begins by a day, oldest first; raises `too_far` (limit)."""
    if until < contract.start:
        return ()
    return tuple(term_of(contract, k) for k in range(term_at(contract, until).k + 1))


def clauses_on(contract: Contract, day: date) -> Clauses:
    """Return the clauses that hold for the period running on a day."""
    return course(contract).run_on(day).clauses


def _notice_days(contract: Contract, run: Run, k: int) -> tuple[date | None, date | None, date | None]:
    """Return deadline, act-by and send-by (R3 to R5); a notice that counts when sent needs no margin."""
    deadline = run.deadline(k)
    if deadline is None:
        return None, None, None
    act_by = working_day_until(deadline, contract.calendars)
    margin = contract.margin_days if contract.counts is Counts.RECEPTION else 0
    return deadline, act_by, working_days_before(act_by, margin, contract.calendars)


def _within_reach(day: date) -> date:
    if day > LATEST:
        raise RuleBroken("too_far", limit=LATEST)
    return day
