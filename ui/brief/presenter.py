"""Turns briefs into a list and a page, and keeps what the rep thinks of them. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from ui.formatting import capitalised, clock, coming_moment, day_in_words, past_moment, zone_named
from xforce_desktop.errors import XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.prep import paper
from xforce_desktop.prep.paper import Entry, sections_of, source_line
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, PrepBrief, StoredBrief
from xforce_desktop.scheduling.desk import RepDesk

NOTHING = "No meeting is booked at the moment. The brief of a meeting is made a day before it."
NO_LINK = "This meeting has no link to join by."
IS_OVER = "This meeting has begun or is over; the brief stays for reading."


@dataclass(frozen=True)
class Row:
    """One meeting of the list."""

    request_id: RequestId
    when: str
    title: str
    who: str
    state: str
    is_ready: bool
    is_unread: bool


@dataclass(frozen=True)
class Line:
    """One statement as it is shown. `notes` are the numbers of its sources, `tip` says them in words."""

    text: str
    answer: str = ""
    is_usual: bool = False
    is_unknown: bool = False
    gap: str = ""  # what is not known, beside a question
    notes: str = ""
    tip: str = ""


@dataclass(frozen=True)
class ShownSection:
    heading: str
    icon: str
    is_prose: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """A brief as it is shown. `join_url` is empty where nothing can be joined, `join_tip` then says why."""

    request_id: RequestId
    title: str
    when: str
    length: str
    place: str
    sections: tuple[ShownSection, ...]
    updated: str = ""
    made: str = ""
    hint: str = ""
    join_url: str = ""
    join_tip: str = ""
    key: str = ""  # of the brief
    rating: int = 0
    notes: str = ""
    sources: tuple[str, ...] = ()
    earlier: str = ""
    is_made: bool = True
    may_be_made: bool = True


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

    @property
    def shown(self) -> StoredBrief | None:
        """The brief that is open, for print."""
        return self._page.line.brief if self._page else None

    def all_facts(self) -> tuple[str, ...]:
        """Everything that was on record for the open brief."""
        if self.shown is None:
            return ()
        brief = self.shown.brief
        return tuple(source_line(fact, brief.zone) for fact in brief.facts if not fact.is_general)

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
        self._page = await self._desk.read_brief(request_id)
        self._view.show_fault("")
        self._show()

    async def refresh(self) -> None:
        """What is new; nothing where nothing is."""
        if self._page is None:
            now = self._desk.now()
            rows = tuple(row_of(line, now) for line in await self._desk.upcoming_briefs())
            self._view.show_rows(rows, "" if rows else NOTHING)
            return
        try:
            self._page = await self._desk.read_brief(self._page.line.request_id)
        except XForceError as error:  # it was cancelled meanwhile
            self._view.show_fault(f"{error.title} {error.advice}".strip())
            return
        self._show()

    async def make(self) -> None:
        """Write it now."""
        if self._page is None:
            return
        self._page = await self._desk.make_brief(self._page.line.request_id)
        self._view.show_fault("")
        self._show()

    async def rate(self, rating: int, notes: str) -> None:
        """Keep what the rep thinks. What is wrong is said on the page."""
        if self._page is None:
            return
        try:
            shown = self._page.line.brief
            await self._desk.rate_brief(
                self._page.line.request_id, rating, notes, shown.id if shown else None
            )
        except XForceError as error:
            self._view.show_fault(f"{error.title} {error.advice}".strip())
            return
        self._view.show_fault("")
        await self.refresh()

    def _show(self) -> None:
        assert self._page is not None, "a brief is open"
        self._view.show_page(page_of(self._page, self._desk.now()))


def row_of(line: BriefLine, now: datetime) -> Row:
    zone = zone_named(line.zone)
    when = capitalised(f"{day_in_words(line.meeting_at, now, zone)}, {clock(line.meeting_at, zone)}")
    stored = line.brief
    return Row(
        line.request_id,
        when,
        line.title,
        line.who,
        _state(line, now),
        is_ready=stored is not None,
        is_unread=stored is not None and stored.viewed_at is None,
    )


def _state(line: BriefLine, now: datetime) -> str:
    if line.brief is not None:
        stars = f", {line.brief.rating} of 5 stars" if line.brief.rating else ""
        return f"{'Read' if line.brief.viewed_at else 'Ready'}{stars}"
    if line.trouble:
        return "Could not be made; open it to try again"
    if line.due_at is not None:
        return f"Is made {coming_moment(line.due_at, now, zone_named(line.zone))}"
    return "Not made yet"


def page_of(page: BriefPage, now: datetime) -> Page:
    """A brief, or the place where it will be."""
    stored, line = page.line.brief, page.line
    zone = zone_named(line.zone)
    url, tip = _join(page)
    when = capitalised(f"{day_in_words(line.meeting_at, now, zone)} at {clock(line.meeting_at, zone)}")
    plain = Page(
        line.request_id,
        f"Meeting Prep: {line.title}",
        when,
        f"[{line.minutes} min]",
        stored.brief.place if stored else "",
        (),
        join_url=url,
        join_tip=tip,
        may_be_made=not page.is_over,
    )
    if stored is None:
        hint = f"There is no brief yet. {_state(line, now).replace('Is made', 'It is made')}."
        return replace(plain, is_made=False, hint=hint)
    return replace(
        plain,
        sections=tuple(_sections(stored.brief)),
        updated=f"Updated: {'; '.join(stored.changes)}." if stored.changes else "",
        made=f"Made {past_moment(stored.created_at, now, zone)}. {stored.brief.writer_note}",
        hint=IS_OVER if page.is_over else "",
        key=str(stored.id),
        rating=stored.rating or 0,
        notes=stored.notes,
        sources=tuple(
            f"{fact.number}.  {source_line(fact, stored.brief.zone)}"
            for fact in paper.cited_facts(stored.brief)
        ),
        earlier=_earlier(page.earlier),
    )


def _join(page: BriefPage) -> tuple[str, str]:
    """Only a link over https is opened; whatever else stands there is not."""
    parts = urlsplit(page.join_url)
    if page.is_over and page.line.brief is None:
        return "", IS_OVER
    if not page.join_url:
        return "", NO_LINK
    if parts.scheme != "https" or not parts.hostname:
        return "", "The link of this meeting is no https address, so it is not opened from here."
    return page.join_url, f"Opens {parts.hostname}"


def _sections(brief: PrepBrief) -> Sequence[ShownSection]:
    return [
        ShownSection(
            section.heading,
            section.icon,
            section.is_prose,
            tuple(_line(brief, one) for one in section.entries),
        )
        for section in sections_of(brief)
    ]


def _line(brief: PrepBrief, one: Entry) -> Line:
    text, _, gap = one.statement.text.partition(" (Not known: ")
    return Line(
        text,
        one.answer.text if one.answer else "",
        one.is_usual,
        one.statement.is_unknown and not gap,
        f"Not known: {gap.removesuffix('.)')}" if gap else "",
        ", ".join(str(number) for number in one.cites),
        "\n".join(source_line(brief.fact(number), brief.zone) for number in one.cites),
    )


def _earlier(kept: Sequence[StoredBrief]) -> str:
    if not kept:
        return ""
    return (
        "One older brief of this meeting is kept."
        if len(kept) == 1
        else f"{len(kept)} older briefs are kept."
    )
