"""The dialog with what was learned: changes with their numbers and Undo, what is watched, seasons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtWidgets import QFrame, QHeaderView, QPushButton, QTableView, QTabWidget, QWidget

from ui.learned.presenter import NO_SEASONS, NOTHING_WATCHED, ChangeLine, LearnedPage
from ui.widgets.list_page import ListPage, list_row
from ui.widgets.paged_dialog import list_buttons
from ui.widgets.parts import button, column, label, line, named, say, tip_of
from ui.widgets.reading_order import Dialog
from ui.widgets.tables import reading_table

SIZE = (900, 600)
WATCHED = ("What", "For whom", "Seen so far", "Missing")
SEASONS = ("Month", "Season", "Requests", "A booking took", "Gap")
AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows of texts under fixed headings."""

    def __init__(self, headings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        words = self._rows[index.row()][index.column()]
        shown = {Qt.ItemDataRole.DisplayRole: words, Qt.ItemDataRole.ToolTipRole: tip_of(words)}
        return shown.get(Qt.ItemDataRole(role))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        is_heading = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._headings[section] if is_heading else None


class LearnedDialog(Dialog):
    """Made once and shown again."""

    undo_wanted = Signal(str)  # id of a change
    accept_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learned_dialog")
        self.setWindowTitle("What was learned")
        self.resize(*SIZE)
        self._rep = label(wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._changes = ListPage(margin=10)
        self._watched_model, self._seasons_model = RowsModel(WATCHED, self), RowsModel(SEASONS, self)
        self._watched_hint = label(NOTHING_WATCHED, tone="muted", wrap=True)
        self._seasons_hint = label(NO_SEASONS, tone="muted", wrap=True)
        self._shown: tuple[ChangeLine, ...] | None = None
        self._build()
        self.show_fault("")

    # what the presenter calls

    def show_page(self, page: LearnedPage) -> None:
        self._changes.show_note(page.note)
        self._rep.setText(page.rep)
        self._watched_model.show_rows(page.watched)
        self._seasons_model.show_rows(page.seasons)
        self._watched_hint.setVisible(not page.watched)
        self._seasons_hint.setVisible(not page.seasons)
        if page.changes == self._shown:
            return
        self._shown = page.changes
        self._changes.show_lines(map(self._row, page.changes))

    def show_fault(self, text: str) -> None:
        say(self._fault, text)

    # building

    def _build(self) -> None:
        tabs = named(QTabWidget(), "learned_tabs", "What was learned")
        watched = _table(self._watched_model, "learned_watched", "What is watched")
        seasons = _table(self._seasons_model, "learned_seasons", "Seasons, month by month")
        tabs.addTab(self._changes, "&Changes")
        tabs.addTab(_under(self._watched_hint, watched), "&Watched")
        tabs.addTab(_under(self._seasons_hint, seasons), "&Seasons")
        close = button("Close", "learned_close", kind="primary")
        close.clicked.connect(self.accept)
        layout = column(self, margin=20, gap=10)
        for widget in (label("What was learned from how requests ended", role="subtitle"), line(), self._rep):
            layout.addWidget(widget)
        layout.addWidget(tabs, 1)
        layout.addWidget(self._fault)
        layout.addLayout(list_buttons((), close))

    def _row(self, one: ChangeLine) -> QFrame:
        words = (
            label(one.heading, role="strong", wrap=True),
            label(one.why, wrap=True),
            label(one.effect, role="small", tone="muted", wrap=True),
            label(one.state, role="small", tone="good" if one.holds else "muted", wrap=True),
        )
        acts = [
            self._act(text, f"{verb}-{one.key}", wanted, one)
            for text, verb, wanted in (
                (one.accept, "accept", self.accept_wanted),
                (one.undo, "undo", self.undo_wanted),
            )
            if text
        ]
        return list_row(words, acts)

    def _act(self, text: str, name: str, wanted: SignalInstance, one: ChangeLine) -> QPushButton:
        made = button(text, name, spoken=f"{text}: {one.heading}")
        made.clicked.connect(lambda: wanted.emit(one.key))
        return made


def _under(hint: QWidget, table: QTableView) -> QWidget:
    made = QWidget()
    layout = column(made, margin=10, gap=8)
    layout.addWidget(hint)
    layout.addWidget(table, 1)
    return made


def _table(model: RowsModel, name: str, spoken: str) -> QTableView:
    table = reading_table(model, name, spoken)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
