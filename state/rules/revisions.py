"""The days from which a contract's price is another one (methodology: the price at a renewal)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count, takewhile

from state.rules.duration import Duration
from state.rules.run import DAY, Mark
from state.rules.term import Contract, course, term_at, terms


def revision_days(contract: Contract, until: date) -> Iterator[date]:
    """Yield the days until `until` from which the price is another one, oldest first.

    They are the first days of the later periods, or come at the distance that the price clause names.
    """
    if contract.revision is None:
        return
    if contract.revision.every is None:
        yield from (term.start for term in terms(contract, until)[1:])
    else:
        yield from stretches(contract, contract.revision.every, until)


def next_revision(contract: Contract, today: date) -> date | None:
    """Return the first day after today from which the price is another one; None where there is none."""
    every = contract.revision.every if contract.revision is not None else None
    if every is None:
        return term_at(contract, today).next_start
    day = next(day for day in _all(contract, every) if day > today)
    ends_on = course(contract).ends_on
    return day if ends_on is None or day <= ends_on else None


def stretches(contract: Contract, every: Duration, until: date) -> Iterator[date]:
    """Yield the first days of the stretches after the first one, until a day and the contract's last one."""
    ends_on = course(contract).ends_on
    last = until if ends_on is None else min(until, ends_on)
    return takewhile(lambda day: day <= last, _all(contract, every))


def _all(contract: Contract, every: Duration) -> Iterator[date]:
    # Counted like a renewal, from the original start (R6).
    return (Mark(contract.start).plus(every, times).last_day + DAY for times in count(1))
