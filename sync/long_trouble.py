"""What keeps all news, or booked meetings, from being read for hours: told once, and once when it is over.

Kept in the store, so that a restart neither forgets it nor tells it twice. Nothing is said here of what the
screens say by themselves: no network, the sign-in, the computer's clock, another computer at work.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from sync.trouble_kinds import trouble_of
from xforce_desktop.clock import Clock
from xforce_desktop.errors import StoreError, XForceError
from xforce_desktop.scheduling.desk import SyncTrouble, notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

TOLD_AFTER = timedelta(hours=2)
LONGEST_STEP = timedelta(minutes=15)  # between two looks; what is longer was sleep and is not counted
COUNTS = frozenset(
    {
        SyncTrouble.THROTTLED,
        SyncTrouble.SERVICE_DOWN,
        SyncTrouble.LATER,
        SyncTrouble.REFUSED,
        SyncTrouble.UNEXPECTED,
    }
)


@dataclass(frozen=True)
class Telling:
    """What is said of one kind of trouble, and the setting it is kept under."""

    setting: str
    title: str
    meaning: str
    over_title: str
    over: str


NEWS = Telling(
    "news_trouble",
    "No answers have been read for hours",
    "Until this is over no answer is read and nothing is sent. Nothing is lost.",
    "Answers are read again",
    "What kept X-FORCE from it for hours is over. What waited is read and sent now.",
)
MEETINGS = Telling(
    "meetings_trouble",
    "Booked meetings have not been read for hours",
    "Until this is over X-FORCE may not see who accepts or declines on the calendar, or that a meeting was "
    "moved or removed in Outlook. Mail is read and sent as usual.",
    "Booked meetings are read again",
    "What kept X-FORCE from reading them on your calendar is over.",
)


class _Kept(TypedDict):
    began_at: str
    looked_at: str
    lasted_s: float
    is_told: bool
    of: NotRequired[list[str]]


class LongTrouble:
    """Counts the time in which look after look fails, as long as the computer is awake."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock, telling: Telling = NEWS) -> None:
        self._telling = telling
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self.is_told = False  # whether the rep knows of what is going on now

    async def goes_on(self, error: XForceError, words: str, of: Collection[str] = ()) -> None:
        """A look ended with `error`, in these words for the rep. `of`: what it kept from being read, where
        that is not everything."""
        if isinstance(error, StoreError):
            return

        def note(work: UnitOfWork) -> bool:
            return self._note(work, words, of, counts=trouble_of(error) in COUNTS)

        try:
            self.is_told = await self._thread.run(self._engine.in_transaction, note)
        except StoreError as broken:  # the pass ends with what it met first
            log.info("how long it lasts could not be kept", extra={"reason": broken.title})

    async def is_over(self, read: Collection[str] | None = None) -> None:
        """A look came through. `read`, where that is not everything: if nothing that could not be read is
        among it, that is of no interest any more, and nothing is said."""
        await self._thread.run(self._engine.in_transaction, lambda work: self._end(work, read))
        self.is_told = False

    def _note(self, work: UnitOfWork, words: str, of: Collection[str], *, counts: bool) -> bool:
        now, telling = self._clock.now(), self._telling
        kept = _read(work, telling) or _Kept(
            began_at=now.isoformat(), looked_at=now.isoformat(), lasted_s=0.0, is_told=False
        )
        step = min(max(now - datetime.fromisoformat(kept["looked_at"]), timedelta(0)), LONGEST_STEP)
        kept["looked_at"], kept["of"] = now.isoformat(), sorted(of)
        if counts:
            kept["lasted_s"] += step.total_seconds()
            if not kept["is_told"] and kept["lasted_s"] >= TOLD_AFTER.total_seconds():
                kept["is_told"] = True
                text = f"{words} {telling.meaning}"
                _tell(work, telling, f"lasts:{kept['began_at']}", telling.title, text, now)
        work.save_setting(telling.setting, json.dumps(kept))
        return kept["is_told"]

    def _end(self, work: UnitOfWork, read: Collection[str] | None) -> None:
        telling = self._telling
        kept = _read(work, telling)
        if kept is None:
            return
        work.save_setting(telling.setting, "")
        is_read = read is None or not set(kept.get("of", ())).isdisjoint(read)
        if kept["is_told"] and is_read:
            name = f"over:{kept['began_at']}"
            _tell(work, telling, name, telling.over_title, telling.over, self._clock.now())


def _read(work: UnitOfWork, telling: Telling) -> _Kept | None:
    kept: _Kept | None = json.loads(work.setting(telling.setting) or "null")
    return kept


def _tell(work: UnitOfWork, telling: Telling, name: str, title: str, text: str, now: datetime) -> None:
    its_id = notice_id(f"{telling.setting.replace('_', '-')}:{name}")
    work.add_notice(StoredNotice(its_id, None, title, text, Urgency.HIGH.value, now))
