"""The organizer's calendar tells of answers and of what was done by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sync.calendar_watch import STILL_WATCHED
from sync.errors import UnreadableAnswer
from sync.links import COMES_BY
from sync.long_trouble import MEETINGS
from tests.builders import DAY, HOUR, JOHN, SARAH, a_window, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import OutsideError, Rejected, TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import CalendarEvent, MeetingAnswer
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import (
    InviteAnswered,
    RepCancelled,
    RepPaused,
    RepResumed,
    RepTookOver,
)
from xforce_desktop.scheduling.request import Handler, State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, UnitOfWork

MINUTE = timedelta(minutes=1)


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
    assert world.request(request_id).handled_by is Handler.AGENT, "a new event may not be found at once"
    await world.tick(after=timedelta(minutes=5))

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


@pytest.mark.parametrize("error", [TemporaryError("Overloaded."), UnreadableAnswer("an item without id")])
async def test_a_calendar_that_cannot_be_looked_through_stops_no_watch(
    world: FakeWorld, error: OutsideError
) -> None:
    """Two meetings in a week, which one look is for: then each is read by itself."""
    _, second = await two_booked(world)
    event_id = world.request(second).calendar_event_id
    world.calendar.answer(event_id, "accepted", "p@firm.example")
    world.calendar.trouble["versions"] = [error]

    await world.tick()

    assert world.request(second).state is State.CONFIRMED
    assert titles(world) == []


async def test_meetings_that_cannot_be_read_for_hours_are_told_once_and_its_end_once(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of two; the notice names it."""
    broken, _ = await two_booked(world)

    with monkeypatch.context() as patched:
        break_event(world, broken, patched)
        for _ in range(16):
            await world.tick(after=15 * MINUTE)
    assert titles(world) == [MEETINGS.title]
    await world.tick(after=15 * MINUTE)
    await world.tick(after=15 * MINUTE)

    assert titles(world) == [MEETINGS.title, MEETINGS.over_title]
    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    told = next(notice for notice in notices if notice.title == MEETINGS.title)
    assert told.text.startswith(f"{world.request(broken).title}: Could not read the meeting yet.")


@pytest.mark.parametrize("is_other_ahead", [True, False], ids=["another goes on", "none is left"])
async def test_that_a_broken_meeting_has_ended_is_not_told_as_being_read_again(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, is_other_ahead: bool
) -> None:
    """Nothing of it was ever read; the other one was all the time."""
    broken, other = await two_booked(world)
    if not is_other_ahead:
        world.engine.handle(other, RepCancelled())
        await world.tick()
    break_event(world, broken, monkeypatch)
    ends_at = world.request(broken).ends_at
    assert ends_at is not None
    world.clock.set(ends_at - 2 * HOUR)
    for _ in range(14):
        await world.tick(after=15 * MINUTE)
    assert world.clock.now() > ends_at + STILL_WATCHED

    assert titles(world) == [MEETINGS.title]
    if is_other_ahead:
        assert world.request(other).ends_at > world.clock.now()


def break_event(world: FakeWorld, request_id: RequestId, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service fails at its event each time, and at no other."""
    broken_id, read = world.request(request_id).calendar_event_id, world.calendar.event

    async def event(event_id: str) -> CalendarEvent | None:
        if event_id == broken_id:
            raise TemporaryError("Could not read the meeting yet", "It will be tried again.")
        return await read(event_id)

    monkeypatch.setattr(world.calendar, "event", event)
    monkeypatch.setattr(world.calendar, "versions", nothing_known)


async def two_booked(world: FakeWorld) -> tuple[RequestId, RequestId]:
    """Both within a week of each other, the second later."""
    first = await world.booked()
    who = "p@firm.example"
    second = world.create(external=[{"address": who, "name": "Pat"}])
    await world.tick()
    chosen = world.request(second).offered_times[-1]
    world.they_say(an_analysis(selected_time=chosen), from_address=who)
    await world.tick()
    earlier, later = (world.request(one).scheduled_time for one in (first, second))
    assert earlier is not None
    assert later is not None
    assert earlier < later
    assert len(world.calendar.standing()) == 2
    return first, second


async def nothing_known(start: datetime, end: datetime) -> dict[str, str]:
    return {}


def titles(world: FakeWorld) -> list[str]:
    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    return [notice.title for notice in notices if "ooked meetings" in notice.title]


async def test_a_meeting_that_is_over_is_left_alone(world: FakeWorld) -> None:
    """An event tidied away long after its end hands nothing over."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.events[event.event_id] = replace(event, is_cancelled=True)

    await world.tick(after=event.end - world.clock.now() + 2 * HOUR)

    assert world.request(request_id).handled_by is Handler.AGENT


async def test_an_event_moved_while_the_rep_paused_it_is_reminded_of_at_its_new_time(
    world: FakeWorld,
) -> None:
    """Nothing leaves during the pause; what leaves afterwards names the time that the calendar shows."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.engine.handle(request_id, RepPaused())
    await world.calendar.move(event.event_id, event.start + 7 * DAY, event.end + 7 * DAY)
    await world.tick(after=HOUR)
    assert world.request(request_id).state is State.PAUSED
    assert world.request(request_id).scheduled_time == event.start + 7 * DAY

    world.engine.handle(request_id, RepResumed())
    await world.tick(after=event.start + 7 * DAY - 2 * HOUR - world.clock.now())

    reminders = [row for row in world.rows(request_id) if _is_reminder(row)]
    assert [row.effect.times for row in reminders] == [(event.start + 7 * DAY,)]


async def test_a_no_on_the_invitation_while_the_rep_has_it_is_told_at_once(world: FakeWorld) -> None:
    """Told once, and nothing is withdrawn behind their back."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.engine.handle(request_id, RepTookOver())
    world.calendar.answer(event.event_id, "declined")

    await world.tick()
    await world.tick()

    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    assert [one.title for one in notices].count("They declined the invitation") == 1
    assert world.calendar.standing() == [replace(event, answers=world.calendar.standing()[0].answers)]


async def test_the_old_invitation_is_answered_once_while_another_time_is_sought(world: FakeWorld) -> None:
    """The same yes on the calendar at each pass is one line of the log."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    wish = a_window(event.start + 2 * HOUR, hours=1)
    world.calendar.busy_spans[SARAH] = [Span(wish.start, wish.end)]
    world.they_say(an_analysis(Intent.PROPOSE_ALTERNATIVE, windows=(wish,)))
    await world.tick()
    assert world.request(request_id).state is State.NEGOTIATING
    assert world.calendar.standing() != []
    world.calendar.answer(event.event_id, "accepted")
    await world.tick()
    await world.tick()

    lines = [line for line in world.actions(request_id) if "the old invitation" in line.why]
    assert len(lines) == 1


@pytest.mark.parametrize("who", ["nobody", "the rep"])
async def test_a_guest_whom_the_rep_invited_by_hand_is_heard_once(world: FakeWorld, who: str) -> None:
    """Somebody who is on the event and not on the request: one line, however often their answer is seen."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    if who == "the rep":
        world.engine.handle(request_id, RepPaused())
    world.calendar.answer(event.event_id, "accepted", "added-by-hand@rep.example")

    await world.tick()
    await world.tick()

    assert len([line for line in world.actions(request_id) if "added-by-hand" in line.why]) == 1


async def test_a_proposal_that_comes_by_mail_and_on_the_calendar_is_taken_once(world: FakeWorld) -> None:
    """Each spells their address in its own way."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    other = Span(event.start + DAY, event.end + DAY)
    answer = MeetingAnswer(event.event_id, JOHN.upper(), "declined", other)
    world.mail.receive(from_address=JOHN.upper(), meeting_answer=answer)
    world.calendar.answer(event.event_id, "declined", JOHN, other)

    for _ in range(4):
        await world.tick(after=3 * MINUTE)

    lines = world.engine.in_transaction(lambda work: list(work.journal(request_id)))
    assert [line.event.address for line in lines if isinstance(line.event, InviteAnswered)] == [JOHN]


async def test_teams_is_asked_for_although_the_meeting_begins_soon(world: FakeWorld) -> None:
    """Booked twenty minutes before: asked for once, and only told after some minutes without."""
    request_id, event = await booked_minutes_before(world)
    world.calendar.trouble["put_online"] = [TemporaryError("Not now.")]
    world.clock.set(event.start - 19 * MINUTE)
    await world.tick()
    assert [title for title in all_titles(world) if "link" in title] == []

    await world.tick(after=MINUTE)

    assert world.request(request_id).join_url == f"https://teams.example/{event.event_id}"
    assert [title for title in all_titles(world) if "link" in title] == []


async def test_a_meeting_that_begins_soon_is_told_to_have_no_link_before_it_begins(world: FakeWorld) -> None:
    """Half an hour after the booking it would have begun: some minutes have to do."""
    _, event = await booked_minutes_before(world)
    world.calendar.trouble["put_online"] = [Rejected("Teams is not for you.")]

    for minute in range(19, 10, -1):
        world.clock.set(event.start - minute * MINUTE)
        await world.tick()

    assert [title for title in all_titles(world) if "link" in title] == ["No Teams link"]


async def booked_minutes_before(world: FakeWorld) -> tuple[RequestId, CalendarEvent]:
    """Twenty minutes before it begins; the calendar made it without Teams."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()

    def begins_soon(work: UnitOfWork) -> None:
        request = work.load(request_id)
        work.save(replace(request, join_url="", booked_at=event.start - 20 * MINUTE))

    world.engine.in_transaction(begins_soon)
    world.calendar.events[event.event_id] = replace(event, join_url="", is_online=False)
    return request_id, event


async def test_teams_is_not_asked_for_once_the_rep_is_told(world: FakeWorld) -> None:
    """The computer was off all the time since the booking: the rep adds a link, and nothing crosses it."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.engine.in_transaction(lambda work: work.save(replace(work.load(request_id), join_url="")))
    world.calendar.events[event.event_id] = replace(event, join_url="", is_online=False)
    asked = [TemporaryError("It was asked for.")]
    world.calendar.trouble["put_online"] = list(asked)

    for _ in range(3):
        await world.tick(after=COMES_BY)

    assert len(world.calendar.trouble["put_online"]) == len(asked)
    assert [title for title in all_titles(world) if "link" in title] == ["No Teams link"]


async def test_a_link_taken_off_minutes_after_the_booking_stays_off(world: FakeWorld) -> None:
    """It is told as gone, neither asked for again nor told as missing later."""
    await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.events[event.event_id] = replace(event, join_url="", is_online=False)

    for _ in range(8):
        await world.tick(after=5 * MINUTE)

    assert world.calendar.events[event.event_id].join_url == ""
    assert [title for title in all_titles(world) if "link" in title] == ["The Teams link is gone"]


async def test_a_link_that_an_answer_leaves_out_is_not_gone(world: FakeWorld) -> None:
    """The meeting is online as before."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    world.calendar.events[event.event_id] = replace(event, join_url="")

    await world.tick()

    assert world.request(request_id).join_url == event.join_url != ""
    assert [title for title in all_titles(world) if "link" in title] == []


async def test_of_a_meeting_that_is_over_no_link_is_told_as_missing(world: FakeWorld) -> None:
    """The computer was off from the booking to its end: there is nothing left to add one to."""
    _, event = await booked_minutes_before(world)
    world.clock.set(event.end + MINUTE)

    await world.tick()

    assert [title for title in all_titles(world) if "link" in title] == []


def all_titles(world: FakeWorld) -> list[str]:
    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    return [notice.title for notice in notices]


def _is_reminder(row: OutboxRow) -> bool:
    return isinstance(row.effect, SendLetter) and row.effect.kind is LetterKind.REMINDER
