"""The page of a brief, as the specification draws it, and the list of meetings to come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.brief.meetings_list import MeetingsList
from ui.brief.sections import section_layout
from ui.brief.shown import Page, Row
from ui.brief.stars import StarsWidget
from ui.brief.versions import VersionsWidget
from ui.widgets.icons import IconButton
from ui.widgets.parts import (
    across,
    button,
    column,
    dressed,
    empty_out,
    frame,
    label,
    left_to_right,
    line,
    scrolled,
    tip_of,
)

PAGE_WIDTH = 760


class BriefWidget(QWidget):
    """Asks for nothing itself."""

    opened = Signal(object)  # request id
    back_wanted = Signal()
    make_wanted = Signal()
    join_wanted = Signal(str)  # the link
    intelligence_wanted = Signal()
    print_wanted = Signal(bool)  # with sources
    pdf_wanted = Signal(bool)  # with sources
    rated = Signal(object, str, int, str)  # request id, key of the brief, 1 to 5, notes
    version_chosen = Signal(object)  # its number, None: the one that counts

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._page: Page | None = None
        self._stack = QStackedWidget()
        self._list, self._brief = MeetingsList(), self._build_brief()
        self._list.opened.connect(self.opened)
        self.table = self._list.table
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._brief)
        column(self, gap=0).addWidget(self._stack)
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._go_back)

    # what the presenter calls

    def show_rows(self, rows: tuple[Row, ...], hint: str) -> None:
        self._list.show_rows(rows, hint)

    def show_list(self) -> None:
        self._stack.setCurrentWidget(self._list)

    def show_page(self, page: Page) -> None:
        before, self._page = self._page, page
        self._title.setText(page.title)
        self._when.setText(page.when)
        self._when.setToolTip(tip_of(page.place))
        self._length.setText(page.length)
        for widget, text in (
            (self._updated, page.updated),
            (self._note, page.hint),
            (self._made, page.made),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        is_other = before is None or before.sections != page.sections or before.sources != page.sources
        if is_other:
            self._draw()
        self._buttons_for(page)
        self.versions.show_versions(page.versions, page.warning)
        may_be_rated = page.is_made and page.may_be_rated
        self.stars.setVisible(may_be_rated)
        if may_be_rated:
            self.stars.show_rating(page.request_id, page.key, page.rating, page.notes)
        self._stack.setCurrentWidget(self._brief)
        if before is None or (before.request_id, before.key) != (page.request_id, page.key):
            self._area.verticalScrollBar().setValue(0)

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    @property
    def is_list(self) -> bool:
        return self._stack.currentWidget() is self._list

    # building

    def _build_brief(self) -> QWidget:
        made, paper = QWidget(), frame("card")
        made.setObjectName("page")
        paper.setMaximumWidth(PAGE_WIDTH)
        body = column(paper, gap=10)
        body.setContentsMargins(26, 20, 26, 20)
        body.addLayout(self._build_head())
        self._sections = column(gap=10)
        body.addLayout(self._sections)
        self._sources = column(gap=3)
        body.addLayout(self._sources)
        body.addSpacing(4)
        body.addLayout(self._build_foot())
        self._made = label(role="small", tone="muted", wrap=True)
        body.addWidget(self._made)
        self.versions = VersionsWidget()
        self.versions.setMaximumWidth(PAGE_WIDTH)
        self.versions.chosen.connect(self.version_chosen)
        inside, middle = QWidget(), column(gap=12)
        middle.addWidget(self.versions)
        middle.addWidget(paper)
        row = across(inside, gap=0)
        row.setContentsMargins(24, 4, 24, 18)
        row.addStretch(1)
        row.addLayout(middle, 100)
        row.addStretch(1)
        outer_inside = QWidget()
        whole = column(outer_inside, gap=0)
        whole.addWidget(inside)
        whole.addStretch(1)
        self._area = scrolled(outer_inside)
        layout = column(made, gap=0)
        layout.addLayout(self._build_bar())
        layout.addWidget(self._area, 1)
        self.stars = StarsWidget()
        self.stars.rated.connect(self.rated)
        foot = column(gap=4)
        foot.setContentsMargins(24, 8, 24, 12)
        foot.addWidget(self._fault)
        foot.addWidget(self.stars)
        layout.addLayout(foot)
        return made

    def _build_bar(self) -> QHBoxLayout:
        bar = across(gap=8)
        bar.setContentsMargins(24, 14, 24, 10)
        back = dressed(
            IconButton("back"), "brief_back", kind="bare", tip="To all briefs (Alt+Left)", spoken="Back"
        )
        back.clicked.connect(self._go_back)
        self.with_sources = QCheckBox("Sources")
        self.with_sources.setObjectName("brief_sources")
        self.with_sources.setAccessibleName("Show where each statement comes from")
        self.with_sources.setToolTip(tip_of("Show where each statement comes from"))
        self.with_sources.toggled.connect(lambda on: self._draw())
        self._make = button("Make again", "brief_make", tip="Write it anew from what is stored now")
        self._make.clicked.connect(self.make_wanted)
        self._pdf = button("Save as PDF…", "brief_pdf")
        self._pdf.clicked.connect(lambda: self.pdf_wanted.emit(self.with_sources.isChecked()))
        self._print = button("Print…", "brief_print")
        self._print.clicked.connect(lambda: self.print_wanted.emit(self.with_sources.isChecked()))
        bar.addWidget(back)
        bar.addStretch(1)
        for widget in (self.with_sources, self._make, self._pdf, self._print):
            bar.addWidget(widget)
        self._fault = label(tone="grave", wrap=True)
        self._fault.setObjectName("brief_fault")
        self._fault.hide()
        return bar

    def _build_head(self) -> QVBoxLayout:
        head = column(gap=3)
        self._title = label(role="subtitle", wrap=True)
        self._title.setObjectName("brief_title")
        self._when, self._length = label(tone="muted"), label(tone="muted")
        under = across()
        under.addWidget(self._when, 1)
        under.addWidget(self._length)
        self._updated = label(tone="accent", wrap=True)
        self._updated.setObjectName("brief_updated")
        self._note = label(tone="muted", wrap=True)
        head.addWidget(self._title)
        head.addLayout(under)
        head.addWidget(self._updated)
        head.addWidget(self._note)
        head.addWidget(line())
        return head

    def _build_foot(self) -> QHBoxLayout:
        foot = across(gap=10)
        self._intelligence = button(
            "Open Full Intelligence", "brief_intelligence", tip="All that is known of them"
        )
        self._intelligence.clicked.connect(self.intelligence_wanted)
        self.join = button("Join Meeting", "brief_join", kind="primary")
        self.join.clicked.connect(self._on_join)
        foot.addStretch(1)
        foot.addWidget(self._intelligence)
        foot.addWidget(self.join)
        foot.addStretch(1)
        return foot

    # showing

    def _buttons_for(self, page: Page) -> None:
        self.join.setEnabled(bool(page.join_url))
        self.join.setToolTip(tip_of(page.join_tip))
        self.join.setAccessibleDescription(page.join_tip)
        self._make.setText("Make again" if page.is_made else "Make now")
        self._make.setVisible(page.may_be_made)
        for widget in (self._pdf, self._print, self.with_sources, self._intelligence):
            widget.setEnabled(page.is_made)

    def _draw(self) -> None:
        page = self._page
        empty_out(self._sections)
        empty_out(self._sources)
        if page is None:
            return
        for number, section in enumerate(page.sections):
            if number:
                self._sections.addWidget(line())
            self._sections.addLayout(section_layout(section, with_sources=self.with_sources.isChecked()))
        if self.with_sources.isChecked() and page.sources:
            self._sources.addWidget(line())
            self._sources.addWidget(label("SOURCES", role="heading"))
            for text in page.sources:
                self._sources.addWidget(label(left_to_right(text), role="small", tone="muted", wrap=True))

    def _on_join(self) -> None:
        if self._page is not None and self._page.join_url:
            self.join_wanted.emit(self._page.join_url)

    def _go_back(self) -> None:
        self.back_wanted.emit()
