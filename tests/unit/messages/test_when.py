"""Times are said in the recipient's zone, with the zone named and ours beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from xforce_desktop.messages import when

SUMMER = datetime(2026, 6, 9, 18, tzinfo=UTC)
WINTER = datetime(2026, 12, 9, 18, tzinfo=UTC)
LA = "America/Los_Angeles"


@pytest.mark.parametrize(
    "instant, zone, said",
    [
        (SUMMER, "America/New_York", "Tuesday, June 9 at 2:00 PM EDT"),
        (WINTER, "America/New_York", "Wednesday, December 9 at 1:00 PM EST"),
        (SUMMER, "Pacific/Honolulu", "Tuesday, June 9 at 8:00 AM HST"),
        (SUMMER, "Asia/Kolkata", "Tuesday, June 9 at 11:30 PM IST"),
        (SUMMER, "America/Sao_Paulo", "Tuesday, June 9 at 3:00 PM Sao Paulo time"),
        (SUMMER, "America/Argentina/Buenos_Aires", "Tuesday, June 9 at 3:00 PM Buenos Aires time"),
        (SUMMER, "Asia/Shanghai", "Wednesday, June 10 at 2:00 AM Shanghai time"),
        (SUMMER, "America/Phoenix", "Tuesday, June 9 at 11:00 AM MST"),
        (SUMMER, "Etc/GMT+3", "Tuesday, June 9 at 3:00 PM UTC-03"),
        (SUMMER, "UTC", "Tuesday, June 9 at 6:00 PM UTC"),
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), LA, "Sunday, March 8 at 1:59 AM PST"),
        (datetime(2026, 3, 8, 10, tzinfo=UTC), LA, "Sunday, March 8 at 3:00 AM PDT"),
        (datetime(2026, 6, 9, 16, tzinfo=UTC), "America/New_York", "Tuesday, June 9 at 12:00 PM EDT"),
    ],
)
def test_an_offer_has_one_form(instant: datetime, zone: str, said: str):
    """Weekday, date, clock and zone, on whichever side of a clock change."""
    assert when.spoken(instant, zone) == said


@pytest.mark.parametrize(
    "instant, zone, beside",
    [
        (SUMMER, "America/New_York", " (11:00 AM PDT for me)"),
        (SUMMER, "Asia/Kolkata", " (11:00 AM PDT for me)"),
        (SUMMER, "Asia/Shanghai", " (Tuesday at 11:00 AM PDT for me)"),
        (SUMMER, "America/Phoenix", ""),
        (WINTER, "America/Phoenix", " (10:00 AM PST for me)"),
        (SUMMER, LA, ""),
    ],
)
def test_ours_stands_beside_where_the_clocks_differ(instant: datetime, zone: str, beside: str):
    """It follows the offset at that instant, not the name of the zone."""
    assert when.beside(instant, zone, LA) == beside


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Asia/Jerusalem", "Asia/Manila", "America/Havana"])
def test_letters_with_two_meanings_become_words(zone: str):
    """IST, PST and CST mean one zone to most readers; elsewhere the city is named."""
    assert when.zone_label(WINTER, zone).endswith(("time", "GMT"))
    if zone == "Europe/Dublin":
        assert when.zone_label(SUMMER, zone) == "Dublin time"


def test_windows_name_the_whole_day_only_by_its_date():
    """A working day needs no clock; a part of it has both ends."""
    day = (datetime(2026, 6, 11, 12, tzinfo=UTC), datetime(2026, 6, 11, 21, tzinfo=UTC))
    part = (datetime(2026, 6, 11, 19, tzinfo=UTC), datetime(2026, 6, 11, 21, tzinfo=UTC))

    assert when.format_window(*day, "America/New_York") == "Thursday, June 11"
    assert when.format_window(*part, "America/New_York") == "Thursday, June 11, 3:00 PM to 5:00 PM EDT"


def test_today_is_the_recipients_today():
    """Late in California it is tomorrow in Sydney."""
    now = datetime(2026, 6, 9, 20, tzinfo=UTC)

    assert when.relative_day(now, now, "Australia/Sydney") == "today"
    assert when.relative_day(datetime(2026, 6, 9, 13, tzinfo=UTC), now, "Australia/Sydney") == "yesterday"
    assert when.relative_day(datetime(2026, 6, 9, 13, tzinfo=UTC), now, LA) == "today"


def test_days_and_lengths_are_said_in_words():
    """A date has no year; an hour is an hour."""
    assert when.format_day(date(2026, 7, 7)) == "Tuesday, July 7"
    assert [when.spoken_length(minutes) for minutes in (15, 60)] == ["15 minutes", "an hour"]
    assert when.length_adjective(60) == "one-hour"
