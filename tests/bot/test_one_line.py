"""The form in one line is read, or refused with what was wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import one_line
from bot.pricing import revision
from state.rules.broken import RuleBroken
from state.rules.price import Revision

FORM = '"Paie Marbeuf" start=2026-12-01 term=36m client=<@U1> provider=<@U2>'


def form(text: str) -> one_line.Form:
    return one_line.form(text, usage="new …", language="fr", zone="Europe/Paris")


def test_the_one_line_form() -> None:
    read = form(
        '"Paie Marbeuf" start=2026-12-01 term=36m notice=3m renewal=12m upgrade=upstream '
        "client=<@U1|claire>,<@U2> provider=<@W3>, <@U4> language=en zone=Europe/London"
    )

    assert (read.name, read.start, read.term, read.notice, read.renewal) == (
        "Paie Marbeuf", "2026-12-01", "36m", "3m", "12m",
    )  # fmt: skip
    assert (read.client, read.provider) == (("U1", "U2"), ("W3", "U4"))
    assert (read.upgrade, read.language, read.zone) == ("upstream", "en", "Europe/London")


@pytest.mark.parametrize(
    "text",
    [
        FORM.replace('"', "“", 1).replace('"', "”", 1),
        FORM.replace('"Paie Marbeuf"', "« Paie Marbeuf »"),
        FORM.replace('"Paie Marbeuf"', "Paie Marbeuf"),
        FORM.replace("start=", "début = ").replace("term=", "DURÉE="),
        FORM.replace('"', "&quot;"),
    ],
)
def test_quotes_blanks_and_french_words_are_all_read(text: str) -> None:
    assert form(text) == form(FORM)


def test_what_is_left_out_takes_the_persons_own_language_and_zone() -> None:
    assert (form(FORM).language, form(FORM).zone, form(FORM).notice) == ("fr", "Europe/Paris", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "pair_missing"),
        ('"Paie Marbeuf', "quote_open"),
        (FORM.replace("term=36m", ""), "pair_missing"),
        (FORM + " colour=red", "pair_unknown"),
        (FORM + " nonsense", "pair_unknown"),
        (FORM + " start=2027-01-01", "pair_twice"),
        (FORM.replace("<@U1>", "@claire"), "person_wrong"),
        (FORM.replace("<@U1>", "<!channel>"), "person_wrong"),
        (FORM.replace("<@U1>", "<@U1>,bob"), "person_wrong"),
    ],
)
def test_a_one_line_form_that_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        form(text)

    assert broken.value.code == code


@given(st.text(max_size=300))
def test_nothing_that_is_typed_makes_the_reading_fail_otherwise(text: str) -> None:
    try:
        form(text)
    except RuleBroken:
        return


def test_a_company_without_slack_is_named_with_what_says_that_it_may() -> None:
    read = form(FORM.replace("client=<@U1>", 'client="Marie Dupont, Paul Roux" evidence="Mandat du 3"'))

    assert read.client == ("Marie Dupont", "Paul Roux")
    assert read.provider == ("U2",)
    assert read.evidence == "Mandat du 3"


def test_a_name_without_evidence_is_no_person() -> None:
    with pytest.raises(RuleBroken, match="person_wrong"):
        form(FORM.replace("client=<@U1>", 'client="Marie Dupont"'))


def test_the_price_and_what_revises_it_stand_in_the_line() -> None:
    read = form(FORM + ' price="10 000" base=280,6 fixed=15% cap=0.03 index=Syntec')

    assert revision(read.pricing) == Revision(
        price=Decimal(10_000), base=Decimal("280.6"), fixed=Decimal("0.15"), cap=Decimal("0.03")
    )
    assert revision(form(FORM).pricing) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("price=10000", "import_price_base"),
        ("base=280.6", "import_price_base"),
        ("price=beaucoup base=280.6", "import_amount"),
        ("price=10000 base=280.6 cap=peu", "import_amount"),
    ],
)
def test_a_price_that_cannot_be_read_is_refused(given: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        revision(form(f"{FORM} {given}").pricing)
