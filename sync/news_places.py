"""How far each folder has been read, and from which moment a round begins that starts anew.

A mailbox of years is never read as a whole: the first round goes back a day, and one after a lost cursor goes
back from where reading had come to.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from xforce_desktop.clock import Clock
from xforce_desktop.ports import Folder
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_ROUND_BACK = timedelta(days=1)
SINCE_SETTING = "news_since"  # before this moment no mail counts
# After a lost cursor: what was received before, but put into the folder or delivered late, is found as well.
LOST_CURSOR_BACK = timedelta(days=7)
RENEWAL_BACK = timedelta(days=1)
# A stream of changes that began with a filter follows 5,000 mails and then falls silent:
# learn.microsoft.com/graph/delta-query-messages
RENEW_AFTER = 3000  # with the day that is read twice well below it


class NewsPlaces:
    """Keeps the cursors. Blocks: for the store's thread."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, folder: Folder) -> tuple[str, datetime]:
        """The cursor, and the moment from which mail counts if there is none."""

        def read(work: UnitOfWork) -> tuple[str, datetime]:
            since = _moment(work, _since(folder)) or self._first_look(work)
            return work.cursor(_cursor(folder)), since

        return self._engine.in_transaction(read)

    def save(self, work: UnitOfWork, folder: Folder, cursor: str, new: int, read_to: datetime | None) -> None:
        """With the last mail of a page that held `new` ones; `read_to` if nothing is left behind it."""
        taken = int(work.setting(_taken(folder)) or 0) + new
        work.save_cursor(_cursor(folder), cursor)
        if read_to is not None:
            work.save_setting(_read_to(folder), read_to.isoformat())
            if taken >= RENEW_AFTER:
                log.info("the stream of news is renewed", extra={"folder": folder.value, "taken": taken})
                self._begin_anew(work, folder, RENEWAL_BACK)
                return
        if new:
            work.save_setting(_taken(folder), str(taken))

    def begin_again(self, folder: Folder) -> datetime:
        """The cursor is lost; returns from when to read. It stays the same until the round is done."""
        return self._engine.in_transaction(lambda work: self._begin_anew(work, folder, LOST_CURSOR_BACK))

    def _begin_anew(self, work: UnitOfWork, folder: Folder, back: timedelta) -> datetime:
        first, read_to = self._first_look(work), _moment(work, _read_to(folder))
        since = max(first, read_to - back) if read_to else first
        work.save_cursor(_cursor(folder), "")
        work.save_setting(_since(folder), since.isoformat())
        work.save_setting(_taken(folder), "0")
        return since

    def _first_look(self, work: UnitOfWork) -> datetime:
        """A day before anything was read at all."""
        since = _moment(work, SINCE_SETTING)
        if since is None:
            since = self._clock.now() - FIRST_ROUND_BACK
            work.save_setting(SINCE_SETTING, since.isoformat())
        return since


def _moment(work: UnitOfWork, setting: str) -> datetime | None:
    text = work.setting(setting)
    return datetime.fromisoformat(text) if text else None


def _cursor(folder: Folder) -> str:
    return f"mail:{folder.value}"


def _since(folder: Folder) -> str:
    return f"{SINCE_SETTING}:{folder.value}"


def _read_to(folder: Folder) -> str:
    return f"news_read_to:{folder.value}"


def _taken(folder: Folder) -> str:
    return f"news_taken:{folder.value}"
