"""The dialog with the rep's habits: their numbers, and the button that forgets them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from ui.widgets.parts import across, button, column, empty_out, label, line, scrolled

SIZE = (560, 460)


class OwnStyleDialog(QDialog):
    """Made once and shown again."""

    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_style_dialog")
        self.setWindowTitle("Your style")
        self.resize(*SIZE)
        self._heading = label(role="subtitle", wrap=True)
        self._habits = column(gap=8)
        self._note = label(role="small", tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._forget = button("&Forget", "own_style_forget", spoken="Forget what was learned of my style")
        self._build()
        self.show_fault("")

    # what the presenter calls

    def show_style(self, heading: str, habits: tuple[str, ...], note: str, *, may_forget: bool) -> None:
        self._heading.setText(heading)
        empty_out(self._habits)
        for habit in habits:
            self._habits.addWidget(label(habit, wrap=True))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._forget.setEnabled(may_forget)

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    # building

    def _build(self) -> None:
        inside = QWidget()
        habits = column(inside, gap=8)
        habits.addLayout(self._habits)
        habits.addStretch(1)
        close = button("Close", "own_style_close", kind="primary")
        self._forget.clicked.connect(self.forget_wanted)
        close.clicked.connect(self.accept)
        row = across()
        row.addWidget(self._forget)
        row.addStretch(1)
        row.addWidget(close)
        layout = column(self, margin=20, gap=10)
        for widget in (self._heading, line()):
            layout.addWidget(widget)
        layout.addWidget(scrolled(inside), 1)
        layout.addWidget(self._note)
        layout.addWidget(self._fault)
        layout.addLayout(row)
