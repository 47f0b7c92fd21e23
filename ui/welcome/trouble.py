"""A box that says what happened and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from ui.welcome.pages import Told
from ui.widgets.parts import column, label, restyle


class ToldFrame(QFrame):
    """Hidden while there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._title, self._advice = label(role="strong", wrap=True), label(wrap=True)
        self._advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = column(self, gap=2)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addWidget(self._title)
        layout.addWidget(self._advice)
        self.hide()

    def show_told(self, told: Told | None) -> None:
        self.setVisible(told is not None)
        if told is None:
            return
        restyle(self, tone=told.tone)
        self._title.setText(told.title)
        self._advice.setText(told.advice)
        self._advice.setVisible(bool(told.advice))
