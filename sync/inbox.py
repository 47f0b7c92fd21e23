"""News since the saved cursors, of both folders. What was taken and the cursor are saved together."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sync.awaited import AwaitedMails
from sync.mail_in import MailIn
from sync.news_places import NewsPlaces
from xforce_desktop.clock import Clock
from xforce_desktop.errors import CursorExpired
from xforce_desktop.ports import Analyst, Folder, Mail, MailItem, NewsPage
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

MOST_PAGES = 2000  # of one folder in a pass, so that a round without end does not hold up the rest
FOLDER_NAMES = {Folder.INBOX: "your inbox", Folder.SENT: "your Sent Items"}

Check = Callable[[], Awaitable[None]]


class Inbox:
    """Fetches both folders. Items may come again; each is handled once."""

    def __init__(
        self, mail: Mail, analyst: Analyst, engine: Engine, thread: StoreThread, clock: Clock
    ) -> None:
        self._mail = mail
        self._mail_in = MailIn(analyst, engine, thread, clock)
        self._places = NewsPlaces(engine, clock)
        self._awaited = AwaitedMails(engine, clock)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def fetch(self, check_clock: Check) -> int:
        """Take all news; returns how many items belonged to requests. The rep's own mail is read first, so
        that the agent steps out before it would answer.

        `check_clock` is asked once a page is there, which tells the service's time, and before anything of it
        is taken: what it raises leaves the page for the next pass.
        """
        return await self._fetch(Folder.SENT, check_clock) + await self._fetch(Folder.INBOX, check_clock)

    async def _fetch(self, folder: Folder, check_clock: Check) -> int:
        taken = await self._fetch_awaited(folder, check_clock)
        for _ in range(MOST_PAGES):
            cursor, since = await self._thread.run(self._places.of, folder)
            asked_at = self._clock.now()
            try:
                page = await self._mail.news(folder, cursor, since)
            except CursorExpired:
                log.info("news cursor expired, starting a new round", extra={"folder": folder.value})
                since = await self._thread.run(self._places.begin_again, folder)
                page = await self._mail.news(folder, "", since)
            await check_clock()
            taken += await self._take_page(folder, page, None if page.has_more else asked_at)
            if not page.has_more:
                return taken
        log.warning("news go on and on; the next pass reads further", extra={"folder": folder.value})
        return taken

    async def _fetch_awaited(self, folder: Folder, check_clock: Check) -> int:
        """Ask again for what was named before and did not show then."""
        asked = await self._thread.run(self._awaited.due, folder)
        if not asked:
            return 0
        page = await self._mail.named(folder, asked)
        await check_clock()

        def note(work: UnitOfWork) -> None:
            given_up = self._awaited.note(work, folder, asked, page.missing, page.failing)
            self._tell_unread(work, folder, [*page.unread, *given_up])

        return await self._take_all(page.items, note)

    async def _take_page(self, folder: Folder, page: NewsPage, read_to: datetime | None) -> int:
        """`read_to` as `NewsPlaces`."""

        def save_place(work: UnitOfWork) -> None:
            self._tell_unread(work, folder, page.unread)
            self._awaited.note(work, folder, (), page.missing, page.failing)
            self._places.save(work, folder, page, read_to)

        return await self._take_all(page.items, save_place)

    async def _take_all(self, items: Sequence[MailItem], at_last: Callable[[UnitOfWork], None]) -> int:
        """Each item in a transaction of its own, what is to be done `at_last` in that of the last one:
        whenever the program ends, what was taken is known, and what was not comes again."""
        taken = 0
        fresh = sorted(await self._thread.run(self._unseen, items), key=lambda one: one.at)
        for item in fresh[:-1]:
            taken += await self._mail_in.take_one(item)
        if fresh:
            return taken + await self._mail_in.take_one(fresh[-1], at_last)
        await self._thread.run(self._engine.in_transaction, at_last)
        return taken

    def _tell_unread(self, work: UnitOfWork, folder: Folder, ids: Sequence[str]) -> None:
        """Nothing says whose they are, so one notice a day is enough."""
        now = self._clock.now()
        its_id = notice_id(f"unread:{folder.value}:{now.date().isoformat()}")
        if not ids or any(notice.id == its_id for notice in work.notices()):
            return
        text = (
            f"Some mail in {FOLDER_NAMES[folder]} could not be understood and was passed over. "
            "Please look there; if one is about a meeting, take that request over."
        )
        work.add_notice(StoredNotice(its_id, None, "A mail could not be read", text, Urgency.HIGH.value, now))

    def _unseen(self, items: Sequence[MailItem]) -> list[MailItem]:
        """Each once: a page may name the same mail twice."""

        def read(work: UnitOfWork) -> list[MailItem]:
            distinct = {item.provider_id: item for item in items}
            return [item for one, item in distinct.items() if not work.is_received(one)]

        return self._engine.in_transaction(read)
