"""What became of booked meetings: answers on the organizer's copy, events moved or removed by hand, and
double-booked people."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

from sync.booked_events import BookedEvents
from sync.clashes import ClashWatch
from sync.errors import Throttled
from sync.invite_answers import take_invite_answer
from sync.links import LinkWatch
from sync.long_trouble import MEETINGS, LongTrouble
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Calendar, CalendarEvent, MeetingAnswer
from xforce_desktop.scheduling.effects import BookMeeting, CancelMeeting, MoveMeeting
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import EventChangedByHand
from xforce_desktop.scheduling.matching import Match
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, UnitOfWork

log = logging.getLogger(__name__)

SHOWS_BY = timedelta(minutes=5)  # after booking; a new event may not be found at once
STILL_WATCHED = timedelta(hours=1)  # after the planned end
MOVES = (BookMeeting, MoveMeeting, CancelMeeting)

Read = tuple[MeetingRequest, CalendarEvent | None]
Unread = dict[RequestId, tuple[MeetingRequest, OutsideError]]


class CalendarWatch:
    """Looks at the event of each booked meeting that is not over, whoever has the request."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._clashes = ClashWatch(calendar, engine, thread, clock)
        self._links = LinkWatch(calendar, engine, thread, clock)
        self._events = BookedEvents(calendar, clock)
        self._trouble = LongTrouble(engine, thread, clock, MEETINGS)

    async def look(self) -> int:
        """Returns how many answers or changes were new."""
        watched = await self._thread.run(self._watched)
        versions = await self._events.versions(watched)
        news, standing = 0, []
        unread: Unread = {}
        async for request, event in self._read(watched, versions, unread):
            news += await self._thread.run(self._take, request, event)
            news += await self._links.look(request, event)
            if event is not None and not event.is_cancelled:
                standing.append((request, event))
        await self._note_unread(watched, unread)
        return news + await self._clashes.look(standing)

    async def _read(
        self,
        watched: Sequence[MeetingRequest],
        versions: Mapping[str, str],
        unread: Unread,
    ) -> AsyncIterator[Read]:
        """Each with its event, None if that is gone; one that cannot be read stops no other and is added to
        the `unread`. Where Microsoft asks us to wait, none of the rest is asked for."""
        for number, request in enumerate(watched):
            version = versions.get(request.calendar_event_id, "")
            try:
                event = await self._events.read(request, version, is_awaited=self._links.is_awaited(request))
            except SignInNeeded:
                raise
            except Throttled as error:
                unread.update((one.id, (one, error)) for one in watched[number:])
                return
            except OutsideError as error:
                log.warning(
                    "a meeting cannot be read", extra={"request": str(request.id), "reason": error.title}
                )
                unread[request.id] = (request, error)
                continue
            if event is None and _is_new(request, self._clock.now()):
                log.info("a new meeting does not show yet", extra={"request": str(request.id)})
                continue
            yield request, event

    async def _note_unread(self, watched: Sequence[MeetingRequest], unread: Unread) -> None:
        """For hours, it is told: the rep believes them to be watched. One that has merely ended is no end of
        it."""
        if not unread:
            await self._trouble.is_over({str(request.id) for request in watched})
            return
        _, error = next(iter(unread.values()))
        titles = ", ".join(sorted(request.title for request, _ in unread.values()))
        words = f"{titles}: {error.title.rstrip('.')}. {error.advice}"
        await self._trouble.goes_on(error, words.strip(), [str(one) for one in unread])

    def _watched(self) -> list[MeetingRequest]:
        now = self._clock.now()

        def read(work: UnitOfWork) -> list[MeetingRequest]:
            return [
                request
                for request in work.booked_requests()
                if request.calendar_event_id
                and request.ends_at is not None
                and now < request.ends_at + STILL_WATCHED
                and not _we_are_changing_it(work, request)
            ]

        return self._engine.in_transaction(read)

    def _take(self, seen: MeetingRequest, event: CalendarEvent | None) -> int:
        def take(work: UnitOfWork) -> int:
            request = work.load(seen.id)
            if request.calendar_event_id != seen.calendar_event_id or _we_are_changing_it(work, request):
                return 0
            if event is None or event.is_cancelled:
                self._engine.apply(work, request.id, EventChangedByHand(None))
                return 1
            if event.start != request.scheduled_time:
                self._engine.apply(work, request.id, EventChangedByHand(event.start))
                return 1
            return self._take_answers(work, request, event)

        return self._engine.in_transaction(take)

    def _take_answers(self, work: UnitOfWork, request: MeetingRequest, event: CalendarEvent) -> int:
        news = 0
        found = Match(request.id, ("The organizer's calendar shows the answer.",))
        own = {a.email.casefold() for a in request.internal if a.is_organizer}
        for answer in event.answers:
            if answer.response == "none" or answer.address.casefold() in own:
                continue
            if work.load(request.id).calendar_event_id != event.event_id:
                break
            passed_on = MeetingAnswer(event.event_id, answer.address, answer.response, answer.proposed)
            news += take_invite_answer(self._engine, work, found, passed_on)
        return news


def _is_new(request: MeetingRequest, now: datetime) -> bool:
    """Whether it was put on the calendar so lately that not to find it proves nothing."""
    return request.booked_at is not None and now - request.booked_at < SHOWS_BY


def _we_are_changing_it(work: UnitOfWork, request: MeetingRequest) -> bool:
    open_states = {OutboxStatus.PENDING, OutboxStatus.WAITING, OutboxStatus.RECALLED}
    return any(r.status in open_states and isinstance(r.effect, MOVES) for r in work.outbox_of(request.id))
