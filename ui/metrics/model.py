"""The table of figures for Qt: text to read, numbers to sort by; screen readers get the heading with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.formatting import full_date
from xforce_desktop.learning.figures import Rate, Share, Spread
from xforce_desktop.learning.table import Cell, Column, Table, in_words

SORT_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class FiguresModel(QAbstractTableModel):
    """Holds a table; knows nothing of where it comes from."""

    def __init__(self) -> None:
        super().__init__()
        self._table = Table("", "", (), ())

    def show(self, table: Table) -> None:
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell, column = self._table.rows[index.row()][index.column()], self._table.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _shown(cell, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.heading}: {_shown(cell, column)}"
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if isinstance(cell, str) else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
        return sort_key(cell) if role == SORT_ROLE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._table.columns[section].heading
        return None


def _shown(cell: Cell, column: Column) -> str:
    """Days as the rest of the app writes them."""
    return full_date(cell) if isinstance(cell, date) else in_words(cell, column)


def sort_key(cell: Cell) -> float | str:
    """Numbers by size, days and text by letters; what is not known stands first."""
    match cell:
        case Rate():
            return -1.0 if cell.pct is None else cell.pct
        case Spread():
            return -1.0 if cell.median is None else cell.median
        case Share():
            return cell.value
        case None:
            return -1.0
        case date():
            return cell.isoformat()
    return cell if isinstance(cell, str) else float(cell)
