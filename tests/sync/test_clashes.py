"""A booked meeting whose people got something else at its time: the rep is told, nothing else happens."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sync.clashes import EVERY, has_something_else
from tests.builders import HOUR, NOW, REP, SARAH, an_analysis, an_id
from tests.fakes import FakeWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import Rejected
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.events import ClashResolved, DoubleBooked, RepTookOver
from xforce_desktop.scheduling.request import ActionType, Handler, State
from xforce_desktop.scheduling.unit_of_work import HoldEvent

HALF = HOUR / 2
NEW_YORK = ZoneInfo("America/New_York")


async def booked(world: FakeWorld) -> tuple[RequestId, Span]:
    """A meeting days ahead that was looked at once, and where it stands."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[-1]))
    await world.tick()
    (event,) = world.calendar.standing()
    return request_id, Span(event.start, event.end)


def told(world: FakeWorld) -> list[str]:
    notices = world.engine.in_transaction(lambda work: work.notices())
    return [notice.text for notice in notices if notice.title == "Double-booked"]


def clash_lines(world: FakeWorld, request_id: RequestId) -> list[type]:
    journal = world.engine.in_transaction(lambda work: work.journal(request_id))
    return [type(line.event) for line in journal if isinstance(line.event, DoubleBooked | ClashResolved)]


async def test_the_rep_is_told_once_who_and_when(world: FakeWorld) -> None:
    """It needs review with a reason; the meeting, its reminder and the conversation stay as they are."""
    request_id, meeting = await booked(world)
    before = world.request(request_id)
    world.calendar.busy_spans[SARAH] = [Span(meeting.start + HALF, meeting.end + HALF)]

    for _ in range(5):
        await world.tick(after=EVERY)

    request = world.request(request_id)
    local = meeting.start.astimezone(NEW_YORK)
    when = f"{local:%A, %B} {local.day}, {local:%H:%M}"
    assert request.requires_human_review
    assert f"Sarah Chen has something else at the time of the booked meeting, {when}" in request.review_reason
    assert (request.state, request.next_action) == (before.state, before.next_action)
    assert len(world.mail.sent) == 2
    assert len(told(world)) == 1
    assert clash_lines(world, request_id) == [DoubleBooked]


async def test_it_clears_itself(world: FakeWorld) -> None:
    """The other event is gone: no review, and the log has both turns."""
    request_id, meeting = await booked(world)
    world.calendar.busy_spans[REP] = [meeting]
    await world.tick(after=EVERY)
    assert "you have something else" in world.request(request_id).review_reason

    world.calendar.busy_spans.clear()
    await world.tick(after=EVERY)

    request = world.request(request_id)
    assert (request.requires_human_review, request.review_reason) == (False, "")
    assert clash_lines(world, request_id) == [DoubleBooked, ClashResolved]
    assert request.state is State.CONFIRMING


async def test_the_meeting_itself_is_no_clash(world: FakeWorld) -> None:
    """It stands on everybody's calendar, once; what only touches it does not overlap."""
    request_id, meeting = await booked(world)
    world.calendar.busy_spans[SARAH] = [
        Span(meeting.start - HOUR, meeting.start),
        Span(meeting.end, meeting.end + HOUR),
    ]

    await world.tick(after=EVERY)

    assert not world.request(request_id).requires_human_review


async def test_a_calendar_that_cannot_be_read_proves_nothing(world: FakeWorld) -> None:
    """Neither that there is a clash nor that it is gone; a refusal stops no pass."""
    request_id, meeting = await booked(world)
    world.calendar.busy_spans[SARAH] = [meeting]
    world.calendar.unreadable.add(REP)
    await world.tick(after=EVERY)
    assert not world.request(request_id).requires_human_review

    world.calendar.unreadable.clear()
    await world.tick(after=EVERY)
    assert world.request(request_id).requires_human_review
    world.calendar.busy_spans.clear()
    world.calendar.trouble["busy"] = [Rejected("Broken.")]
    await world.tick(after=EVERY)

    assert world.request(request_id).requires_human_review


async def test_another_question_to_the_rep_stays_first(world: FakeWorld) -> None:
    """The clash is told and logged; the flag keeps the reason it had, also when the clash is gone."""
    request_id, meeting = await booked(world)
    world.they_say(an_analysis(Intent.QUESTION))
    await world.tick()
    asked = world.request(request_id).review_reason
    assert asked
    world.calendar.busy_spans[SARAH] = [meeting]
    await world.tick(after=EVERY)
    world.calendar.busy_spans.clear()
    await world.tick(after=EVERY)

    assert world.request(request_id).review_reason == asked
    assert len(told(world)) == 1


async def test_a_look_an_hour_is_enough(world: FakeWorld) -> None:
    """Passes in between do not ask the calendars again."""
    request_id, meeting = await booked(world)
    await world.tick(after=EVERY)
    world.calendar.busy_spans[SARAH] = [meeting]

    await world.tick(after=EVERY / 2)
    assert not world.request(request_id).requires_human_review
    await world.tick(after=EVERY / 2)

    assert world.request(request_id).requires_human_review


async def test_the_rep_is_told_of_a_meeting_that_is_theirs_too(world: FakeWorld) -> None:
    """Taken over, it stays on their calendar: they hear of it, and it stays theirs."""
    request_id, meeting = await booked(world)
    world.engine.handle(request_id, RepTookOver())
    world.calendar.busy_spans[SARAH] = [meeting]

    await world.tick(after=EVERY)

    request = world.request(request_id)
    assert len(told(world)) == 1
    assert request.handled_by is Handler.REP
    assert request.next_action is not None
    assert request.next_action.type is ActionType.REMIND_REP


async def test_a_look_by_a_clock_that_was_ahead_delays_no_other(world: FakeWorld) -> None:
    """The computer's clock was set right meanwhile: what it saw in the future was not an hour ago."""
    request_id, meeting = await booked(world)
    world.clock.advance(6 * EVERY)
    await world.watch.look()
    world.clock.advance(-5 * EVERY)
    world.calendar.busy_spans[SARAH] = [meeting]

    await world.watch.look()

    assert world.request(request_id).requires_human_review


MEETING = Span(NOW, NOW + HOUR)


@pytest.mark.parametrize(
    "spans, clashes",
    [
        ([], False),
        ([MEETING], False),
        ([MEETING, MEETING], True),
        ([MEETING, Span(NOW + HALF, NOW + 2 * HOUR)], True),
        ([Span(NOW, NOW + HALF), Span(NOW + HALF, NOW + HOUR)], False),
        ([Span(NOW - HALF, NOW + HALF)], True),
    ],
    ids=["nothing", "itself", "the same twice", "itself and another", "only pieces of it", "another alone"],
)
def test_what_is_something_else(spans: list[Span], clashes: bool) -> None:
    """The meeting counts once; where it is not listed, pieces inside it may be itself."""
    assert has_something_else(tuple(sorted(spans)), MEETING) is clashes


async def test_a_mark_of_ours_is_no_clash(world: FakeWorld) -> None:
    """A tentative event for another offer stands at the same time on the rep's own calendar."""
    request_id, meeting = await booked(world)
    hold = HoldEvent(an_id(77), request_id, meeting, "hold-1")
    world.engine.in_transaction(lambda work: work.save_hold_event(hold))
    world.calendar.busy_spans[REP] = [meeting]
    world.calendar.trouble["remove"] = [Rejected("Not now.")] * 9

    await world.tick(after=EVERY)

    assert not world.request(request_id).requires_human_review
