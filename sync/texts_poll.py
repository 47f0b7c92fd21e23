"""Texts beside everything else: trouble with their service is told once and stops nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sync.text_fates import TextFates
from sync.texts_in import TextsIn
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, TemporaryError
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice

log = logging.getLogger(__name__)

TOLD_AFTER = timedelta(hours=4)  # what may pass by itself is not told at once


class TextsPoll:
    """Asks for texts, at most until the first trouble of a pass. `trouble` is empty while all is well."""

    def __init__(self, texts_in: TextsIn | None, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._texts_in = texts_in
        self._fates = TextFates(texts_in.texting, engine, thread, clock) if texts_in else None
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._is_tired = False
        self._since: datetime | None = None
        self._was_told = False
        self.trouble = ""

    def begin_pass(self) -> None:
        self._is_tired = False

    async def fetch(self) -> int:
        """Take what is new, and what is now known not to have arrived; 0 without a service, or while it does
        not answer."""
        if self._texts_in is None or self._fates is None or self._is_tired:
            return 0
        try:
            taken = await self._texts_in.fetch()
        except OutsideError as error:
            self._is_tired = True
            await self._note(error)
            return 0
        if self._since is not None:
            log.warning("text messages can be read again")
        self._since, self._was_told, self.trouble = None, False, ""
        return taken + await self._look_at_fates()

    async def _look_at_fates(self) -> int:
        """What cannot be asked now is asked at a later pass; answers come in all the same."""
        assert self._fates is not None
        try:
            return await self._fates.look()
        except OutsideError as error:
            self._is_tired = True
            log.info("fates of texts not asked", extra={"reason": error.title})
            return 0

    async def _note(self, error: OutsideError) -> None:
        """Logged once when it begins; the rep hears of what will not pass by itself, or has not for hours."""
        now = self._clock.now()
        self.trouble = f"{error.title} {error.advice}".strip()
        if self._since is None:
            self._since = now
            log.warning("text messages cannot be read", extra={"reason": error.title})
        lasts = now - self._since >= TOLD_AFTER
        if self._was_told or (isinstance(error, TemporaryError) and not lasts):
            return
        self._was_told = True
        text = f"Answers by text do not arrive here. {error.advice}".strip()
        notice = StoredNotice(
            notice_id(f"texts:{self._since.isoformat()}"), None, error.title, text, Urgency.HIGH.value, now
        )
        await self._thread.run(self._engine.in_transaction, lambda work: work.add_notice(notice))
