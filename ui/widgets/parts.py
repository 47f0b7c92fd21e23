"""Labels, buttons and frames with their names and tones, built in one line each.

Texts of mails and names of people are always plain text: nothing in them is read as markup.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.fitting import ShortenedLabel

W = TypeVar("W", bound=QWidget)
_LEFT_TO_RIGHT = "\u200e"


def label(text: str = "", *, role: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label; `role` and `tone` are the style sheet's."""
    made = _toned(QLabel(text), role, tone)
    if wrap:
        made.setWordWrap(True)
    return made


def shortened(*, role: str = "", tone: str = "") -> QLabel:
    """A label of one line that ends in … where its room is short. What it says goes into its tip, too."""
    return _toned(ShortenedLabel(), role, tone)


def _toned(made: QLabel, role: str, tone: str) -> QLabel:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    return made


def say(place: QLabel, text: str) -> None:
    """Show the words; where there are none, nothing."""
    place.setText(text)
    place.setVisible(bool(text))


def left_to_right(text: str) -> str:
    """Our own sentences as they are read, also where a line begins with a quote in Arabic or Hebrew."""
    return "\n".join(f"{_LEFT_TO_RIGHT}{line}" if _has_rtl(line) else line for line in text.split("\n"))


def _has_rtl(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def button(text: str, name: str, *, kind: str = "plain", tip: str = "", spoken: str = "") -> QPushButton:
    """A push button with an object name; `spoken` is its accessible name where the text says too little."""
    made = QPushButton(text)
    return dressed(made, name, kind=kind, tip=tip, spoken=spoken or text.replace("&&", "&"))


def dressed(
    made: QPushButton, name: str, *, kind: str = "plain", tip: str = "", spoken: str = ""
) -> QPushButton:
    """Give a push button its names, kind and tip."""
    made.setObjectName(name)
    made.setProperty("kind", kind)
    made.setAccessibleName(spoken or made.text())
    made.setToolTip(tip_of(tip))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    return made


def named(made: W, name: str, spoken: str) -> W:
    """Give it its object name and its accessible name."""
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made


def text_field(name: str, hint: str, *, spoken: str = "") -> QLineEdit:
    """A line to type in; `spoken` is its accessible name where the hint says too little."""
    made = named(QLineEdit(), name, spoken or hint)
    made.setPlaceholderText(hint)
    return made


def choice(name: str, spoken: str) -> QComboBox:
    """A list to choose from, which the wheel changes only while it has the focus."""
    made = named(QComboBox(), name, spoken)
    still(made)
    return made


def field_rows(rows: Mapping[str, QWidget | QLayout]) -> QFormLayout:
    """Fields one below the other, each behind its label."""
    made = QFormLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(8)
    for text, one in rows.items():
        made.addRow(label(text), one)
    return made


def tip_of(text: str) -> str:
    """A tooltip that wraps and shows `text` as it is."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def frame(kind: str, tone: str = "") -> QFrame:
    made = QFrame()
    made.setProperty("kind", kind)
    made.setProperty("tone", tone)
    return made


def line() -> QFrame:
    return frame("line")


def column(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QVBoxLayout:
    layout = QVBoxLayout(parent) if parent else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def across(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QHBoxLayout:
    layout = QHBoxLayout(parent) if parent else QHBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` in an area that scrolls up and down, and across only where it cannot be any narrower."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside.setObjectName(inside.objectName() or "scrolled")
    area.setWidget(inside)
    return area


def restyle(widget: QWidget, **properties: object) -> None:
    """Set style sheet properties and let them show."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def empty_out(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty_out(inner)


def once_after(pause_ms: int, call: object, parent: QWidget) -> QTimer:
    """Calls `call` once, `pause_ms` after the last `start`."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause_ms)
    timer.timeout.connect(call)
    return timer


class _StillWheel(QObject):
    """Lets the wheel scroll the page instead of changing a field that merely lies under the pointer."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wheel = isinstance(event, QWheelEvent) and isinstance(watched, QWidget)
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def still(field: QComboBox | QDateEdit) -> None:
    """Make a field change by the wheel only while it has the focus."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(_StillWheel(field))
