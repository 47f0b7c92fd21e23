"""The mail that waits: the rep may change it before it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout

from ui.conversation.overtaken import OvertakenWidget
from ui.conversation.presenter import Draft, Wording
from ui.widgets.parts import across, button, label, say
from xforce_desktop.ids import EffectKey, RequestId

LEAST_BODY_PX = 120  # it scrolls; more would not fit into the smallest window


@dataclass(frozen=True)
class _Kept:
    """What the rep typed over a draft as it was put into the fields; `overtaken`: over earlier words."""

    key: EffectKey
    put: tuple[str, str]
    typed: tuple[str, str]
    overtaken: str

    def overtaken_by(self, now: tuple[str, str]) -> str:
        """All that was typed and is not in the draft as it is now."""
        typed = (
            mine.strip()
            for mine, put, new in zip(self.typed, self.put, now, strict=True)
            if mine != put and mine.strip() != new.strip()
        )
        return "\n\n".join(words for words in (*typed, self.overtaken) if words)


class DraftEditor(QFrame):
    """Holds one draft. What the rep has typed stays as long as that draft waits as it was, whatever is read
    between; of one that was begun anew it is shown beside the new words.
    """

    send_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "draft")
        self._meeting: RequestId | None = None
        self._draft: Draft | None = None
        self._put = ("", "")  # the draft as the fields show it
        self._kept: dict[RequestId, _Kept] = {}  # of other meetings
        self._overtaken = OvertakenWidget()
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
        for widget in (self._heading, self._why, self._overtaken, self._subject):
            layout.addWidget(widget)
        layout.addWidget(self._body, 1)
        layout.addWidget(self._signature)
        layout.addWidget(self._fault)
        row = across()
        row.addStretch(1)
        row.addWidget(self._discard)
        row.addWidget(self._send)
        layout.addLayout(row)

    def show_draft(self, meeting: RequestId, draft: Draft | None) -> None:
        """Show the one of that meeting, or none."""
        before = self._draft
        if draft is None or before is None or _content(before) != _content(draft):
            self._put_aside()
            self._take_up(draft, self._kept.pop(meeting, None))
        self._meeting, self._draft = meeting, draft
        self.setVisible(draft is not None)
        if draft is None:
            return
        self._heading.setText(draft.heading)
        say(self._why, draft.why)
        say(self._signature, draft.signature)
        self._subject.setVisible(not draft.is_text)
        for widget in (self._send, self._subject, self._body):
            widget.setEnabled(draft.is_ready)

    def _put_aside(self) -> None:
        """What the rep has typed waits for its draft to be shown again."""
        if self._meeting is None or self._draft is None:
            return
        typed = self._typed()
        if typed != self._put or self._overtaken.words:
            self._kept[self._meeting] = _Kept(self._draft.key, self._put, typed, self._overtaken.words)

    def _take_up(self, draft: Draft | None, kept: _Kept | None) -> None:
        """Put the draft into the fields; what was typed only where it was typed over these very words."""
        if draft is None:
            self._overtaken.show_words("")
            return
        self._write(draft.subject, draft.body)
        self._put = self._typed()
        if kept is None or kept.key != draft.key:
            self._overtaken.show_words("")
        elif kept.put == self._put:
            self._write(*kept.typed)
            self._overtaken.show_words(kept.overtaken)
        else:
            self._overtaken.show_words(kept.overtaken_by(self._put))

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
        say(self._fault, text)

    def _typed(self) -> tuple[str, str]:
        return self._subject.text(), self._body.toPlainText()


def _content(draft: Draft) -> tuple[str, str, str]:
    return draft.key, draft.subject, draft.body
