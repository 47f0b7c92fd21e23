"""Opens briefs and their older versions, and keeps what the rep thinks of them. Knows no Qt."""

from __future__ import annotations

import uuid
from typing import Protocol

from ui.brief.shown import Page, Row, page_of, row_of
from xforce_desktop.errors import XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.prep.paper import source_line
from xforce_desktop.prep.versions import out_of_date
from xforce_desktop.scheduling.briefs import BriefPage, BriefVersion, StoredBrief
from xforce_desktop.scheduling.desk import RepDesk

NOTHING = "No meeting is booked at the moment. The brief of a meeting is made a day before it."


class BriefView(Protocol):
    """What the presenter tells the page."""

    def show_rows(self, rows: tuple[Row, ...], hint: str) -> None: ...

    def show_page(self, page: Page) -> None:
        """Instead of the list."""
        ...

    def show_list(self) -> None: ...

    def show_fault(self, text: str) -> None: ...


class BriefPresenter:
    """Shows the list, or the brief of one meeting."""

    def __init__(self, desk: RepDesk, view: BriefView) -> None:
        self._desk = desk
        self._view = view
        self._page: BriefPage | None = None
        self._version: int | None = None  # an older one; None: the one that counts

    @property
    def shown(self) -> StoredBrief | None:
        """The brief that is open, for print."""
        return self._page.line.brief if self._page else None

    @property
    def version(self) -> BriefVersion | None:
        """The same with its number."""
        return self._page.shown if self._page else None

    @property
    def warning(self) -> str:
        """What print and file say on top of one that is out of date."""
        return out_of_date(self._page) if self._page else ""

    def all_facts(self) -> tuple[str, ...]:
        """Everything that was on record for the open brief."""
        if self.shown is None:
            return ()
        brief = self.shown.brief
        return tuple(source_line(fact, brief.zone) for fact in brief.facts if not fact.is_general)

    @property
    def _meeting(self) -> RequestId | None:
        return self._page.line.request_id if self._page else None

    @property
    def company_id(self) -> uuid.UUID | None:
        """Of the brief that is open."""
        return self._page.company_id if self._page else None

    async def open_list(self) -> None:
        """The meetings to come."""
        self._page = None
        self._view.show_list()
        await self.refresh()

    async def open(self, request_id: RequestId) -> None:
        """The brief of one meeting. Raises BadInput where none is booked."""
        self._page, self._version = await self._desk.read_brief(request_id), None
        self._view.show_fault("")
        self._show()

    async def choose(self, version: int | None) -> None:
        """An older version of the open brief, or the one that counts."""
        if self._page is not None:
            self._version = version
            self._view.show_fault("")
            await self.refresh()

    async def refresh(self) -> None:
        """What is new; nothing where nothing is."""
        if self._page is None:
            now = self._desk.now()
            rows = tuple(row_of(line, now) for line in await self._desk.upcoming_briefs())
            self._view.show_rows(rows, "" if rows else NOTHING)
            return
        shown, version = self._page, self._version
        try:
            read = await self._desk.read_brief(shown.line.request_id, version)
        except XForceError as error:  # it was cancelled meanwhile
            if self._page is shown:
                self._view.show_fault(f"{error.title} {error.advice}".strip())
            return
        if (self._page, self._version) == (shown, version):  # else something else was opened since
            self._page = read
            self._show()

    async def make(self) -> None:
        """Write it now."""
        if self._page is None:
            return
        wanted = self._page.line.request_id
        made = await self._desk.make_brief(wanted)
        if self._meeting == wanted:  # else it can be read later
            self._page, self._version = made, None
            self._view.show_fault("")
            self._show()

    async def rate(self, request_id: RequestId, key: str, rating: int, notes: str) -> None:
        """Keep what the rep thinks of the brief with that key, whatever is shown by now. What is wrong is
        said on the page."""
        try:
            await self._desk.rate_brief(request_id, rating, notes, uuid.UUID(key))
        except XForceError as error:
            self._view.show_fault(f"{error.title} {error.advice}".strip())
            return
        self._view.show_fault("")
        await self.refresh()

    def _show(self) -> None:
        assert self._page is not None, "a brief is open"
        self._view.show_page(page_of(self._page, self._desk.now()))
