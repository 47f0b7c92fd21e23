"""The strip along the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from ui.status import StatusLine
from ui.widgets.parts import button, label, restyle, shortened, tip_of

ANSWER_SHOWN_MS = 15_000


class StatusStrip(QFrame):
    """Sync state, what is being done, the account, and the sandbox's clock."""

    sync_wanted = Signal()
    skip_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status_strip")
        self._dot, self._sync = label("●"), label()
        self._doing = label(tone="muted")
        self._progress = QProgressBar()
        self._answer = label(tone="muted")
        self._answer.setObjectName("sync_answer")
        self._forgetting = QTimer(self)
        self._forgetting.setSingleShot(True)
        self._forgetting.timeout.connect(lambda: self.show_answer(""))
        self._account = shortened(tone="muted")
        self.sandbox = label(role="badge")
        self.sync_button = button("S&ync now", "sync_now", tip="Look for news now (F5)")
        self.skip_button = button(
            "S&kip ahead", "skip_ahead", tip="Move the sandbox’s clock to what is due next (F6)"
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(70)
        self._progress.setAccessibleName("Working")
        self.sync_button.clicked.connect(self.sync_wanted)
        self.skip_button.clicked.connect(self.skip_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(10)
        left = (self._dot, self._sync, self._progress, self._doing, self._answer)
        for widget in left:
            row.addWidget(widget)
        self._account.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._account, 1)
        for made in (self.sandbox, self.skip_button, self.sync_button):
            row.addWidget(made)
        self.show_doing("")
        self.show_answer("")
        self.sandbox.hide()
        self.skip_button.hide()

    def show_status(self, status: StatusLine) -> None:
        self._sync.setText(status.sync)
        self._sync.setToolTip(tip_of(status.tip))
        restyle(self._dot, tone=status.tone)
        self._account.setText(status.account)
        self._account.setToolTip(tip_of(status.account))
        self.sandbox.setText(status.sandbox)
        self.sandbox.setVisible(bool(status.sandbox))
        self.skip_button.setVisible(bool(status.sandbox))
        self.sync_button.setEnabled(status.can_sync)

    def show_doing(self, words: str) -> None:
        """What is being done right now; empty hides it."""
        self._doing.setText(words)
        for widget in (self._doing, self._progress):
            widget.setVisible(bool(words))

    def show_answer(self, words: str) -> None:
        """What came of the rep's "sync now", for a while; empty hides it."""
        self._answer.setText(words)
        self._answer.setVisible(bool(words))
        self._forgetting.start(ANSWER_SHOWN_MS) if words else self._forgetting.stop()

    def stop(self) -> None:
        """No timer fires after this."""
        self._forgetting.stop()
