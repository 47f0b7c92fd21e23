"""The text of a mail: as high as it needs to be, long links broken anywhere, free to be copied."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit


class MailText(QTextEdit):
    """Shows plain text letter by letter. A label would not do: it cannot break inside a long word."""

    def __init__(self, text: str, *, tone: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "mail")
        self.setProperty("tone", tone)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setPlainText(text)
        self.setAccessibleName("Text of the mail")
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        measured: QTextDocument = self.document().clone()
        measured.setDefaultFont(self.font())
        measured.setTextWidth(width)
        height = round(measured.size().height() + 0.5)
        measured.deleteLater()
        return height

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the mail
