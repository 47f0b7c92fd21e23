"""When messages go out: in their hours, on their days, with growing gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xforce_desktop.scheduling.cadence import (
    Locale,
    after_absence,
    end_of_quiet_hours,
    follow_up_at,
    follow_up_gap,
    is_working_day,
    next_sending_time,
    next_texting_time,
    reminder_at,
    resume_working_day,
    text_reminder_at,
)

FLORIDA = Locale("America/New_York", "US", "FL")
THERE = ZoneInfo("America/New_York")


def _at(text: str) -> datetime:
    """A moment on Florida's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=THERE)


def _clock(moment: datetime) -> str:
    return moment.astimezone(THERE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    "at, sent",
    [
        ("2026-10-06 08:00", "2026-10-06 08:00"),
        ("2026-10-06 11:23", "2026-10-06 11:23"),
        ("2026-10-06 17:59", "2026-10-06 17:59"),
        ("2026-10-06 18:00", "2026-10-07 08:00"),
        ("2026-10-06 07:59", "2026-10-06 08:00"),
        ("2026-10-09 18:30", "2026-10-12 08:00"),  # Friday evening; Columbus Day is no holiday in Florida
        ("2026-10-10 10:00", "2026-10-12 08:00"),  # Saturday
        ("2026-11-26 10:00", "2026-11-30 08:00"),  # Thanksgiving, and Florida takes the Friday
        ("2026-12-24 18:00", "2026-12-28 08:00"),
        ("2026-10-31 12:00", "2026-11-02 08:00"),  # the clocks go back in between
        ("2026-03-07 12:00", "2026-03-09 08:00"),  # and forward
    ],
)
def test_mail_waits_for_their_working_hours(at, sent):
    """Inside it goes at once, outside at eight on the next working day."""
    assert _clock(next_sending_time(_at(at), FLORIDA)) == sent


def test_their_hours_are_theirs():
    """Ten in New York is the end of the day in Tokyo."""
    assert next_sending_time(_at("2026-10-06 10:00"), Locale("Asia/Tokyo")) == datetime(
        2026, 10, 7, 8, tzinfo=ZoneInfo("Asia/Tokyo")
    )


def test_a_naive_moment_is_refused():
    """Without a zone nobody knows whether they are at work."""
    with pytest.raises(ValueError, match="zone"):
        next_sending_time(datetime(2026, 10, 6, 10), FLORIDA)  # noqa: DTZ001  # naive on purpose


@pytest.mark.parametrize(
    "number, interval_hours, season, reputation, gap_hours",
    [
        (1, 24, 1, 1, 24),
        (2, 24, 1, 1, 36),
        (3, 24, 1, 1, 48),
        (4, 24, 1, 1, 60),
        (1, 48, 1, 1, 48),
        (1, 24, 2, 1, 48),
        (2, 24, 1.5, 1.5, 81),
        (1, 24, 0.75, 1, 18),
        (1, 48, 2, 2, 192),
    ],
)
def test_gaps_grow(number, interval_hours, season, reputation, gap_hours):
    """Interval x (1 + 0.5 (n - 1)) x season x reputation."""
    assert follow_up_gap(number, interval_hours, season, reputation) == timedelta(hours=gap_hours)


@pytest.mark.parametrize("number, interval_hours, season", [(0, 24, 1), (1, 0, 1), (1, 24, -1)])
def test_a_gap_needs_sensible_figures(number, interval_hours, season):
    """Follow-ups count from one, figures are positive."""
    with pytest.raises(ValueError, match="positive"):
        follow_up_gap(number, interval_hours, season, 1)


@pytest.mark.parametrize(
    "sent_at, number, season, due",
    [
        ("2026-10-06 10:00", 1, 1, "2026-10-07 10:00"),
        ("2026-10-06 10:00", 2, 1, "2026-10-08 08:00"),  # 36 hours end at 22:00
        ("2026-10-08 15:00", 2, 1, "2026-10-12 08:00"),  # and here on a Saturday
        ("2026-10-06 16:00", 1, 0.75, "2026-10-07 10:00"),  # the slow season's 18 hours hold
        ("2026-10-06 10:00", 1, 2, "2026-10-08 10:00"),
        ("2026-11-25 10:00", 1, 1, "2026-11-30 08:00"),  # over Thanksgiving
        ("2026-10-30 10:00", 3, 1, "2026-11-02 08:00"),  # 48 hours, clocks back on the Sunday
    ],
)
def test_a_follow_up_goes_out_after_the_gap_in_their_hours(sent_at, number, season, due):
    """Moved forward into the working hours, never back."""
    assert _clock(follow_up_at(_at(sent_at), number, 24, season, 1, FLORIDA)) == due


def test_no_two_nudges_on_one_day():
    """A short gap ends on the next calendar day there, whatever the date is in UTC."""
    honolulu = Locale("Pacific/Honolulu")
    sent_at = datetime(2026, 10, 6, 9, tzinfo=honolulu.zone)

    due = follow_up_at(sent_at, 1, 4, 1, 1, honolulu)

    assert due == datetime(2026, 10, 7, 8, tzinfo=honolulu.zone)


LOCALES = st.sampled_from(
    [FLORIDA, Locale("Europe/Berlin"), Locale("Asia/Kolkata"), Locale("Pacific/Honolulu"), Locale("UTC")]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


@settings(max_examples=150, deadline=None)
@given(MOMENTS, st.integers(1, 6), st.sampled_from([1, 24, 48]), st.sampled_from([0.75, 1, 1.5, 2]), LOCALES)
def test_whatever_the_figures_a_follow_up_is_well_mannered(sent_at, number, interval_hours, season, locale):
    """In their hours, on a working day, on a later date there, and not before the gap has passed."""
    due = follow_up_at(sent_at, number, interval_hours, season, 1, locale)

    local, sent_local = due.astimezone(locale.zone), sent_at.astimezone(locale.zone)
    assert 8 <= local.hour < 18
    assert is_working_day(local.date(), locale)
    assert local.date() > sent_local.date()
    assert due - sent_at >= follow_up_gap(number, interval_hours, season, 1)


@pytest.mark.parametrize(
    "meeting, booked, had_no_show, reminders",
    [
        ("2026-10-08 14:00", "2026-10-06 10:00", False, ["2026-10-08 09:00"]),
        ("2026-10-08 12:00", "2026-10-06 10:00", False, ["2026-10-08 09:00"]),
        ("2026-10-08 11:30", "2026-10-06 10:00", False, ["2026-10-07 16:00"]),
        ("2026-10-12 09:00", "2026-10-06 10:00", False, ["2026-10-09 16:00"]),  # Monday: reminded on Friday
        ("2026-11-30 10:00", "2026-11-20 10:00", False, ["2026-11-25 16:00"]),  # over Thanksgiving
        ("2026-10-08 14:00", "2026-10-06 10:00", True, ["2026-10-07 16:00", "2026-10-08 09:00"]),
        ("2026-10-08 10:00", "2026-10-06 10:00", True, ["2026-10-07 16:00", "2026-10-08 09:00"]),
        ("2026-10-08 09:00", "2026-10-06 10:00", True, ["2026-10-07 16:00"]),  # nine is no reminder of nine
        ("2026-10-08 14:00", "2026-10-08 08:00", False, ["2026-10-08 09:00"]),
        ("2026-10-08 14:00", "2026-10-08 10:00", False, []),  # nine has passed
        ("2026-10-08 10:00", "2026-10-07 17:00", False, []),  # so has four of the day before
        ("2026-10-08 10:00", "2026-10-07 17:00", True, ["2026-10-08 09:00"]),
        ("2026-10-08 11:00", "2026-10-08 08:30", True, []),  # less than three hours ahead
        ("2026-10-08 11:00", "2026-10-08 08:00", True, ["2026-10-08 09:00"]),  # three hours are enough
        ("2026-10-08 12:00", "2026-10-08 08:59", False, ["2026-10-08 09:00"]),  # three hours and a minute
        ("2026-10-10 14:00", "2026-10-06 10:00", False, ["2026-10-09 16:00"]),  # on a Saturday
    ],
)
def test_reminders_come_as_ruled(meeting, booked, had_no_show, reminders):
    """Nine on the day; four on the working day before for a morning; both after a no-show."""
    assert [_clock(at) for at in reminder_at(_at(meeting), _at(booked), FLORIDA, had_no_show)] == reminders


def test_noon_is_noon_on_their_clock():
    """Two in the afternoon in New York is a morning in Los Angeles."""
    west = Locale("America/Los_Angeles")

    (reminder,) = reminder_at(_at("2026-10-08 14:00"), _at("2026-10-05 10:00"), west, had_no_show=False)

    assert reminder == datetime(2026, 10, 7, 16, tzinfo=west.zone)


@pytest.mark.parametrize(
    "named_on, resumed",
    [
        (date(2026, 10, 6), "2026-10-06 09:00"),
        (date(2026, 10, 10), "2026-10-12 09:00"),
        (date(2026, 12, 25), "2026-12-28 09:00"),
    ],
)
def test_a_date_they_named_is_kept(named_on, resumed):
    """Nine on that day, or on the next one that works."""
    assert _clock(resume_working_day(named_on, FLORIDA)) == resumed


@pytest.mark.parametrize(
    "return_on, written",
    [
        (date(2026, 10, 5), "2026-10-06 09:00"),  # back on Monday, so Tuesday
        (date(2026, 10, 9), "2026-10-12 09:00"),
        (date(2026, 10, 10), "2026-10-13 09:00"),  # back on Saturday is at work on Monday
        (date(2026, 11, 25), "2026-11-30 09:00"),
    ],
)
def test_the_first_day_back_is_left_to_them(return_on, written):
    """Their return plus one working day."""
    assert _clock(after_absence(return_on, FLORIDA)) == written


@pytest.mark.parametrize(
    "asked, leaves",
    [
        ("2026-10-06 08:00", "2026-10-06 08:00"),
        ("2026-10-06 20:59", "2026-10-06 20:59"),
        ("2026-10-06 21:00", "2026-10-07 08:00"),
        ("2026-10-06 07:59", "2026-10-06 08:00"),
        ("2026-10-09 21:30", "2026-10-12 08:00"),  # Friday night waits for Monday
        ("2026-10-10 12:00", "2026-10-12 08:00"),
        ("2026-12-25 12:00", "2026-12-28 08:00"),
    ],
)
def test_texts_keep_the_hours_of_the_law_and_working_days(asked, leaves):
    """From eight to nine in the evening on their clock."""
    assert _clock(next_texting_time(_at(asked), FLORIDA)) == leaves


@pytest.mark.parametrize(
    "asked, leaves",
    [
        ("2026-10-06 07:59", "2026-10-06 08:00"),
        ("2026-10-06 08:00", "2026-10-06 08:00"),
        ("2026-10-06 20:59", "2026-10-06 20:59"),
        ("2026-10-06 21:00", "2026-10-07 08:00"),
        ("2026-10-10 12:00", "2026-10-10 12:00"),  # a Saturday on which they meet
        ("2026-10-31 23:00", "2026-11-01 08:00"),  # the night in which the clocks go back
        ("2026-03-07 21:00", "2026-03-08 08:00"),  # and forward
    ],
)
def test_quiet_hours_are_those_of_the_law(asked, leaves):
    """On any day, from nine in the evening to eight in the morning on their clock."""
    assert _clock(end_of_quiet_hours(_at(asked), FLORIDA)) == leaves


@pytest.mark.parametrize(
    "meeting, booked, reminded",
    [
        ("2026-10-06 14:00", "2026-10-05 10:00", "2026-10-06 13:00"),
        ("2026-10-06 09:00", "2026-10-05 10:00", "2026-10-06 08:00"),
        ("2026-10-06 08:30", "2026-10-05 10:00", "2026-10-06 08:00"),
        ("2026-10-06 08:01", "2026-10-05 10:00", "2026-10-06 08:00"),
        ("2026-10-06 08:00", "2026-10-05 10:00", None),
        ("2026-10-06 00:30", "2026-10-05 10:00", None),
        ("2026-10-06 21:59", "2026-10-05 10:00", "2026-10-06 20:59"),
        ("2026-10-06 22:00", "2026-10-05 10:00", None),
        ("2026-10-06 14:00", "2026-10-06 11:00", "2026-10-06 13:00"),
        ("2026-10-06 14:00", "2026-10-06 11:01", None),  # booked less than three hours ahead
        ("2026-10-10 14:00", "2026-10-05 10:00", None),  # a Saturday
    ],
)
def test_a_text_reminds_an_hour_before(meeting, booked, reminded):
    """In the hours in which a text may leave there, else at their opening, else not at all."""
    at = text_reminder_at(_at(meeting), _at(booked), FLORIDA)

    assert (_clock(at) if at else None) == reminded
