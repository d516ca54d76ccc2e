"""Price revision: every figure of DOMAIN §5, and invariant (ix) of §4."""

from __future__ import annotations

import decimal
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from state.rules.price import SYNTEC_LINK, Price, Revision, checked_revision, revised
from tests.rules.contracts import OFTEN, broken

P0 = Decimal(10_000)
PLAIN = Revision(price=P0, base=Decimal("280.6"))
OLD_BASE = Revision(price=P0, base=Decimal("276.0"), link=SYNTEC_LINK)
money = st.decimals(Decimal(1), Decimal(10**7), places=2)
index = st.decimals(Decimal(50), Decimal(900), places=1)


def price(revision: Revision, current: str, last: str = "1") -> str:
    return str(revised(revision, Decimal(current), last=Decimal(last)).amount)


@pytest.mark.parametrize(
    ("revision", "amount"),
    [
        (PLAIN, "11225.94"),
        (replace(PLAIN, fixed=Decimal("0.15")), "11042.05"),
        (replace(PLAIN, cap=Decimal("0.03")), "10300.00"),
        (OLD_BASE, "11648.93"),
        (replace(OLD_BASE, link=None), "11413.04"),
    ],
    ids=["plain", "15 % fixed", "3 % at most", "old base", "old base, coefficient forgotten: wrong"],
)
def test_the_price_of_the_worked_case(revision: Revision, amount: str) -> None:
    """P0 10 000, S0 280.6 (or 276.0, old base), S1 315.0."""
    assert price(revision, "315.0") == amount


def test_the_index_of_the_old_base_is_linked() -> None:
    assert (Decimal("315.0") / SYNTEC_LINK).quantize(Decimal("0.01")) == Decimal("321.51")


def test_a_price_is_never_chained_through_rounded_ones() -> None:
    """Chained through 290.0 it would be a cent more."""
    year_one = Decimal(price(PLAIN, "290.0"))
    chained = Revision(price=year_one, base=Decimal("290.0"))

    assert price(chained, "315.0") == "11225.95"
    assert price(PLAIN, "315.0", last=str(year_one)) == "11225.94"


def test_a_price_waits_for_an_index_that_is_not_published() -> None:
    last = Decimal("10334.99")

    assert revised(PLAIN, None, last=last) == Price(last, pending=True)
    with decimal.localcontext(prec=3):
        assert revised(PLAIN, None, last=last).amount == last


@pytest.mark.parametrize(
    ("current", "floor", "amount"),
    [("270.0", None, "9622.24"), ("270.0", "0", "10000.00"), ("270.0", "-0.02", "9800.00")],
)
def test_a_falling_index_lowers_the_price_down_to_the_floor(
    current: str, floor: str | None, amount: str
) -> None:
    assert price(replace(PLAIN, floor=None if floor is None else Decimal(floor)), current) == amount


def test_half_a_cent_is_rounded_up() -> None:
    assert price(Revision(price=Decimal("0.05"), base=Decimal(100)), "110") == "0.06"
    assert price(Revision(price=Decimal("0.25"), base=Decimal(100)), "98") == "0.25"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "nothing broken"),
        ({"price": "0"}, "price_not_positive"),
        ({"price": "NaN"}, "price_not_positive"),
        ({"base": "-1"}, "index_not_positive"),
        ({"base": "Infinity"}, "index_not_positive"),
        ({"link": "0"}, "index_not_positive"),
        ({"fixed": "1"}, "fixed_part"),
        ({"fixed": "-0.1"}, "fixed_part"),
        ({"fixed": "NaN"}, "fixed_part"),
        ({"cap": "NaN"}, "bad_limit"),
        ({"floor": "-1"}, "bad_limit"),
        ({"cap": "0.01", "floor": "0.02"}, "cap_below_floor"),
        ({"cap": "0.02", "floor": "0.02"}, "nothing broken"),
    ],
    ids=str,
)
def test_a_clause_that_cannot_be_computed_is_refused(change: dict[str, str], code: str) -> None:
    fields: dict[str, Any] = {name: Decimal(value) for name, value in change.items()}
    clause = replace(PLAIN, **fields)

    assert broken(checked_revision, clause) == code


@pytest.mark.parametrize("current", ["0", "-280.6", "NaN"])
def test_an_index_is_a_positive_number(current: str) -> None:
    assert broken(revised, PLAIN, Decimal(current), last=P0) == "index_not_positive"


def test_a_revision_is_read_back_from_json_as_it_was() -> None:
    adapter = TypeAdapter(Revision)

    assert adapter.validate_json(adapter.dump_json(OLD_BASE)) == OLD_BASE
    assert adapter.dump_python(OLD_BASE, mode="json")["link"] == "0.97975"


@OFTEN
@given(money, index, index, st.lists(index, max_size=4))
def test_a_price_depends_on_the_first_price_and_two_indices_alone(
    first: Decimal, base: Decimal, current: Decimal, between: list[Decimal]
) -> None:
    """(ix): whatever prices came between, and whatever the program's decimal context."""
    revision, last = Revision(price=first, base=base), first
    for step in between:
        last = revised(revision, step, last=last).amount
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_FLOOR):
        found = revised(revision, current, last=last)

    assert found == revised(revision, current, last=Decimal(1))
    assert abs(found.amount - first * current / base) <= Decimal("0.005")


@OFTEN
@given(money, index, index, st.decimals(Decimal(0), Decimal("0.99"), places=2))
def test_a_price_stays_between_its_floor_and_its_cap(
    first: Decimal, base: Decimal, current: Decimal, fixed: Decimal
) -> None:
    revision = Revision(price=first, base=base, fixed=fixed, cap=Decimal("0.05"), floor=Decimal("-0.02"))
    amount = revised(revision, current, last=first).amount

    assert first * Decimal("0.98") - Decimal("0.005") <= amount <= first * Decimal("1.05") + Decimal("0.005")
