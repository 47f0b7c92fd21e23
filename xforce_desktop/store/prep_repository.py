"""Jobs around a meeting, and prep briefs, in SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from xforce_desktop.clock import as_utc
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.briefs import PrepBrief, StoredBrief
from xforce_desktop.scheduling.codec import WORDS, Form
from xforce_desktop.scheduling.jobs import Job, JobKind, JobStatus
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import JobRow, MeetingPrepBriefRow

DOCUMENT: Form[PrepBrief] = Form(PrepBrief)
_KINDS = tuple(kind.value for kind in JobKind)
_MAY_RUN = text("jobs.status IN ('pending', 'running')")  # spelled as in the partial index


class PrepRepository(Repository):
    """The part of the transaction that knows what is prepared for meetings."""

    def jobs(self, request_id: RequestId) -> Sequence[Job]:
        kept = select(JobRow).where(col(JobRow.kind).in_(_KINDS), JobRow.scheduling_request_id == request_id)
        return _in_order(self._session.exec(kept).all())

    def due_jobs(self, now: datetime) -> Sequence[Job]:
        due = select(JobRow).where(col(JobRow.kind).in_(_KINDS), _MAY_RUN, col(JobRow.run_at) <= now)
        return _in_order(self._session.exec(due).all())

    def save_job(self, job: Job) -> None:
        row = self._session.exec(select(JobRow).where(JobRow.key == job.key)).first()
        values: dict[str, Any] = {
            "run_at": job.run_at,
            "status": job.status.value,
            "attempts": job.attempts,
            "last_error": job.last_error or None,
            "finished_at": None if job.is_open else self._clock.now(),
        }
        if row is not None:
            self._overwrite(row, values)
            return
        self._insert(
            JobRow(
                id=self._ids.new(),
                key=job.key,
                kind=job.kind.value,
                payload={"meeting_time": job.meeting_at.isoformat()},
                scheduling_request_id=job.request_id,
                created_at=job.created_at,
                **values,
            )
        )

    def stored_briefs(self, request_id: RequestId) -> Sequence[StoredBrief]:
        kept = select(MeetingPrepBriefRow).where(
            MeetingPrepBriefRow.scheduling_request_id == request_id,
            col(MeetingPrepBriefRow.document).is_not(None),
        )
        rows = self._session.exec(kept.order_by(col(MeetingPrepBriefRow.created_at))).all()
        return [_brief(row) for row in rows]

    def save_brief(self, brief: StoredBrief) -> None:
        row = self._session.get(MeetingPrepBriefRow, brief.id)
        if row is None:
            self._insert(MeetingPrepBriefRow(**brief_columns(brief)))
            return
        read = {
            "viewed_at": brief.viewed_at,
            "feedback_rating": brief.rating,
            "feedback_notes": brief.notes or None,
        }
        self._overwrite(row, read)


def next_job_at(session: Session) -> datetime | None:
    """When the next job is due; one that was begun is due already."""
    kinds = col(JobRow.kind).in_(_KINDS)
    first = select(func.min(JobRow.run_at)).where(_MAY_RUN, kinds)
    return session.exec(first).one()


def brief_columns(brief: StoredBrief) -> dict[str, Any]:
    """All columns of the row."""
    return {
        "id": brief.id,
        "scheduling_request_id": brief.request_id,
        "deal_id": brief.deal_id,
        "company_id": brief.company_id,
        "meeting_time": brief.brief.meeting_at,
        "brief_content": brief.brief.content(),
        "viewed_at": brief.viewed_at,
        "feedback_rating": brief.rating,
        "feedback_notes": brief.notes or None,
        "created_at": brief.created_at,
        "document": DOCUMENT.dump(brief.brief),
        "fingerprint": brief.fingerprint,
        "changes": list(brief.changes),
        "writer": brief.brief.writer_note,
    }


def _brief(row: MeetingPrepBriefRow) -> StoredBrief:
    return StoredBrief(
        row.id,
        RequestId(row.scheduling_request_id),
        DOCUMENT.parse(row.document),
        row.fingerprint,
        row.created_at,
        row.deal_id,
        row.company_id,
        WORDS.parse(row.changes or ()),
        row.viewed_at,
        row.feedback_rating,
        row.feedback_notes or "",
    )


def _in_order(rows: Sequence[JobRow]) -> list[Job]:
    """By time, and at one time in the order in which they are to be done."""
    return sorted(map(_job, rows), key=job_order)


def job_order(job: Job) -> tuple[datetime, datetime, int]:
    return job.run_at, job.created_at, tuple(JobKind).index(job.kind)


def _job(row: JobRow) -> Job:
    assert isinstance(row.scheduling_request_id, uuid.UUID), "these jobs belong to a request"
    return Job(
        row.key,
        JobKind(row.kind),
        RequestId(row.scheduling_request_id),
        as_utc(datetime.fromisoformat(row.payload["meeting_time"])),
        row.run_at,
        row.created_at,
        JobStatus(row.status),
        row.attempts,
        row.last_error or "",
    )
