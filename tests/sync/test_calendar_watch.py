"""The organizer's calendar tells of answers and of what was done by hand."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import DAY, HOUR
from tests.fakes import FakeWorld
from xforce_desktop.errors import Rejected
from xforce_desktop.scheduling.request import Handler, State


async def test_an_event_moved_in_outlook_hands_the_request_over(world: FakeWorld) -> None:
    """Visible to the rep, and the agent keeps still."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    await world.calendar.move(event.event_id, event.start + DAY, event.end + DAY)

    await world.tick()
    await world.tick(after=10 * DAY)

    request = world.request(request_id)
    assert request.handled_by is Handler.REP
    assert request.scheduled_time == event.start + DAY
    assert len(world.mail.sent) == 2


async def test_an_event_removed_in_outlook_hands_the_request_over(world: FakeWorld) -> None:
    """Deleted or cancelled, it is the same."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    del world.calendar.events[event.event_id]

    await world.tick()

    assert world.request(request_id).handled_by is Handler.REP
    assert world.request(request_id).calendar_event_id == ""


async def test_our_own_move_is_not_the_reps(world: FakeWorld) -> None:
    """While our change is under way a different time on the calendar means nothing."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.answer(event.event_id, "declined")

    await world.tick()

    assert world.request(request_id).handled_by is Handler.AGENT
    assert world.request(request_id).state is State.NEGOTIATING
    assert world.calendar.standing() == []


async def test_a_meeting_that_cannot_be_read_stops_no_other(world: FakeWorld) -> None:
    """The service refuses one event for good: news of the others still come."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.answer(event.event_id, "accepted")
    world.calendar.trouble["event"] = [Rejected("Broken item.")]

    await world.tick()
    assert world.request(request_id).state is State.CONFIRMED or world.calendar.trouble["event"] == []
    await world.tick()

    assert world.request(request_id).state is State.CONFIRMED


async def test_a_meeting_that_is_over_is_left_alone(world: FakeWorld) -> None:
    """An event tidied away long after its end hands nothing over."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.events[event.event_id] = replace(event, is_cancelled=True)

    await world.tick(after=event.end - world.clock.now() + 2 * HOUR)

    assert world.request(request_id).handled_by is Handler.AGENT
