"""The mail after the meeting: prepared, to be filled in by hand and copied. Nothing here sends it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from ui.welcome.view import copy
from ui.widgets.parts import across, button, label
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import FollowUpTemplate


class AfterMeetingWidget(QFrame):
    """What the rep typed into it stays with its meeting."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._shown: tuple[RequestId, FollowUpTemplate | None] | None = None
        self._prepared = ""  # its text as the field shows it
        self._half_typed: dict[RequestId, str] = {}
        self._subject = label(role="strong", wrap=True)
        self._body = QPlainTextEdit()
        self._body.setObjectName("after_meeting_body")
        self._body.setAccessibleName("Mail for after the meeting")
        self._body.setMaximumHeight(170)
        self._copy = button("Copy", "after_meeting_copy", tip="Subject and text, as they stand here")
        self._copy.clicked.connect(self._put_on_clipboard)
        self._lay_out()
        self.hide()

    def show_mail(self, meeting: RequestId, mail: FollowUpTemplate | None) -> None:
        """Show it, or nothing."""
        self.setVisible(mail is not None)
        if (meeting, mail) == self._shown:
            return
        before, self._shown = self._shown, (meeting, mail)
        if before is not None and (typed := self._body.toPlainText()) != self._prepared:
            self._half_typed[before[0]] = typed
        self._subject.setText(mail.subject if mail else "")
        self._body.setPlainText(mail.body if mail else "")
        self._prepared = self._body.toPlainText()
        if mail is not None and meeting in self._half_typed:
            self._body.setPlainText(self._half_typed.pop(meeting))

    def text(self) -> str:
        """The subject and the text below it, as the rep left it."""
        return f"{self._subject.text()}\n\n{self._body.toPlainText()}"

    def _put_on_clipboard(self) -> None:
        copy(self.text(), self._copy)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        head = across(gap=12)
        head.addWidget(label("For after the meeting", role="subtitle"), 1)
        head.addWidget(self._copy)
        layout.addLayout(head)
        layout.addWidget(
            label("Fill in what stands in braces; it is yours to send.", tone="muted", wrap=True)
        )
        layout.addWidget(self._subject)
        layout.addWidget(self._body)
