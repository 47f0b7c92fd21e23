"""Whether somebody of ours got something else at the time of a booked meeting."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from xforce_desktop.availability.spans import Span, overlaps, without_once
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Calendar, CalendarEvent
from xforce_desktop.scheduling.effects import UpdateAttendees
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ClashResolved, DoubleBooked, Event
from xforce_desktop.scheduling.request import ON_CALENDAR, MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, UnitOfWork

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)  # between two looks at the same meeting
AROUND = timedelta(hours=1)

Busy = Mapping[str, tuple[Span, ...] | None]


class ClashWatch:
    """Looks at free and busy around each booked meeting ahead, now and then."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._calendar = calendar
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._looked_at: dict[tuple[RequestId, datetime, frozenset[str]], datetime] = {}

    async def look(self, request: MeetingRequest, event: CalendarEvent | None) -> int:
        """1 if a clash is new or gone. A calendar that cannot be read proves neither."""
        people = [a.email for a in request.internal if a.is_required]
        if event is None or event.is_cancelled or not self._is_its_turn(request, event, people):
            return 0
        if await self._thread.run(self._engine.in_transaction, lambda work: _is_inviting(work, request.id)):
            return 0
        self._looked_at[request.id, event.start, frozenset(people)] = self._clock.now()
        try:
            busy = await self._calendar.busy(people, event.start - AROUND, event.end + AROUND)
        except SignInNeeded:
            raise
        except OutsideError as error:  # the pass goes on; the next look comes anyway
            log.info("clashes not looked for", extra={"request": str(request.id), "reason": error.title})
            return 0
        if any(busy.get(address) is None for address in people):
            return 0
        return await self._thread.run(self._take, request, Span(event.start, event.end), busy)

    def _is_its_turn(self, request: MeetingRequest, event: CalendarEvent, people: list[str]) -> bool:
        """Once an hour, and at once for another time or another person; a look ahead of now was by a clock
        that has been set right since."""
        now, which = self._clock.now(), (request.id, event.start, frozenset(people))
        self._looked_at = {key: at for key, at in self._looked_at.items() if timedelta(0) <= now - at < EVERY}
        return event.start > now and which not in self._looked_at

    def _take(self, seen: MeetingRequest, meeting: Span, busy: Busy) -> int:
        def take(work: UnitOfWork) -> int:
            request = work.load(seen.id)
            if request.state not in ON_CALENDAR or request.scheduled_time != meeting.start:
                return 0
            own = request.organizer.email
            holds = [hold.span for hold in work.hold_events() if hold.event_id]
            freed = {a: without_once(spans or (), holds if a == own else ()) for a, spans in busy.items()}
            who = tuple(a for a, spans in freed.items() if has_something_else(spans, meeting))
            news = _news(_last_told(work, request.id), who, meeting.start)
            return int(news is not None and self._engine.apply(work, request.id, news) is not None)

        return self._engine.in_transaction(take)


def has_something_else(spans: tuple[Span, ...], meeting: Span) -> bool:
    """Whether another event overlaps the meeting.

    If the meeting itself is not listed, what lies inside it may be a piece of it, and proves nothing.
    """
    left = without_once(spans, [meeting])
    is_listed = len(left) < len(spans)
    return any(overlaps(span, meeting) and (is_listed or not meeting.contains(span)) for span in left)


def _is_inviting(work: UnitOfWork, request_id: RequestId) -> bool:
    """Whether a calendar may not show the meeting yet: then something else cannot be told from it."""
    return any(
        row.status is OutboxStatus.PENDING and isinstance(row.effect, UpdateAttendees)
        for row in work.outbox_of(request_id)
    )


def _last_told(work: UnitOfWork, request_id: RequestId) -> DoubleBooked | ClashResolved | None:
    """The newest word on clashes in the journal; what is there already is not said again."""
    events = (line.event for line in reversed(work.journal(request_id)))
    return next((event for event in events if isinstance(event, DoubleBooked | ClashResolved)), None)


def _news(told: DoubleBooked | ClashResolved | None, who: tuple[str, ...], start: datetime) -> Event | None:
    found = DoubleBooked(who, start)
    if who:
        return None if told == found else found
    return ClashResolved(told.start) if isinstance(told, DoubleBooked) else None
