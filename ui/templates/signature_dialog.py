"""The dialog for the rep's signature: typed above, shown below as it leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QTextBrowser, QWidget

from ui.templates.words import SIGNATURE_HINT
from ui.widgets.parts import across, button, column, label, once_after
from ui.widgets.reading_order import Dialog

PAUSE_MS = 200
SIZE = (560, 480)


class SignatureDialog(Dialog):
    """Made once and shown again. Escape leaves the signature as it was."""

    save_wanted = Signal(str)

    def __init__(self, shown_html: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signature_dialog")
        self.setWindowTitle("Your signature")
        self.resize(*SIZE)
        self._shown_html = shown_html
        self._text = QPlainTextEdit()
        self._text.setObjectName("signature_text")
        self._text.setAccessibleName("Your signature")
        self._text.setTabChangesFocus(True)
        self._shown = QTextBrowser()
        self._shown.setObjectName("signature_shown")
        self._shown.setAccessibleName("Your signature as it leaves")
        self._shown.setOpenLinks(False)
        self._fault = label(tone="grave", wrap=True)
        self._pause = once_after(PAUSE_MS, self._show, self)
        self._text.textChanged.connect(self._pause.start)
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(SIGNATURE_HINT, tone="muted", wrap=True))
        layout.addWidget(self._text, 1)
        layout.addWidget(label("AS IT LEAVES", role="heading"))
        layout.addWidget(self._shown, 1)
        layout.addWidget(self._fault)
        row = across()
        row.addStretch(1)
        leave = button("Cancel", "signature_cancel")
        keep = button("Save", "signature_save", kind="primary")
        leave.clicked.connect(self.reject)
        keep.clicked.connect(lambda: self.save_wanted.emit(self._text.toPlainText()))
        row.addWidget(leave)
        row.addWidget(keep)
        layout.addLayout(row)

    def begin(self, text: str) -> None:
        """Open with the signature as it is kept."""
        self._text.setPlainText(text)
        self._show()
        self.show_fault("")
        self.open()
        self._text.setFocus()

    def close_kept(self, text: str) -> None:
        """That text is kept; words that were typed since are not, and stay."""
        if self._text.toPlainText() == text:
            self.accept()

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def _show(self) -> None:
        self._shown.setHtml(self._shown_html(self._text.toPlainText()))
