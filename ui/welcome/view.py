"""The welcome page: two ways in, and a plain word on what leaves the computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QWidget

from ui.welcome.presenter import PITCH, PRIVACY, SANDBOX_NOTE
from ui.widgets.icons import IconLabel
from ui.widgets.parts import across, button, column, frame, label, restyle


class WelcomeWidget(QWidget):
    """Shown until there is an account."""

    sign_in_wanted = Signal()
    sandbox_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._message = label(wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.hide()
        self._stack = QStackedWidget()
        self._choice, self._waiting = self._build_choice(), self._build_waiting()
        self._stack.addWidget(self._choice)
        self._stack.addWidget(self._waiting)
        outer = column(self, margin=24)
        outer.addStretch(2)
        middle = across()  # not an alignment: that would not ask the texts how high they are
        middle.addStretch(1)
        middle.addWidget(self._build_card())
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)

    def show_choice(self, message: str, *, is_wrong: bool = False) -> None:
        self._message.setText(message)
        restyle(self._message, tone="grave" if is_wrong else "muted")
        self._message.setVisible(bool(message))
        self._stack.setCurrentWidget(self._choice)
        self._sign_in.setFocus()

    def show_waiting(self, message: str) -> None:
        self._message.hide()
        self._words.setText(message)
        self._stack.setCurrentWidget(self._waiting)
        self._stop.setFocus()

    def _build_card(self) -> QWidget:
        card = frame("panel")
        card.setFixedWidth(520)
        layout = column(card, margin=36, gap=14)
        layout.addWidget(IconLabel("app", "", 64), 0, Qt.AlignmentFlag.AlignHCenter)
        for words, role, tone in (("Welcome to X-FORCE", "title", ""), (PITCH, "", "muted")):
            made = label(words, role=role, tone=tone, wrap=True)
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(made)
        layout.addSpacing(6)
        layout.addWidget(self._stack)
        layout.addWidget(self._message)
        layout.addSpacing(6)
        layout.addLayout(_note("lock", PRIVACY))
        layout.addLayout(_note("sandbox", SANDBOX_NOTE))
        return card

    def _build_choice(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=10)
        self._sign_in = button("Sign in with &Microsoft", "sign_in", kind="primary")
        explore = button("&Explore the sandbox", "explore_sandbox")
        for made in (self._sign_in, explore):
            made.setMinimumHeight(40)
            layout.addWidget(made)
        self._sign_in.clicked.connect(self.sign_in_wanted)
        explore.clicked.connect(self.sandbox_wanted)
        return page

    def _build_waiting(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=12)
        self._words = label(wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setAccessibleName("Waiting")
        self._stop = button("Stop", "stop_sign_in", spoken="Stop waiting")
        self._stop.clicked.connect(self.stop_wanted)
        layout.addWidget(self._words)
        layout.addWidget(progress)
        layout.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignHCenter)
        return page


def _note(icon: str, text: str) -> QHBoxLayout:
    row = across(gap=10)
    row.addWidget(IconLabel(icon, "muted", 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, tone="muted", wrap=True), 1)
    return row
