"""What keeps all news from being read for hours: told to the rep once, and once when it is over.

Kept in the store, so that a restart neither forgets it nor tells it twice. Nothing is said here of what the
screens say by themselves: no network, the sign-in, the computer's clock, another computer at work.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import TypedDict

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
SETTING = "news_trouble"
COUNTS = frozenset(
    {
        SyncTrouble.THROTTLED,
        SyncTrouble.SERVICE_DOWN,
        SyncTrouble.LATER,
        SyncTrouble.REFUSED,
        SyncTrouble.UNEXPECTED,
    }
)
TITLE, OVER_TITLE = "No answers have been read for hours", "Answers are read again"
NOTHING_LOST = "Until this is over no answer is read and nothing is sent. Nothing is lost."
OVER = "What kept X-FORCE from it for hours is over. What waited is read and sent now."


class _Kept(TypedDict):
    began_at: str
    looked_at: str
    lasted_s: float
    is_told: bool


class LongTrouble:
    """Counts the time in which pass after pass fails, as long as the computer is awake."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self.is_told = False  # whether the rep knows of what is going on now

    async def goes_on(self, error: XForceError, words: str) -> None:
        """A pass ended with `error`, in these words for the rep."""
        if isinstance(error, StoreError):
            return

        def note(work: UnitOfWork) -> bool:
            return self._note(work, words, counts=trouble_of(error) in COUNTS)

        try:
            self.is_told = await self._thread.run(self._engine.in_transaction, note)
        except StoreError as broken:  # the pass ends with what it met first
            log.info("how long it lasts could not be kept", extra={"reason": broken.title})

    async def is_over(self) -> None:
        """A pass came through."""
        await self._thread.run(self._engine.in_transaction, self._end)
        self.is_told = False

    def _note(self, work: UnitOfWork, words: str, *, counts: bool) -> bool:
        now = self._clock.now()
        kept = _read(work) or _Kept(
            began_at=now.isoformat(), looked_at=now.isoformat(), lasted_s=0.0, is_told=False
        )
        step = min(max(now - datetime.fromisoformat(kept["looked_at"]), timedelta(0)), LONGEST_STEP)
        kept["looked_at"] = now.isoformat()
        if counts:
            kept["lasted_s"] += step.total_seconds()
            if not kept["is_told"] and kept["lasted_s"] >= TOLD_AFTER.total_seconds():
                kept["is_told"] = True
                _tell(work, f"lasts:{kept['began_at']}", TITLE, f"{words} {NOTHING_LOST}", now)
        work.save_setting(SETTING, json.dumps(kept))
        return kept["is_told"]

    def _end(self, work: UnitOfWork) -> None:
        kept = _read(work)
        if kept is None:
            return
        work.save_setting(SETTING, "")
        if kept["is_told"]:
            _tell(work, f"over:{kept['began_at']}", OVER_TITLE, OVER, self._clock.now())


def _read(work: UnitOfWork) -> _Kept | None:
    kept: _Kept | None = json.loads(work.setting(SETTING) or "null")
    return kept


def _tell(work: UnitOfWork, name: str, title: str, text: str, now: datetime) -> None:
    its_id = notice_id(f"news-trouble:{name}")
    work.add_notice(StoredNotice(its_id, None, title, text, Urgency.HIGH.value, now))
