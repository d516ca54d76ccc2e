from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from state.rules.broken import RuleBroken
from state.rules.duration import LONGEST, Duration, Unit, add_months, month_end, parse
from tests.rules.contracts import OFTEN, broken, day, durations


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("36m", "36m"),
        ("90d", "90d"),
        ("2w", "2w"),
        ("3y", "36m"),
        ("36 mois", "36m"),
        ("3 ans", "36m"),
        ("1 an", "12m"),
        ("2 années", "24m"),
        ("2 ANNÉES", "24m"),
        ("90 jours", "90d"),
        ("90 j", "90d"),
        ("6 semaines", "6w"),
        ("3 months", "3m"),
        ("1 month", "1m"),
        ("2 weeks", "2w"),
        ("1 day", "1d"),
        ("2 Years", "24m"),
        ("  012 mois ", "12m"),
        ("3\u00a0mois", "3m"),
        ("3\u202fmois", "3m"),
        ("6 sem.", "6w"),
        ("+3m", "3m"),
    ],
)
def test_a_length_is_read_in_french_and_english_and_written_one_way(text: str, written: str) -> None:
    assert str(parse(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m",
        "36",
        "3.5m",
        "3,5 mois",
        "trois mois",
        "36 minutes",
        "3 m 2",
        "1y6m",
        "3 mois ouvrés",
        "٣m",
        "1e3m",
        "9999999999m",
        "3 \n mois et",
        "½ an",
    ],
)
def test_what_is_no_length_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        parse(text)

    assert (refusal.value.code, refusal.value.values) == ("bad_duration", {"text": text})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0m", "duration_not_positive"),
        ("-3 mois", "duration_not_positive"),
        ("101 ans", "duration_too_long"),
        ("1201m", "duration_too_long"),
        ("36526d", "duration_too_long"),
        ("5219w", "duration_too_long"),
        ("100 ans", "nothing broken"),
    ],
)
def test_nothing_negative_and_no_century_is_a_length(text: str, code: str) -> None:
    assert broken(parse, text) == code


def test_a_length_is_read_back_from_json_as_it_was_and_checked_again() -> None:
    adapter = TypeAdapter(Duration)

    assert adapter.validate_json(adapter.dump_json(parse("3 ans"))) == parse("36m")
    assert broken(adapter.validate_python, {"count": 0, "unit": "m"}) == "duration_not_positive"


@OFTEN
@given(durations())
def test_a_written_length_is_read_as_itself(length: Duration) -> None:
    assert parse(str(length)) == length


@OFTEN
@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(-LONGEST[Unit.MONTHS], 1_200))
def test_months_are_added_as_dateutil_adds_them(start: date, months: int) -> None:
    """R1: the civil procedure code's rule, article 641."""
    assert add_months(start, months) == start + relativedelta(months=months)


@pytest.mark.parametrize(
    ("start", "length", "after"),
    [
        ("2025-01-31", "1m", "2025-02-28"),
        ("2024-01-31", "1m", "2024-02-29"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2025-04-17", "30d", "2025-05-17"),
        ("2024-12-30", "2w", "2025-01-13"),
    ],
)
def test_a_length_after_a_day(start: str, length: str, after: str) -> None:
    assert parse(length).after(day(start)) == day(after)


def test_the_last_day_of_february_depends_on_the_year() -> None:
    assert [month_end(date(year, 2, 1)).day for year in (2000, 2023, 2024, 2100)] == [29, 28, 29, 28]


@pytest.mark.parametrize(
    ("one", "other", "longer"),
    [
        ("3m", "2m", True),
        ("3m", "3m", False),
        ("92d", "3m", True),
        ("90d", "3m", False),
        ("13w", "3m", False),
    ],
)
def test_lengths_in_months_and_days_are_compared_by_the_mean_month(
    one: str, other: str, *, longer: bool
) -> None:
    assert parse(one).longer_than(parse(other)) is longer
