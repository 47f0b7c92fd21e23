"""The banner over the pages while Microsoft does not let us in: it stays until it does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.status import Banner
from ui.widgets.parts import button, column, frame, label


class SignInBanner(QWidget):
    """One message with one way on."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._text = label(role="strong", wrap=True), label(wrap=True)
        self._act = button("Sign in again", "sign_in_again", kind="primary")
        self._act.clicked.connect(self.wanted)
        bar = frame("notice", "grave")
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(14)
        words = column(gap=1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        row.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = column(self)
        layout.setContentsMargins(24, 12, 24, 0)
        layout.addWidget(bar)
        self.hide()

    def show_banner(self, banner: Banner | None) -> None:
        self.setVisible(banner is not None)
        if banner is not None:
            self._title.setText(banner.title)
            self._text.setText(banner.text)
            self._act.setText(banner.act)
            self._act.setAccessibleName(banner.act)
