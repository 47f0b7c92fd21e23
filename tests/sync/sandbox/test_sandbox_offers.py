"""Prospects find the times in our mails however they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sync.sandbox.offers import offered_times

SENT = datetime(2026, 6, 8, 13, tzinfo=UTC)
TWO_PM = datetime(2026, 6, 9, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Tuesday, June 9 at 2:00 PM EDT",
        "- Tue Jun 9, 2:00 PM (EDT)",
        "1. Tuesday, June 9th, 2026 at 2pm ET",
        "Tuesday, June 9 - 2:00 p.m. Eastern",
        "Tuesday 9 June, 14:00 EDT",
        "Tuesday, June 9, 2:00-2:30 PM EDT",
        "Tuesday, June 9 at 1:00 PM CDT (2:00 PM EDT)",
        "Tuesday, June 9 at 1:00 PM CDT / 2:00 PM EDT",
        "Tuesday, June 9 at 2:00 PM",
        "How about Tuesday, June 9 at 2:00 PM EDT for 30 minutes?",
        "Tuesday, June 9:\n  - 2:00 PM EDT",
    ],
)
def test_a_time_is_read(line: str) -> None:
    """Whatever the order, the zone's letters and what stands beside it."""
    found = offered_times(f"Hi John,\n\n{line}\n\nBest,\nBrent", SENT, ZoneInfo("America/New_York"))

    assert [one.at for one in found] == [TWO_PM]


def test_arizona_keeps_its_own_time() -> None:
    """MST in summer is Phoenix to somebody there, and mountain time is an hour ahead of it."""
    text = "Tuesday, June 9 at 2:00 PM MST\nWednesday, June 10 at 2:00 PM MDT"

    found = offered_times(text, SENT, ZoneInfo("America/Phoenix"))

    assert [one.at.hour for one in found] == [21, 20]


def test_two_clocks_of_one_day_are_two_offers() -> None:
    """In the order of the text; the year is the next that fits; no zone means the reader's."""
    text = "Thursday, January 7 at 9:30 AM or 3:00 PM"

    found = offered_times(text, datetime(2026, 12, 20, tzinfo=UTC), ZoneInfo("America/Phoenix"))

    assert [one.at.isoformat() for one in found] == ["2027-01-07T16:30:00+00:00", "2027-01-07T22:00:00+00:00"]


@pytest.mark.parametrize("text", ["June 9", "at 2:00 PM", "Call +1 555 010 7700", "we have 15% on May", ""])
def test_no_time_is_made_up(text: str) -> None:
    """A date or a clock alone is no offer."""
    assert offered_times(text, SENT, ZoneInfo("America/New_York")) == []
