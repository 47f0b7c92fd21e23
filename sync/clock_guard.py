"""A wrong clock on this computer must not send mail at night, nor take a good time for one that has passed.

Nothing is taken or leaves until it is right; what the rep did meanwhile is dated anew then.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from sync.rows import STILL_TO_DO
from xforce_desktop.clock import MOST_CLOCK_ERROR, Clock
from xforce_desktop.errors import TemporaryError
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

UNITS = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)
ADVICE = "Set it by the network."


class ClockWrong(TemporaryError):
    """This computer's clock differs too much from the service's."""


class ServiceTime(Protocol):
    """Somebody who hears what time the service thinks it is."""

    @property
    def skew(self) -> timedelta | None:
        """How far this computer's clock was ahead at the last answer; negative if behind, None if unknown."""
        ...


class ClockGuard:
    """Compares the clocks. Without a service to compare with, everything is fine."""

    def __init__(
        self, service: ServiceTime | None, engine: Engine, thread: StoreThread, clock: Clock
    ) -> None:
        self._service = service
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._is_told = False
        self._is_set_right = False

    async def check(self) -> None:
        """Raises ClockWrong while the clock is wrong, and tells the rep once, until it was right again."""
        skew = self._service.skew if self._service else None
        if skew is None:
            self._is_told = False
            return
        if abs(skew) <= MOST_CLOCK_ERROR:
            await self._once_it_is_right()
            return
        self._is_set_right = False
        words = f"Your computer's clock is {in_words(skew)}: nothing leaves until it is right."
        if not self._is_told:
            log.warning("the clock is wrong", extra={"ahead_s": int(skew.total_seconds())})
            await self._thread.run(self._engine.in_transaction, lambda work: self._tell(work, words))
            self._is_told = True
        raise ClockWrong(words, ADVICE)

    async def _once_it_is_right(self) -> None:
        """At the first look of this program and after each time it was wrong."""
        self._is_told = False
        if not self._is_set_right:
            await self._thread.run(self._engine.in_transaction, self._date_anew)
            self._is_set_right = True

    def _date_anew(self, work: UnitOfWork) -> None:
        """What was done by a clock that was ahead would wait until real time has caught up."""
        now = self._clock.now()
        for request in work.requests(include_ended=True):
            for row in work.outbox_of(request.id):
                if row.status in STILL_TO_DO and (ahead := row.created_at - now) > MOST_CLOCK_ERROR:
                    soon = max(now, row.not_before - ahead)
                    work.update_row(replace(row, created_at=now, not_before=soon))
            if (dated := _dated_anew(request, now)) is not request:
                work.save(dated)

    def _tell(self, work: UnitOfWork, words: str) -> None:
        now = self._clock.now()
        its_id = notice_id(f"clock:{now.date().isoformat()}")
        if any(notice.id == its_id for notice in work.notices()):
            return
        title = "Your computer's clock is wrong"
        work.add_notice(StoredNotice(its_id, None, title, f"{words} {ADVICE}", Urgency.HIGH.value, now))


def _dated_anew(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """The same request unless its last step lies ahead of `now`."""
    acted_at, action = request.last_action_at, request.next_action
    if acted_at is None or acted_at - now <= MOST_CLOCK_ERROR:
        return request
    sooner = replace(action, at=max(now, action.at - (acted_at - now))) if action else None
    since = min(request.counts_from, now) if request.counts_from else None
    return replace(request, last_action_at=now, next_action=sooner, counts_from=since)


def in_words(skew: timedelta) -> str:
    """ "3 hours ahead", "20 minutes behind"."""
    off = abs(skew)
    unit, name = next(((unit, name) for unit, name in UNITS if off >= unit), UNITS[-1])
    count = round(off / unit)
    return f"{count} {name}{'' if count == 1 else 's'} {'ahead' if skew > timedelta(0) else 'behind'}"
