"""The lines of the list of calls, as a model."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.calls.presenter import CallLine
from ui.widgets.parts import tip_of

HEADINGS = ("Call", "About", "When")
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class CallsModel(QAbstractTableModel):
    """One row a call, in the order of its rank."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[CallLine, ...] = ()

    def show(self, lines: tuple[CallLine, ...]) -> None:
        if lines != self._lines:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()

    def card_at(self, row: int) -> uuid.UUID | None:
        return self._lines[row].card_id if 0 <= row < len(self._lines) else None

    def row_of(self, card_id: uuid.UUID | None) -> int:
        """-1 for one that is not there."""
        ids = [line.card_id for line in self._lines]
        return ids.index(card_id) if card_id in ids else -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        words = (line.title, line.about, line.state)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]}: {words}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        is_heading = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return HEADINGS[section] if is_heading else None
