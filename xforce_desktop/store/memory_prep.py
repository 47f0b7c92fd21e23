"""Jobs around a meeting, and prep briefs, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xforce_desktop.errors import UnknownRequest
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.briefs import StoredBrief
from xforce_desktop.scheduling.jobs import Job
from xforce_desktop.store.columns import json_ready
from xforce_desktop.store.memory_requests import MemoryPart
from xforce_desktop.store.prep_repository import brief_columns, job_order


class MemoryPrep(MemoryPart):
    """The part of the transaction that knows what is prepared for meetings."""

    def jobs(self, request_id: RequestId) -> Sequence[Job]:
        return sorted(
            (job for job in self._tables.jobs.values() if job.request_id == request_id), key=job_order
        )

    def due_jobs(self, now: datetime) -> Sequence[Job]:
        due = (job for job in self._tables.jobs.values() if job.is_open and job.run_at <= now)
        return sorted(due, key=job_order)

    def save_job(self, job: Job) -> None:
        self._must_exist(job.request_id)
        self._log.put(self._tables.jobs, job.key, job)

    def stored_briefs(self, request_id: RequestId) -> Sequence[StoredBrief]:
        kept = (one for one in self._tables.briefs.values() if one.request_id == request_id)
        return sorted(kept, key=lambda one: one.created_at)

    def save_brief(self, brief: StoredBrief) -> None:
        self._must_exist(brief.request_id)
        self._log.put(self._tables.briefs, brief.id, brief)

    def briefs(self, request_id: RequestId) -> list[dict[str, Any]]:
        if request_id not in self._tables.requests:
            raise UnknownRequest(f"There is no request {request_id}.", "List them with: request list")
        return [json_ready(brief_columns(one)) for one in self.stored_briefs(request_id)]
