"""One mailbox's free/busy entry: what it says, and what it leaves open."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from sync.graph.schedule import GROUP, busy_spans, groups, windows
from xforce_desktop.availability.spans import Span

NINE = datetime(2026, 6, 8, 9, 0, tzinfo=UTC)
WINDOW = Span(NINE, NINE + timedelta(hours=2))


def an_item(start: str, end: str, status: str = "busy", zone: str = "UTC") -> dict[str, object]:
    """An entry of 8 June."""
    day = "2026-06-08T"
    return {
        "status": status,
        "start": {"dateTime": f"{day}{start}:00.0000000", "timeZone": zone},
        "end": {"dateTime": f"{day}{end}:00.0000000", "timeZone": zone},
    }


def an_entry(*items: dict[str, object], view: str | None = None) -> dict[str, object]:
    """A mailbox's answer; the view is free unless given."""
    return {
        "scheduleId": "a@b.example",
        "availabilityView": "0" * 8 if view is None else view,
        "scheduleItems": items,
    }


def minutes(*pairs: tuple[int, int]) -> tuple[Span, ...]:
    """Spans in minutes after nine."""
    return tuple(Span(NINE + timedelta(minutes=a), NINE + timedelta(minutes=b)) for a, b in pairs)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {},
        {"scheduleId": "a@b.example", "scheduleItems": []},
        {"error": {"responseCode": "5009"}, "availabilityView": "00"},
        {"availabilityView": "", "scheduleItems": []},
        an_entry(an_item("09:00", "10:00", zone="Mars Standard Time"), view="22220000"),
    ],
)
def test_what_does_not_tell_is_unknown(entry):
    """No entry, no view, an error, an unreadable time: never free."""
    assert busy_spans(entry, WINDOW) is None


def test_items_are_exact():
    """Ten minutes are ten minutes, although the view knows quarters only."""
    assert busy_spans(an_entry(an_item("09:05", "09:15"), view="20000000"), WINDOW) == minutes((5, 15))


def test_overlapping_items_stay_two():
    """In order, one for each event: ours can be told from another at the same time."""
    entry = an_entry(an_item("09:30", "10:30"), an_item("09:00", "10:00"), view="22222200")

    assert busy_spans(entry, WINDOW) == minutes((0, 60), (30, 90))


@pytest.mark.parametrize("status", ["free", "Free", "workingElsewhere", "WORKINGELSEWHERE"])
def test_some_states_take_no_time(status):
    """Compared without regard to case."""
    assert busy_spans(an_entry(an_item("09:00", "10:00", status)), WINDOW) == ()


@pytest.mark.parametrize("status", ["busy", "tentative", "oof", "unknown", "", "somethingNew"])
def test_everything_else_does(status):
    """A state nobody knows is not free."""
    assert busy_spans(an_entry(an_item("09:00", "10:00", status), view="22220000"), WINDOW) == minutes(
        (0, 60)
    )


def test_without_items_the_view_counts():
    """A calendar that shares only its view."""
    entry = {"availabilityView": "01230000"}

    assert busy_spans(entry, WINDOW) == minutes((15, 60))


def test_what_the_items_leave_out_is_taken_from_the_view():
    """A list that was cut short does not free the rest of the day."""
    assert busy_spans(an_entry(an_item("09:00", "09:15"), view="20002200"), WINDOW) == minutes(
        (0, 15), (60, 90)
    )


@pytest.mark.parametrize("status", ["free", "workingElsewhere"])
def test_what_takes_no_time_explains_no_busy_time(status):
    """A reminder for the whole day does not free the meeting that a cut list leaves out."""
    entry = an_entry(an_item("00:00", "23:00", status), view="00220000")

    assert busy_spans(entry, WINDOW) == minutes((30, 60))


@pytest.mark.parametrize(
    "items, taken",
    [
        ((an_item("09:00", "11:00", "workingElsewhere"),), ()),
        ((an_item("09:00", "11:00", "free"),), ((0, 30),)),
        ((), ((0, 30),)),
    ],
)
def test_the_digit_for_working_elsewhere_takes_no_time_where_the_list_says_so(items, taken):
    """Some services write a 4 for it."""
    assert busy_spans(an_entry(*items, view="44000000"), WINDOW) == minutes(*taken)


def test_an_item_in_another_zone_is_converted():
    """Windows names too."""
    entry = an_entry(an_item("05:00", "06:00", zone="Eastern Standard Time"), view="22220000")

    assert busy_spans(entry, WINDOW) == minutes((0, 60))


def test_an_item_without_length_takes_no_time():
    """A note on the calendar does not make it unreadable."""
    assert busy_spans(an_entry(an_item("09:00", "09:00")), WINDOW) == ()


@pytest.mark.parametrize("days", [0.001, 1, 42, 42.001, 61, 62, 365])
def test_windows_cover_the_range_and_fit(days):
    """Nothing left out, none too long and none too short for the service."""
    end = NINE + timedelta(days=days)

    parts = list(windows(NINE, end))

    assert parts[0].start == NINE
    assert parts[-1].end >= end
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))
    assert all(timedelta(minutes=15) <= part.end - part.start < timedelta(days=62) for part in parts)


def test_an_address_is_asked_once():
    """Twice in other letters is once."""
    people = [f"p{number}@x.example" for number in range(GROUP)]

    assert list(groups([*people, people[0].upper()])) == [[people[0].upper(), *people[1:]]]
