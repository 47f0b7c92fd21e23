"""The mail that waits: the rep may change it before it leaves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout

from ui.conversation.presenter import Draft, Wording
from ui.widgets.parts import across, button, label
from xforce_desktop.ids import EffectKey

LEAST_BODY_PX = 120  # it scrolls; more would not fit into the smallest window


class DraftEditor(QFrame):
    """Holds one draft. What the rep has typed stays as long as that draft waits, whatever is read between."""

    send_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "draft")
        self._draft: Draft | None = None
        self._put = ("", "")  # the draft as the fields show it
        self._half_typed: dict[EffectKey, tuple[str, str]] = {}  # of other drafts
        self._heading, self._why = label(role="strong", wrap=True), label(tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._signature = label(tone="muted", wrap=True)
        self._signature.setObjectName("draft_signature")
        self._subject = QLineEdit()
        self._subject.setObjectName("draft_subject")
        self._subject.setAccessibleName("Subject")
        self._body = QPlainTextEdit()
        self._body.setObjectName("draft_body")
        self._body.setAccessibleName("Text of the mail")
        self._body.setTabChangesFocus(True)
        self._send = button("&Send", "send_draft", kind="primary", tip="Ctrl+Return")
        self._discard = button("&Discard", "discard_draft", tip="Do not send it; you take over")
        self._lay_out()
        self._fault.hide()
        self.hide()

    def _lay_out(self) -> None:
        self._body.setMinimumHeight(LEAST_BODY_PX)
        self._send.clicked.connect(self.send_wanted)
        self._discard.clicked.connect(self.discard_wanted)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._send.click)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        for widget in (self._heading, self._why, self._subject, self._body, self._signature, self._fault):
            layout.addWidget(widget)
        row = across()
        row.addStretch(1)
        row.addWidget(self._discard)
        row.addWidget(self._send)
        layout.addLayout(row)

    def show_draft(self, draft: Draft | None) -> None:
        before, self._draft = self._draft, draft
        is_touched = before is not None and self._typed() != self._put
        if before is not None and is_touched:
            self._half_typed[before.key] = self._typed()
        self.setVisible(draft is not None)
        if draft is None:
            return
        self._heading.setText(draft.heading)
        self._why.setText(draft.why)
        self._why.setVisible(bool(draft.why))
        self._signature.setText(draft.signature)
        self._signature.setVisible(bool(draft.signature))
        self._subject.setVisible(not draft.is_text)
        for widget in (self._send, self._subject, self._body):
            widget.setEnabled(draft.is_ready)
        typed = self._half_typed.pop(draft.key, None)
        if before is None or before.key != draft.key:
            self._write(draft.subject, draft.body)
            self._put = self._typed()
            if typed is not None:
                self._write(*typed)
        elif not is_touched and (before.subject, before.body) != (draft.subject, draft.body):
            self._write(draft.subject, draft.body)
            self._put = self._typed()

    def _write(self, subject: str, body: str) -> None:
        self._subject.setText(subject)
        self._body.setPlainText(body)

    def wording(self) -> Wording | None:
        """What stands in the editor; None if nothing waits."""
        if self._draft is None:
            return None
        subject, body = self._typed()
        return Wording(self._draft.key, subject, body)

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def _typed(self) -> tuple[str, str]:
        return self._subject.text(), self._body.toPlainText()
