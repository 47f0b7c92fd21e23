"""The page with companies, contacts and deals: search and lists on the left, a form on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QTableView,
    QWidget,
)

from ui.accounts.form import RecordForm
from ui.accounts.model import KEY_ROLE, RecordsModel
from ui.accounts.presenter import FormContent
from ui.accounts.words import PLURALS, RecordLine
from ui.widgets.file_dialogs import ask_target
from ui.widgets.fitting import SideColumn
from ui.widgets.parts import across, button, column, empty_out, frame, label, once_after, scrolled, tip_of
from ui.widgets.tables import reading_table
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.records import Kind

SEARCH_PAUSE_MS = 120
CHOOSE = "Choose one in the list to see and change it, or add a new one."
FORMS_OF_EXPORT = "Table (*.csv);;Cards (*.vcf);;JSON (*.json)"


class AccountsPage(QWidget):
    """`chosen` brings the id of the record."""

    searched = Signal(str)
    kind_wanted = Signal(object)
    chosen = Signal(str)
    add_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal(str)
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._pause = once_after(SEARCH_PAUSE_MS, self._announce_search, self)
        self.form = RecordForm()
        outer = column(self, gap=0)
        outer.addLayout(self._build_head())
        body = across(gap=16)
        body.setContentsMargins(24, 0, 24, 18)
        body.addWidget(self._build_list(), 1)
        body.addWidget(self._build_side())
        outer.addLayout(body, 1)
        self.show_form(None)
        self.offer_undo("")

    # what the presenter calls

    def show_rows(self, kind: Kind, rows: Sequence[RecordLine], note: str) -> None:
        current = self._current_key()
        self._model.show_lines(kind, rows)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column_at, width in enumerate(_WIDTHS[kind]):
            self._table.setColumnWidth(column_at, width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if (row := self._model.row_of(current)) >= 0:
            self._select(row)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._table.setVisible(bool(rows))

    def show_counts(self, counts: Mapping[Kind, int]) -> None:
        for place, kind in enumerate(Kind):
            self._tabs.setTabText(place, f"{PLURALS[kind]}  {counts[kind]:,}")

    def show_form(self, content: FormContent | None) -> None:
        self._side.setCurrentIndex(0 if content is None else 1)
        if content is None or not content.is_kept:
            self.show_chosen("")
        if content is not None:
            self.form.show_content(content)

    def show_chosen(self, key: str) -> None:
        self._select(self._model.row_of(key))
        self._table.viewport().update()

    def show_life(self, words: Sequence[tuple[str, str]]) -> None:
        empty_out(self._life)
        for heading, lines in words:
            self._life.addWidget(label(heading, role="strong"))
            self._life.addWidget(label(lines, tone="muted", wrap=True))

    def typed(self) -> tuple[dict[ListField, str], str]:
        return self.form.typed()

    def show_fault(self, field: str, text: str) -> None:
        self.form.show_fault(field, text)

    def show_told(self, text: str) -> None:
        self._told.setText(text)

    def offer_undo(self, words: str) -> None:
        self._undo.setVisible(bool(words))
        self._undo.setToolTip(tip_of(f"Take back the import of {words}"))

    def take_focus(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    # building

    def _build_head(self) -> QHBoxLayout:
        head = across(gap=8)
        head.setContentsMargins(24, 18, 24, 10)
        head.addWidget(label("Accounts", role="title"))
        self._told = label(tone="good")
        self._told.setObjectName("accounts_told")
        head.addWidget(self._told, 1)
        self._undo = button("Undo last import", "accounts_undo", kind="link")
        self._undo.clicked.connect(self.undo_wanted)
        export = button("E&xport…", "accounts_export", tip="All companies, contacts and deals")
        export.clicked.connect(self._ask_target)
        load = button("&Import…", "accounts_import", tip="A list (CSV) or cards (vCard)")
        load.clicked.connect(self.import_wanted)
        add = button("&Add", "accounts_add", kind="primary", spoken="Add one to this list")
        add.clicked.connect(self.add_wanted)
        for made in (self._undo, export, load, add):
            head.addWidget(made)
        return head

    def _build_list(self) -> QWidget:
        panel = frame("panel")
        layout = column(panel, margin=14, gap=10)
        self._search = QLineEdit()
        self._search.setObjectName("accounts_search")
        self._search.setAccessibleName("Search companies, contacts and deals")
        self._search.setPlaceholderText("Search by name, address, phone, company…   (Ctrl+F)")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: self._pause.start())
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.take_focus)
        self._tabs = QTabBar()
        self._tabs.setObjectName("accounts_tabs")
        self._tabs.setAccessibleName("Companies, contacts or deals")
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        for kind in Kind:
            self._tabs.addTab(PLURALS[kind])
        self._tabs.currentChanged.connect(lambda place: self.kind_wanted.emit(list(Kind)[place]))
        self._model = RecordsModel()
        self._table = self._build_table()
        self._note = label(tone="muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._search)
        layout.addWidget(self._tabs)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._note, 1)
        return panel

    def _build_table(self) -> QTableView:
        table = reading_table(self._model, "accounts_table", "What was found")
        table.setWordWrap(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(32)
        table.horizontalHeader().setHighlightSections(False)
        table.selectionModel().currentRowChanged.connect(self._on_row)
        return table

    def _build_side(self) -> QWidget:
        side = SideColumn(350)
        side.setProperty("kind", "panel")
        empty = label(CHOOSE, tone="muted", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QWidget()
        content = column(inside, gap=12)
        content.addWidget(self.form)
        self._life = column(gap=4)
        content.addLayout(self._life)
        content.addStretch(1)
        self._side = QStackedWidget()
        self._side.addWidget(empty)
        self._side.addWidget(scrolled(inside))
        column(side, margin=14).addWidget(self._side)
        return side

    # what happens

    def _on_row(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(str(self._model.data(current, KEY_ROLE)))

    def _select(self, row: int) -> None:
        """Without telling anybody: it is the same one at another place."""
        model = self._table.selectionModel()
        was_blocked = model.blockSignals(True)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if row >= 0:
            model.setCurrentIndex(self._model.index(row, 0), flags)
        else:
            model.clear()
        model.blockSignals(was_blocked)

    def _current_key(self) -> str:
        index = self._table.currentIndex()
        return str(self._model.data(index, KEY_ROLE)) if index.isValid() else ""

    def _announce_search(self) -> None:
        self.searched.emit(self._search.text())

    def _ask_target(self) -> None:
        ask_target(self, "export_dialog", "accounts.csv", FORMS_OF_EXPORT, self.export_wanted)


_WIDTHS = {
    Kind.COMPANY: (200, 60, 130, 90, 80, 80),
    Kind.CONTACT: (140, 110, 115, 165, 112),
    Kind.DEAL: (200, 180, 110, 90, 80),
}
