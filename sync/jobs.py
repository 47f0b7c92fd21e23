"""What is prepared around meetings: each job once, tried again after trouble, and none stops another."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from xforce_desktop.clock import Clock
from xforce_desktop.errors import KeyringError, SignInNeeded, StoreError, TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.prep.making import BriefMaker, BriefWriter, draft
from xforce_desktop.prep.sources import as_stored
from xforce_desktop.scheduling import company_facts, prep_queue
from xforce_desktop.scheduling.briefs import newest
from xforce_desktop.scheduling.composing import template_for
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import MeetingBegan
from xforce_desktop.scheduling.jobs import MOST_TRIES, Job, JobKind, JobStatus, meeting_to_prepare
from xforce_desktop.scheduling.own_style import manner_of_rep
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.retry import retry_at
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

Refresh = Callable[[UnitOfWork, uuid.UUID, datetime], object]
NOT_YET = (SignInNeeded, KeyringError, TemporaryError)  # however long it takes: no fault of the job
LONGEST_WAIT = 4  # as after so many tries: minutes, for the meeting comes nearer
WHAT = {
    JobKind.REFRESH_INTELLIGENCE: "What is known of the company could not be brought up to date",
    JobKind.MEETING_PREP: "The prep brief could not be made",
    JobKind.FOLLOWUP_TEMPLATE: "The mail for after the meeting could not be prepared",
}


class Jobs:
    """`refresh` brings up to date what is known of a company; `writer` words briefs with a model."""

    def __init__(
        self,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        writer: BriefWriter | None = None,
        refresh: Refresh | None = None,
    ) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._refresh = refresh or company_facts.refresh
        self._waits: dict[str, int] = {}  # by job: how often in a row it waited since the program began
        self._compared: dict[RequestId, object] = {}  # of each brief that holds, what it was compared with
        self._maker = BriefMaker(engine, thread, writer)
        self._work = {
            JobKind.REFRESH_INTELLIGENCE: self._bring_up_to_date,
            JobKind.MEETING_PREP: self._make_brief,
            JobKind.FOLLOWUP_TEMPLATE: self._prepare_mail,
        }

    async def run(self) -> int:
        """Do what is due; returns how many jobs moved. Trouble concerns its job only, StoreError apart."""
        moved = await self._thread.run(self._engine.in_transaction, self._keep_in_step)
        for job in await self._thread.run(self._due):
            moved += await self._run_one(job)
        return moved

    def _due(self) -> list[Job]:
        now = self._clock.now()
        return self._engine.in_transaction(lambda work: list(work.due_jobs(now)))

    def _keep_in_step(self, work: UnitOfWork) -> int:
        """Meetings that were booked before there were jobs, and briefs whose facts have changed."""
        now, moved = self._clock.now(), 0
        for request in work.booked_requests():
            at = meeting_to_prepare(request)
            if at is None or at <= now:
                continue
            jobs = work.jobs(request.id)
            if not jobs:
                moved += bool(prep_queue.queue_for(work, request, now))
                continue
            made = [job for job in jobs if job.meeting_at == at and job.kind is JobKind.MEETING_PREP]
            if made and made[0].status is JobStatus.DONE and self._is_stale(work, request, at, now):
                work.save_job(made[0].anew(now))
                moved += 1
        return moved

    def _is_stale(self, work: UnitOfWork, request: MeetingRequest, at: datetime, now: datetime) -> bool:
        """Written anew only where something that is stored has changed since it was last compared."""
        kept = newest(work.stored_briefs(request.id), at)
        if kept is None:
            return False
        seen = (kept.id, as_stored(work, request))
        if self._compared.get(request.id) == seen:
            return False
        try:
            is_stale = kept.fingerprint != draft(work, request.id, now).fingerprint
        except StoreError:
            raise
        except Exception:  # what is there stays, and nothing else stops
            log.exception("a brief could not be compared", extra={"request": str(request.id)})
            return False
        if not is_stale:
            self._compared[request.id] = seen
        return is_stale

    async def _run_one(self, job: Job) -> int:
        """1 if it has come to an end or waits for another try, 0 if it was withdrawn meanwhile."""
        begun: Job | None = await self._thread.run(
            self._engine.in_transaction, lambda work: self._begin(work, job)
        )
        if begun is None:
            return 0
        waits = self._waits.pop(job.key, 0)
        try:
            await self._work[job.kind](begun)
        except StoreError:
            raise
        except NOT_YET as error:
            self._waits[job.key] = waits + 1
            wish = error.retry_after_s if isinstance(error, TemporaryError) else None
            wait = partial(self._wait, job=begun, reason=error.title, waits=waits + 1, wish=wish)
            await self._thread.run(self._engine.in_transaction, wait)
        except Exception as error:  # a broken promise stops this job only
            log.exception("a job failed", extra={"request": str(job.request_id), "kind": job.kind.value})
            reason = str(error) or type(error).__name__
            await self._thread.run(
                self._engine.in_transaction, lambda work: self._put_off(work, begun, reason)
            )
        return 1

    def _begin(self, work: UnitOfWork, job: Job) -> Job | None:
        """Look again inside the transaction: the meeting may have moved. One that ended the program again and
        again is given up."""
        fresh = _open_still(work, job)
        if fresh is None:
            return None
        if fresh.attempts >= MOST_TRIES:
            self._give_up(work, fresh, fresh.last_error or "The program ended each time.")
            return None
        begun = fresh.begun()
        work.save_job(begun)
        return begun

    def _wait(self, work: UnitOfWork, job: Job, reason: str, waits: int, wish: float | None) -> None:
        """Until the rep has signed in or is online again, each time longer and never shorter than the service
        wishes; that is no try that came to nothing."""
        log.info("a job waits", extra={"request": str(job.request_id), "reason": reason})
        now, waits = self._clock.now(), min(waits, LONGEST_WAIT)
        until = max(retry_at(now, waits), retry_at(now, waits, wish))
        if fresh := _open_still(work, job):
            work.save_job(fresh.uncounted().put_off(until, reason))

    def _put_off(self, work: UnitOfWork, job: Job, reason: str) -> None:
        """Unless the meeting was taken off or moved meanwhile, which withdrew it."""
        fresh = _open_still(work, job)
        if fresh is None:
            return
        if fresh.attempts >= MOST_TRIES:
            self._give_up(work, fresh, reason)
        else:
            work.save_job(fresh.put_off(retry_at(self._clock.now(), fresh.attempts), reason))

    def _give_up(self, work: UnitOfWork, job: Job, reason: str) -> None:
        """The rep is told, once."""
        now, what = self._clock.now(), WHAT[job.kind]
        work.save_job(job.finished(JobStatus.FAILED, reason))
        title = work.load(job.request_id).title
        work.append_actions(job.request_id, [entry(EntryType.NOTED, f"{what}: {reason}", now)])
        text = f"{title}: it was tried {MOST_TRIES} times. The log says more."
        id_ = notice_id(f"job:{job.key}:{now.isoformat()}")
        work.add_notice(StoredNotice(id_, job.request_id, what, text, Urgency.NORMAL.value, now))

    # the three kinds

    async def _bring_up_to_date(self, job: Job) -> None:
        def refresh(work: UnitOfWork) -> None:
            request = work.load(job.request_id)
            if request.company_id is not None:
                self._refresh(work, request.company_id, self._clock.now())
            if fresh := _open_still(work, job):
                work.save_job(fresh.finished())

        await self._thread.run(self._engine.in_transaction, refresh)

    async def _make_brief(self, job: Job) -> None:
        if job.meeting_at <= self._clock.now():
            await self._thread.run(self._engine.in_transaction, lambda work: self._too_late(work, job))
            return
        await self._maker.make(job.request_id, settles=job.key)

    def _too_late(self, work: UnitOfWork, job: Job) -> None:
        """The meeting has begun: nobody reads a brief then."""
        why = "No prep brief was made: the meeting had begun before X-FORCE came to it."
        if job.last_error:
            why = f"No prep brief was made before the meeting began: {job.last_error}"
        work.save_job(job.finished(JobStatus.WITHDRAWN, why))
        work.append_actions(job.request_id, [entry(EntryType.NOTED, why, self._clock.now())])

    async def _prepare_mail(self, job: Job) -> None:
        def prepare(work: UnitOfWork) -> None:
            now, request = self._clock.now(), work.load(job.request_id)
            manner = manner_of_rep(work, self._engine.settings.learn_style)
            template = template_for(request, work.account(), now, work.conversation(request.id), manner)
            if template is None:  # put off: it is signed by whoever signs in
                raise SignInNeeded("Nobody is signed in.", "The mail bears your name: sign in to Microsoft.")
            self._engine.apply(work, request.id, MeetingBegan(job.meeting_at, template))
            if fresh := _open_still(work, job):
                work.save_job(fresh.finished())

        await self._thread.run(self._engine.in_transaction, prepare)


def _open_still(work: UnitOfWork, job: Job) -> Job | None:
    """As it is stored now; None if it was withdrawn or has come to an end."""
    fresh = next((one for one in work.jobs(job.request_id) if one.key == job.key), None)
    return fresh if fresh and fresh.is_open else None
