"""They write or the rep steps in while the outside is being asked: what is saved afterwards knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.errors import OutOfSight
from tests.builders import HOUR, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.errors import AnswerLost, TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.events import RepApproved, RepCancelled, RepGaveBack, RepPaused, RepTookOver
from xforce_desktop.scheduling.request import State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, UnitOfWork

MINUTE = timedelta(minutes=1)
NOT_FOUND = OutOfSight("Could not find the mail yet", "It may be on its way; we look again.")


def cancel_while_asking(world: FakeWorld, monkeypatch: pytest.MonkeyPatch, request_id: RequestId) -> None:
    """The rep cancels while the calendars are being asked once more before sending."""
    busy, pending = world.calendar.busy, [RepCancelled()]

    async def interrupted(addresses: object, start: object, end: object) -> object:
        answer = await busy(addresses, start, end)  # type: ignore[arg-type]  # passed on as it came
        if pending:
            world.engine.handle(request_id, pending.pop())
        return answer

    monkeypatch.setattr(world.calendar, "busy", interrupted)


@pytest.mark.parametrize("has_draft", [True, False])
async def test_a_mail_stopped_during_its_last_check_does_not_leave(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, has_draft: bool
) -> None:
    """With a draft from an earlier try and without one: nothing is sent, no draft stays."""
    world.mail.trouble["dispatch" if has_draft else "prepare"] = [TemporaryError("Not now.")]
    request_id = world.create()
    await world.tick()
    assert len(world.mail.drafts) == int(has_draft)
    cancel_while_asking(world, monkeypatch, request_id)

    await world.tick(after=MINUTE)
    await world.tick(after=HOUR)

    assert (world.mail.sent, world.mail.drafts) == ([], {})
    assert {row.status for row in world.rows(request_id)} == {OutboxStatus.DONE, OutboxStatus.WITHDRAWN}


async def test_a_mail_that_was_never_begun_stays_withdrawn(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Approved, then cancelled while its times were checked."""
    request_id = world.create(approval="review_first")
    await world.tick()
    world.engine.handle(request_id, RepApproved())
    cancel_while_asking(world, monkeypatch, request_id)

    await world.tick()

    assert (world.mail.sent, world.mail.drafts) == ([], {})
    assert world.rows(request_id)[-1].status is OutboxStatus.WITHDRAWN


async def test_the_reps_words_are_never_written_over(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They edit the text while it is being worded: their words leave."""
    write, pending = world.writer.write, ["Hi John, my own words."]
    request_id = world.create(approval="review_all")

    async def slow(assignment: Assignment) -> Letter:
        letter = await write(assignment)
        if pending:
            body = pending.pop()

            def edit(work: UnitOfWork) -> None:
                row = work.outbox_of(request_id)[-1]
                work.update_row(replace(row, subject="Mine", body=body, edited_by_rep=True))

            world.engine.in_transaction(edit)
        return letter

    monkeypatch.setattr(world.writer, "write", slow)
    await world.tick()
    world.engine.handle(request_id, RepApproved())
    await world.tick()

    assert [mail.body for mail, _ in world.mail.sent] == ["Hi John, my own words."]


async def test_what_was_put_off_while_it_was_worded_waits(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later hour set meanwhile holds."""
    write = world.writer.write
    request_id = world.create()
    later = world.clock.now() + HOUR

    async def slow(assignment: Assignment) -> Letter:
        letter = await write(assignment)
        world.engine.in_transaction(
            lambda work: work.update_row(replace(work.outbox_of(request_id)[-1], not_before=later))
        )
        return letter

    monkeypatch.setattr(world.writer, "write", slow)
    await world.tick()
    assert world.mail.sent == []
    await world.tick(after=HOUR)

    assert len(world.mail.sent) == 1


@pytest.mark.parametrize("event", [RepPaused(), RepTookOver()])
async def test_a_recalled_mail_that_had_left_counts(world: FakeWorld, event: RepPaused | RepTookOver) -> None:
    """The rep stepped in before we knew that it had left: the first mail is not sent a second time."""
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    request_id = world.create()
    await world.tick()
    world.engine.handle(request_id, event)

    await world.tick(after=MINUTE)

    assert world.request(request_id).attempt_count == 1
    assert len(world.engine.in_transaction(lambda work: work.conversation(request_id))) == 1
    if isinstance(event, RepTookOver):
        world.engine.handle(request_id, RepGaveBack())
        await world.tick(after=HOUR)
        assert [str(each.kind) for each in world.writer.assignments].count("initial") == 1


async def test_an_answer_to_a_mail_that_cannot_be_found_yet_is_taken(world: FakeWorld) -> None:
    """It left, the copy does not show, and they accept: booked, counted once, and not led back afterwards."""
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    request_id = world.create()
    await world.tick()
    chosen = world.request(request_id).offered_times[0]
    world.mail.trouble["look_up"] = [NOT_FOUND] * 3
    world.they_say(an_analysis(selected_time=chosen))

    await world.tick(after=MINUTE)
    assert world.request(request_id).attempt_count == 0
    for _ in range(3):
        await world.tick(after=5 * MINUTE)

    request = world.request(request_id)
    assert [event.start for event in world.calendar.standing()] == [chosen]
    assert (request.state, request.attempt_count) == (State.CONFIRMING, 1)
    assert [str(each.kind) for each in world.writer.assignments] == ["initial", "confirmation"]
    messages = world.engine.in_transaction(lambda work: work.conversation(request_id))
    assert len(messages) == 3


async def test_anything_else_they_write_then_is_shown_to_the_rep(world: FakeWorld) -> None:
    """A new mail of theirs under another subject may or may not be about it: nobody guesses."""
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    request_id = world.create()
    await world.tick()
    world.mail.trouble["look_up"] = [NOT_FOUND] * 2
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen), subject="Invoice", in_reply_to="", references=())

    await world.tick(after=MINUTE)

    assert world.request(request_id).requires_human_review
    assert world.calendar.events == {}


async def test_a_strangers_mail_with_the_same_subject_is_left_alone(world: FakeWorld) -> None:
    """Only the people of the request are believed while our own mail cannot be found."""
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    request_id = world.create()
    await world.tick()
    world.mail.trouble["look_up"] = [NOT_FOUND] * 2
    world.mail.receive(
        from_address="ann@elsewhere.example", conversation_id="other", in_reply_to="<x@y>", references=()
    )

    report = await world.tick(after=MINUTE)

    assert report.received == 0
    assert not world.request(request_id).requires_human_review


async def test_a_mail_recalled_by_their_answer_still_joins_the_conversation(world: FakeWorld) -> None:
    """Their question stopped the follow-up, which had left: it counts, and the request stays the rep's."""
    request_id = await world.offered()
    follow_up = world.request(request_id).next_action
    assert follow_up is not None
    world.mail.trouble_after["dispatch"] = [AnswerLost("Perhaps.")]
    await world.tick(after=follow_up.at - world.clock.now())
    assert len(world.mail.sent) == 2
    world.mail.trouble["look_up"] = [NOT_FOUND]
    world.they_say(an_analysis(Intent.QUESTION))

    await world.tick(after=MINUTE)
    await world.tick(after=5 * MINUTE)

    request = world.request(request_id)
    assert request.requires_human_review
    assert request.attempt_count == 2
    assert len(world.engine.in_transaction(lambda work: work.conversation(request_id))) == 3
