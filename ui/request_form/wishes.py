"""When the rep wants the meeting: the range, preferred times, and what to avoid."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QHBoxLayout, QWidget

from ui.request_form.fields import (
    AVOID_DAYS,
    AVOID_PARTS,
    PREFERRED_CHOICES,
    RANGE_NAMES,
    RangeChoice,
    avoid_in_words,
)
from ui.widgets.icons import IconButton
from ui.widgets.parts import across, button, column, dressed, empty_out, frame, label, restyle, still


class RangeField(QWidget):
    """A usual range, or two dates."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = QComboBox()
        self._choice.setObjectName("time_range")
        self._choice.setAccessibleName("Time range")
        for choice, name in RANGE_NAMES.items():
            self._choice.addItem(name, choice.value)
        self._words = label(tone="muted")
        self._first, self._last = _date_field("first_day", "First day"), _date_field("last_day", "Last day")
        self._dash = label("to", tone="muted")
        layout = across(self)
        layout.addWidget(self._choice)
        for widget in (self._first, self._dash, self._last):
            layout.addWidget(widget)
        layout.addWidget(self._words, 1)
        still(self._choice)
        self.start_over()
        self._choice.currentIndexChanged.connect(self._on_choice)
        self._first.dateChanged.connect(self.changed)
        self._last.dateChanged.connect(self.changed)

    def choice(self) -> RangeChoice:
        return RangeChoice(self._choice.currentData())

    def first(self) -> date | None:
        """None for a usual range."""
        return self._chosen(self._first)

    def last(self) -> date | None:
        return self._chosen(self._last)

    def _chosen(self, field: QDateEdit) -> date | None:
        day = field.date()
        is_custom = self.choice() is RangeChoice.CUSTOM
        return date(day.year(), day.month(), day.day()) if is_custom else None

    def show_words(self, words: str) -> None:
        self._words.setText(words)

    def show_today(self, today: QDate) -> None:
        """Offer dates from `today` on, unless the rep has chosen some."""
        if self.choice() is RangeChoice.CUSTOM:
            return
        self._first.setDate(today)
        self._last.setDate(today.addDays(14))

    def show_wrong(self, is_wrong: bool) -> None:
        for field in (self._choice, self._first, self._last):
            restyle(field, wrong=is_wrong)

    def start_over(self) -> None:
        self._choice.setCurrentIndex(list(RANGE_NAMES).index(RangeChoice.TWO_WEEKS))
        self._show_dates()

    def _on_choice(self) -> None:
        self._show_dates()
        self.changed.emit()

    def _show_dates(self) -> None:
        is_custom = self.choice() is RangeChoice.CUSTOM
        for widget in (self._first, self._dash, self._last):
            widget.setVisible(is_custom)
        self._words.setVisible(not is_custom)


class PreferredField(QWidget):
    """Parts of the day that suit best; none ticked means any."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        layout = across(self, gap=16)
        for part, name in PREFERRED_CHOICES:
            box = QCheckBox(name)
            box.setObjectName(f"preferred_{part}")
            box.toggled.connect(self.changed)
            self._boxes[part] = box
            layout.addWidget(box)
        layout.addStretch(1)

    def parts(self) -> tuple[str, ...]:
        return tuple(part for part, box in self._boxes.items() if box.isChecked())

    def start_over(self) -> None:
        for box in self._boxes.values():
            box.setChecked(False)


class AvoidField(QWidget):
    """Weekdays, or parts of them, that are never offered: each one is a chip."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[str] = []
        self._day, self._part = QComboBox(), QComboBox()
        for box, name, spoken, choices in (
            (self._day, "avoid_day", "Weekday to avoid", AVOID_DAYS),
            (self._part, "avoid_part", "Part of the day to avoid", AVOID_PARTS),
        ):
            box.setObjectName(name)
            box.setAccessibleName(spoken)
            for value, words in choices:
                box.addItem(words, value)
            still(box)
        add = button("Add", "add_avoid", spoken="Avoid this time")
        add.clicked.connect(self._on_add)
        pick = across(gap=6)
        for widget in (self._day, self._part, add):
            pick.addWidget(widget)
        pick.addStretch(1)
        self._chips = across(gap=6)
        layout = column(self, gap=6)
        layout.addLayout(pick)
        layout.addLayout(self._chips)

    def entries(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def add(self, entry: str) -> None:
        """Avoid `entry`, e.g. "friday_afternoon"; a second time changes nothing."""
        if entry not in self._entries:
            self._entries.append(entry)
            self._show_chips()
            self.changed.emit()

    def start_over(self) -> None:
        self._entries.clear()
        self._show_chips()

    def _on_add(self) -> None:
        day, part = str(self._day.currentData()), str(self._part.currentData())
        self.add(f"{day}_{part}" if part else day)

    def _remove(self, entry: str) -> None:
        self._entries.remove(entry)
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        empty_out(self._chips)
        for entry in self._entries:
            self._chips.addWidget(self._chip(entry), 0, Qt.AlignmentFlag.AlignLeft)
        self._chips.addStretch(1)

    def _chip(self, entry: str) -> QWidget:
        chip = frame("chip")
        words = avoid_in_words(entry)
        row = QHBoxLayout(chip)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(4)
        row.addWidget(label(words, role="small"))
        spoken = f"No longer avoid {words}"
        off = dressed(IconButton("remove"), f"unavoid_{entry}", kind="bare", tip=spoken, spoken=spoken)
        off.clicked.connect(lambda: self._remove(entry))
        row.addWidget(off)
        return chip


def _date_field(name: str, spoken: str) -> QDateEdit:
    field = QDateEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setCalendarPopup(True)
    field.setDisplayFormat("MMM d, yyyy")
    still(field)
    return field
