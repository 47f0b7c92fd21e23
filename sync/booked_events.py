"""The events of booked meetings, read again only if they changed: one look at the calendar for many."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.ports import Calendar, CalendarEvent
from xforce_desktop.scheduling.request import MeetingRequest

log = logging.getLogger(__name__)

LONGEST = timedelta(days=7)  # of the calendar at once: the rep's other events are in the answer too
READ_ANYWAY = timedelta(hours=3)  # after the last time, whatever the version says


@dataclass(frozen=True)
class _Seen:
    event: CalendarEvent
    version: str
    at: datetime


class BookedEvents:
    """Remembers what it has read, while the program runs."""

    def __init__(self, calendar: Calendar, clock: Clock) -> None:
        self._calendar = calendar
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    async def versions(self, requests: Sequence[MeetingRequest]) -> Mapping[str, str]:
        """The versions of their events, as far as one look at the calendar tells them. A meeting that is
        alone in its week may as well be read itself."""
        ids = {request.calendar_event_id for request in requests}
        self._seen = {event_id: seen for event_id, seen in self._seen.items() if event_id in ids}
        found: dict[str, str] = {}
        for group in _weeks(requests):
            if len(group) > 1:
                found |= await self._versions_within(_hull(group))
        return {event_id: version for event_id, version in found.items() if event_id in ids}

    async def _versions_within(self, span: Span) -> Mapping[str, str]:
        try:
            return await self._calendar.versions(span.start, span.end)
        except SignInNeeded:
            raise
        except OutsideError as error:  # then each is read itself
            log.warning("the calendar cannot be looked through: %s", error.title)
            return {}

    async def read(self, request: MeetingRequest, version: str, *, is_awaited: bool) -> CalendarEvent | None:
        """The event as it is now; None if it is gone. `is_awaited`: something in it is to come, and may come
        without a new version. Raises OutsideError."""
        seen = self._seen.get(request.calendar_event_id)
        if seen and version and not is_awaited and self._holds(seen, request, version):
            return seen.event
        event = await self._calendar.event(request.calendar_event_id)
        if event is None:
            self._seen.pop(request.calendar_event_id, None)
        elif version:
            self._seen[request.calendar_event_id] = _Seen(event, version, self._clock.now())
        return event

    def _holds(self, seen: _Seen, request: MeetingRequest, version: str) -> bool:
        """A look ahead of now was by a clock that has been set right since."""
        is_recent = timedelta(0) <= self._clock.now() - seen.at < READ_ANYWAY
        return is_recent and seen.version == version and seen.event.start == request.scheduled_time


def _weeks(requests: Iterable[MeetingRequest]) -> Iterator[Sequence[MeetingRequest]]:
    """Those whose meetings lie within a week, together."""
    group: list[MeetingRequest] = []
    for request in sorted(requests, key=_start):
        if group and _end(request) - _start(group[0]) > LONGEST:
            yield group
            group = []
        group.append(request)
    if group:
        yield group


def _hull(group: Sequence[MeetingRequest]) -> Span:
    return Span(_start(group[0]), max(_end(request) for request in group))


def _start(request: MeetingRequest) -> datetime:
    assert request.scheduled_time is not None
    return request.scheduled_time


def _end(request: MeetingRequest) -> datetime:
    return _start(request) + request.duration
