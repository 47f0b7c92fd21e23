"""What the rep had typed into a mail that was begun anew since: to be read and copied, never sent."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.widgets.parts import across, button, column, label

TOLD = "This mail was begun anew, so your words are not in it any more. You had typed:"
HEIGHT_PX = 76  # three lines; it scrolls


class OvertakenWidget(QWidget):
    """Hidden while there are no such words."""

    def __init__(self) -> None:
        super().__init__()
        self._field = QPlainTextEdit()
        self._field.setObjectName("draft_overtaken")
        self._field.setAccessibleName("What you had typed")
        self._field.setReadOnly(True)
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(HEIGHT_PX)
        away = button("Put away", "draft_put_away", kind="link", spoken="Put away what you had typed")
        away.clicked.connect(lambda: self.show_words(""))
        head = across(gap=12)
        head.addWidget(label(TOLD, tone="warning", wrap=True), 1)
        head.addWidget(away)
        layout = column(self, gap=4)
        layout.addLayout(head)
        layout.addWidget(self._field)
        self.hide()

    @property
    def words(self) -> str:
        return self._field.toPlainText()

    def show_words(self, words: str) -> None:
        """Show them, or with none nothing."""
        if words != self.words:
            self._field.setPlainText(words)
        self.setVisible(bool(words))
