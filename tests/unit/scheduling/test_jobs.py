"""What is queued around a meeting: when it is booked, moved, cancelled; how often it is tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOIN_URL,
    MEETING_AT,
    NOW,
    a_booked_request,
    an_account,
    an_agreed_request,
)
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import EventChangedByHand, MeetingBooked, RepCancelled
from xforce_desktop.scheduling.jobs import JobKind, JobStatus, changes_to, wanted_jobs
from xforce_desktop.scheduling.request import EntryType, State
from xforce_desktop.store.memory import MemoryStore


def booked(hours_ahead: float = 48):
    return a_booked_request(scheduled_time=NOW + timedelta(hours=hours_ahead))


def test_news_and_brief_a_day_before_and_the_mail_at_the_start() -> None:
    times = {job.kind: job.run_at - NOW for job in wanted_jobs(booked(48), NOW)}

    assert times == {
        JobKind.REFRESH_INTELLIGENCE: 24 * HOUR,
        JobKind.MEETING_PREP: 24 * HOUR,
        JobKind.FOLLOWUP_TEMPLATE: 48 * HOUR,
    }


def test_a_meeting_that_is_near_is_prepared_at_once() -> None:
    jobs = wanted_jobs(booked(3), NOW)

    assert [job.run_at for job in jobs] == [NOW, NOW, NOW + 3 * HOUR]


def test_nothing_is_prepared_while_another_time_is_sought() -> None:
    for request in (
        replace(booked(), state=State.NEGOTIATING),
        replace(booked(), agreed_time=NOW + 5 * DAY),
        replace(booked(), state=State.CANCELLED),
        replace(booked(), calendar_event_id=""),
    ):
        assert wanted_jobs(request, NOW) == ()


def test_what_stands_is_left_alone() -> None:
    kept = wanted_jobs(booked(), NOW)

    assert changes_to(kept, wanted_jobs(booked(), NOW + HOUR)) == ()


def test_a_move_withdraws_the_old_and_queues_the_new() -> None:
    kept, wanted = wanted_jobs(booked(48), NOW), wanted_jobs(booked(72), NOW)

    changed = changes_to(kept, wanted)

    assert [job.status for job in changed] == [JobStatus.WITHDRAWN] * 3 + [JobStatus.PENDING] * 3
    assert {job.meeting_at for job in changed[3:]} == {NOW + 72 * HOUR}


def test_back_to_the_old_time_takes_up_what_was_withdrawn() -> None:
    kept = [job.finished(JobStatus.WITHDRAWN) for job in wanted_jobs(booked(), NOW)]

    again = changes_to(kept, wanted_jobs(booked(), NOW + HOUR))

    assert [job.key for job in again] == [job.key for job in kept]
    assert {job.status for job in again} == {JobStatus.PENDING}


def test_what_was_done_is_not_done_again() -> None:
    kept = [job.finished() for job in wanted_jobs(booked(), NOW)]

    assert changes_to(kept, wanted_jobs(booked(), NOW)) == ()


def test_it_is_queued_in_the_transaction_that_books_and_said_in_the_specifications_words() -> None:
    engine, request = _engine(an_agreed_request())

    engine.handle(request.id, MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL))

    with engine.store.begin() as work:
        jobs = work.jobs(request.id)
        lines = [line for line in work.actions(request.id) if line.type is EntryType.PREP_QUEUED]
        due = work.next_due_at()
    assert [job.kind for job in jobs] == list(JobKind)
    assert lines[0].why.startswith(
        "Queued: intelligence refresh, prep brief, follow-up template for Wednesday, June 10 at 3:00 PM EDT."
    )
    assert due is not None
    assert due <= MEETING_AT - DAY


def test_moved_by_hand_and_cancelled() -> None:
    engine, request = _engine(an_agreed_request())
    engine.handle(request.id, MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL))

    engine.handle(request.id, EventChangedByHand(MEETING_AT + DAY))
    assert _open_times(engine, request.id) == [MEETING_AT, MEETING_AT, MEETING_AT + DAY]
    engine.handle(request.id, RepCancelled())

    assert _open_times(engine, request.id) == []


def _engine(request):
    store = MemoryStore(ManualClock(NOW), SeededIds(1))
    engine = Engine(store, ManualClock(NOW), SeededIds(2))
    with store.begin() as work:
        work.save_account(an_account())
        work.add(request)
        work.commit()
    return engine, request


def _open_times(engine, request_id):
    with engine.store.begin() as work:
        return [job.run_at for job in work.jobs(request_id) if job.is_open]
