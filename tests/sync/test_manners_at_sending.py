"""Hours and caps hold at the moment of sending, whatever was planned; what is undone waits for the rep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import HOUR, an_analysis
from tests.fakes import FakeWorld, a_fake_world
from xforce_desktop.errors import BadInput, TemporaryError
from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.letter import Letter
from xforce_desktop.replies.analysis import Conflict, ConflictType, Intent
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import RepApproved, RepUndid
from xforce_desktop.scheduling.request import EntryType, Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

NIGHT = timedelta(hours=12)  # after `NOW`: 21:00 in Chicago


async def test_a_laptop_that_wakes_at_night_does_not_write(world: FakeWorld) -> None:
    """It was due at noon, the lid was shut until nine: it goes at eight the next morning."""
    world.mail.trouble["prepare"] = [TemporaryError("Offline.")]
    request_id = world.create()
    await world.tick()

    await world.tick(after=NIGHT)
    assert world.mail.sent == []
    (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, SendLetter)]
    assert "working hours" in row.why

    await world.tick(after=row.not_before - world.clock.now())
    (sent,) = world.mail.sent
    assert sent[1].sent_at == row.not_before


async def test_a_follow_up_that_waited_past_the_limit_does_not_leave(world: FakeWorld) -> None:
    """The lid was shut for three weeks while it waited: the request ends instead."""
    request_id = await world.offered()
    world.mail.trouble["prepare"] = [TemporaryError("Offline.")]
    await world.tick(after=timedelta(days=3))
    assert world.mail.trouble["prepare"] == []
    assert len(world.mail.sent) == 1

    await world.tick(after=timedelta(days=20))

    assert len(world.mail.sent) == 1
    assert world.request(request_id).outcome is Outcome.GAVE_UP


async def test_one_person_in_two_requests_hears_from_us_once_a_day(world: FakeWorld) -> None:
    """The second first mail waits until the next morning, and says why."""
    await world.offered()
    second = world.create(meeting_type="follow_up", duration_minutes=30)
    await world.tick(after=HOUR)

    assert len(world.mail.sent) == 1
    assert "They have had a message from us today" in world.actions(second)[-1].why
    (row,) = [row for row in world.rows(second) if row.status is OutboxStatus.PENDING]
    await world.tick(after=row.not_before - world.clock.now())
    assert len(world.mail.sent) == 2


async def test_undo_holds_back_what_is_about_to_leave() -> None:
    """Within the two minutes: the mail waits for the rep's word, is reminded of, and leaves when approved."""
    async with a_fake_world(undo_s=120) as world:
        request_id = world.create()
        await world.tick()

        world.engine.handle(request_id, RepUndid())
        await world.tick(after=HOUR)

        assert world.mail.sent == []
        (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, SendLetter)]
        assert row.status is OutboxStatus.WAITING
        world.engine.handle(request_id, RepApproved())
        await world.tick()
        assert len(world.mail.sent) == 1


async def test_undo_has_nothing_to_stop_once_it_left(world: FakeWorld) -> None:
    """A clear word instead of a promise."""
    request_id = await world.offered()

    with pytest.raises(BadInput, match="about to leave"):
        world.engine.handle(request_id, RepUndid())


async def test_an_obstacle_is_kept_with_what_became_of_it(world: FakeWorld) -> None:
    """Their boss decides: three days of peace, then the offer again; the yes says that it was overcome."""
    request_id = await world.offered()
    world.they_say(an_analysis(Intent.UNCLEAR, conflict=Conflict(ConflictType.NEED_APPROVAL)))
    await world.tick(after=HOUR)
    assert world.request(request_id).state is State.PAUSED
    assert world.mail.sent[-1][0].body.startswith(LetterKind.PAUSE_ACK)

    resumes = world.request(request_id).next_action
    assert resumes is not None
    await world.tick(after=resumes.at - world.clock.now())
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    await world.tick(after=HOUR)

    (kept,) = world.engine.in_transaction(lambda work: work.conflicts(request_id))
    assert (kept.type, kept.resolution_successful) == (ConflictType.NEED_APPROVAL, True)
    assert kept.days_to_resolve == 3


async def test_a_time_that_the_text_has_no_room_for_is_not_offered(world: FakeWorld) -> None:
    """Only what the mail names is held, logged and can be chosen."""
    write = world.writer.write

    async def briefly(assignment: Assignment) -> Letter:
        letter = await write(replace(assignment, proposed_times=assignment.proposed_times[:-1]))
        return replace(letter, left_out=assignment.proposed_times[-1:])

    world.writer.write = briefly  # type: ignore[method-assign]
    request_id = await world.offered()

    request = world.request(request_id)
    assert len(request.offered_times) == 2
    assert len(request.held_spans()) == 2
    assert all(time.isoformat() in world.mail.sent[0][0].body for time in request.offered_times)
    proposed = [line for line in world.actions(request_id) if line.type is EntryType.TIMES_PROPOSED]
    assert proposed[-1].times_proposed == request.offered_times
