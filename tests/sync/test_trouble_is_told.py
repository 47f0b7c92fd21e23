"""Trouble stops one thing only, is not repeated in circles, and the rep hears what waits and why."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

import sync.runner
from sync.errors import OutOfSight, RefusedByGraph
from tests.builders import HOUR, MARY, SARAH, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.errors import NotFound, OutsideError, Rejected, TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.scheduling.effects import CancelMeeting, CheckAttendance, SendLetter
from xforce_desktop.scheduling.events import RepCancelled
from xforce_desktop.scheduling.request import State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, StoredNotice

MINUTE = timedelta(minutes=1)
FORBIDDEN = RefusedByGraph("Could not read who attended", "Ask IT.", code="Forbidden", status=403)


def notices(world: FakeWorld) -> list[StoredNotice]:
    return list(world.engine.in_transaction(lambda work: work.notices()))


def titles(world: FakeWorld) -> list[str]:
    return [notice.title for notice in notices(world)]


@pytest.mark.parametrize(
    "error, word", [(FORBIDDEN, "permission"), (NotFound("It is gone."), "gone"), (RuntimeError("x"), "log")]
)
async def test_a_report_that_may_not_be_read_is_no_evidence(
    world: FakeWorld, error: Exception, word: str
) -> None:
    """Asked at the planned looks only, with the reason in words; after an hour the rep says how it went."""
    request_id = await world.booked()
    ends_at = world.request(request_id).ends_at
    assert ends_at is not None
    world.attendance.trouble["participants"] = [error] * 50
    await world.tick(after=ends_at + 10 * MINUTE - world.clock.now())

    assert len(world.attendance.trouble["participants"]) == 49
    assert not world.request(request_id).requires_human_review
    assert any(word in line.why for line in world.actions(request_id))
    await world.tick(after=ends_at + 61 * MINUTE - world.clock.now())

    assert "How did it go?" in titles(world)
    assert "A mail could not be sent" not in titles(world)
    assert world.request(request_id).no_show_count == 0
    checks = [row for row in world.rows(request_id) if isinstance(row.effect, CheckAttendance)]
    assert len(checks) == 2


async def test_what_fails_is_not_tried_again_in_the_same_pass(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service asks for a second only, and the pass lasts longer: once per pass all the same."""
    world.calendar.trouble["busy"] = [TemporaryError("Not now.", retry_after_s=1)] * 50
    look = _restless(3)
    world.create()

    async def slow() -> int:
        world.clock.advance(timedelta(seconds=5))
        return await look()

    monkeypatch.setattr(world.watch, "look", slow)

    await world.tick()

    assert len(world.calendar.trouble["busy"]) == 49


def _restless(rounds: int) -> Callable[[], Awaitable[int]]:
    """News in each of the first rounds."""
    left = [1] * rounds

    async def look() -> int:
        return left.pop() if left else 0

    return look


async def test_a_pass_that_does_not_come_to_rest_is_told_once(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It ends, the rep hears of it, and not again at each pass."""
    monkeypatch.setattr(sync.runner, "MOST_ROUNDS", 3)
    monkeypatch.setattr(world.watch, "look", _restless(7))

    for _ in range(4):
        await world.tick(after=MINUTE)

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a pass did not come to rest"
    ]
    assert titles(world) == ["X-FORCE is going round in circles"]


async def test_what_waits_for_hours_is_told_once(world: FakeWorld) -> None:
    """What waits, why, and what to do; hours later there is no second notice."""
    world.calendar.trouble["busy"] = [TemporaryError("Could not read the calendars yet", "It is down.")] * 500
    world.create()
    seen = []
    for _ in range(40):
        await world.tick(after=15 * MINUTE)
        seen.append(len(notices(world)))

    assert seen[15] == 0, "four hours are not over"
    assert seen[-1] == 1
    (notice,) = notices(world)
    assert notice.text.startswith("Demo")
    assert "search for free times" in notice.text
    assert "Could not read the calendars yet. It is down." in notice.text
    assert "by hand" in notice.text


async def test_a_booking_that_waits_for_a_calendar_is_told_at_once(world: FakeWorld) -> None:
    """They agreed, and Sarah's calendar cannot be read: the rep hears of it, once, and it goes on later."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    world.calendar.unreadable = {SARAH}

    for _ in range(3):
        await world.tick(after=10 * MINUTE)

    assert world.calendar.events == {}
    (notice,) = notices(world)
    assert notice.title == "A calendar cannot be read"
    assert "invitation" in notice.text
    assert SARAH in notice.text
    world.calendar.unreadable = set()
    await world.tick(after=HOUR)
    assert len(world.calendar.standing()) == 1


async def test_a_draft_that_stays_out_of_sight_is_given_up(world: FakeWorld) -> None:
    """After a day: it is unknown whether it left. The rep is told so, and nothing is sent a second time."""
    world.mail.trouble["dispatch"] = [TemporaryError("Not now.")]
    request_id = world.create()
    await world.tick()
    world.mail.drafts.clear()
    world.mail.trouble["look_up"] = [OutOfSight("Could not find the mail yet", "We look again.")] * 500

    for _ in range(30):
        await world.tick(after=HOUR)

    assert world.mail.sent == []
    (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, SendLetter)]
    assert row.status is OutboxStatus.FAILED
    assert "unknown whether it left" in world.request(request_id).review_reason


async def test_the_search_for_a_draft_does_not_count_what_it_waited_before(world: FakeWorld) -> None:
    """A mail waits a day for a calendar, and then its draft is once out of sight: it is looked for again."""
    world.mail.trouble["dispatch"] = [TemporaryError("Not now.")]
    request_id = world.create()
    await world.tick()
    world.mail.trouble["look_up"] = [TemporaryError("Not now.")] * 500
    for _ in range(30):
        await world.tick(after=HOUR)
    world.mail.trouble["look_up"] = [OutOfSight("Could not find the mail yet", "We look again.")] * 500
    for _ in range(3):
        await world.tick(after=HOUR)

    assert len(world.mail.trouble["look_up"]) < 500, "it was looked for"
    assert first_mail(world, request_id).status is OutboxStatus.PENDING
    assert not world.request(request_id).requires_human_review
    for _ in range(30):
        await world.tick(after=HOUR)
    assert first_mail(world, request_id).status is OutboxStatus.FAILED, "but not for ever"


def first_mail(world: FakeWorld, request_id: RequestId) -> OutboxRow:
    """The row of the first mail of a request."""
    return next(row for row in world.rows(request_id) if isinstance(row.effect, SendLetter))


async def test_a_draft_that_shows_meanwhile_is_looked_for_a_day_from_then(world: FakeWorld) -> None:
    """It was found when a calendar could not be read: what was missed before no longer counts."""
    world.mail.trouble["dispatch"] = [TemporaryError("Not now.")]
    request_id = world.create()
    await world.tick()
    missing = [OutOfSight("Could not find the mail yet", "We look again.")] * 500
    world.mail.trouble["look_up"] = list(missing)
    await world.tick(after=HOUR)
    world.mail.trouble["look_up"] = []
    world.calendar.unreadable = {SARAH}
    for _ in range(30):
        await world.tick(after=HOUR)
    assert first_mail(world, request_id).status is OutboxStatus.PENDING
    world.mail.trouble["look_up"] = list(missing)
    for _ in range(3):
        await world.tick(after=HOUR)

    assert len(world.mail.trouble["look_up"]) < 500, "it was looked for"
    assert first_mail(world, request_id).status is OutboxStatus.PENDING


async def test_a_meeting_that_cannot_be_read_now_stops_no_other(world: FakeWorld) -> None:
    """One event answers with an outage: another request's first mail leaves in the same pass."""
    await world.booked()
    world.calendar.trouble["event"] = [TemporaryError("Not now.")]
    world.create(external=[{"address": MARY, "name": "Mary"}])

    await world.tick()

    assert world.mail.sent[-1][0].to == (MARY,)


@pytest.mark.parametrize("error", [TemporaryError("Not now."), RuntimeError("stumbled")])
async def test_a_mail_that_cannot_be_worded_stops_no_other(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """What waits for the rep is worded later; the others leave."""
    write = world.writer.write

    async def picky(assignment: Assignment) -> Letter:
        if assignment.recipient.address != MARY:
            raise error
        return await write(assignment)

    monkeypatch.setattr(world.writer, "write", picky)
    world.create(approval="review_all")
    world.create(external=[{"address": MARY, "name": "Mary"}])

    await world.tick()
    await world.tick(after=MINUTE)

    assert [mail.to for mail, _ in world.mail.sent] == [(MARY,)]
    broken = isinstance(error, RuntimeError)
    assert titles(world).count("A mail could not be worded") == int(broken), "told once, not at each pass"


async def test_a_refusal_after_the_end_is_told_too(world: FakeWorld) -> None:
    """The cancelled meeting could not be taken off the calendar: the rep has to, by hand."""
    request_id = await world.booked()
    world.engine.handle(request_id, RepCancelled())
    world.calendar.trouble["cancel"] = [Rejected("Could not cancel the meeting", "The service says no.")]

    await world.tick()

    assert world.request(request_id).state is State.CANCELLED
    notice = notices(world)[-1]
    assert notice.title == "The invitation could not be withdrawn"
    assert "Could not cancel the meeting. The service says no." in notice.text
    assert "by hand" in notice.text
    (row,) = [row for row in world.rows(request_id) if isinstance(row.effect, CancelMeeting)]
    assert row.status is OutboxStatus.FAILED


@pytest.mark.parametrize(
    "call, error, title",
    [
        ("create", Rejected("No."), "The invitation could not be sent"),
        ("busy", NotFound("No."), "The invitation could not be sent"),
    ],
)
async def test_the_notice_names_what_was_refused(
    world: FakeWorld, call: str, error: OutsideError, title: str
) -> None:
    """A booking is no mail."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    world.calendar.trouble[call] = [error]

    await world.tick()

    assert titles(world)[-1] == title


async def test_a_refusal_that_breaks_a_rule_does_not_come_back(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The row fails, the rep is told, and the pass goes on."""
    request_id = await world.offered()
    world.they_say(an_analysis(selected_time=world.request(request_id).offered_times[0]))
    world.calendar.trouble["create"] = [Rejected("No.")]
    apply = type(world.engine).apply

    def broken(engine: object, work: object, its_id: object, event: object, **more: object) -> object:
        assert type(event).__name__ != "MessageRefused", "a broken promise"
        return apply(engine, work, its_id, event, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(type(world.engine), "apply", broken)
    await world.tick()
    await world.tick(after=HOUR)

    assert OutboxStatus.FAILED in {row.status for row in world.rows(request_id)}
    assert "The invitation could not be sent" in titles(world)
    assert "a refusal could not be handled" in caplog.text


async def test_a_mail_that_became_pointless_leaves_a_line(world: FakeWorld) -> None:
    """The confirmation came too late to be sent: the log says that, and why."""
    request_id = await world.offered()
    chosen = world.request(request_id).offered_times[0]
    world.they_say(an_analysis(selected_time=chosen))
    world.mail.trouble["prepare"] = [TemporaryError("Not now.")]
    await world.tick()
    assert len(world.calendar.standing()) == 1

    await world.tick(after=chosen + MINUTE - world.clock.now())

    lines = [line.why for line in world.actions(request_id)]
    assert "The confirmation was not sent: the meeting has begun." in lines
    assert len(world.mail.sent) == 1


async def test_held_up_rows_are_forgotten_when_they_are_over(world: FakeWorld) -> None:
    """What is remembered of trouble does not grow for ever."""
    for _ in range(3):
        world.calendar.trouble["busy"] = [TemporaryError("Not now.")]
        world.create(external=[{"address": MARY, "name": "Mary"}])
        await world.tick(after=HOUR)
        await world.tick(after=HOUR)

    kept = world.engine.in_transaction(lambda work: work.setting("rows_held_up_since"))
    assert kept is not None
    assert len(json.loads(kept)) == 1
