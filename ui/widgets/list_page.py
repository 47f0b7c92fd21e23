"""A list of framed lines with a note above it, as the dialogs show what is kept."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.parts import across, column, empty_out, frame, label, say, scrolled


class ListPage(QWidget):
    """The lines scroll; the note stays, and is hidden while there is nothing to say."""

    def __init__(self, *, margin: int = 0, top: int = 0) -> None:
        super().__init__()
        self._lines, self._note = column(gap=8), label(tone="muted", wrap=True)
        inside = QWidget()
        kept = column(inside, gap=8)
        kept.setContentsMargins(0, 0, 6, 0)
        kept.addLayout(self._lines)
        kept.addStretch(1)
        layout = column(self, margin=margin, gap=10)
        layout.setContentsMargins(margin, top or margin, margin, margin)
        layout.addWidget(self._note)
        layout.addWidget(scrolled(inside), 1)
        self.show_note("")

    def show_lines(self, lines: Iterable[QWidget]) -> None:
        empty_out(self._lines)
        for one in lines:
            self._lines.addWidget(one)

    def show_note(self, text: str) -> None:
        say(self._note, text)


def list_row(words: Iterable[QWidget], acts: Iterable[QWidget] = ()) -> QFrame:
    """One framed line: words one below the other, and what can be done about it on the right."""
    made = frame("row")
    row = across(made, margin=10, gap=8)
    said = column(gap=2)
    for one in words:
        said.addWidget(one)
    row.addLayout(said, 1)
    for act in acts:
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
    return made
