"""When the event of a booked meeting is read although nothing tells that it has changed, and when not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from sync.booked_events import READ_ANYWAY, BookedEvents
from tests.builders import DAY, EVENT_ID, HOUR, MEETING_AT, NOW, a_booked_request
from tests.fakes import FakeCalendar
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.ports import CalendarEvent

REQUEST = a_booked_request()
EVENT = CalendarEvent(EVENT_ID, MEETING_AT, MEETING_AT + HOUR, False, "", is_online=True)


class Counting(FakeCalendar):
    """Counts how often an event is read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.events[EVENT_ID] = EVENT

    async def event(self, event_id: str) -> CalendarEvent | None:
        self.reads += 1
        return await super().event(event_id)


@pytest.fixture
def calendar() -> Counting:
    return Counting()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def booked(calendar: Counting, clock: ManualClock) -> BookedEvents:
    """Read once, in the version "1"."""
    found = BookedEvents(calendar, clock)
    await found.read(REQUEST, "1", is_awaited=False)
    return found


async def test_the_same_version_is_not_read_again(booked: BookedEvents, calendar: Counting) -> None:
    event = await booked.read(REQUEST, "1", is_awaited=False)

    assert event == calendar.events[EVENT_ID]
    assert calendar.reads == 1


@pytest.mark.parametrize("version, is_awaited", [("2", False), ("", False), ("1", True)])
async def test_another_version_none_or_something_awaited_is_read(
    booked: BookedEvents, calendar: Counting, version: str, is_awaited: bool
) -> None:
    """A link may come to the event without a new version of it."""
    await booked.read(REQUEST, version, is_awaited=is_awaited)

    assert calendar.reads == 2


async def test_after_our_own_move_an_old_version_shows_no_old_time(
    booked: BookedEvents, calendar: Counting
) -> None:
    """The look at the calendar lags behind the move: what was read before it would pass for the rep's."""
    await calendar.move(EVENT_ID, MEETING_AT + DAY, MEETING_AT + DAY + HOUR)

    event = await booked.read(a_booked_request(scheduled_time=MEETING_AT + DAY), "1", is_awaited=False)

    assert event is not None
    assert event.start == MEETING_AT + DAY


@pytest.mark.parametrize("step", [READ_ANYWAY, timedelta(minutes=-1)], ids=["hours later", "clock set back"])
async def test_a_look_of_long_ago_or_of_a_wrong_clock_counts_no_more(
    booked: BookedEvents, calendar: Counting, clock: ManualClock, step: timedelta
) -> None:
    clock.set(NOW + step)

    await booked.read(REQUEST, "1", is_awaited=False)

    assert calendar.reads == 2


async def test_an_event_that_comes_back_is_no_remembered_one(
    booked: BookedEvents, calendar: Counting
) -> None:
    """Deleted and restored by hand: nothing read before the gap is shown."""
    event = calendar.events.pop(EVENT_ID)
    assert await booked.read(REQUEST, "2", is_awaited=False) is None
    calendar.events[EVENT_ID] = event

    await booked.read(REQUEST, "1", is_awaited=False)

    assert calendar.reads == 3


async def test_meetings_of_a_week_are_looked_for_together_and_a_lone_one_is_not(
    calendar: Counting, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two in the first week, one alone, two weeks later: of the time between nothing is fetched."""
    looks: list[tuple[datetime, datetime]] = []

    async def versions(start: datetime, end: datetime) -> Mapping[str, str]:
        looks.append((start, end))
        return {"e0": "1", "somebody else's": "1"}

    monkeypatch.setattr(calendar, "versions", versions)
    days = [0, 6, 20, 41, 40]
    requests = [
        a_booked_request(calendar_event_id=f"e{day}", scheduled_time=MEETING_AT + day * DAY) for day in days
    ]

    found = await BookedEvents(calendar, clock).versions(requests)

    long = REQUEST.duration
    assert found == {"e0": "1"}
    assert looks == [
        (MEETING_AT, MEETING_AT + 6 * DAY + long),
        (MEETING_AT + 40 * DAY, MEETING_AT + 41 * DAY + long),
    ]


async def test_a_sign_in_that_ran_out_is_no_calendar_that_cannot_be_looked_through(
    calendar: Counting, clock: ManualClock
) -> None:
    calendar.trouble["versions"] = [SignInNeeded("Sign in.")]
    later = a_booked_request(scheduled_time=MEETING_AT + DAY)

    with pytest.raises(SignInNeeded):
        await BookedEvents(calendar, clock).versions([REQUEST, later])
