"""Slots of live offers as tentative events on the rep's own calendar; they vanish with the offer.

What should stand there is compared with what the store says stands there, at each pass. A row is saved before
its event is made, marked before it is deleted and dropped afterwards: the next pass mends a crash in between.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.lease import Lease
from sync.meeting_plan import hold_plan
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded, TemporaryError
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.ports import Calendar, MeetingPlan
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import HoldEvent, UnitOfWork

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=15)  # what was refused is not asked again at each pass
Slot = tuple[RequestId, Span]


@dataclass(frozen=True)
class _ToDo:
    """Rows whose event is missing, with what it is to be, and rows that are not wanted any more."""

    missing: tuple[tuple[HoldEvent, MeetingPlan], ...] = ()
    unwanted: tuple[HoldEvent, ...] = ()


class HoldEvents:
    """Keeps the rep's calendar and the offers in step. Trouble is left for a later pass, but SignInNeeded is
    raised: there is nothing else to do until then."""

    def __init__(
        self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock, lease: Lease
    ) -> None:
        self._calendar = calendar
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._lease = lease
        self._not_before: dict[uuid.UUID, datetime] = {}
        self._not_seen: set[uuid.UUID] = set()

    async def finish(self) -> None:
        """Settle events whose making was cut off: one whose id is unknown would stand in our own way.

        It is made if it is still wanted, else found and taken away.
        """
        todo = await self._thread.run(self._compare, is_new_wanted=False)
        unknown = tuple(row for row in todo.unwanted if not row.event_id)
        await self._carry_out(replace(todo, unwanted=unknown))

    async def reconcile(self) -> None:
        """Make what is missing, take away what is not wanted any more."""
        await self._carry_out(await self._thread.run(self._compare, is_new_wanted=True))

    def _compare(self, *, is_new_wanted: bool) -> _ToDo:
        return self._engine.in_transaction(lambda work: self._compared(work, is_new_wanted))

    def _compared(self, work: UnitOfWork, is_new_wanted: bool) -> _ToDo:
        """One transaction: rows for what is missing are saved in it, before any event is made."""
        rows = work.hold_events()
        if not rows and not (is_new_wanted and self._engine.settings.tentative_holds):
            return _ToDo()
        self._lease.take(work)
        wanted = self._wanted(work)
        known = {(row.request_id, row.span) for row in rows if not row.is_leaving}
        new = [
            HoldEvent(self._engine.ids.new(), *slot) for slot in wanted if is_new_wanted and slot not in known
        ]
        for row in new:
            work.save_hold_event(row)
        kept = [r for r in (*rows, *new) if (r.request_id, r.span) in wanted and not r.is_leaving]
        return _ToDo(
            tuple((row, wanted[row.request_id, row.span]) for row in kept if not row.event_id),
            tuple(r for r in rows if (r.request_id, r.span) not in wanted or r.is_leaving),
        )

    def _wanted(self, work: UnitOfWork) -> dict[Slot, MeetingPlan]:
        """Slots ahead of offers that were sent; none while the setting is off."""
        if not self._engine.settings.tentative_holds:
            return {}
        now = self._clock.now()
        return {
            (request.id, Span(start, start + request.duration)): hold_plan(request, start)
            for request in work.requests(include_ended=False)
            if request.offer_was_sent
            for start in request.offered_times
            if start > now
        }

    async def _carry_out(self, todo: _ToDo) -> None:
        """One that is refused stops no other; when the service is out of reach the rest waits as well.

        Raises SignInNeeded.
        """
        work: list[tuple[HoldEvent, MeetingPlan | None]] = [(row, None) for row in todo.unwanted]
        for row, plan in (*work, *todo.missing):
            if self._clock.now() < self._not_before.get(row.id, self._clock.now()):
                continue
            try:
                await (self._make(row, plan) if plan else self._remove(row))
            except SignInNeeded:
                raise
            except OutsideError as error:
                log.info(
                    "a hold could not be shown", extra={"request": str(row.request_id), "reason": error.title}
                )
                if isinstance(error, TemporaryError):
                    return
                self._not_before[row.id] = self._clock.now() + AGAIN_AFTER

    async def _make(self, row: HoldEvent, plan: MeetingPlan) -> None:
        """Once under the row's key: an event that an earlier try made is taken as it is."""
        event = await self._calendar.create(plan, _key(row))
        await self._save(replace(row, event_id=event.event_id))

    async def _save(self, row: HoldEvent) -> None:
        await self._thread.run(self._engine.in_transaction, lambda work: work.save_hold_event(row))

    async def _remove(self, row: HoldEvent) -> None:
        """One whose id was never noted is looked for, twice if it does not show: it may be on its way."""
        event_id = row.event_id
        if not event_id:
            found = await self._calendar.find(_key(row), row.span.start, row.span.end)
            if found is None and row.id not in self._not_seen:
                self._not_seen.add(row.id)
                return
            event_id = found.event_id if found else ""
        if event_id:
            await self._save(replace(row, event_id=event_id, is_leaving=True))
            await self._calendar.remove(event_id)
        self._not_seen.discard(row.id)
        await self._thread.run(self._engine.in_transaction, lambda work: work.drop_hold_event(row.id))


def _key(row: HoldEvent) -> EffectKey:
    return EffectKey(str(row.id))
