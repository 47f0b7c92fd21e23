"""Asks for figures, says what they are compared with, and saves them. Knows no Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from ui.formatting import full_date, zone_named
from ui.metrics.charts_of import Chart, charts_of
from xforce_desktop.errors import XForceError
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.headlines import Figure, figures_table
from xforce_desktop.learning.metrics_desk import Choices, MetricsDesk, Report
from xforce_desktop.learning.scope import Scope
from xforce_desktop.learning.table import Table, to_csv
from xforce_desktop.ports import Account

EMPTY = "No figures yet. They come with your first meetings: start one with New meeting."
NOTHING_CHOSEN = "No request fits what you have chosen. Widen the period, or choose “Any”."
FIGURES = "figures"
TILES = ("held", "success", "show", "reply", "wait_work_h", "asks_per_booking", "left_to_rep", "saved")
WAYS = {
    By.WEEK.value: "Week",
    By.MONTH.value: "Month",
    By.CHANNEL.value: "Channel",
    By.PERSONA.value: "Persona",
    By.HOUR.value: "Hour of their day",
    By.WEEKDAY.value: "Weekday",
    By.KIND.value: "Kind of message",
    By.MEETING_TYPE.value: "Type of meeting",
    FIGURES: "All figures",
}


class Period(StrEnum):
    """What the box of periods offers."""

    WEEKS_4 = "weeks_4"
    WEEKS_13 = "weeks_13"
    WEEKS_52 = "weeks_52"
    ALL = "all"


PERIODS = {
    Period.WEEKS_4: "Last 4 weeks",
    Period.WEEKS_13: "Last 13 weeks",
    Period.WEEKS_52: "Last 52 weeks",
    Period.ALL: "All time",
}
_WEEKS = {Period.WEEKS_4: 4, Period.WEEKS_13: 13, Period.WEEKS_52: 52}


@dataclass(frozen=True)
class Tile:
    """A headline figure: its number, what stands behind it and how it was before."""

    key: str
    label: str
    value: str
    small: str
    before: str
    tip: str


@dataclass(frozen=True)
class Shown:
    """Everything on the page."""

    tiles: tuple[Tile, ...]
    table: Table
    charts: tuple[Chart, ...]
    choices: Choices
    note: str
    empty: str = ""  # stands instead of all the rest


class MetricsView(Protocol):
    """What the presenter tells the page."""

    def show_figures(self, shown: Shown) -> None: ...

    def show_done(self, text: str) -> None:
        """A line about what was saved, or why it was not."""
        ...


class Desk(MetricsDesk, Protocol):
    """What is asked beside the figures."""

    def now(self) -> datetime: ...

    async def account(self) -> Account | None: ...


class MetricsPresenter:
    """Holds what was chosen. Figures are read when the page opens, on a choice and when the store changed."""

    def __init__(self, desk: Desk, view: MetricsView) -> None:
        self._desk = desk
        self._view = view
        self._period = Period.WEEKS_13
        self._scope = Scope()
        self._way = By.WEEK.value
        self._shown: Shown | None = None

    async def open(self) -> None:
        self._shown = None
        await self.refresh()

    async def refresh(self) -> None:
        """Show the figures as they are now; what has not changed is not drawn again.

        Of two that count at the same time only the one for what is chosen at its end is shown.
        """
        today, chosen = await self._today(), self._chosen
        scope = self._within_period(today)
        by = By.WEEK if self._way == FIGURES else By(self._way)
        shown = shown_of(await self._desk.metrics(scope, by), is_figures=self._way == FIGURES)
        if chosen == self._chosen and shown != self._shown:
            self._shown = shown
            self._view.show_figures(shown)

    @property
    def _chosen(self) -> tuple[Period, Scope, str]:
        return self._period, self._scope, self._way

    async def choose_period(self, period: str) -> None:
        self._period = Period(period)
        await self.refresh()

    async def choose_way(self, way: str) -> None:
        """One of WAYS."""
        self._way = way
        await self.refresh()

    async def choose(self, meeting_type: str, persona: str, company: str, state: str) -> None:
        """Empty for any."""
        self._scope = Scope(meeting_type=meeting_type, persona=persona, company=company, state=state)
        await self.refresh()

    @property
    def file_name(self) -> str:
        """What a saved table is called, without its ending."""
        return f"metrics-by-{self._way}" if self._way != FIGURES else "metrics"

    async def save_csv(self, path: str) -> None:
        """The table that is shown, so that Excel reads it too."""
        if self._shown is None:
            return
        text = to_csv(self._shown.table, for_excel=True)
        await self._save(path, lambda: Path(path).write_text(text, encoding="utf-8", newline=""))

    async def save_picture(self, path: str, write: Callable[[str], bool]) -> None:
        """`write` keeps the picture there and says whether it could."""

        def keep() -> None:
            if not write(path):
                raise OSError(f"{path} cannot be written")

        await self._save(path, keep, is_here=True)

    async def _save(self, path: str, write: Callable[[], object], *, is_here: bool = False) -> None:
        try:
            if is_here:  # a picture is painted in Qt's thread
                write()
            else:
                await asyncio.to_thread(write)
        except OSError as error:
            title = f"{Path(path).name} cannot be written: {error.strerror or 'no reason was given'}."
            raise XForceError(title, "Choose another folder, or close the file elsewhere.") from error
        self._view.show_done(f"Saved as {path}")

    async def _today(self) -> date:
        account = await self._desk.account()
        zone = zone_named(account.timezone) if account else None
        return self._desk.now().astimezone(zone).date()

    def _within_period(self, today: date) -> Scope:
        weeks = _WEEKS.get(self._period)
        first = today - timedelta(days=7 * weeks - 1) if weeks else None
        return replace(self._scope, first_on=first, last_on=today if weeks else None)


def shown_of(report: Report, *, is_figures: bool = False) -> Shown:
    """The page for a report."""
    table = figures_table(report.figures) if is_figures else report.table
    by_key = {one.key: one for one in report.figures}
    tiles = tuple(_tile(by_key[key], has_before=report.previous is not None) for key in TILES)
    empty = "" if report.total else EMPTY
    return Shown(tiles, table, charts_of(table), report.choices, _note(report, by_key), empty)


def _tile(one: Figure, *, has_before: bool) -> Tile:
    value, _, small = one.text.partition(" (")
    before = f"before: {one.before_text}" if has_before and one.before_text else ""
    return Tile(one.key, one.label, value, small.rstrip(")"), before, one.meaning)


def _note(report: Report, by_key: dict[str, Figure]) -> str:
    """How many requests it is about, and what it is compared with."""
    if not by_key["requests"].value:
        return NOTHING_CHOSEN
    asked, still = by_key["requests"].text, by_key["still_open"].text
    about = f"{asked} requests, {still} of them still open and in no share."
    if report.previous is None:
        return about
    first, last = report.previous.first_on, report.previous.last_on
    if first is None or last is None:
        return about
    return f"{about} Before: {full_date(first)} to {full_date(last)}."
