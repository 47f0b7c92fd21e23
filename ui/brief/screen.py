"""The briefs at work: clicks become the presenter's coroutines; print, PDF and links are the computer's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ui.bridge import Bridge
from ui.brief.facts_dialog import FactsDialog
from ui.brief.pdf import document_of, draw, page_layout, save_pdf
from ui.brief.presenter import BriefPresenter
from ui.brief.view import BriefWidget
from xforce_desktop.errors import XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.briefs import BriefVersion, StoredBrief
from xforce_desktop.scheduling.desk import RepDesk


@dataclass(frozen=True)
class _Shown:
    """What print and file get."""

    stored: StoredBrief
    version: BriefVersion | None
    warning: str


class BriefScreen(QObject):
    """Puts page, presenter and bridge together for the window.

    Signals:
        intelligence_wanted: all that is known of the company (its id, None if it is not on record).
    """

    intelligence_wanted = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        desk: RepDesk,
        parent: QWidget,
        open_link: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self.page = BriefWidget()
        self._bridge = bridge
        self._open_link = open_link
        self._presenter = BriefPresenter(desk, self.page)
        self._connect()

    def open_list(self) -> None:
        self._bridge.start(self._presenter.open_list(), replaces="briefs")

    async def open(self, request_id: RequestId) -> None:
        """Raises BadInput where no meeting is booked."""
        await self._presenter.open(request_id)

    async def refresh(self) -> None:
        await self._presenter.refresh()

    def show_facts(self) -> None:
        """What was on record when the open brief was written."""
        stored = self._presenter.shown
        if stored is not None:
            title = f"What is known: {stored.brief.title}"
            FactsDialog(title, self._presenter.all_facts(), self.page.window()).open()

    def save_as(self, path: Path, *, with_sources: bool) -> int:
        """The open brief as a PDF; returns its pages. Raises BadInput if the file cannot be written."""
        shown = self._shown_brief()
        return save_pdf(shown.stored, path, with_sources=with_sources, warning=shown.warning)

    def _shown_brief(self) -> _Shown:
        """As it is at the click, whatever becomes of it while the rep looks for a place."""
        stored = self._presenter.shown
        assert stored is not None, "the buttons are off without a brief"
        return _Shown(stored, self._presenter.version, self._presenter.warning)

    def _connect(self) -> None:
        page, briefs, run = self.page, self._presenter, self._bridge.start
        page.back_wanted.connect(self.open_list)
        page.opened.connect(lambda request_id: run(briefs.open(request_id), replaces="briefs"))
        page.make_wanted.connect(lambda: run(briefs.make(), doing="Writing the brief", replaces="make brief"))
        page.version_chosen.connect(lambda number: run(briefs.choose(number), replaces="briefs"))
        page.rated.connect(lambda *rated: run(briefs.rate(*rated), doing="Keeping your rating"))
        page.join_wanted.connect(self._join)
        page.pdf_wanted.connect(self._ask_for_pdf)
        page.print_wanted.connect(self._print)
        page.intelligence_wanted.connect(lambda: self.intelligence_wanted.emit(briefs.company_id))

    def _join(self, link: str) -> None:
        """The presenter lets only https links through."""
        if not self._open_link(QUrl(link)):
            self.page.show_fault("The link could not be opened. Open the meeting from your calendar.")

    def _ask_for_pdf(self, with_sources: bool) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        shown = self._shown_brief()
        proposed = str(Path(folder) / file_name(shown.stored, shown.version))
        chosen, _ = QFileDialog.getSaveFileName(self.page, "Save the brief as PDF", proposed, "PDF (*.pdf)")
        if not chosen:
            return
        try:
            save_pdf(shown.stored, Path(chosen), with_sources=with_sources, warning=shown.warning)
        except XForceError as error:
            self.page.show_fault(f"{error.title} {error.advice}".strip())

    def _print(self, with_sources: bool) -> None:
        shown = self._shown_brief()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        dialog = QPrintDialog(printer, self.page)
        dialog.setWindowTitle("Print the brief")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            document = document_of(shown.stored, with_sources=with_sources, warning=shown.warning)
            draw(document, printer, printer.resolution(), shown.stored.brief.title)


def file_name(stored: StoredBrief, version: BriefVersion | None = None) -> str:
    """ "Brief 2026-06-10 Demo with Acme Pest.pdf": no letter that some file system refuses.

    An older version has its number in it, so that it does not take the place of the one that counts.
    """
    title = re.sub(r"[^\w .,&'()-]", "", stored.brief.title).strip() or "Meeting"
    day = stored.brief.meeting_at.astimezone(ZoneInfo(stored.brief.zone or "UTC"))
    older = f" (version {version.number})" if version and not version.is_current else ""
    return f"Brief {day:%Y-%m-%d} {title[:80]}{older}.pdf"
