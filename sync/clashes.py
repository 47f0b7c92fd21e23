"""Whether somebody of ours got something else at the time of a booked meeting."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

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

EVERY = timedelta(hours=1)  # between two looks at the same meeting, with the same people at the same time
AROUND = timedelta(hours=1)

Busy = Mapping[str, tuple[Span, ...] | None]
Standing = tuple[MeetingRequest, CalendarEvent]


class ClashWatch:
    """Looks at free and busy around each booked meeting ahead, now and then."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._calendar = calendar
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._looked_at: dict[tuple[RequestId, datetime, frozenset[str]], datetime] = {}

    async def look(self, standing: Sequence[Standing]) -> int:
        """How many clashes are new or gone. A calendar that cannot be read proves neither."""
        now = self._clock.now()
        self._looked_at = {key: at for key, at in self._looked_at.items() if timedelta(0) <= now - at < EVERY}
        turns = [one for one in standing if one[1].start > now and _which(one) not in self._looked_at]
        inviting = await self._thread.run(self._inviting, turns)
        turns = [one for one in turns if one[0].id not in inviting]
        turns.sort(key=lambda one: one[1].start)
        news = 0
        for _, day in groupby(turns, key=lambda one: one[1].start.date()):
            news += await self._look_at_day(list(day))
        return news

    async def _look_at_day(self, meetings: Sequence[Standing]) -> int:
        """Everybody of ours in the meetings of one day, at once."""
        self._looked_at |= {_which(one): self._clock.now() for one in meetings}
        people = list(dict.fromkeys(a for request, _ in meetings for a in _needed(request)))
        start = min(event.start for _, event in meetings) - AROUND
        try:
            busy = await self._calendar.busy(people, start, max(event.end for _, event in meetings) + AROUND)
        except SignInNeeded:
            raise
        except OutsideError as error:  # the pass goes on; the next look comes anyway
            log.info("clashes not looked for", extra={"day": str(start.date()), "reason": error.title})
            return 0
        news = 0
        for request, event in meetings:
            found = {address: busy.get(address) for address in _needed(request)}
            if all(spans is not None for spans in found.values()):
                news += await self._thread.run(self._take, request, Span(event.start, event.end), found)
        return news

    def _inviting(self, turns: Sequence[Standing]) -> frozenset[RequestId]:
        def read(work: UnitOfWork) -> frozenset[RequestId]:
            return frozenset(request.id for request, _ in turns if _is_inviting(work, request.id))

        return self._engine.in_transaction(read) if turns else frozenset()

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


def _needed(request: MeetingRequest) -> list[str]:
    return [attendee.email for attendee in request.internal if attendee.is_required]


def _which(one: Standing) -> tuple[RequestId, datetime, frozenset[str]]:
    """Another time or another person is looked at at once."""
    request, event = one
    return request.id, event.start, frozenset(_needed(request))


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
