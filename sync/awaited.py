"""Mails that news named and that did not show when they were read: asked for again before they count as gone.

A mailbox is served by many machines, and what one of them names another may not find for a while. One at
which the service fails each time is broken, and nobody will ever read it here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from xforce_desktop.clock import Clock
from xforce_desktop.ports import Folder
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=20), timedelta(hours=1)  # doubled with each time
LEAST_TRIES = 5  # after the first miss: a computer that sleeps asks later, not less often
GIVEN_UP_AFTER = timedelta(days=1)
AT_ONCE = 50  # as many as on a page


HELD_FOR = timedelta(minutes=10)  # what is pressed for: the mail may be its answer


class _Try(TypedDict):
    number: int
    at: str
    since: NotRequired[str]
    fails: NotRequired[bool]  # at the last time the service failed at it


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

    def note(
        self,
        work: UnitOfWork,
        folder: Folder,
        asked: Sequence[str],
        missing: Sequence[str],
        failing: Sequence[str],
    ) -> Sequence[str]:
        """With the last mail of a page: of those that were `asked` for again only the `missing` and `failing`
        are awaited any longer, and not for ever; others of them are awaited from now on. Returns those that
        are given up although they are there."""
        still = {one: one in failing for one in (*missing, *failing)}
        if not asked and not still:
            return ()
        kept = {one: last for one, last in _kept(work, folder).items() if one not in asked or one in still}
        now = self._clock.now()
        for one, fails in still.items():
            if one not in kept:
                kept[one] = _Try(number=0, at=now.isoformat(), since=now.isoformat(), fails=fails)
            elif one in asked:
                last = kept[one]
                kept[one] = _Try(
                    number=last["number"] + 1, at=now.isoformat(), since=_since(last), fails=fails
                )
        given_up = {one: last for one, last in kept.items() if _is_given_up(last, now)}
        if given_up:
            log.info(
                "mails that were named are gone", extra={"folder": folder.value, "number": len(given_up)}
            )
        kept = {one: last for one, last in kept.items() if one not in given_up}
        work.save_setting(_setting(folder), json.dumps(kept))
        return [one for one, last in given_up.items() if last.get("fails")]


def _since(last: _Try) -> str:
    return last.get("since", last["at"])


def _is_given_up(last: _Try, now: datetime) -> bool:
    is_old = now - datetime.fromisoformat(_since(last)) >= GIVEN_UP_AFTER
    return is_old and last["number"] >= LEAST_TRIES


def held(work: UnitOfWork, now: datetime) -> datetime | None:
    """Until when nobody is pressed for an answer, as one may have come: nothing tells whose mail it is."""
    since = [datetime.fromisoformat(_since(last)) for last in _kept(work, Folder.INBOX).values()]
    return max((one + HELD_FOR for one in since if now < one + HELD_FOR), default=None)


def _again_at(last: _Try) -> datetime:
    return datetime.fromisoformat(last["at"]) + min(
        FIRST_PAUSE * (1 << min(last["number"], 10)), LONGEST_PAUSE
    )


def _kept(work: UnitOfWork, folder: Folder) -> dict[str, _Try]:
    kept: dict[str, _Try] = json.loads(work.setting(_setting(folder)) or "{}")
    return kept


def _setting(folder: Folder) -> str:
    return f"news_awaited:{folder.value}"
