"""Contracts for the tests, written as people say them."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from state.rules.broken import RuleBroken
from state.rules.contract import checked
from state.rules.duration import Duration, Unit, parse
from state.rules.term import Contract

T = TypeVar("T")
# Random contracts take their time on a busy machine: no deadline.
OFTEN = settings(max_examples=100, deadline=None)
LENGTHS = ("notice", "renewal", "max_total")


def day(text: str) -> date:
    return date.fromisoformat(text)


def deal(start: str = "2024-01-01", term: str = "36m", **said: Any) -> Contract:
    """Return a checked contract, lengths and days as text; it renews by itself if a renewal is named."""
    said.setdefault("tacit", "renewal" in said)
    lengths = {name: parse(said[name]) for name in LENGTHS if said.get(name)}
    return checked(Contract(start=day(start), term=parse(term), **{**said, **lengths}))


def known(value: T | None) -> T:
    """Return a value that is there."""
    assert value is not None
    return value


def broken(call: Any, *args: Any, **kwargs: Any) -> str:
    """Return the code of the rule that a call breaks, or say that it breaks none."""
    try:
        call(*args, **kwargs)
    except RuleBroken as refusal:
        return refusal.code
    return "nothing broken"


@st.composite
def durations(draw: st.DrawFn, months: int = 60) -> Duration:
    """Draw a length of up to so many months."""
    unit = draw(st.sampled_from([Unit.MONTHS, Unit.MONTHS, Unit.WEEKS, Unit.DAYS]))
    most = {Unit.MONTHS: months, Unit.WEEKS: months * 4, Unit.DAYS: months * 30}[unit]
    return Duration(draw(st.integers(1, most)), unit)


@st.composite
def agreements(draw: st.DrawFn) -> Contract:
    """Draw contracts that renew by themselves, capped or not, of every kind of length."""
    term, renewal = draw(durations()), draw(durations(24))
    notice = draw(st.none() | durations(12))
    too_long = notice is not None and (notice.longer_than(renewal) or notice.longer_than(term))
    contract = Contract(
        start=draw(st.dates(date(1995, 1, 1), date(2060, 12, 31))),
        term=term,
        renewal=renewal,
        notice=None if too_long else notice,
        tacit=True,
        max_renewals=draw(st.none() | st.integers(1, 6)),
        margin_days=draw(st.integers(0, 10)),
        calendars=draw(st.sampled_from([("FR",), ("FR-AM",), ("none",), ("FR", "DE-BY")])),
    )
    try:
        return checked(contract)
    except RuleBroken:
        # A notice as long as a first period that ends in a short month leaves no day (R15).
        return checked(Contract(start=contract.start, term=term, renewal=renewal, tacit=True))
