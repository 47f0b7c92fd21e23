"""A mail leaves once, with times that are still free, to the people of the request and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import HOUR, JOHN, SARAH, an_analysis
from tests.fakes import FakeWorld, a_fake_world
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import AnswerLost, TemporaryError
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.replies.analysis import Intent, MessageKind, ReplyAnalysis
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ActionDue, RepApproved, RepCancelled
from xforce_desktop.scheduling.request import ActionType, Approval, MeetingRequest, Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("call", ["prepare", "dispatch"])
@pytest.mark.parametrize("is_done", [True, False])
async def test_trouble_while_sending_sends_once(world: FakeWorld, call: str, is_done: bool) -> None:
    """Before or after it was done, at the draft or at the sending: one mail, no draft left."""
    trouble = world.mail.trouble_after if is_done else world.mail.trouble
    trouble[call] = [AnswerLost("Perhaps.") if is_done else TemporaryError("Not now.")]
    request_id = world.create()

    await world.tick()
    await world.tick(after=MINUTE)

    assert len(world.mail.sent) == 1
    assert world.mail.drafts == {}
    assert world.request(request_id).attempt_count == 1


async def test_an_answer_to_a_mail_whose_sending_was_not_noted(world: FakeWorld) -> None:
    """It left, our answer was lost, and they replied at once: first the mail is noted, then their reply."""
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    request_id = world.create()
    await world.tick()
    assert world.request(request_id).attempt_count == 0
    world.they_say(an_analysis(Intent.QUESTION))

    report = await world.tick(after=timedelta(seconds=1))

    assert report.received == 1
    assert world.request(request_id).attempt_count == 1
    assert world.request(request_id).requires_human_review


async def test_a_mail_whose_times_were_taken_does_not_leave(world: FakeWorld) -> None:
    """Approved later, one slot gone meanwhile: others are offered instead."""
    request_id = world.create(approval="review_first")
    await world.tick()
    first = world.request(request_id).offered_times
    world.calendar.busy_spans[SARAH] = [Span(first[0], first[0] + HOUR)]
    world.engine.handle(request_id, RepApproved())

    await world.tick()

    assert len(world.mail.sent) == 1
    now_offered = world.request(request_id).offered_times
    assert first[0] not in now_offered
    assert first[0].isoformat() not in world.mail.sent[0][0].body


async def test_a_week_later_no_passed_time_is_offered(world: FakeWorld) -> None:
    """The approval came after the first offers had passed: one mail, all its times lie ahead."""
    request_id = world.create(approval="review_first")
    await world.tick()
    world.clock.advance(timedelta(days=7))
    world.engine.handle(request_id, RepApproved())

    await world.tick()

    assert len(world.mail.sent) == 1
    assert min(world.request(request_id).offered_times) > world.clock.now()


async def test_the_writer_knows_what_we_wrote_before(world: FakeWorld) -> None:
    """The first mail follows nothing; what follows it up is told its words, and not theirs."""
    world.create()
    await world.tick()
    world.they_say(an_analysis(Intent.PROPOSE_ALTERNATIVE))
    await world.tick(after=MINUTE)
    await world.tick(after=timedelta(days=7))

    sent = [mail.body for mail, _ in world.mail.sent]
    assert len(sent) > 2
    assert [one.earlier for one in world.writer.assignments] == [tuple(sent[:n]) for n in range(len(sent))]


async def test_review_all_waits_each_time_and_has_words_to_look_at(world: FakeWorld) -> None:
    """The mail is written at once and leaves on the rep's word only; the booking waits as well."""
    request_id = world.create(approval="review_all")
    report = await world.tick()
    (row,) = [row for row in world.rows(request_id) if row.status is OutboxStatus.WAITING]
    assert row.body
    assert world.mail.sent == []
    reminder = world.request(request_id).next_action
    assert reminder is not None
    assert (report.due_next, reminder.type) == (reminder.at, ActionType.REMIND_REP)

    world.engine.handle(request_id, RepApproved())
    await world.tick()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    await world.tick(after=MINUTE)

    assert len(world.mail.sent) == 1
    assert world.calendar.events == {}
    assert [row.status for row in world.rows(request_id)][-1] is OutboxStatus.WAITING


async def test_an_undo_within_two_minutes_is_in_time() -> None:
    """Autopilot waits; cancelled meanwhile, nothing leaves."""
    async with a_fake_world(undo_s=120) as world:
        request_id = world.create()
        report = await world.tick()
        assert report.due_next == world.clock.now() + timedelta(seconds=120)
        world.engine.handle(request_id, RepCancelled())

        await world.tick(after=10 * MINUTE)

        assert world.mail.sent == []
        assert {row.status for row in world.rows(request_id)} <= {OutboxStatus.DONE, OutboxStatus.WITHDRAWN}


async def test_a_text_that_fails_its_checks_is_the_reps(world: FakeWorld) -> None:
    """It does not leave, and the rep is told what is wrong with it."""
    world.writer.checks = ("names a time that was not approved",)
    request_id = world.create()

    await world.tick()

    assert world.mail.sent == []
    assert "names a time" in world.request(request_id).review_reason
    assert world.request(request_id).requires_human_review


async def test_who_opted_out_is_not_written_to_by_another_request(world: FakeWorld) -> None:
    """The wish holds for the person: a second request that is under way ends as well."""
    await world.offered()
    second = world.create(title="Another demo")
    world.they_say(ReplyAnalysis(MessageKind.OPT_OUT, None))

    await world.tick()

    assert len(world.mail.sent) == 1
    assert world.request(second).outcome is Outcome.CANCELLED_BY_THEM


async def test_answers_continue_the_conversation(world: FakeWorld) -> None:
    """The confirmation answers their newest message, to the same people."""
    await world.booked()

    confirmation = world.mail.sent[-1][0]
    assert confirmation.reply_to_id == "reply-1"
    assert (confirmation.to, confirmation.cc) == ((JOHN,), ())


async def test_every_row_that_left_says_why(world: FakeWorld) -> None:
    """Each mail has its reason in the log and in the queue."""
    request_id = await world.booked()

    assert all(row.why for row in world.rows(request_id) if isinstance(row.effect, SendLetter))
    assert all(line.why for line in world.actions(request_id))
    assert world.request(request_id).state is State.CONFIRMING


@pytest.mark.parametrize("edited", [None, 0])
async def test_of_two_reminders_that_waited_one_approval_sends_one(
    world: FakeWorld, edited: int | None
) -> None:
    """The rep was away: the older is no longer meant unless they edited it; nobody is reminded twice."""
    request_id = await world.booked()
    world.engine.in_transaction(lambda work: work.save(_reviewed(work.load(request_id))))
    start = world.request(request_id).scheduled_time
    assert start is not None
    for hours in (20, 3):
        world.clock.set(start - timedelta(hours=hours))
        world.engine.handle(request_id, ActionDue(ActionType.SEND_REMINDER))
        await world.tick()
    waiting = [row for row in world.rows(request_id) if row.status is OutboxStatus.WAITING]
    assert len(waiting) == 2
    sent = len(world.mail.sent)
    if edited is not None:
        by_the_rep = replace(waiting[edited], body="In my own words.", edited_by_rep=True)
        world.engine.in_transaction(lambda work: work.update_row(by_the_rep))

    world.engine.handle(request_id, RepApproved())
    await world.tick()

    older, newer = (next(r for r in world.rows(request_id) if r.key == row.key) for row in waiting)
    left, dropped = (newer, older) if edited is None else (older, newer)
    assert (left.status, dropped.status) == (OutboxStatus.DONE, OutboxStatus.WITHDRAWN)
    assert len(world.mail.sent) == sent + 1
    assert any("one of them is enough" in line.why for line in world.actions(request_id))


def _reviewed(request: MeetingRequest) -> MeetingRequest:
    return replace(request, approval=Approval.REVIEW_ALL)


async def test_a_reminder_that_had_left_with_the_old_link_is_told_of(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knew yet that it had left when the link changed: the rep hears that the mail has the old one."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[-1]))
    await world.tick()
    (event,) = world.calendar.standing()
    write = world.writer.write

    async def with_link(assignment: Assignment) -> Letter:
        letter = await write(assignment)
        return replace(letter, body=f"{letter.body} {assignment.meeting.join_url}")

    monkeypatch.setattr(world.writer, "write", with_link)
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    world.mail.trouble["look_up"] = [TemporaryError("Not now.")]
    while world.mail.trouble_after["dispatch"] and world.clock.now() < event.start:
        await world.tick(after=HOUR)
    link = "https://teams.example/another"
    world.calendar.events[event.event_id] = replace(event, join_url=link)

    await world.tick(after=MINUTE)
    await world.tick(after=MINUTE)
    await world.tick(after=MINUTE)

    assert event.join_url in world.mail.sent[-1][0].body
    assert world.request(request_id).state is State.REMINDER_SENT
    assert world.request(request_id).join_url == link
    notices = world.engine.in_transaction(lambda work: list(work.notices()))
    assert [one.title for one in notices if "link" in one.title] == ["Another Teams link"]
