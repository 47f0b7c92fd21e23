"""One mail of the conversation, with what was understood and its quoted history folded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.conversation.presenter import Bubble
from ui.conversation.reading import Reading
from ui.widgets.mail_text import MailText
from ui.widgets.parts import across, button, frame, label


class BubbleWidget(QFrame):
    """A mail. Its text can be selected and copied; nothing in it is markup."""

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
        layout.addWidget(MailText(bubble.text))
        if bubble.quoted:
            self._add_fold(layout, bubble)
        if bubble.reading:
            layout.addWidget(_reading(bubble.reading))

    def _add_fold(self, layout: QVBoxLayout, bubble: Bubble) -> None:
        quoted = MailText(bubble.quoted, tone="muted")
        quoted.hide()
        fold = button("Show quoted text", f"quoted_{bubble.message_id}", kind="link")

        def turn() -> None:
            quoted.setVisible(quoted.isHidden())
            fold.setText("Show quoted text" if quoted.isHidden() else "Hide quoted text")

        fold.clicked.connect(turn)
        layout.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(quoted)


def _reading(reading: Reading) -> QFrame:
    made = frame("reading", "warning" if reading.is_doubtful else "")
    layout = QVBoxLayout(made)
    layout.setContentsMargins(10, 7, 10, 8)
    layout.setSpacing(2)
    layout.addWidget(
        label(reading.text, role="strong", tone="warning" if reading.is_doubtful else "good", wrap=True)
    )
    if reading.why:
        layout.addWidget(label(reading.why, wrap=True))
    return made
