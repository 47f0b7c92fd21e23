"""How far each folder has been read, and from which moment a round begins that starts anew.

A mailbox of years is never read as a whole: the first round goes back a day, and one after a lost cursor goes
back from where reading had come to. The service follows a stream for so many mails only: it is renewed before
that, and a round that was cut short is read again from where it had begun.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from xforce_desktop.clock import Clock
from xforce_desktop.ports import Folder, NewsPage
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
MOST_FOLLOWED = 4500  # what exactly it counts is not said, so a stream counts as full a little before
RENEW_AFTER = 3000  # with the day that is read twice well below it


class NewsPlaces:
    """Keeps the cursors. Blocks: for the store's thread."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, folder: Folder) -> tuple[str, datetime]:
        """The cursor, and the moment from which mail counts if there is none."""

        def read(work: UnitOfWork) -> tuple[str, datetime]:
            return work.cursor(_cursor(folder)), self._began(work, folder)

        return self._engine.in_transaction(read)

    def save(self, work: UnitOfWork, folder: Folder, page: NewsPage, read_to: datetime | None) -> None:
        """With the last mail of a page; `read_to` if nothing is left behind it."""
        followed = int(work.setting(_followed(folder)) or 0) + page.brought
        newest = max([item.at for item in page.items], default=None)
        known = _moment(work, _newest(folder))
        if newest is not None and (known is None or newest > known):
            work.save_setting(_newest(folder), newest.isoformat())
        work.save_cursor(_cursor(folder), page.cursor)
        if page.brought:
            work.save_setting(_followed(folder), str(followed))
        if read_to is not None:
            self._end_round(work, folder, followed, read_to)

    def _end_round(self, work: UnitOfWork, folder: Folder, followed: int, read_to: datetime) -> None:
        """Renew the stream in time: from where reading had come to before this round."""
        start = self._start(work, folder, RENEWAL_BACK)
        if followed < MOST_FOLLOWED:
            work.save_setting(_read_to(folder), read_to.isoformat())
        elif self._began(work, folder) == start:  # from there a new stream would bring no more than this one
            reached = self._reached_in_silence(work, folder, start, read_to)
            work.save_setting(_read_to(folder), reached.isoformat())
            start = self._start(work, folder, RENEWAL_BACK)
        if followed >= RENEW_AFTER:
            log.info("the stream of news is renewed", extra={"folder": folder.value, "followed": followed})
            self._begin_from(work, folder, start)

    def _reached_in_silence(
        self, work: UnitOfWork, folder: Folder, start: datetime, read_to: datetime
    ) -> datetime:
        """A full stream has surely read as far as its newest mail. If all of it is of one day, there is no
        way to the rest of that day."""
        newest = _moment(work, _newest(folder))
        if newest is not None and newest - RENEWAL_BACK > start:
            return newest
        log.warning("a day has more mails than can be read", extra={"folder": folder.value})
        return read_to

    def begin_again(self, folder: Folder) -> datetime:
        """The cursor is lost; returns from when to read. It stays the same until the round is done."""
        return self._engine.in_transaction(lambda work: self._begin_anew(work, folder, LOST_CURSOR_BACK))

    def _begin_anew(self, work: UnitOfWork, folder: Folder, back: timedelta) -> datetime:
        since = self._start(work, folder, back)
        self._begin_from(work, folder, since)
        return since

    def _began(self, work: UnitOfWork, folder: Folder) -> datetime:
        """From which moment the stream that is under way began."""
        return _moment(work, _since(folder)) or self._first_look(work)

    def _start(self, work: UnitOfWork, folder: Folder, back: timedelta) -> datetime:
        """So far back from where reading has come to, but not before the first look."""
        first, read_to = self._first_look(work), _moment(work, _read_to(folder))
        return max(first, read_to - back) if read_to else first

    def _begin_from(self, work: UnitOfWork, folder: Folder, since: datetime) -> None:
        work.save_cursor(_cursor(folder), "")
        work.save_setting(_since(folder), since.isoformat())
        work.save_setting(_followed(folder), "0")
        work.save_setting(_newest(folder), "")

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


def _followed(folder: Folder) -> str:
    return f"news_followed:{folder.value}"


def _newest(folder: Folder) -> str:
    return f"news_newest:{folder.value}"
