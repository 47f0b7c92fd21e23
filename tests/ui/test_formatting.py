"""Moments, ages and names as the rep reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ui import formatting

NOW = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)  # Tuesday, 10:05 AM in New York
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "ago, words",
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=10), "10 minutes ago"),
        (timedelta(hours=2), "today at 8:05 AM"),
        (timedelta(hours=19, minutes=50), "yesterday at 2:15 PM"),
        (timedelta(days=3), "on Saturday at 10:05 AM"),
        (timedelta(days=20), "Wed, Nov 4 at 10:05 AM"),
        (timedelta(days=400), "Mon, Oct 20, 2025 at 11:05 AM"),
    ],
)
def test_the_past_is_told_from_now(ago, words):
    """The nearer a moment, the more it is told by its distance; the clock change is respected."""
    assert formatting.past_moment(NOW - ago, NOW, NEW_YORK) == words


@pytest.mark.parametrize(
    "ahead, words",
    [
        (timedelta(seconds=5), "now"),
        (timedelta(minutes=5), "in about 5 minutes"),
        (timedelta(hours=3), "today at 1:05 PM"),
        (timedelta(hours=23), "tomorrow at 9:05 AM"),
        (timedelta(days=2), "Thursday at 10:05 AM"),
        (timedelta(days=7), "Tue, Dec 1 at 10:05 AM"),
    ],
)
def test_the_future_is_told_from_now(ahead, words):
    """A weekday's name is used only where it cannot be taken for today's."""
    assert formatting.coming_moment(NOW + ahead, NOW, NEW_YORK) == words


def test_today_is_the_reps_today():
    """Late in the evening in New York it is tomorrow in UTC, and still today for the rep."""
    late = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)

    assert formatting.day_in_words(late, NOW, NEW_YORK) == "today"
    assert formatting.clock(late, NEW_YORK) == "9:00 PM"


@pytest.mark.parametrize(
    "ahead, words",
    [
        (timedelta(hours=28), "Tomorrow 2:05 PM"),
        (timedelta(days=2), "Thursday 10:05 AM"),
        (timedelta(hours=-1), "Was today 9:05 AM"),
    ],
)
def test_a_meeting_is_told_by_its_day(ahead, words):
    """A meeting that has begun is told in the past."""
    assert formatting.meeting_moment(NOW + ahead, NOW, NEW_YORK) == words


@pytest.mark.parametrize(
    "passed, words",
    [
        (timedelta(minutes=59), "Just started"),
        (timedelta(hours=4), "4 hours active"),
        (timedelta(hours=25), "1 day active"),
        (timedelta(days=2, hours=5), "2 days active"),
    ],
)
def test_the_age_of_a_request(passed, words):
    """Under an hour it has just started, then hours, then days."""
    assert formatting.age(NOW - passed, NOW) == words


def test_an_unknown_zone_stands_for_the_computers_own():
    """A zone that nobody knows does not stop the screens."""
    assert formatting.zone_named("Mars/Olympus") is None
    assert formatting.zone_named("") is None
    assert formatting.zone_named("America/New_York") == NEW_YORK


def test_names_are_listed_like_speech():
    """One, two and three names."""
    assert formatting.listed(["Ann"]) == "Ann"
    assert formatting.listed(["Ann", "Bob"]) == "Ann and Bob"
    assert formatting.listed(["Ann", "Bob", "Cy"]) == "Ann, Bob and Cy"
