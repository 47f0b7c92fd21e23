"""What happened with a company, as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.memory.words import ActivityLine
from ui.widgets.parts import tip_of
from xforce_desktop.ids import RequestId

HEADERS = ("When", "What happened", "Source")
_Index = QModelIndex | QPersistentModelIndex


class ActivitiesModel(QAbstractTableModel):
    """Rows as the presenter made them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ActivityLine, ...] = ()

    def show_lines(self, lines: tuple[ActivityLine, ...]) -> None:
        if lines != self._lines:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()

    def request_at(self, row: int) -> RequestId | None:
        """The meeting that it was about, if it was about one."""
        return self._lines[row].request_id if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._lines[index.row()]
        text = (one.when, one.what, one.source)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(text)
        shown = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        return text if role in shown else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return HEADERS[section] if is_shown else None
