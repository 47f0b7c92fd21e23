"""A dialog with a list, and behind it a form."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ui.widgets.parts import across, button, column


class PagedDialog(QDialog):
    """Made once and shown again. Escape goes one step back. The first page is the list."""

    back_wanted = Signal()

    def __init__(self, name: str, title: str, size: tuple[int, int], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.resize(*size)
        self._pages = QStackedWidget()
        column(self, margin=20).addWidget(self._pages)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.currentIndex() > 0:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)


def list_buttons(acts: Iterable[QWidget], close: QPushButton) -> QHBoxLayout:
    """Below a list: what can be done on the left, the way out on the right."""
    row = across()
    for act in acts:
        row.addWidget(act)
    row.addStretch(1)
    row.addWidget(close)
    return row


def form_buttons(save: QPushButton, back: QPushButton) -> QHBoxLayout:
    """Below a form: the way back, and the button that keeps what is typed."""
    row = across()
    row.addStretch(1)
    row.addWidget(back)
    row.addWidget(save)
    return row


def save_button(text: str, name: str) -> QPushButton:
    made = button(text, name, kind="primary", tip="Ctrl+Return")
    made.setShortcut("Ctrl+Return")
    return made
