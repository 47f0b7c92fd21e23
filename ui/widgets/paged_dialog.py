"""A dialog with a list, and behind it a form."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ui.widgets.parts import across, button, column
from ui.widgets.reading_order import Dialog


class PagedDialog(Dialog):
    """Made once and shown again. Escape goes one step back. The first page is the list."""

    back_wanted = Signal()

    def __init__(self, name: str, title: str, size: tuple[int, int], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.resize(*size)
        self._pages = QStackedWidget()
        self._busy: tuple[QWidget, QWidget | None] | None = None  # the form that is kept, and its focus
        column(self, margin=20).addWidget(self._pages)

    def set_busy(self, is_busy: bool) -> None:
        """While the form that is shown is being kept, it takes neither words nor a second click."""
        shown = self._pages.currentWidget()
        if is_busy and shown is not None:
            self._busy = shown, self.focusWidget()
            shown.setEnabled(False)
        elif self._busy is not None:
            (form, focus), self._busy = self._busy, None
            form.setEnabled(True)
            if focus is not None and shown is form:
                focus.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self._pages.currentIndex() == 0:
            super().keyPressEvent(event)
        elif self._busy is None:
            self.back_wanted.emit()


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
