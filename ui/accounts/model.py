"""The lists of companies, contacts and deals: rows of words, ten thousand as easily as ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.accounts.words import HEADS, RecordLine
from ui.widgets.parts import tip_of
from xforce_desktop.crm.records import Kind

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
KEY_ROLE = Qt.ItemDataRole.UserRole + 1


class RecordsModel(QAbstractTableModel):
    """Shows one kind at a time, in the presenter's order."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = Kind.COMPANY
        self._lines: Sequence[RecordLine] = ()

    def show_lines(self, kind: Kind, lines: Sequence[RecordLine]) -> None:
        self.beginResetModel()
        self._kind, self._lines = kind, lines
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Where it is in the list; -1 if it is not."""
        return next((row for row, one in enumerate(self._lines) if one.key == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS[self._kind])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(line.cells[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADS[self._kind][index.column()]}: {line.cells[index.column()]}"
        return line.key if role == KEY_ROLE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[self._kind][section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
