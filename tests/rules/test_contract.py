"""Which contracts are refused, and with which code (R7, R15, case 28 of DOMAIN §5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from state.rules.amendment import extended
from state.rules.broken import RuleBroken
from state.rules.contract import accepted_on, checked
from state.rules.duration import parse
from state.rules.price import Revision
from state.rules.term import Anchor, Contract
from tests.rules.contracts import broken, day, deal


def test_case_28_a_notice_longer_than_the_first_period_is_refused() -> None:
    """R15."""
    with pytest.raises(RuleBroken) as refusal:
        deal("2025-01-15", "1m", notice="3m")

    assert refusal.value.code == "notice_exceeds_term"
    assert refusal.value.values == {"deadline": day("2024-11-14"), "start": day("2025-01-15")}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "nothing broken"),
        ({"start": "1899-12-31"}, "start_out_of_range"),
        ({"start": "2101-01-01"}, "start_out_of_range"),
        ({"margin_days": -1}, "bad_margin"),
        ({"margin_days": 61}, "bad_margin"),
        ({"margin_days": 0}, "nothing broken"),
        ({"calendars": ()}, "calendar_missing"),
        ({"calendars": ("FR", "XX")}, "unknown_calendar"),
        ({"renewal": "12m", "notice": "13m"}, "notice_exceeds_renewal"),
        ({"renewal": "12m", "notice": "12m"}, "nothing broken"),
        ({"renewal": "1m", "notice": "31d"}, "notice_exceeds_renewal"),
        ({"renewal": "12m", "max_renewals": 0}, "bad_max_renewals"),
        ({"renewal": "12m", "max_renewals": -1}, "bad_max_renewals"),
        ({"max_renewals": 2}, "cap_without_renewal"),
        ({"max_total": "60m"}, "cap_without_renewal"),
        ({"tacit": True, "max_renewals": 2}, "cap_without_renewal"),
        ({"renewal": "12m", "max_total": "24m"}, "past_cap"),
        ({"renewal": "12m", "max_total": "50m"}, "partial_last_renewal"),
        ({"renewal": "12m", "max_total": "60m", "max_renewals": 2}, "nothing broken"),
        ({"renewal": "12m", "max_total": "60m", "max_renewals": 3}, "caps_differ"),
        ({"renewal": "12m", "max_total": "60m", "max_renewals": 1}, "caps_differ"),
        ({"renewal": "12m", "tacit": False, "max_renewals": 2}, "nothing broken"),
        ({"revision": Revision(price=Decimal(0), base=Decimal(100))}, "price_not_positive"),
    ],
    ids=str,
)
def test_a_contract_whose_dates_cannot_be_worked_out_is_refused(said: dict[str, Any], code: str) -> None:
    assert broken(deal, **said) == code


def test_a_partial_renewal_is_refused_with_the_last_whole_one_and_the_cap() -> None:
    with pytest.raises(RuleBroken) as refusal:
        deal("2024-01-01", "36m", renewal="12m", max_total="54m")

    assert refusal.value.values == {"last_day": day("2027-12-31"), "cap": day("2028-06-30")}


def test_a_checked_contract_is_kept_in_one_spelling() -> None:
    contract = checked(Contract(start=day("2024-01-01"), term=parse("36m"), calendars=("fr", "FR", "fr-am")))

    assert contract.calendars == ("FR", "FR-AM")
    assert checked(contract) == contract


def test_a_term_that_already_counts_is_not_moved() -> None:
    signed = deal("2025-03-20", "36m", anchor=Anchor.ACCEPTANCE)
    longer = extended(signed, parse("6m"), on=day("2025-04-01"))

    assert broken(accepted_on, longer, day("2025-07-01")) == "already_counting"
    assert accepted_on(longer, day("2025-03-20")) == longer


def test_a_contract_without_anything_said_is_private_french_and_counts_reception() -> None:
    contract = deal()

    assert (contract.tacit, contract.public, contract.margin_days) == (False, False, 5)
    assert (contract.calendars, contract.counts, contract.anchor) == (("FR",), "reception", "effective")
