"""A booking that did not go through at once: looked up, checked again, and stopped when it is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.builders import HOUR, SARAH, a_window, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import AnswerLost, TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import BookMeeting, CancelMeeting, MoveMeeting
from xforce_desktop.scheduling.events import Event, RepCancelled, RepTookOver
from xforce_desktop.scheduling.request import State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

MINUTE = timedelta(minutes=1)
UNAVAILABLE = TemporaryError("Could not put the meeting on the calendar yet.")


async def a_begun_booking(world: FakeWorld, *, is_made: bool) -> tuple[RequestId, datetime]:
    """They agreed; the first call failed, before the event was made or after it."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    trouble = world.calendar.trouble_after if is_made else world.calendar.trouble
    trouble["create"] = [AnswerLost("Perhaps.") if is_made else UNAVAILABLE]
    await world.tick()
    (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, BookMeeting)]
    assert (row.status, row.attempts) == (OutboxStatus.PENDING, 1)
    return request_id, chosen


def on_the_next_look_at_the_calendars(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, request_id: RequestId, event: Event
) -> None:
    """Something happens to the request while the calendars are being asked."""
    busy, pending = world.calendar.busy, [event]

    async def interrupted(addresses: object, start: object, end: object) -> object:
        answer = await busy(addresses, start, end)  # type: ignore[arg-type]  # passed on as it came
        if pending:
            world.engine.handle(request_id, pending.pop())
        return answer

    monkeypatch.setattr(world.calendar, "busy", interrupted)


async def test_a_time_that_was_taken_meanwhile_is_not_booked(world: FakeWorld) -> None:
    """The calendar was out of reach, and somebody took the time before it came back."""
    request_id, chosen = await a_begun_booking(world, is_made=False)
    world.calendar.busy_spans[SARAH] = [Span(chosen, chosen + HOUR)]

    await world.tick(after=MINUTE)

    assert world.calendar.events == {}
    assert world.request(request_id).state is State.NEGOTIATING


async def test_no_invitation_goes_out_for_a_time_that_has_passed(world: FakeWorld) -> None:
    """Days without the calendar: other times are offered instead."""
    request_id, chosen = await a_begun_booking(world, is_made=False)

    await world.tick(after=chosen - world.clock.now() + MINUTE)

    assert world.calendar.events == {}
    assert world.request(request_id).state is State.NEGOTIATING
    assert min(world.request(request_id).offered_times) > world.clock.now()


async def test_an_event_that_was_made_is_taken_as_it_is(world: FakeWorld) -> None:
    """It is busy because of the meeting itself: nothing is asked twice, nothing is made twice."""
    request_id, chosen = await a_begun_booking(world, is_made=True)
    world.calendar.trouble["create"] = [AssertionError("asked again")]

    await world.tick(after=MINUTE)

    assert [event.start for event in world.calendar.standing()] == [chosen]
    assert world.request(request_id).calendar_event_id == "event-1"
    assert not world.request(request_id).requires_human_review


async def test_nothing_is_made_just_to_be_withdrawn(world: FakeWorld) -> None:
    """Cancelled while the booking waited for a second try: nobody is invited."""
    request_id, _ = await a_begun_booking(world, is_made=False)
    world.engine.handle(request_id, RepCancelled())

    for _ in range(4):
        await world.tick(after=5 * MINUTE)

    assert world.calendar.events == {}
    assert {row.status for row in world.rows(request_id)} == {OutboxStatus.DONE, OutboxStatus.WITHDRAWN}


async def test_an_invitation_that_went_out_all_the_same_is_withdrawn(world: FakeWorld) -> None:
    """Cancelled while nobody knew that the event exists: it is found by its key and cancelled."""
    request_id, _ = await a_begun_booking(world, is_made=True)
    world.engine.handle(request_id, RepCancelled())

    await world.tick(after=MINUTE)

    assert (len(world.calendar.events), world.calendar.standing()) == (1, [])
    (cancel,) = [row.effect for row in world.rows(request_id) if isinstance(row.effect, CancelMeeting)]
    assert "find" not in cancel.comment, "nobody looks for another time"


async def test_an_event_that_shows_late_is_still_withdrawn(world: FakeWorld) -> None:
    """At the first look it does not show yet; it is looked up once more."""
    request_id, _ = await a_begun_booking(world, is_made=True)
    hidden = dict(world.calendar.events)
    world.calendar.events.clear()
    world.engine.handle(request_id, RepCancelled())
    await world.tick(after=MINUTE)

    world.calendar.events.update(hidden)
    await world.tick(after=5 * MINUTE)

    assert world.calendar.standing() == []


async def test_the_same_time_agreed_twice_is_one_event(world: FakeWorld) -> None:
    """They repeat their yes while the first booking is being looked up."""
    request_id, chosen = await a_begun_booking(world, is_made=True)
    world.calendar.trouble["find"] = [UNAVAILABLE, UNAVAILABLE]
    world.they_say(an_analysis(selected_time=chosen))

    for _ in range(4):
        await world.tick(after=5 * MINUTE)

    assert [event.start for event in world.calendar.standing()] == [chosen]
    assert len(world.calendar.events) == 1
    assert world.request(request_id).calendar_event_id == "event-1"


@pytest.mark.parametrize("event", [RepCancelled(), RepTookOver()])
async def test_a_booking_stopped_during_its_last_check_is_not_made(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, event: Event
) -> None:
    """The rep steps in while the calendars are asked: the row is not written back as if nothing had been."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    on_the_next_look_at_the_calendars(world, monkeypatch, request_id, event)

    await world.tick()
    await world.tick(after=HOUR)

    assert world.calendar.events == {}
    (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, BookMeeting)]
    assert row.status is OutboxStatus.WITHDRAWN


async def test_a_move_that_could_not_be_made_is_checked_again(world: FakeWorld) -> None:
    """Somebody took the new time before the calendar came back: the meeting is not put onto it."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    wish = event.start + 3 * HOUR
    world.they_say(an_analysis(Intent.PROPOSE_ALTERNATIVE, windows=(a_window(wish, hours=1),)))
    world.calendar.trouble["move"] = [UNAVAILABLE]
    await world.tick()
    assert [r.attempts for r in world.rows(request_id) if isinstance(r.effect, MoveMeeting)] == [1]
    world.calendar.busy_spans[SARAH] = [Span(wish, wish + HOUR)]

    await world.tick(after=MINUTE)

    assert wish not in [standing.start for standing in world.calendar.standing()]
    assert wish not in world.request(request_id).offered_times
