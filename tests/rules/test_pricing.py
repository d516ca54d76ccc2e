"""The price of each period (DOMAIN §5, price): from P0 and S0 alone, pending until its index is known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.rules.dossier import PriceSet
from state.rules.duration import parse
from state.rules.engagement import Engagement
from state.rules.item import Phase
from state.rules.price import Revision
from state.rules.pricing import HIGHEST_INDEX, agreed_price, due_priced, price_on, set_index
from tests.engagements import CLAIRE, STRANGER
from tests.rules.contracts import OFTEN, broken, day
from tests.rules.operating import EXPIRING, SIXTEEN, operating, said

SYNTEC = Revision(price=Decimal(10_000), base=Decimal("280.6"))
INDEX = Decimal("315.0")


def priced(revision: Revision = SYNTEC, **changed: Any) -> Engagement:
    return replace(operating(replace(SIXTEEN, revision=revision)), **changed)


def test_the_first_price_holds_until_the_first_revision() -> None:
    before = priced()

    assert due_priced(before, day("2025-03-14")) is before
    assert price_on(before, day("2024-01-01")) == PriceSet(
        0, day("2022-03-15"), Decimal(10_000), Decimal("280.6")
    )
    assert price_on(operating(), day("2024-01-01")) is None


def test_the_price_of_a_new_period_waits_for_its_index() -> None:
    after = due_priced(priced(), day("2025-03-15"))

    assert after.prices == (PriceSet(1, day("2025-03-15"), Decimal(10_000), pending=True),)
    assert due_priced(after, day("2025-12-01")) is after, "once"


@pytest.mark.parametrize(
    ("revision", "amount"),
    [
        (SYNTEC, "11225.94"),
        (replace(SYNTEC, fixed=Decimal("0.15")), "11042.05"),
        (replace(SYNTEC, cap=Decimal("0.03")), "10300.00"),
        (replace(SYNTEC, base=Decimal("276.0"), link=Decimal("0.97975")), "11648.93"),
    ],
)
def test_an_index_makes_the_price_of_the_running_period(revision: Revision, amount: str) -> None:
    """The worked figures of DOMAIN §5."""
    after = set_index(priced(revision), said(CLAIRE, "2025-04-01"), INDEX)

    assert after.prices == (PriceSet(1, day("2025-03-15"), Decimal(amount), INDEX),)


def test_a_wrong_index_is_corrected_by_another_one() -> None:
    wrong = set_index(priced(), said(CLAIRE, "2025-04-01"), Decimal(351))
    right = set_index(wrong, said(CLAIRE, "2025-04-02"), INDEX)

    assert [one.amount for one in right.prices] == [Decimal("11225.94")]
    assert broken(set_index, right, said(CLAIRE, "2025-04-03"), INDEX) == "index_already"


def test_the_next_price_is_provisionally_the_last_one_and_then_counts_from_the_first() -> None:
    """290.0 first, then 315.0: 11 225.94, never 11 225.95."""
    first = set_index(priced(), said(CLAIRE, "2025-04-01"), Decimal("290.0"))
    waiting = due_priced(first, day("2026-03-15"))
    after = set_index(waiting, said(CLAIRE, "2026-04-01"), INDEX)

    assert waiting.prices[-1] == PriceSet(2, day("2026-03-15"), first.prices[0].amount, pending=True)
    assert after.prices[-1].amount == Decimal("11225.94")
    assert after.prices[0] == first.prices[0]


@given(st.decimals(1, 100_000, places=1), st.decimals(1, 100_000, places=1))
@OFTEN
def test_the_price_of_a_period_depends_on_its_own_index_alone(earlier: Decimal, now: Decimal) -> None:
    """Invariant (ix) of DOMAIN §4."""
    chained = set_index(priced(), said(CLAIRE, "2025-04-01"), earlier)
    chained = set_index(chained, said(CLAIRE, "2026-04-01"), now)
    alone = set_index(priced(), said(CLAIRE, "2026-04-01"), now)

    assert chained.prices[-1] == alone.prices[-1]


def test_an_engagement_that_began_elsewhere_is_asked_for_the_running_price_alone() -> None:
    brought = priced(created_on=day("2025-06-01"))

    assert due_priced(brought, day("2025-06-02")).prices == (
        PriceSet(1, day("2025-03-15"), Decimal(10_000), pending=True),
    )


def test_a_price_that_is_revised_every_year_does_not_wait_for_a_renewal() -> None:
    yearly = priced(replace(SYNTEC, every=parse("12m")))

    assert [one.on for one in due_priced(yearly, day("2024-06-01")).prices] == [
        day("2023-03-15"), day("2024-03-15"),
    ]  # fmt: skip


def test_an_agreed_price_holds_from_its_day_and_is_what_later_ones_count_from() -> None:
    before = set_index(priced(), said(CLAIRE, "2025-04-01"), INDEX)
    newer = Revision(price=Decimal(9_000), base=Decimal(300))
    after = agreed_price(before, newer, day("2025-07-01"))

    assert price_on(after, day("2025-06-30")) == before.prices[0]
    assert price_on(after, day("2025-07-01")) == PriceSet(1, day("2025-07-01"), Decimal(9_000), Decimal(300))
    too_soon = broken(set_index, after, said(CLAIRE, "2025-08-01"), Decimal(330))
    assert too_soon == "no_revision_yet", "an agreed price is no revision"
    later = set_index(after, said(CLAIRE, "2026-04-01"), Decimal(330))
    assert later.prices[-1] == PriceSet(2, day("2026-03-15"), Decimal("9900.00"), Decimal(330))


def test_an_agreed_price_of_a_later_day_changes_nothing_before_it() -> None:
    newer = Revision(price=Decimal(9_000), base=Decimal(300))
    after = agreed_price(priced(), newer, day("2024-07-01"))
    first = agreed_price(operating(), newer, day("2024-07-01"))

    assert price_on(after, day("2024-06-30")) == price_on(priced(), day("2024-06-30"))
    assert price_on(first, day("2024-06-30")) is None, "nothing was said of the price before"
    assert price_on(first, day("2024-07-01")) == PriceSet(0, day("2024-07-01"), Decimal(9_000), Decimal(300))


def test_nothing_is_revised_after_the_last_day() -> None:
    yearly = priced(replace(SYNTEC, every=parse("12m")))
    closed = replace(yearly, phase=Phase.CLOSED)

    assert due_priced(closed, day("2024-06-01")) is closed


@pytest.mark.parametrize(
    ("of", "by", "index", "code"),
    [
        (operating(), CLAIRE, INDEX, "no_revision"),
        (priced(created_on=day("2022-03-15")), STRANGER, INDEX, "not_member"),
        (priced(), CLAIRE, Decimal(0), "index_not_positive"),
        (priced(), CLAIRE, Decimal("NaN"), "index_not_positive"),
        (priced(), CLAIRE, HIGHEST_INDEX + 1, "index_too_high"),
        (priced(phase=Phase.CLOSED), CLAIRE, INDEX, "closed"),
    ],
)
def test_an_index_that_is_refused(of: Engagement, by: Any, index: Decimal, code: str) -> None:
    assert broken(set_index, of, said(by, "2025-04-01"), index) == code


def test_no_index_is_asked_for_before_the_first_revision() -> None:
    expiring = operating(replace(EXPIRING, revision=SYNTEC))

    assert broken(set_index, priced(), said(CLAIRE, "2025-03-14"), INDEX) == "no_revision_yet"
    assert broken(set_index, expiring, said(CLAIRE, "2025-03-14"), INDEX) == "no_revision_ahead"
