"""What each column of a list is taken for, to be corrected in boxes that stay where they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from ui.widgets.parts import empty_out, label, named
from xforce_desktop.crm.columns import ColumnGuess
from xforce_desktop.crm.fields import ListField, label_of

HEADINGS = ("Column", "Some of it", "Is taken for", "Because")
LEFT_OUT = "left out"
_WIDTHS = (3, 4, 3, 4)
_BELOW_ALL = 1000
_STEPS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class FieldBox(QComboBox):
    """Its list is opened by whatever key would choose at once elsewhere: a field that is walked over would
    be taken from the column that has it. The wheel scrolls the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem(LEFT_OUT, "")
        for field in ListField:
            self.addItem(label_of(field), field.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().strip()
        if event.key() not in _STEPS and not letter.isalnum():
            super().keyPressEvent(event)
            return
        self.showPopup()
        if letter:
            self.view().keyboardSearch(letter)

    def showPopup(self) -> None:
        """From what holds now on, not from where the last walk through it was broken off."""
        self.view().setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnRow:
    """One column: its name, some of its cells, the box and the reason."""

    def __init__(self, number: int) -> None:
        self.name = label(role="strong", wrap=True)
        self.samples = label(tone="muted", wrap=True)
        self.box = named(FieldBox(), f"import_column_{number}", "")
        self.why = label(role="small", tone="muted", wrap=True)

    def show(self, one: ColumnGuess) -> None:
        self.name.setText(one.name)
        self.samples.setText(", ".join(sample[:28] for sample in one.samples) or "empty")
        self.box.setAccessibleName(f"What the column {one.name} is")
        self.box.setCurrentIndex(self.box.findData(one.field.value) if one.field else 0)
        self.why.setText(one.why)


class ColumnBoxes(QWidget):
    """`chosen` brings the name of a column and the field it is; "" leaves it out."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ColumnRow] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(14)
        for place, stretch in enumerate(_WIDTHS):
            self._grid.setColumnStretch(place, stretch)
        self._grid.setRowStretch(_BELOW_ALL, 1)

    def show_columns(self, columns: Sequence[ColumnGuess]) -> None:
        """Only what differs changes, and the focus stays, as long as there are as many columns."""
        if len(columns) != len(self._rows):
            self._build(len(columns))
        for row, one in zip(self._rows, columns, strict=True):
            row.show(one)

    def _build(self, count: int) -> None:
        empty_out(self._grid)
        for place, heading in enumerate(HEADINGS):
            self._grid.addWidget(label(heading, role="small", tone="muted"), 0, place)
        self._rows = [self._row(number) for number in range(1, count + 1)]

    def _row(self, number: int) -> ColumnRow:
        row = ColumnRow(number)
        for place, part in enumerate((row.name, row.samples, row.box, row.why)):
            self._grid.addWidget(part, number, place)
        row.box.activated.connect(lambda at: self.chosen.emit(row.name.text(), str(row.box.itemData(at))))
        return row
