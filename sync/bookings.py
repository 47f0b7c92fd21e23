"""The event on the calendar: made, moved or given other guests once, looked up before anything is repeated,
withdrawn if it was stopped too late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync.meeting_plan import plan_for
from sync.rows import STILL_TO_DO, Rows, stands
from xforce_desktop.clock import Clock
from xforce_desktop.errors import TemporaryError
from xforce_desktop.ports import Calendar, CalendarEvent
from xforce_desktop.scheduling.effects import BookMeeting, MoveMeeting, UpdateAttendees
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    AttendeesUpdated,
    GuestsDiffer,
    MeetingBooked,
    MeetingMoved,
    SlotTaken,
)
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

TakenAmong = Callable[[MeetingRequest, Sequence[datetime]], Awaitable[dict[datetime, str]]]
NOT_SEEN = "No invitation of ours shows on the calendar."


class Bookings:
    """Performs BookMeeting, MoveMeeting and UpdateAttendees."""

    def __init__(
        self,
        calendar: Calendar,
        rows: Rows,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        taken_among: TakenAmong,
    ) -> None:
        self._calendar = calendar
        self._rows = rows
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._taken_among = taken_among

    async def perform(
        self, row: OutboxRow, effect: BookMeeting | MoveMeeting | UpdateAttendees, request: MeetingRequest
    ) -> str | None:
        """Book or move under the row's key; what was stopped after it had begun is only looked up."""
        if isinstance(effect, UpdateAttendees):
            return await self._invite(row, effect, request)
        if isinstance(effect, MoveMeeting):
            return await self._move(row, effect, request)
        if row.status is OutboxStatus.RECALLED:
            return await self._recall(row, effect, request)
        return await self._book(row, effect, request)

    async def _book(self, row: OutboxRow, effect: BookMeeting, request: MeetingRequest) -> str | None:
        """An event that an earlier try made is taken as it is; else everything is checked once more."""
        if await self._thread.run(self._engine.in_transaction, lambda work: _waits_for_another(work, row)):
            raise TemporaryError("An earlier invitation is being looked up.", "Then this one goes out.")
        if row.attempts:
            found = await self._calendar.find(row.key, effect.start, effect.start + request.duration)
            if found:
                return await self._booked(row, effect, found)
        if reason := await self._why_not(request, effect.start):
            return await self._settled(row, SlotTaken(effect.start, reason))
        begun = await self._rows.begin(row)
        if begun is None:
            return None
        event = await self._calendar.create(plan_for(request, effect.start), row.key)
        return await self._booked(begun, effect, event)

    async def _why_not(self, request: MeetingRequest, start: datetime) -> str:
        if start <= self._clock.now():
            return "the time has passed."
        return (await self._taken_among(request, [start])).get(start, "")

    async def _booked(self, row: OutboxRow, effect: BookMeeting, event: CalendarEvent) -> str:
        """The event exists, so the machine hears of it even if the row was stopped meanwhile."""

        def finish(work: UnitOfWork) -> None:
            if not stands(work, row, STILL_TO_DO):
                return
            request = work.load(row.request_id)
            missed = _has_missed_before(work, request)
            booked = MeetingBooked(effect.start, event.event_id, event.join_url, missed)
            self._engine.apply(work, request.id, booked, settles=row.key)
            if work.load(request.id).calendar_event_id == event.event_id:
                _withdraw_doubles(work, row, effect)
                if _has_other_guests(event, work.load(request.id)):
                    self._engine.apply(work, request.id, GuestsDiffer(event.event_id))

        await self._thread.run(self._engine.in_transaction, finish)
        return "booked"

    async def _recall(self, row: OutboxRow, effect: BookMeeting, request: MeetingRequest) -> str:
        """Stopped after it had begun: if the event exists after all, the machine withdraws it.

        One that does not show is looked up a second time a little later: it may have been on its way.
        """
        found = await self._calendar.find(row.key, effect.start, effect.start + request.duration)
        if found and not found.is_cancelled:
            return await self._booked(row, effect, found)
        if found is None and NOT_SEEN not in row.last_error:
            raise TemporaryError(NOT_SEEN, "It is looked up once more.")
        await self._rows.withdraw(row)
        return "withdrawn"

    async def _moved(self, row: OutboxRow, effect: MoveMeeting) -> MeetingMoved:
        def read(work: UnitOfWork) -> bool:
            return _has_missed_before(work, work.load(row.request_id))

        return MeetingMoved(effect.start, await self._thread.run(self._engine.in_transaction, read))

    async def _move(self, row: OutboxRow, effect: MoveMeeting, request: MeetingRequest) -> str | None:
        if row.attempts and await self._stands_there(request, effect.start):
            return await self._settled(row, await self._moved(row, effect), is_done=True)
        if row.status is OutboxStatus.RECALLED:
            await self._rows.withdraw(row)
            return "withdrawn"
        if reason := await self._why_not(request, effect.start):
            return await self._settled(row, SlotTaken(effect.start, reason))
        begun = await self._rows.begin(row)
        if begun is None:
            return None
        await self._calendar.move(request.calendar_event_id, effect.start, effect.start + request.duration)
        return await self._settled(begun, await self._moved(row, effect), is_done=True)

    async def _invite(self, row: OutboxRow, effect: UpdateAttendees, request: MeetingRequest) -> str | None:
        """Those who are in the request now; repeating it does no harm. An event that is no longer the
        request's, or is over, is left alone."""
        start, ends_at = request.scheduled_time, request.ends_at
        is_ours = request.calendar_event_id == effect.event_id and not request.has_ended
        if not is_ours or start is None or ends_at is None or ends_at <= self._clock.now():
            await self._rows.withdraw(row)
            return "withdrawn"
        begun = await self._rows.begin(row)
        if begun is None:
            return None
        plan = plan_for(request, start)
        await self._calendar.set_attendees(effect.event_id, plan.required, plan.optional)
        return await self._settled(begun, AttendeesUpdated())

    async def _stands_there(self, request: MeetingRequest, start: datetime) -> bool:
        event = await self._calendar.event(request.calendar_event_id) if request.calendar_event_id else None
        return event is not None and not event.is_cancelled and event.start == start

    async def _settled(
        self, row: OutboxRow, event: SlotTaken | MeetingMoved | AttendeesUpdated, *, is_done: bool = False
    ) -> str | None:
        return "done" if await self._rows.settle(row, event, is_done=is_done) else None


def _waits_for_another(work: UnitOfWork, row: OutboxRow) -> bool:
    """Whether an older booking of the same request was stopped and its fate is not known yet."""
    return any(
        other.status is OutboxStatus.RECALLED and isinstance(other.effect, BookMeeting)
        for other in work.outbox_of(row.request_id)
        if other.key != row.key
    )


def _has_other_guests(event: CalendarEvent, request: MeetingRequest) -> bool:
    """Whether people changed while the event was being made; an event that lists nobody tells nothing."""
    wanted = plan_for(request, event.start)
    now = {address.casefold() for address, _ in (*wanted.required, *wanted.optional)}
    made_for = {answer.address.casefold() for answer in event.answers}
    return bool(made_for) and made_for != now


def _has_missed_before(work: UnitOfWork, request: MeetingRequest) -> bool:
    """Whether somebody of this company missed a meeting before."""
    return work.no_shows_at_company(request.company_id) > 0


def _withdraw_doubles(work: UnitOfWork, row: OutboxRow, effect: BookMeeting) -> None:
    """The same time was agreed again while the first booking was under way: one event is enough."""
    for other in work.outbox_of(row.request_id):
        waits = other.status in {OutboxStatus.PENDING, OutboxStatus.WAITING} and not other.attempts
        if waits and other.effect == effect:
            work.update_row(replace(other, status=OutboxStatus.WITHDRAWN))
