"""Makes the brief of a booked meeting: gathered, written, kept and told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages import when
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.fresh import changes, fingerprint
from xforce_desktop.prep.sources import BriefSources, gather
from xforce_desktop.scheduling.briefs import PrepBrief, StoredBrief, newest
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.jobs import meeting_to_prepare
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

LEADS_TO_BRIEF = "brief"


class BriefWriter(Protocol):
    """Words the parts anew from the same facts; never raises for trouble outside."""

    async def write(self, offline: PrepBrief) -> PrepBrief:
        """The brief with better words, or `offline` as it is; `writer_note` says which and why."""
        ...


@dataclass(frozen=True)
class Draft:
    """A brief before it is kept."""

    request: MeetingRequest
    brief: PrepBrief
    fingerprint: str


def draft(work: UnitOfWork, request_id: RequestId, now: datetime) -> Draft:
    """The offline brief from what is stored now. Raises BadInput where there is no meeting to prepare."""
    request = work.load(request_id)
    at = meeting_to_prepare(request)
    if at is None:
        raise BadInput("No meeting is booked here.", "A brief can be made once it stands on the calendar.")
    if at <= now:
        raise BadInput("The meeting has begun.", "A brief is made before it.")
    sources: BriefSources = gather(work, request)
    brief = write(sources)
    return Draft(request, brief, fingerprint(brief))


class BriefMaker:
    """One brief after the other, in transactions that stay short."""

    def __init__(self, engine: Engine, thread: StoreThread, writer: BriefWriter | None = None) -> None:
        self._engine = engine
        self._thread = thread
        self._writer = writer

    async def make(self, request_id: RequestId, *, settles: str = "") -> StoredBrief | None:
        """Write one and keep it; `settles` is the key of the job that it was for. None if meanwhile the job
        was withdrawn. Raises BadInput where there is no meeting to prepare."""
        now = self._engine.clock.now
        made: Draft = await self._thread.run(
            self._engine.in_transaction, lambda work: draft(work, request_id, now())
        )
        if self._writer is not None:
            made = replace(made, brief=await self._writer.write(made.brief))
        return await self._thread.run(
            self._engine.in_transaction, lambda work: keep(work, self._engine, made, settles)
        )


def keep(work: UnitOfWork, engine: Engine, made: Draft, settles: str = "") -> StoredBrief | None:
    """Store it beside the older ones, mark its job as done, and tell the rep."""
    now, request = engine.clock.now(), made.request
    if meeting_to_prepare(work.load(request.id)) != made.brief.meeting_at:
        return None
    job = next((one for one in work.jobs(request.id) if one.key == settles), None)
    if settles and (job is None or not job.is_open):
        return None
    before = newest(work.stored_briefs(request.id), made.brief.meeting_at)
    stored = before
    if before is None or before.fingerprint != made.fingerprint or not settles:
        new = changes(before.brief, made.brief) if before else None
        stored = StoredBrief(
            engine.ids.new(),
            request.id,
            made.brief,
            made.fingerprint,
            now,
            request.deal_id,
            request.company_id,
            new.words if new else (),
        )
        work.save_brief(stored)
        why = f"The prep brief was made anew: {'; '.join(stored.changes)}." if stored.changes else _MADE
        work.append_actions(request.id, [entry(EntryType.NOTED, why, now)])
    if job is not None:
        work.save_job(job.finished())
        _tell(work, stored, before, now)
    return stored


_MADE = "The prep brief is ready."


def _tell(work: UnitOfWork, stored: StoredBrief | None, before: StoredBrief | None, now: datetime) -> None:
    """Once that it is ready, and at most once a day that something important is new in it."""
    assert stored is not None, "a job ends with a brief"
    brief = stored.brief
    at = brief.meeting_at.isoformat()
    told = {one.id for one in work.notices()}
    ready = notice_id(f"prep:{stored.request_id}:{at}")
    name = brief.title[:1].lower() + brief.title[1:]
    if ready not in told:
        text = f"AI has prepared your meeting brief for {when.spoken(brief.meeting_at, brief.zone)}."
        notice = (ready, f"Prep ready: {name}", text, Urgency.HIGH)
    else:
        day = when.local(now, brief.zone).date().isoformat()
        updated = notice_id(f"prep:{stored.request_id}:{at}:{day}")
        is_news = before is not None and changes(before.brief, brief).is_important and bool(stored.changes)
        if updated in told or not is_news:
            return
        notice = (updated, f"Prep updated: {name}", f"{'; '.join(stored.changes)}.", Urgency.NORMAL)
    id_, title, text, urgency = notice
    work.add_notice(
        StoredNotice(id_, stored.request_id, title, text, urgency.value, now, leads_to=LEADS_TO_BRIEF)
    )
