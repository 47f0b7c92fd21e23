"""What is due by the clock, also while the computer slept: next actions, and meetings that have begun."""

from __future__ import annotations

import logging
from datetime import datetime

from sync.jobs import Jobs
from sync.rows import Failed
from xforce_desktop.clock import Clock
from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_desk import wake_those_put_off
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ActionDue, MeetingBegan
from xforce_desktop.scheduling.request import NOT_HERE_AFTER, Handler, MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


class Timers:
    """Each due request moves one step at a time; one that fails does not stop the others."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock, jobs: Jobs | None = None) -> None:
        self._jobs = jobs or Jobs(engine, thread, clock)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def fire(self, failed: Failed | None = None) -> int:
        """Returns how many requests moved. What fails is added to `failed`, and what is in there waits for
        the next pass."""
        failed = failed if failed is not None else Failed()
        moved = await self._jobs.run()
        moved += await self._thread.run(self._notice_begun)
        moved += await self._thread.run(self._wake_calls)
        due = await self._thread.run(self._due)
        for request_id in due:
            if request_id in failed.requests:
                continue
            try:
                moved += await self._thread.run(self._fire_one, request_id)
            except StoreError:
                raise
            except Exception:  # a broken promise stops this request only
                failed.requests.add(request_id)
                log.exception("a request could not be moved on", extra={"request": str(request_id)})
        return moved

    async def prepare(self) -> int:
        """What needs nothing from outside: the jobs alone. Returns how many moved."""
        return await self._jobs.run()

    def _due(self) -> list[RequestId]:
        now = self._clock.now()
        return self._engine.in_transaction(lambda work: list(work.due_requests(now)))

    def _notice_begun(self) -> int:
        """Once for each meeting that is going on: the rep may ask whether they come."""
        now = self._clock.now()

        def notice(work: UnitOfWork) -> int:
            begun = [r for r in work.booked_requests() if _has_newly_begun(work, r, now)]
            for request in begun:
                assert request.scheduled_time is not None
                self._engine.apply(work, request.id, MeetingBegan(request.scheduled_time))
            return len(begun)

        return self._engine.in_transaction(notice)

    def _wake_calls(self) -> int:
        """Calls that the rep put off until now."""
        now = self._clock.now()
        return self._engine.in_transaction(lambda work: wake_those_put_off(work, now))

    def _fire_one(self, request_id: RequestId) -> int:
        """Look again inside the transaction: something else may have moved it meanwhile."""

        def fire(work: UnitOfWork) -> int:
            request = work.load(request_id)
            action = request.next_action
            if action is None or action.at > self._clock.now() or request.has_ended:
                return 0
            return int(self._engine.apply(work, request_id, ActionDue(action.type)) is not None)

        return self._engine.in_transaction(fire)


def _has_newly_begun(work: UnitOfWork, request: MeetingRequest, now: datetime) -> bool:
    """Not while another time is agreed: the old one is left then."""
    if request.agreed_time or not request.is_going_on(now) or request.handled_by is Handler.REP:
        return False
    return not any(
        isinstance(line.event, MeetingBegan)
        and line.event.start == request.scheduled_time
        and line.at >= line.event.start + NOT_HERE_AFTER
        for line in work.journal(request.id)
    )
