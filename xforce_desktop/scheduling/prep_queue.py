"""Keeps the jobs around a meeting in step with it, in the transaction that books, moves or ends it."""

from __future__ import annotations

from datetime import datetime

from xforce_desktop.messages import when
from xforce_desktop.scheduling.jobs import Job, JobStatus, changes_to, meeting_to_prepare, wanted_jobs
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def keep_in_step(work: UnitOfWork, before: MeetingRequest, after: MeetingRequest, now: datetime) -> None:
    """Queue what the meeting needs when it is booked, again when it moves, and withdraw it when it is off.

    Nothing is read or written while the meeting stays where it was.
    """
    if meeting_to_prepare(before) != meeting_to_prepare(after):
        queue_for(work, after, now)


def queue_for(work: UnitOfWork, request: MeetingRequest, now: datetime) -> tuple[Job, ...]:
    """Bring the jobs of a request in line with its meeting; returns what changed."""
    changed = changes_to(work.jobs(request.id), wanted_jobs(request, now))
    for job in changed:
        work.save_job(job)
    if any(job.status is JobStatus.PENDING for job in changed):
        work.append_actions(request.id, [entry(EntryType.PREP_QUEUED, _words(request, changed), now)])
    return changed


def _words(request: MeetingRequest, changed: tuple[Job, ...]) -> str:
    """The specification's line, and when the brief will be there; in the rep's zone."""
    zone = request.preferences.timezone
    due = [job for job in changed if job.status is JobStatus.PENDING]
    at, first = due[0].meeting_at, min(job.run_at for job in due)
    said = f"Queued: intelligence refresh, prep brief, follow-up template for {when.spoken(at, zone)}."
    return f"{said} The brief is made on {when.spoken(first, zone)}."
