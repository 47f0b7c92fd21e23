"""Mails that news named and that did not show when they were read: asked for again before they count as gone.

A mailbox is served by many machines, and what one of them names another may not find for a while.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from xforce_desktop.clock import Clock
from xforce_desktop.ports import Folder
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=20)  # doubled with each time
MOST_TRIES = 5  # after the first miss, over ten minutes; a computer that sleeps asks later, not less often
AT_ONCE = 50  # as many as on a page


class _Try(TypedDict):
    number: int
    at: str


class AwaitedMails:
    """Kept as one setting for each folder, by id. Blocks: for the store's thread."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def due(self, folder: Folder) -> Sequence[str]:
        """Those to be asked for now, longest awaited first."""
        kept = self._engine.in_transaction(lambda work: _kept(work, folder))
        now = self._clock.now()
        return [one for one, last in kept.items() if now >= _again_at(last)][:AT_ONCE]

    def note(self, work: UnitOfWork, folder: Folder, asked: Sequence[str], missing: Sequence[str]) -> None:
        """With the last mail of a page: of those that were `asked` for again only the `missing` are awaited
        any longer, and not for ever; others that are missing are awaited from now on."""
        if not asked and not missing:
            return
        kept = _kept(work, folder)
        answered = set(asked) - set(missing)
        kept = {one: last for one, last in kept.items() if one not in answered}
        now = self._clock.now().isoformat()
        for one in missing:
            if one not in kept:
                kept[one] = _Try(number=0, at=now)
            elif one in asked:
                kept[one] = _Try(number=kept[one]["number"] + 1, at=now)
        gone = [one for one, last in kept.items() if last["number"] >= MOST_TRIES]
        if gone:
            log.info("mails that were named are gone", extra={"folder": folder.value, "number": len(gone)})
        kept = {one: last for one, last in kept.items() if one not in gone}
        work.save_setting(_setting(folder), json.dumps(kept))


def _again_at(last: _Try) -> datetime:
    return datetime.fromisoformat(last["at"]) + FIRST_PAUSE * (1 << last["number"])


def _kept(work: UnitOfWork, folder: Folder) -> dict[str, _Try]:
    kept: dict[str, _Try] = json.loads(work.setting(_setting(folder)) or "{}")
    return kept


def _setting(folder: Folder) -> str:
    return f"news_awaited:{folder.value}"
