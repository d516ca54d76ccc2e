from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.rules import calendar
from state.rules.calendar import (
    checked_calendars,
    decision_due,
    instant,
    is_working_day,
    working_day_from,
    working_day_until,
    working_days_before,
)
from state.rules.duration import parse
from tests.rules.contracts import OFTEN, broken, day

FRENCH_2025 = (
    "2025-01-01 2025-04-21 2025-05-01 2025-05-08 2025-05-29 2025-06-09 "
    "2025-07-14 2025-08-15 2025-11-11 2025-12-25"
)


def off(year: int, calendar_: str) -> list[str]:
    """List the Mondays to Fridays of a year that are not worked."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return [str(each) for each in days if each.weekday() < 5 and not is_working_day(each, (calendar_,))]


@pytest.mark.parametrize(
    ("code", "holidays"),
    [
        ("FR", FRENCH_2025.split()),
        ("FR-AM", sorted([*FRENCH_2025.split(), "2025-04-18", "2025-12-26"])),
        ("none", []),
    ],
)
def test_the_holidays_of_a_calendar(code: str, holidays: list[str]) -> None:
    assert off(2025, code) == holidays


@pytest.mark.parametrize(
    ("code", "text"),
    [("DE", "2025-10-03"), ("DE-BY", "2025-01-06"), ("GB-ENG", "2025-08-25"), ("US", "2021-12-31")],
)
def test_other_countries_and_their_regions_have_theirs(code: str, text: str) -> None:
    """The last: a holiday on a Saturday, kept on the Friday of the year before."""
    kept = checked_calendars(code)

    assert not is_working_day(day(text), kept)
    assert is_working_day(day(text), ("none",))


def test_a_working_day_is_one_for_both_parties() -> None:
    both = ("FR", "DE-BY")

    assert not is_working_day(day("2025-07-14"), both), "French national day"
    assert not is_working_day(day("2025-10-03"), both), "German unity"
    assert is_working_day(day("2025-10-02"), both)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("fr", ("FR",)),
        (" FR-am ", ("FR-AM",)),
        ("None", ("none",)),
        (["FR", "fr", "DE"], ("FR", "DE")),
    ],
)
def test_calendars_are_kept_in_one_spelling_and_once(given_: str | list[str], kept: tuple[str, ...]) -> None:
    assert checked_calendars(given_) == kept


@pytest.mark.parametrize("code", ["XX", "FR-99", "France", "FRA", "", "os", "../FR", "FR-Alsace", "FR-AM-57"])
def test_an_unknown_calendar_is_refused(code: str) -> None:
    assert broken(checked_calendars, code) == "unknown_calendar"
    assert broken(is_working_day, date(2025, 1, 2), (code,)) == "unknown_calendar"


def test_a_calendar_has_to_be_named() -> None:
    assert broken(checked_calendars, ()) == "calendar_missing"


@pytest.mark.parametrize(
    ("text", "code", "before", "after"),
    [
        ("2013-03-31", "FR", "2013-03-29", "2013-04-02"),
        ("2013-03-31", "FR-AM", "2013-03-28", "2013-04-02"),
        ("2013-03-31", "none", "2013-03-29", "2013-04-01"),
        ("2026-11-01", "FR", "2026-10-30", "2026-11-02"),
        ("2026-07-14", "FR", "2026-07-13", "2026-07-15"),
        ("2025-12-25", "FR-AM", "2025-12-24", "2025-12-29"),
        ("2026-09-30", "FR", "2026-09-30", "2026-09-30"),
    ],
)
def test_days_roll_back_for_notice_and_forward_for_answers(
    text: str, code: str, before: str, after: str
) -> None:
    assert working_day_until(day(text), (code,)) == day(before)
    assert working_day_from(day(text), (code,)) == day(after)


@pytest.mark.parametrize(
    ("text", "count", "before"),
    [("2026-09-30", 5, "2026-09-23"), ("2025-05-12", 5, "2025-05-02"), ("2026-09-30", 0, "2026-09-30")],
)
def test_working_days_are_counted_back(text: str, count: int, before: str) -> None:
    assert working_days_before(day(text), count, ("FR",)) == day(before)


@pytest.mark.parametrize(
    ("notified", "within", "due"),
    [
        ("2025-04-17", "30d", "2025-05-19"),
        ("2025-04-01", "30d", "2025-05-02"),
        ("2025-01-31", "1m", "2025-02-28"),
    ],
    ids=["case 29", "1 May is a holiday", "no 31 February"],
)
def test_time_to_answer_runs_from_the_next_day_and_ends_on_a_working_day(
    notified: str, within: str, due: str
) -> None:
    assert decision_due(day(notified), parse(within), ("FR",)) == day(due)


def test_past_the_years_that_are_known_only_weekends_are_off() -> None:
    assert off(2100, "FR") != []
    assert off(2101, "FR") == []


def test_the_year_of_a_calendar_is_worked_out_once_and_the_same_for_every_thread() -> None:
    calendar._days_off.cache_clear()
    days = [date(2031, 1, 1) + timedelta(days=n) for n in range(365)]

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda _: tuple(is_working_day(each, ("FR",)) for each in days), range(64)))

    assert len(seen) == 1
    assert calendar._days_off("FR", 2031) is calendar._days_off("FR", 2031)


def test_the_holidays_are_loaded_only_when_a_date_is_asked_for(root: Path) -> None:
    code = "import sys, state.rules.simulation; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2025-06-01T09:00", "Europe/Paris", "2025-06-01T07:00"),
        ("2025-03-30T02:30", "Europe/Paris", "2025-03-30T01:00"),
        ("2025-03-30T02:00", "Europe/Paris", "2025-03-30T01:00"),
        ("2025-03-30T01:59", "Europe/Paris", "2025-03-30T00:59"),
        ("2025-03-30T03:00", "Europe/Paris", "2025-03-30T01:00"),
        ("2025-10-26T02:30", "Europe/Paris", "2025-10-26T00:30"),
        ("2025-10-26T03:00", "Europe/Paris", "2025-10-26T02:00"),
        ("2025-03-09T02:15:30", "America/New_York", "2025-03-09T07:00"),
        ("2025-11-02T01:30", "America/New_York", "2025-11-02T05:30"),
        ("2025-10-05T02:10", "Australia/Lord_Howe", "2025-10-04T15:30"),
        ("2025-04-06T01:45", "Australia/Lord_Howe", "2025-04-05T14:45"),
        ("2025-09-07T00:00", "America/Santiago", "2025-09-07T04:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_the_instant_of_a_local_time_after_a_gap_and_first_of_an_overlap(
    local: str, zone: str, utc: str
) -> None:
    moment = datetime.fromisoformat(local)

    assert instant(moment.date(), moment.time(), zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@OFTEN
@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2045-12-31")),
)
def test_no_local_time_is_earlier_than_its_instant_says(zone: str, local: datetime) -> None:
    """The instant shows that time on the zone's clocks, or the first one they show after skipping it."""
    shown = instant(local.date(), local.time(), zone).astimezone(ZoneInfo(zone))
    bare = shown.replace(tzinfo=None)
    earlier = (shown.astimezone(UTC) - timedelta(seconds=1)).astimezone(ZoneInfo(zone))

    assert bare == local or (bare > local and earlier.replace(tzinfo=None) < local)
    assert shown.fold == 0
