"""Whether those of ours who stood in the way of a meeting still do: their calendars change."""

from __future__ import annotations

import logging
from datetime import timedelta

from sync.slots import Slots
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.ports import Calendar
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.insight_desk import open_insights
from xforce_desktop.scheduling.store_thread import StoreThread

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)  # between two looks at the same request; a search for times is a look, too


class AttendeeWatch:
    """Weighs again, now and then, where somebody stands in the way. Sends nothing; what waits for a free time
    is told when there is one."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._slots = Slots(calendar, engine, thread, clock)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def renew(self) -> None:
        """Those whose last look is an hour ago. A calendar that cannot be read now is read the next time."""
        before = self._clock.now() - EVERY
        due = await self._thread.run(self._engine.in_transaction, lambda work: open_insights(work, before))
        for request in due:
            try:
                await self._slots.weigh_again(request)
            except SignInNeeded:
                raise
            except OutsideError as error:
                log.info("not weighed again", extra={"request": str(request.id), "reason": error.title})
