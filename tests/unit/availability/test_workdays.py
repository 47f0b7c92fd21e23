"""Working days and hours where people are."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from xforce_desktop.availability.workdays import (
    Locale,
    country_of,
    in_working_hours,
    is_working_day,
    next_working_day,
    previous_working_day,
    state_code,
)


@pytest.mark.parametrize(
    "timezone, country",
    [
        ("America/New_York", "US"),
        ("US/Eastern", "US"),
        ("America/Toronto", "CA"),
        ("Europe/Oslo", "NO"),
        ("Asia/Calcutta", "IN"),
        ("UTC", ""),
        ("Nowhere/Land", ""),
    ],
)
def test_a_zone_tells_the_country(timezone, country):
    """Old names count, too; zones of nobody have no country."""
    assert country_of(timezone) == country


@pytest.mark.parametrize(
    "on, locale, works",
    [
        (date(2026, 10, 5), Locale("America/New_York"), True),
        (date(2026, 10, 4), Locale("America/New_York"), False),
        (date(2026, 7, 3), Locale("America/New_York"), False),  # the Fourth is a Saturday and observed here
        (date(2026, 10, 12), Locale("America/Toronto"), False),  # Thanksgiving in most of Canada
        (
            date(2026, 10, 12),
            Locale("America/Halifax", "CA", "Nova Scotia"),
            True,
        ),  # but no day off by law here
        (date(2026, 11, 26), Locale("America/Toronto"), True),  # and in the United States
        (date(2026, 4, 20), Locale("America/New_York", "US", "MA"), False),  # Patriots' Day
        (date(2026, 4, 20), Locale("America/New_York", "US", "Massachusetts"), False),
        (date(2026, 4, 20), Locale("America/New_York", "US", "FL"), True),
        (date(2026, 4, 20), Locale("America/New_York", "US", "Atlantis"), True),
        (date(2026, 12, 25), Locale("UTC"), True),  # no country, so no holidays
        (date(2026, 12, 25), Locale("America/New_York", "XX"), True),
        (date(2026, 12, 25), Locale("UTC", "us"), False),
    ],
)
def test_holidays_are_those_of_the_country_and_state(on, locale, works):
    """Monday to Friday, without what is off by law there."""
    assert is_working_day(on, locale) == works


def test_days_off_are_passed_over():
    """From the Wednesday before Christmas to the Monday after it, and back."""
    florida = Locale("America/New_York", state="FL")
    wednesday, thursday, monday = date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 28)

    assert next_working_day(wednesday, florida) == thursday
    assert next_working_day(thursday, florida) == monday
    assert previous_working_day(monday, florida) == thursday


@pytest.mark.parametrize(
    "start, end, inside",
    [("8:00", "9:00", True), ("17:00", "18:00", True), ("7:30", "8:30", False), ("17:30", "18:30", False)],
)
def test_working_hours_hold_for_the_whole_meeting(start, end, inside):
    """Eight to six on the clock there."""
    there = ZoneInfo("Europe/Paris")
    begins, ends = (
        datetime(2026, 10, 6, int(clock[:-3]), int(clock[-2:]), tzinfo=there) for clock in (start, end)
    )

    assert in_working_hours(begins, ends, Locale("Europe/Paris")) == inside


@pytest.mark.parametrize(
    "given, code", [("fl", "FL"), ("Florida", "FL"), (" new york ", "NY"), ("", ""), ("Bavaria", "")]
)
def test_states_are_known_by_code_and_name(given, code):
    """As people type them."""
    assert state_code("US", given) == code
