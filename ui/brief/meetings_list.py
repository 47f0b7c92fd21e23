"""The meetings to come and whether their brief is there; a click or Enter opens it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.brief.model import BriefsModel
from ui.brief.shown import Row
from ui.widgets.parts import column, label

TOLD = "What to know before each meeting. They are stored here and can be read without a network."


class MeetingsList(QWidget):
    """Asks for nothing itself."""

    opened = Signal(object)  # request id

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._model = BriefsModel(self)
        self._hint = label(tone="muted", wrap=True)
        self._hint.setObjectName("briefs_hint")
        self.table = self._build_table()
        layout = column(self, gap=12)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.addWidget(label("Briefs", role="title"))
        layout.addWidget(label(TOLD, tone="muted", wrap=True))
        layout.addWidget(self._hint)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)

    def show_rows(self, rows: tuple[Row, ...], hint: str) -> None:
        chosen = self.table.currentIndex().row()
        self._model.set_rows(rows)
        if 0 <= chosen < len(rows):
            self.table.selectRow(chosen)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.table.setVisible(bool(rows))

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("briefs")
        table.setAccessibleName("Meetings to come")
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(38)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        table.activated.connect(self._on_activated)
        table.clicked.connect(self._on_activated)
        return table

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.row(index.row()).request_id)
