"""Prep briefs for the screens and the command line: all from the store, so they work without a network."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.clock import Clock
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.names import joined
from xforce_desktop.prep.making import BriefMaker
from xforce_desktop.prep.versions import opened_at, versions_of
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, StoredBrief, newest
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.jobs import JobKind, JobStatus, meeting_to_prepare
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

NO_MEETING = "No meeting is booked here."
ADVICE = "A brief can be made once it stands on the calendar."


class BriefDeskService:
    """See `BriefDesk`."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock, maker: BriefMaker) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._maker = maker

    async def upcoming_briefs(self) -> Sequence[BriefLine]:
        now = self._clock.now()

        def look(work: UnitOfWork) -> list[BriefLine]:
            booked = [
                line_of(work, request)
                for request in work.requests(include_ended=False)
                if meeting_to_prepare(request) is not None
            ]
            ahead = [line for line in booked if not _is_over(line, now)]
            return sorted(ahead, key=lambda line: line.meeting_at)

        return await self._thread.run(self._engine.in_transaction, look)

    async def read_brief(self, request_id: RequestId, version: int | None = None) -> BriefPage:
        """Raises BadInput where no meeting is booked and no brief was made before."""
        return await self._thread.run(
            self._engine.in_transaction, lambda work: self._read(work, request_id, version)
        )

    def _read(self, work: UnitOfWork, request_id: RequestId, version: int | None) -> BriefPage:
        now = self._clock.now()
        page = page_of(work, request_id, now)
        if version is not None:
            page = opened_at(page, version)
        stored = page.line.brief
        if stored is None or stored.viewed_at is not None:
            return page
        seen = replace(stored, viewed_at=now)
        work.save_brief(seen)
        return replace(page, line=replace(page.line, brief=seen))

    async def make_brief(self, request_id: RequestId) -> BriefPage:
        """Raises BadInput where no meeting is booked, or it has begun."""
        await self._maker.make(request_id)
        return await self.read_brief(request_id)

    async def rate_brief(
        self, request_id: RequestId, rating: int, notes: str, brief_id: uuid.UUID | None = None
    ) -> None:
        """Of the brief that was read, if it is named: a newer one may have come meanwhile.

        Raises BadInput for what is no rating, and where there is no brief.
        """

        def rate(work: UnitOfWork) -> None:
            read = (one for one in work.stored_briefs(request_id) if one.id == brief_id)
            stored = next(read, None) or page_of(work, request_id, self._clock.now()).line.brief
            if stored is None:
                raise BadInput("There is no brief to rate yet.", "Make one first: brief make.")
            work.save_brief(stored.rated(rating, notes))

        await self._thread.run(self._engine.in_transaction, rate)


def page_of(work: UnitOfWork, request_id: RequestId, now: datetime) -> BriefPage:
    """The newest brief of the meeting as it stands, or of the last one where it is not booked any more.

    Raises BadInput where there is neither a meeting nor a brief.
    """
    request = work.load(request_id)
    kept = work.stored_briefs(request_id)
    if meeting_to_prepare(request) is None and not kept:
        raise BadInput(NO_MEETING, ADVICE)
    line = line_of(work, request)
    is_over = line.meeting_at <= now or _is_over(line, now) or meeting_to_prepare(request) is None
    versions = versions_of(kept, line.brief)
    return BriefPage(line, request.company_id, request.join_url, is_over, versions)


def line_of(work: UnitOfWork, request: MeetingRequest) -> BriefLine:
    """One meeting with its brief, and what became of the job."""
    kept = work.stored_briefs(request.id)
    at = meeting_to_prepare(request)
    stored = newest(kept, at) if at else kept[-1]
    meeting_at = at or kept[-1].brief.meeting_at
    jobs = [
        job
        for job in work.jobs(request.id)
        if job.kind is JobKind.MEETING_PREP and job.meeting_at == meeting_at
    ]
    return BriefLine(
        request_id=request.id,
        title=_title(request, stored),
        who=joined([person.called for person in request.external if not person.is_out]),
        meeting_at=meeting_at,
        minutes=request.duration_minutes,
        zone=request.preferences.timezone,
        brief=stored,
        due_at=next((job.run_at for job in jobs if job.is_open), None),
        trouble=next((job.last_error for job in jobs if job.status is JobStatus.FAILED), ""),
    )


def _title(request: MeetingRequest, stored: StoredBrief | None) -> str:
    return stored.brief.title if stored else request.title


def _is_over(line: BriefLine, now: datetime) -> bool:
    """A brief is of use until the meeting has ended."""
    return line.meeting_at + timedelta(minutes=line.minutes) <= now
