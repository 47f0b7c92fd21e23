"""Whether the rep is told, once, that somebody got something else at the time of a booked meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from sync.sandbox.world import World
from sync.simulation.world_calendar import FREE
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.events import ClashResolved, DoubleBooked
from xforce_desktop.scheduling.request import ON_CALENDAR, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

EVERY = timedelta(hours=1)  # between two looks; the program looks as often
PATIENCE = timedelta(hours=3)
LEAST_LOOKS = 3
Finding = tuple[RequestId, bool, str]


class DoubleBookings:
    """Looks at booked meetings ahead and remembers since when somebody has something else then."""

    def __init__(self, world: World, unreadable: Mapping[str, datetime]) -> None:
        self._world, self._unreadable = world, unreadable
        self._looked_at: datetime | None = None
        self._since: dict[tuple[RequestId, datetime], tuple[datetime, int]] = {}

    def look(self, work: UnitOfWork) -> Iterator[Finding]:
        """After a whole pass: request, whether it was right, and what was wrong."""
        now = self._world.now
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return
        self._looked_at, before, self._since = now, self._since, {}
        for request in work.requests(include_ended=False):
            start = request.scheduled_time
            if request.state not in ON_CALENDAR or start is None or start <= now:
                continue
            if not self._is_clashing(request, start):
                continue
            since, looks = before.get((request.id, start), (now, 0))
            self._since[request.id, start] = since, looks + 1
            if looks + 1 >= LEAST_LOOKS and now - since >= PATIENCE:
                words = f"not told of something else at {start.isoformat()}, there since {since.isoformat()}"
                yield request.id, _is_told(work, request.id, start), words

    def _is_clashing(self, request: MeetingRequest, start: datetime) -> bool:
        """Nobody's calendar may be closed: then nothing can be said."""
        people = [a.email for a in request.internal if a.is_required]
        if any(self._unreadable.get(one, self._world.now) > self._world.now for one in people):
            return False
        end = start + request.duration
        return any(
            entry.status not in FREE and not entry.meeting_key
            for one in people
            for entry in self._world.calendars.booked(one, start, end)
        )


def _is_told(work: UnitOfWork, request_id: RequestId, start: datetime) -> bool:
    events = [line.event for line in work.journal(request_id)]
    told = [event for event in events if isinstance(event, DoubleBooked | ClashResolved)]
    return bool(told) and isinstance(told[-1], DoubleBooked) and told[-1].start == start


def told_again(work: UnitOfWork, request_id: RequestId) -> list[str]:
    """Clashes of which the rep was told twice in a row."""
    events = [line.event for line in work.journal(request_id)]
    told = [event for event in events if isinstance(event, DoubleBooked | ClashResolved)]
    return [str(one) for one, following in pairwise(told) if one == following]
