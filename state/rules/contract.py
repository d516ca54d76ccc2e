"""Whether a contract's dates can be worked out at all, and the day that its term counts from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from state.rules.broken import RuleBroken
from state.rules.calendar import checked_calendars
from state.rules.price import checked_revision
from state.rules.term import EARLIEST, LATEST_START, Anchor, Contract, course

LONGEST_MARGIN = 60


def checked(contract: Contract) -> Contract:
    """Return a contract as it is kept, its calendars spelled as they are known.

    Raises `start_out_of_range` (first, last), `bad_margin` (limit), `amendment_order` (on, after),
    and as `calendar.checked_calendars`, `price.checked_revision` and `course.course_of`.
    """
    if not EARLIEST <= contract.start <= LATEST_START:
        raise RuleBroken("start_out_of_range", first=EARLIEST, last=LATEST_START)
    if not 0 <= contract.margin_days <= LONGEST_MARGIN:
        raise RuleBroken("bad_margin", limit=LONGEST_MARGIN)
    for earlier, later in pairwise(contract.amendments):
        if later.on < earlier.on:
            raise RuleBroken("amendment_order", on=later.on, after=earlier.on)
    if contract.revision is not None:
        checked_revision(contract.revision)
    kept = replace(contract, calendars=checked_calendars(contract.calendars))
    course(kept)
    return kept


def accepted_on(contract: Contract, day: date) -> Contract:
    """Return the contract once the takeover is accepted: the start of a term that counts from it (R14).

    Other terms stay as they are. Raises `already_counting` (start: amendments or notices rest on it),
    and as `checked`.
    """
    if contract.anchor is not Anchor.ACCEPTANCE or day == contract.start:
        return contract
    if contract.amendments or contract.notices:
        raise RuleBroken("already_counting", start=contract.start)
    return checked(replace(contract, start=day))
