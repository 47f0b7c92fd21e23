"""The banner over the pages while the rep is needed: it stays until all is well again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.sync_trouble import Banner, LeadsTo
from ui.widgets.parts import button, column, frame, label, restyle


class SyncBanner(QWidget):
    """One message with one way on: to the sign-in page, or to another try."""

    sign_in_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._text = label(role="strong", wrap=True), label(wrap=True)
        self._act = button("Sign in again", "banner_act", kind="primary")
        self._act.clicked.connect(self._use)
        self._leads_to = LeadsTo.SIGN_IN
        self._bar = frame("notice", "grave")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(14)
        words = column(gap=1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        row.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = column(self)
        layout.setContentsMargins(24, 12, 24, 0)
        layout.addWidget(self._bar)
        self.hide()

    def show_banner(self, banner: Banner | None) -> None:
        self.setVisible(banner is not None)
        if banner is not None:
            self._title.setText(banner.title)
            self._text.setText(banner.text)
            self._act.setText(banner.act)
            self._act.setAccessibleName(banner.act)
            self._leads_to = banner.leads_to
            restyle(self._bar, tone=banner.tone)

    def _use(self) -> None:
        (self.sync_wanted if self._leads_to is LeadsTo.SYNC else self.sign_in_wanted).emit()
