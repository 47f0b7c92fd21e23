"""Effects are carried out once, checked again at the last moment, and one that fails stops no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import HOUR, JOHN, MARY, REP, SARAH, a_window, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import AnswerLost, KeyringError, Rejected, SignInNeeded, TemporaryError
from xforce_desktop.ports import Participant
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import BookMeeting
from xforce_desktop.scheduling.events import RepCancelled, ReportedOutcome, RepReported
from xforce_desktop.scheduling.request import Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

MINUTE = timedelta(minutes=1)


async def test_two_requests_never_hold_the_same_slot(world: FakeWorld) -> None:
    """What one has offered is not offered to another while the offer lives."""
    ids = [world.create(external=[{"address": f"p{n}@firm{n}.example", "name": f"P {n}"}]) for n in range(4)]
    await world.tick()

    held = [span for request_id in ids for span in world.request(request_id).held_spans()]
    assert len(held) == 12
    for at, span in enumerate(held):
        assert not any(span.start < other.end and other.start < span.end for other in held[at + 1 :])


async def test_nothing_is_offered_while_a_required_calendar_cannot_be_read(world: FakeWorld) -> None:
    """Fail closed; when the calendar is back the offer goes out by itself."""
    world.calendar.unreadable = {SARAH}
    request_id = world.create()

    report = await world.tick()
    assert world.mail.sent == []
    assert report.due_next is not None

    world.calendar.unreadable = set()
    world.clock.set(report.due_next)
    await world.tick()
    assert len(world.mail.sent) == 1
    assert world.request(request_id).state is State.AWAITING_RESPONSE


async def test_an_optional_colleague_blocks_nothing(world: FakeWorld) -> None:
    """A calendar that need not be read does not hold the offer up."""
    world.calendar.unreadable = {SARAH}
    world.create(internal=[{"address": SARAH, "name": "Sarah", "required": False}])

    await world.tick()

    assert len(world.mail.sent) == 1


async def test_a_slot_that_was_taken_is_not_booked(world: FakeWorld) -> None:
    """Sarah became busy after the offer: no event, other times in the same conversation."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.calendar.busy_spans[SARAH] = [Span(chosen, chosen + HOUR)]
    world.they_say(an_analysis(selected_time=chosen))

    await world.tick()

    assert world.calendar.events == {}
    assert len(world.mail.sent) == 2
    counter = world.request(request_id).offered_times
    assert chosen not in counter
    assert len(counter) == 3
    assert world.mail.sent[-1][0].reply_to_id == "reply-1"


async def test_a_booking_that_could_not_be_checked_is_checked_again(world: FakeWorld) -> None:
    """The calendars were out of reach at the first try; in between somebody took the time."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    world.calendar.trouble["busy"] = [TemporaryError("Not now.")]
    await world.tick()
    assert world.calendar.events == {}
    world.calendar.busy_spans[SARAH] = [Span(chosen, chosen + HOUR)]

    await world.tick(after=MINUTE)

    assert world.calendar.events == {}
    assert world.request(request_id).state is State.NEGOTIATING


@pytest.mark.parametrize("times", [1, 3])
async def test_a_lost_answer_makes_no_second_event(world: FakeWorld, times: int) -> None:
    """The event exists; asking again under the same key finds it."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    world.calendar.trouble_after["create"] = [AnswerLost("Perhaps.")] * times

    for _ in range(times + 1):
        await world.tick(after=5 * MINUTE)

    assert len(world.calendar.events) == 1
    assert world.request(request_id).calendar_event_id == "event-1"
    assert len(world.mail.sent) == 2


async def test_the_services_own_wish_is_respected(world: FakeWorld) -> None:
    """Retry-After says when again, and `due_next` says so too."""
    world.calendar.trouble["busy"] = [TemporaryError("Slow down.", retry_after_s=90)]
    world.create()

    report = await world.tick()

    assert report.due_next == world.clock.now() + timedelta(seconds=90)


async def test_a_refused_row_is_the_reps(world: FakeWorld) -> None:
    """What the service refuses is not repeated; the rep is told why."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    world.calendar.trouble["create"] = [Rejected("The calendar is full.")]

    await world.tick()
    await world.tick(after=HOUR)

    request = world.request(request_id)
    assert request.requires_human_review
    assert "The calendar is full." in request.review_reason
    assert [r.status for r in world.rows(request_id) if isinstance(r.effect, BookMeeting)] == [
        OutboxStatus.FAILED
    ]


async def test_a_broken_row_stops_no_other(world: FakeWorld, caplog: pytest.LogCaptureFixture) -> None:
    """A broken promise inside concerns its request only."""
    first = world.create(external=[{"address": JOHN, "name": "John"}])
    world.clock.advance(timedelta(seconds=1))
    second = world.create(external=[{"address": MARY, "name": "Mary"}])
    world.calendar.trouble["busy"] = [AssertionError("a broken promise")]

    await world.tick()

    assert world.request(first).requires_human_review
    assert world.request(second).state is State.AWAITING_RESPONSE
    assert "could not be performed" in caplog.text


async def test_signed_out_nothing_leaves_and_nothing_is_lost(world: FakeWorld) -> None:
    """The pass says so; after signing in everything goes on."""
    request_id = world.create()
    world.mail.trouble["prepare"] = [SignInNeeded("Signed out.")]

    with pytest.raises(SignInNeeded):
        await world.tick()
    await world.tick(after=HOUR)

    assert len(world.mail.sent) == 1
    assert world.request(request_id).attempt_count == 1


async def test_a_cancelled_request_withdraws_its_event(world: FakeWorld) -> None:
    """Also when the calendar is out of reach at first."""
    request_id = await world.booked()
    world.engine.handle(request_id, RepCancelled())
    world.calendar.trouble["cancel"] = [TemporaryError("Not now.")]

    await world.tick()
    await world.tick(after=HOUR)

    assert world.calendar.standing() == []
    assert len(world.mail.sent) == 2


async def test_a_look_at_the_attendance_that_is_no_longer_wanted(world: FakeWorld) -> None:
    """The rep said no-show while the report was out of reach: the queued look does no harm."""
    request_id = await world.booked()
    ends_at = world.request(request_id).ends_at
    assert ends_at is not None
    world.attendance.trouble["participants"] = [TemporaryError("Not now.")]
    await world.tick(after=ends_at + 10 * MINUTE - world.clock.now())
    world.engine.handle(request_id, RepReported(ReportedOutcome.NO_SHOW))

    await world.tick(after=HOUR)

    assert world.request(request_id).no_show_count == 1
    assert len(world.mail.sent) >= 3


async def test_attendance_ends_the_request(world: FakeWorld) -> None:
    """From the report to completed, held."""
    request_id = await world.booked()
    ends_at = world.request(request_id).ends_at
    assert ends_at is not None
    world.attendance.report = [Participant(REP, "Brent", 3600), Participant(JOHN, "John Smith", 3500)]

    report = await world.tick(after=ends_at + 10 * MINUTE - world.clock.now())

    assert world.request(request_id).outcome is Outcome.HELD
    assert report.due_next is None


async def test_moving_into_somebody_elses_meeting_is_refused(world: FakeWorld) -> None:
    """Their new wish is checked against the calendars, not against the meeting itself."""
    request_id = await world.booked()
    (event,) = world.calendar.standing()
    wish = event.start + 3 * HOUR
    world.they_say(an_analysis(Intent.PROPOSE_ALTERNATIVE, windows=(a_window(wish, hours=1),)))
    world.calendar.busy_spans[SARAH] = [Span(wish, wish + HOUR)]

    await world.tick()

    assert [standing.start for standing in world.calendar.standing()] == [event.start]
    assert world.request(request_id).state is State.NEGOTIATING
    assert wish not in world.request(request_id).offered_times


@pytest.mark.parametrize("call", ["prepare", "dispatch"])
async def test_a_keyring_that_refuses_ends_the_pass_and_loses_no_mail(world: FakeWorld, call: str) -> None:
    """It was locked while the computer slept: the mail waits for it, and leaves once."""
    request_id = world.create()
    world.mail.trouble[call] = [KeyringError("Could not read a secret in the keyring", "Unlock it.")]
    with pytest.raises(KeyringError):
        await world.tick()
    assert world.mail.sent == []

    await world.tick()

    assert len(world.mail.sent) == 1
    assert world.request(request_id).state is State.AWAITING_RESPONSE


async def test_a_mail_that_left_before_the_keyring_refused_is_not_given_up(world: FakeWorld) -> None:
    """It is looked up when the keyring is open again: nobody writes it twice."""
    request_id = world.create()
    world.mail.trouble_after["dispatch"] = [KeyringError("Could not read a secret in the keyring")]
    with pytest.raises(KeyringError):
        await world.tick()

    await world.tick()

    assert len(world.mail.sent) == 1
    assert OutboxStatus.FAILED not in {row.status for row in world.rows(request_id)}
    assert world.request(request_id).state is State.AWAITING_RESPONSE


async def test_an_event_that_was_made_before_the_keyring_refused_is_found(world: FakeWorld) -> None:
    """One event, and the request knows of it."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    world.calendar.trouble_after["create"] = [KeyringError("Could not read a secret in the keyring")]
    with pytest.raises(KeyringError):
        await world.tick()

    await world.tick()

    (event,) = world.calendar.standing()
    assert world.request(request_id).calendar_event_id == event.event_id
