"""Lists of the form: colleagues with their ticks, and the free times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.request_form.fields import TeamChoice
from ui.request_form.presenter import TimeLine
from ui.widgets.parts import tip_of
from xforce_desktop.ports import Person

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
WHO, REQUIRED = 0, 1
DAY_ROLE = Qt.ItemDataRole.UserRole + 1
TIME_ROLE = Qt.ItemDataRole.UserRole + 2
WHY_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class _Row:
    person: Person
    is_chosen: bool = False
    is_required: bool = True


class TeamModel(QAbstractTableModel):
    """Colleagues: chosen ones first and kept, whatever is searched for; then those that were found.

    With `is_single` choosing one gives up the other.
    """

    def __init__(self, *, is_single: bool = False) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._is_single = is_single

    def show_people(self, people: Sequence[Person]) -> None:
        chosen = [row for row in self._rows if row.is_chosen]
        taken = {row.person.address.casefold() for row in chosen}
        found = [_Row(person) for person in people if person.address.casefold() not in taken]
        self.beginResetModel()
        self._rows = chosen + found
        self.endResetModel()

    def choices(self) -> tuple[TeamChoice, ...]:
        return tuple(
            TeamChoice(row.person.address, row.person.name, row.person.title, row.is_required)
            for row in self._rows
            if row.is_chosen
        )

    def clear_choices(self) -> None:
        self.beginResetModel()
        self._rows = [_Row(row.person) for row in self._rows]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and (row.is_chosen or index.column() == WHO):
            is_on = row.is_chosen if index.column() == WHO else row.is_required
            return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(f"{row.person.title} {row.person.address}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.person.name}, {'required' if index.column() == REQUIRED else 'comes along'}"
        return None

    def _words(self, row: _Row, at: int) -> str:
        if at == REQUIRED:
            return "Required" if row.is_chosen else ""
        return f"{row.person.name}\n{row.person.title}" if row.person.title else row.person.name

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        row, is_on = self._rows[index.row()], Qt.CheckState(value) is Qt.CheckState.Checked
        if index.column() == WHO:
            self._choose(index.row(), is_on)
        else:
            self._rows[index.row()] = replace(row, is_required=is_on)
        self.dataChanged.emit(self.index(index.row(), WHO), self.index(index.row(), REQUIRED))
        return True

    def _choose(self, at: int, is_on: bool) -> None:
        if self._is_single and is_on:
            self._rows = [replace(row, is_chosen=False) for row in self._rows]
            self.dataChanged.emit(self.index(0, WHO), self.index(len(self._rows) - 1, REQUIRED))
        self._rows[at] = replace(self._rows[at], is_chosen=is_on)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        is_live = index.column() == WHO or self._rows[index.row()].is_chosen
        return flags | Qt.ItemFlag.ItemIsEnabled if is_live else flags


class TimesModel(QAbstractListModel):
    """The free times, in the presenter's words."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[TimeLine, ...] = ()

    def show_lines(self, lines: tuple[TimeLine, ...]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.day}, {line.time}: {line.why}"
        return {DAY_ROLE: line.day, TIME_ROLE: line.time, WHY_ROLE: line.why}.get(role)
