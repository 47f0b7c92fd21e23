"""One mail of the conversation: its new text with what was understood marked, the rest of it folded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ui.acts import ActButton
from ui.conversation.presenter import Bubble
from ui.conversation.reading import Reading
from ui.widgets.mail_text import MailText
from ui.widgets.parts import across, button, frame, label, left_to_right

SHOW_ALL, SHOW_NEW = "Show the whole message", "Show only what is new"


class BubbleWidget(QFrame):
    """A mail. Its text can be selected and copied; nothing in it is markup."""

    used = Signal(object)  # Act

    def __init__(self, bubble: Bubble) -> None:
        super().__init__()
        self.setProperty("kind", "ours" if bubble.is_ours else "theirs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(7)
        head = across()
        head.addWidget(label(bubble.sender, role="strong"), 1)
        head.addWidget(label(bubble.when, role="small", tone="muted"))
        layout.addLayout(head)
        layout.addWidget(label(bubble.subject, role="small", tone="muted", wrap=True))
        layout.addWidget(MailText(bubble.text, segments=bubble.segments))
        if bubble.legend:
            layout.addWidget(_legend(bubble))
        if bubble.quoted:
            self._add_fold(layout, bubble)
        if bubble.reading:
            layout.addWidget(self._reading(bubble.reading, bubble.correction))

    def _add_fold(self, layout: QVBoxLayout, bubble: Bubble) -> None:
        quoted = MailText(bubble.quoted, tone="muted")
        quoted.hide()
        fold = button(SHOW_ALL, f"quoted_{bubble.message_id}", kind="link")

        def turn() -> None:
            quoted.setVisible(quoted.isHidden())
            fold.setText(SHOW_ALL if quoted.isHidden() else SHOW_NEW)
            fold.setAccessibleName(fold.text())

        fold.clicked.connect(turn)
        layout.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(quoted)

    def _reading(self, reading: Reading, correction: ActButton | None) -> QFrame:
        made = frame("reading", "warning" if reading.is_doubtful else "")
        layout = QVBoxLayout(made)
        layout.setContentsMargins(10, 7, 10, 8)
        layout.setSpacing(2)
        layout.addWidget(
            label(reading.text, role="strong", tone="warning" if reading.is_doubtful else "good", wrap=True)
        )
        if reading.why:
            layout.addWidget(label(left_to_right(reading.why), wrap=True))
        if correction:
            layout.addWidget(self._correction(correction), 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _correction(self, correction: ActButton) -> QPushButton:
        made = button(correction.label, "correct_reading", kind="link", tip=correction.tip)
        made.clicked.connect(lambda checked=False: self.used.emit(correction.act))
        return made


def _legend(bubble: Bubble) -> MailText:
    made = MailText(tone="muted", segments=bubble.legend)
    made.setProperty("role", "small")
    made.setAccessibleName("What the marked words stand for")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
