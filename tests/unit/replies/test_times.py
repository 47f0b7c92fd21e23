"""Times in free text become windows; doubtful ones become readings."""

from __future__ import annotations

from datetime import datetime

import pytest

from xforce_desktop.replies.times import find_times

MONDAY = datetime.fromisoformat("2026-07-06T13:40:00-06:00")


def _found(text: str, zone: str = "America/Denver", now: datetime = MONDAY) -> list[str]:
    reading = find_times(text, now, zone, 30)
    return [f"{w.start:%m-%d %H:%M}-{w.end:%H:%M}" for w in reading.windows]


@pytest.mark.parametrize(
    "text, windows",
    [
        ("tomorrow at 10", ["07-07 10:00-10:30"]),
        ("Thursday after 3", ["07-09 15:00-17:00"]),
        ("Thursday after 5:30", ["07-09 17:30-20:00"]),
        ("Friday before 10", ["07-10 08:00-10:00"]),
        ("first thing Wednesday", ["07-08 08:00-10:00"]),
        ("half 3 on Friday", ["07-10 15:30-16:00"]),
        ("quarter to four tomorrow", ["07-07 15:45-16:15"]),
        ("noon on the 14th", ["07-14 12:00-12:30"]),
        ("7/14 or 7/15 between 9-11am", ["07-14 09:00-11:00", "07-15 09:00-11:00"]),
        ("Wednesday or Thursday next week", ["07-15 08:00-17:00", "07-16 08:00-17:00"]),
        ("July 20, 21 or 23 at 2", ["07-20 14:00-14:30", "07-21 14:00-14:30", "07-23 14:00-14:30"]),
        ("Mon-Wed next week, mornings", ["07-13 08:00-12:00", "07-14 08:00-12:00", "07-15 08:00-12:00"]),
        ("Friday 11am Eastern", ["07-10 09:00-09:30"]),
        ("the day after tomorrow 2-4pm", ["07-08 14:00-16:00"]),
        ("tonight at 6", ["07-06 18:00-18:30"]),
        ("Thursday or Friday but not Friday", ["07-09 08:00-17:00"]),
        ("2026-07-09 14:15", ["07-09 14:15-14:45"]),
        ("mañana a las 3 de la tarde", ["07-07 15:00-15:30"]),
        ("Freitag um 14 Uhr", ["07-10 14:00-14:30"]),
        ("jeudi à 14h30", ["07-09 14:30-15:00"]),
    ],
)
def test_times_are_found(text, windows):
    """People write times in many ways; each comes out as its windows."""
    assert _found(text) == windows


@pytest.mark.parametrize(
    "text",
    [
        "Call 303-555-0123",
        "we run 11 trucks",
        "it costs $300 for 2 users",
        "4410 Elm St, Suite 3",
        "24/7 coverage",
        "no times here",
    ],
)
def test_numbers_that_are_no_times(text):
    """Phones, prices, counts and addresses give nothing, and are no doubt either."""
    reading = find_times(text, MONDAY, "America/Denver", 30)

    assert reading.windows == ()
    assert not reading.ambiguous


@pytest.mark.parametrize(
    "text, zone, now",
    [
        ("3/4 at 10", "America/Toronto", "2026-02-02T09:00:00-05:00"),
        ("next Thursday", "America/Denver", "2026-07-06T13:40:00-06:00"),
        ("Friday", "America/Denver", "2026-07-09T22:30:00-06:00"),
        ("Thursday at 7", "America/Denver", "2026-07-06T13:40:00-06:00"),
    ],
)
def test_doubt_has_readings(text, zone, now):
    """What could mean two things is said to, with both and without a choice."""
    reading = find_times(text, datetime.fromisoformat(now), zone, 30)

    assert reading.ambiguous
    assert reading.windows == ()
    assert len(reading.readings) == 2


@pytest.mark.parametrize("zone, day", [("America/New_York", 4), ("Europe/London", 3)])
def test_numeric_dates_follow_the_country(zone, day):
    """3/4 is the fourth of March in New York and the third of April in London."""
    reading = find_times("3/4 at 10:00", datetime.fromisoformat("2026-02-02T09:00:00+00:00"), zone, 30)

    assert [w.start.day for w in reading.windows] == [day]


def test_the_text_itself_shows_the_order():
    """Beside 25/3 the 3/4 is the third of April, in Toronto too."""
    reading = find_times(
        "25/3 or 3/4", datetime.fromisoformat("2026-02-02T09:00:00-05:00"), "America/Toronto", 30
    )

    assert [(w.start.month, w.start.day) for w in reading.windows] == [(3, 25), (4, 3)]


def test_a_day_across_the_clock_change_keeps_the_wall_clock():
    """Ten o'clock stays ten o'clock after the change."""
    assert _found(
        "Monday at 10", "America/New_York", datetime.fromisoformat("2026-10-30T09:00:00-04:00")
    ) == ["11-02 10:00-10:30"]
