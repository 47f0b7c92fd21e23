"""Leads through an import: file, columns, preview, progress, report. Knows no Qt.

The work runs on the store's thread and reports from there; a stop is heard at its next report.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from xforce_desktop.crm import report
from xforce_desktop.crm.columns import ColumnGuess
from xforce_desktop.crm.imports import ImportBatch, ImportStopped
from xforce_desktop.crm.list_file import ListFile, ListOptions
from xforce_desktop.errors import XForceError
from xforce_desktop.scheduling.crm_desk import ImportResult
from xforce_desktop.scheduling.desk import RepDesk

MOST_TOLD = 200


class Step(StrEnum):
    """Which page of the wizard is shown."""

    FILE = "file"
    COLUMNS = "columns"
    RUNNING = "running"
    PREVIEW = "preview"
    REPORT = "report"


@dataclass(frozen=True)
class Told:
    """What a page says: in one line, and line by line below."""

    summary: str
    lines: tuple[str, ...] = ()
    can_go_on: bool = True


class ImportView(Protocol):
    """What the presenter tells the dialog."""

    def show_step(self, step: Step) -> None: ...

    def show_fault(self, text: str) -> None: ...

    def show_columns(self, name: str, notes: str, columns: Sequence[ColumnGuess]) -> None: ...

    def columns(self) -> dict[str, str]:
        """What the rep chose for each column that they changed; "" leaves it out."""
        ...

    def is_updating(self) -> bool: ...

    def show_running(self, doing: str, share: int) -> None:
        """`share` in hundredths."""
        ...

    def show_told(self, step: Step, told: Told) -> None: ...


class ImportPresenter:
    """One import at a time."""

    def __init__(self, desk: RepDesk, view: ImportView) -> None:
        self._desk, self._view = desk, view
        self._path = ""
        self._file: ListFile | None = None
        self._batch: ImportBatch | None = None
        self._stop = threading.Event()
        self._looking = asyncio.Lock()  # what is previewed or imported has the columns that are chosen

    def begin(self) -> None:
        """Ask for a file."""
        self._path, self._file, self._batch = "", None, None
        self._view.show_fault("")
        self._view.show_step(Step.FILE)

    async def choose(self, path: str) -> None:
        """Show what is in it. Cards and our own JSON have no columns to choose."""
        self._path = path
        if await self._look({}) and self._file is not None:
            if self._file.columns:
                self._view.show_step(Step.COLUMNS)
            else:
                await self.preview()

    async def remap(self) -> None:
        """Show the columns as the rep corrected them."""
        await self._look(self._view.columns())

    async def preview(self) -> None:
        """Show what the import would do."""
        result = await self._work("Going through the list…", is_preview=True)
        if result is not None:
            told = _told(result, is_preview=True)
            self._view.show_told(Step.PREVIEW, told)
            self._view.show_step(Step.PREVIEW)

    async def run(self) -> None:
        """Import it, and show what was done."""
        result = await self._work("Importing…", is_preview=False)
        if result is not None:
            self._batch = result.batch
            self._view.show_told(Step.REPORT, _told(result, is_preview=False))
            self._view.show_step(Step.REPORT)

    def stop(self) -> None:
        """Nothing is kept then."""
        self._stop.set()

    def back(self) -> None:
        """To the columns, or to the file where there are none."""
        self._view.show_fault("")
        has_columns = self._file is not None and bool(self._file.columns)
        self._view.show_step(Step.COLUMNS if has_columns else Step.FILE)

    async def undo(self) -> None:
        """Take back what was just imported."""
        if self._batch is None:
            return
        batch, self._batch = self._batch, None
        try:
            _, undone = await self._desk.undo_import(batch.id)
        except XForceError as error:
            self._batch = batch
            self._view.show_fault(str(error))
            return
        summary = f"Taken back: {undone.removed} removed, {undone.restored} put back as they were."
        self._view.show_told(Step.REPORT, Told(summary, undone.kept, can_go_on=False))

    async def _look(self, columns: dict[str, str]) -> bool:
        self._view.show_fault("")
        try:
            async with self._looking:
                self._file = await self._desk.look_at_list(self._path, ListOptions(columns))
        except XForceError as error:
            self._view.show_fault(str(error))
            return False
        notes = " ".join(self._file.notes)
        self._view.show_columns(self._file.name, f"{self._file.size} rows. {notes}", self._file.columns)
        return True

    async def _work(self, doing: str, *, is_preview: bool) -> ImportResult | None:
        """None if it was stopped or failed, which is said."""
        async with self._looking:
            file = self._file
        if file is None:
            return None
        self._stop.clear()
        loop = asyncio.get_running_loop()

        def progress(done: int, of: int) -> None:
            if self._stop.is_set():
                raise ImportStopped
            loop.call_soon_threadsafe(self._view.show_running, doing, 100 * done // max(of, 1))

        self._view.show_fault("")
        self._view.show_running(doing, 0)
        self._view.show_step(Step.RUNNING)
        act = self._desk.preview_import if is_preview else self._desk.import_list
        try:
            return await act(file, progress, is_updating=self._view.is_updating())
        except XForceError as error:
            self.back()
            self._view.show_fault(str(error))
            return None
        except asyncio.CancelledError:
            self._stop.set()
            raise


def _told(result: ImportResult, *, is_preview: bool) -> Told:
    plan = result.plan
    lines: list[str] = []
    if notes := [line.strip() for line in report.note_lines(plan, MOST_TOLD, "")]:
        lines += ["Refused or left out", *notes]
    if doubts := [line.strip() for line in report.doubt_lines(plan, MOST_TOLD, "")]:
        lines += ["Possible duplicates, kept apart", *doubts]
    summary = report.summary(plan, is_preview=is_preview)
    can_go_on = bool(plan.changes) if is_preview else result.batch is not None
    return Told(summary, tuple(lines), can_go_on)
