"""Shows one mail as it would read, without sending anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.formatting import whole
from ui.widgets.parts import across, button, column, label
from ui.widgets.reading_order import Dialog
from xforce_desktop.messages.letter import Letter


class LetterDialog(Dialog):
    """A preview, with the signature as it leaves. Closes with Escape and deletes itself."""

    def __init__(self, heading: str, letter: Letter, signature: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("letter_preview")
        self.setWindowTitle("Preview of the first mail")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(560, 420)
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(heading, tone="muted"))
        layout.addWidget(label(letter.subject, role="subtitle", wrap=True))
        body = QPlainTextEdit(f"{letter.body}\n\n{signature}".strip())
        body.setObjectName("preview_body")
        body.setAccessibleName("Text of the mail")
        body.setReadOnly(True)
        layout.addWidget(body, 1)
        for finding in letter.checks:
            layout.addWidget(label(whole(finding), tone="warning", wrap=True))
        if letter.why:
            by = label(whole(letter.why), tone="muted", wrap=True)
            by.setObjectName("preview_writer")
            layout.addWidget(by)
        layout.addWidget(label("Nothing has been sent.", tone="muted"))
        row = across()
        row.addStretch(1)
        close = button("Close", "close_preview", kind="primary")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        layout.addLayout(row)
