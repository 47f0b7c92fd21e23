"""Work around a booked meeting that is no message: what is to be made when, and how far it has come.

A job is done once for each key: request, kind and time of the meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import ON_CALENDAR, MeetingRequest, Outcome, State

PREPARED_BEFORE = timedelta(hours=24)
MOST_TRIES = 5


class JobKind(StrEnum):
    """In the order in which they are done where several are due."""

    REFRESH_INTELLIGENCE = "refresh_account_intelligence"
    MEETING_PREP = "generate_meeting_prep"
    FOLLOWUP_TEMPLATE = "create_followup_template"


class JobStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"  # begun; if the program ended meanwhile, it is begun again
    DONE = "done"
    FAILED = "failed"  # the rep was told
    WITHDRAWN = "withdrawn"  # no longer wanted


OPEN = frozenset({JobStatus.PENDING, JobStatus.RUNNING})


@dataclass(frozen=True)
class Job:
    """`run_at` is when it is due, `attempts` counts beginnings; not those at which nobody was signed in or
    nothing could be reached."""

    key: str
    kind: JobKind
    request_id: RequestId
    meeting_at: datetime
    run_at: datetime
    created_at: datetime
    status: JobStatus = JobStatus.PENDING
    attempts: int = 0
    last_error: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in OPEN

    def begun(self) -> Job:
        """Saved before the work starts, so that a crash is seen."""
        return replace(self, status=JobStatus.RUNNING, attempts=self.attempts + 1)

    def finished(self, status: JobStatus = JobStatus.DONE, error: str = "") -> Job:
        return replace(self, status=status, last_error=error)

    def uncounted(self) -> Job:
        """The beginning came to nothing for want of something outside, which is no try."""
        return replace(self, attempts=self.attempts - 1)

    def put_off(self, until: datetime, error: str) -> Job:
        """To be tried again."""
        return replace(self, status=JobStatus.PENDING, run_at=until, last_error=error)

    def anew(self, now: datetime) -> Job:
        """To be done once more, as what it rests on has changed."""
        return replace(self, status=JobStatus.PENDING, run_at=now, attempts=0, last_error="")


class JobRecords(Protocol):
    """The part of a transaction that keeps jobs."""

    def jobs(self, request_id: RequestId) -> Sequence[Job]:
        """All of a request, in the order of their time."""
        ...

    def due_jobs(self, now: datetime) -> Sequence[Job]:
        """Pending ones whose time has come, and those that were begun; the earliest first."""
        ...

    def save_job(self, job: Job) -> None:
        """Add it, or write how far it has come."""
        ...


def meeting_to_prepare(request: MeetingRequest) -> datetime | None:
    """When the meeting is, if it stands on the calendar and no other time is sought or agreed."""
    stands = request.state in ON_CALENDAR | {State.PAUSED} and request.is_booked
    return request.scheduled_time if stands and request.agreed_time is None else None


def meeting_to_thank_for(request: MeetingRequest) -> datetime | None:
    """When the meeting was, if it was held and the mail for after it is still to be prepared."""
    is_held = request.state is State.COMPLETED and request.outcome is Outcome.HELD
    return request.scheduled_time if is_held and request.followup_template is None else None


def wanted_jobs(request: MeetingRequest, now: datetime) -> tuple[Job, ...]:
    """What a booked meeting needs: news and brief a day before, or at once if it is nearer; the mail for
    after it when it begins, also if it is over by then. None while no meeting stands."""
    held_at = meeting_to_thank_for(request)
    if held_at is not None:
        key = key_of(request.id, JobKind.FOLLOWUP_TEMPLATE, held_at)
        return (Job(key, JobKind.FOLLOWUP_TEMPLATE, request.id, held_at, held_at, now),)
    at = meeting_to_prepare(request)
    if at is None:
        return ()
    before = max(at - PREPARED_BEFORE, now)
    times = {
        JobKind.REFRESH_INTELLIGENCE: before,
        JobKind.MEETING_PREP: before,
        JobKind.FOLLOWUP_TEMPLATE: at,
    }
    return tuple(
        Job(key_of(request.id, kind, at), kind, request.id, at, run_at, now) for kind, run_at in times.items()
    )


def key_of(request_id: RequestId, kind: JobKind, meeting_at: datetime) -> str:
    """The same for the same request, kind and time."""
    return f"{request_id}:{kind}:{meeting_at.isoformat()}"


def changes_to(kept: Iterable[Job], wanted: Sequence[Job]) -> tuple[Job, ...]:
    """What to write so that exactly the `wanted` ones are open or done: new ones, those that are wanted
    again, and those that are not any more."""
    by_key = {job.key: job for job in kept}
    missing = [job for job in wanted if job.key not in by_key]
    again = [
        replace(job, created_at=by_key[job.key].created_at)
        for job in wanted
        if job.key in by_key and by_key[job.key].status is JobStatus.WITHDRAWN
    ]
    keys = {job.key for job in wanted}
    over = [
        replace(job, status=JobStatus.WITHDRAWN)
        for job in by_key.values()
        if job.is_open and job.key not in keys
    ]
    return (*over, *again, *missing)
