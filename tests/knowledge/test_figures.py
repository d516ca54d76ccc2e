"""Numbers, durations, dates and amounts, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.figures import Figure, figures, unsaid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a notice of 3 months", {("3", "month")}),
        ("a three-month notice", {("3", "month")}),
        ("un préavis de trois mois", {("3", "month")}),
        ("within 5 working days", {("5", "day")}),
        ("cinq (5) jours ouvrés", {("5", "day")}),
        ("un mois après", {("1", "month")}),
        ("one of the parties", set()),
        ("l’une des deux", {("2", "")}),
        ("les deux parties acceptent toutes les deux", set()),
        ("les deux mois suivants", {("2", "month")}),
        ("entre trois et six mois", {("3", "month"), ("6", "month")}),
        ("24h/24", {("24", "hour"), ("24", "")}),
        ("99,90 % du temps", {("99.9", "percent")}),
        ("99.9 percent", {("99.9", "percent")}),
        ("10 000 €", {("10000", "euro")}),
        ("10,000 euros", {("10000", "euro")}),
        ("$5", {("5", "dollar")}),
        ("le 1er décembre", {("1", "december"), ("", "december")}),
        ("by December 31", {("31", "december"), ("", "december")}),
        ("on 4 May", {("4", "may")}),
        ("you may march on", set()),
        ("du lundi au vendredi", {("", "monday"), ("", "friday")}),
        ("l’article L. 442-1", {("442", ""), ("1", "")}),
        ("ISO 27001:2022", {("27001", ""), ("2022", "")}),
        ("vingt et un jours", {("21", "day")}),
        ("quatre-vingt-dix-huit", {("98", "")}),
        ("deux mille vingt-six", {("2026", "")}),
        ("one hundred and twenty", {("120", "")}),
        ("deux, trois mois", {("2", "month"), ("3", "month")}),
        ("version 1.2.3", {("1.2.3", "")}),
        ("", set()),
    ],
)  # fmt: skip
def test_a_figure_is_what_it_says_in_either_language(text: str, found: set[tuple[str, str]]) -> None:
    assert {(figure.value, figure.unit) for figure in figures(text)} == found


FRENCH_TENS = {
    20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt",
}  # fmt: skip
FRENCH = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
]  # fmt: skip
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip


def in_french(n: int) -> str:
    if n < 20:
        return FRENCH[n]
    if n < 100:
        ten = max(ten for ten in FRENCH_TENS if ten <= n)
        rest, joint = n - ten, " et " if (n % 10 == 1 and ten < 80) else "-"
        return FRENCH_TENS[ten] + (joint + in_french(rest) if rest else "s" * (ten == 80))
    hundred = "cent" if n < 200 else f"{FRENCH[n // 100]} cent{'s' * (n % 100 == 0)}"
    return f"{hundred} {in_french(n % 100)}" if n % 100 else hundred


def in_english(n: int) -> str:
    if n < 20:
        return ENGLISH[n]
    if n < 100:
        ten = ENGLISH_TENS[n // 10 - 2]
        return f"{ten}-{ENGLISH[n % 10]}" if n % 10 else ten
    hundred = f"{ENGLISH[n // 100]} hundred"
    return f"{hundred} and {in_english(n % 100)}" if n % 100 else hundred


@settings(deadline=None)
@given(st.integers(1, 999))
def test_a_number_in_words_is_the_number_in_digits(n: int) -> None:
    digits = figures(f"{n} jours")

    assert digits == {Figure(str(n), "day")}
    assert figures(f"{in_french(n)} jours") == digits
    assert figures(f"{in_english(n)} days") == digits


@settings(deadline=None)
@given(st.text())
def test_whatever_is_written_has_figures_or_none_and_says_all_of_its_own(text: str) -> None:
    assert unsaid(figures(text), figures(text)) == frozenset()


def test_a_number_counts_what_it_counted() -> None:
    said = figures("Within 30 days, 2 % at most.")

    assert unsaid(figures("30 days"), said) == frozenset()
    assert unsaid(figures("the thirty of them"), said) == frozenset()
    assert unsaid(figures("30 months"), said) == {Figure("30", "month")}
    assert unsaid(figures("2 days"), said) == {Figure("2", "day")}
    assert unsaid(figures("31 days"), said) == {Figure("31", "day")}


def test_durations_shares_and_amounts_measure_something_and_references_do_not() -> None:
    assert [figure.measures for figure in figures("within 30 days")] == [True]
    assert not any(figure.measures for figure in figures("articles 32.3 and 33, since 29 December 2022"))
