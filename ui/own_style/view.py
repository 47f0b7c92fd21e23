"""The dialog with the rep's habits: their numbers, and the button that forgets them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.list_page import ListPage
from ui.widgets.paged_dialog import list_buttons
from ui.widgets.parts import button, column, label, line, say
from ui.widgets.reading_order import Dialog

SIZE = (560, 460)


class OwnStyleDialog(Dialog):
    """Made once and shown again."""

    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_style_dialog")
        self.setWindowTitle("Your style")
        self.resize(*SIZE)
        self._heading = label(role="subtitle", wrap=True)
        self._habits = ListPage()
        self._note = label(role="small", tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._forget = button("&Forget", "own_style_forget", spoken="Forget what was learned of my style")
        self._build()
        self.show_fault("")

    # what the presenter calls

    def show_style(self, heading: str, habits: tuple[str, ...], note: str, *, may_forget: bool) -> None:
        self._heading.setText(heading)
        self._habits.show_lines(label(habit, wrap=True) for habit in habits)
        say(self._note, note)
        self._forget.setEnabled(may_forget)

    def show_fault(self, text: str) -> None:
        say(self._fault, text)

    # building

    def _build(self) -> None:
        close = button("Close", "own_style_close", kind="primary")
        self._forget.clicked.connect(self.forget_wanted)
        close.clicked.connect(self.accept)
        layout = column(self, margin=20, gap=10)
        for widget in (self._heading, line()):
            layout.addWidget(widget)
        layout.addWidget(self._habits, 1)
        layout.addWidget(self._note)
        layout.addWidget(self._fault)
        layout.addLayout(list_buttons([self._forget], close))
