"""What happens to a contract, day by day, if nobody acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from state.rules.ahead import STEPS, days_ahead
from state.rules.broken import RuleBroken
from state.rules.duration import Duration
from state.rules.revisions import stretches
from state.rules.run import DAY, ENDS, Outcome
from state.rules.term import LATEST, Contract, Term, term_at, term_of


class OccurrenceKind(StrEnum):
    """What happens, in the order in which it is told on one day."""

    TACIT_RENEWAL = "tacit_renewal"
    OPEN_ENDED = "open_ended"
    TERM_START = "term_start"
    PRICE_REVISION = "price_revision"
    REMINDER = "reminder"
    SEND_BY = "send_by"
    ACT_BY = "act_by"
    NOTICE_DEADLINE = "notice_deadline"
    TERM_END = "term_end"
    CONTRACT_END = "contract_end"


# More days than the longest margin of working days takes.
LONGEST_LEAD = 120
ORDER = {kind: place for place, kind in enumerate(OccurrenceKind)}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happens on a day, to period `term`.

    `until`: last day of the period that begins (start, renewal). `length`: of the renewal. `days` and
    `towards`: so many days ahead, a reminder of that day. `outcome`: what comes after a last day.
    """

    on: date
    kind: OccurrenceKind
    term: int
    until: date | None = None
    length: Duration | None = None
    days: int | None = None
    towards: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """What comes of the running period (`term`) if nobody acts by `act_by`.

    It comes on the day `on`: the first day after a period that goes on, the last day of a contract that
    ends; None for one that stays open-ended. A renewal is for `length`, until `until`. `too_late`: the
    deadline has passed, so it comes whatever is done.
    """

    term: int
    outcome: Outcome
    on: date | None
    deadline: date | None
    act_by: date | None
    send_by: date | None
    length: Duration | None
    until: date | None
    too_late: bool


def simulate(
    contract: Contract, *, today: date, until: date, steps: tuple[int, ...] = STEPS
) -> tuple[Occurrence, ...]:
    """Return everything from `today` to `until`, both included, oldest first.

    `steps`: how many days ahead reminders come. Raises `until_before_today` (today) and `too_far` (limit).
    """
    if until < today:
        raise RuleBroken("until_before_today", today=today)
    if until > LATEST:
        raise RuleBroken("too_far", limit=LATEST)
    found = (*_of_terms(contract, today, until, steps), *_revisions(contract, until))
    kept = (one for one in found if today <= one.on <= until)
    return tuple(sorted(kept, key=lambda one: (one.on, ORDER[one.kind], one.term, one.days or 0)))


def if_nobody_acts(contract: Contract, today: date) -> Prospect:
    """Return what comes of the period running today; of the last one for a contract that is over."""
    term = term_at(contract, today)
    return Prospect(
        term=term.k,
        outcome=term.outcome,
        on=term.next_start or term.last_day,
        deadline=term.deadline,
        act_by=term.act_by,
        send_by=term.send_by,
        length=term.renewed_for,
        until=term.next_last_day,
        too_late=term.deadline is not None and today > term.deadline,
    )


def _of_terms(contract: Contract, today: date, until: date, steps: tuple[int, ...]) -> Iterator[Occurrence]:
    # The period before today's ends in today's renewal. The days to act of a short period, and reminders
    # of it, may come before it begins.
    first = max(0, term_at(contract, today).k - 1)
    ahead = timedelta(days=LONGEST_LEAD + max(steps, default=0))
    last = term_at(contract, min(until + ahead, LATEST)).k
    free = contract.start
    for term in (term_of(contract, k) for k in range(first, last + 1)):
        yield from _bounds(term)
        if term.k and contract.revision is not None and contract.revision.every is None:
            yield Occurrence(term.start, OccurrenceKind.PRICE_REVISION, term.k)
        yield from _days_to_act(term)
        yield from _reminders(contract, term, free, steps)
        # One decision at a time: no reminder of a period before the deadline of the one before it.
        free = max(free, (term.deadline or term.start) + DAY)


def _bounds(term: Term) -> Iterator[Occurrence]:
    yield Occurrence(term.start, OccurrenceKind.TERM_START, term.k, until=term.last_day)
    if term.last_day is None:
        return
    yield Occurrence(term.last_day, OccurrenceKind.TERM_END, term.k, outcome=term.outcome)
    if term.next_start is None:
        yield Occurrence(term.last_day, OccurrenceKind.CONTRACT_END, term.k, outcome=term.outcome)
    elif term.outcome is Outcome.OPEN_ENDED:
        yield Occurrence(term.next_start, OccurrenceKind.OPEN_ENDED, term.k + 1)
    elif term.outcome is Outcome.RENEWED:
        yield Occurrence(
            term.next_start,
            OccurrenceKind.TACIT_RENEWAL,
            term.k + 1,
            until=term.next_last_day,
            length=term.renewed_for,
        )


def _days_to_act(term: Term) -> Iterator[Occurrence]:
    days = {
        OccurrenceKind.SEND_BY: term.send_by,
        OccurrenceKind.ACT_BY: term.act_by,
        OccurrenceKind.NOTICE_DEADLINE: term.deadline,
    }
    for kind, day in days.items():
        if day is not None:
            yield Occurrence(day, kind, term.k, outcome=term.outcome)


def _reminders(contract: Contract, term: Term, free: date, steps: tuple[int, ...]) -> Iterator[Occurrence]:
    """Yield the reminders of a period, on working days; where two fall on one day, the nearer one."""
    towards = term.last_day if term.outcome in ENDS else term.send_by
    if towards is None:
        return
    for day, step in days_ahead(towards, steps, contract.calendars).items():
        if day >= free:
            yield Occurrence(
                day, OccurrenceKind.REMINDER, term.k, days=step, towards=towards, outcome=term.outcome
            )


def _revisions(contract: Contract, until: date) -> Iterator[Occurrence]:
    """Yield the revisions that do not wait for a renewal."""
    if contract.revision is None or contract.revision.every is None:
        return
    for day in stretches(contract, contract.revision.every, until):
        yield Occurrence(day, OccurrenceKind.PRICE_REVISION, term_at(contract, day).k)
