"""All that the program knew when it wrote a brief, one fact a line."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.parts import across, button, column, label, left_to_right, line, scrolled
from ui.widgets.reading_order import Dialog

SIZE = (620, 560)


class FactsDialog(Dialog):
    """Only for reading; closed with Escape."""

    def __init__(self, title: str, facts: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facts_dialog")
        self.setWindowTitle(title)
        self.resize(*SIZE)
        inside = QWidget()
        lines = column(inside, gap=6)
        lines.setContentsMargins(0, 0, 8, 0)
        for text in facts:
            lines.addWidget(label(left_to_right(text), wrap=True))
        lines.addStretch(1)
        close = button("Close", "facts_close", kind="primary")
        close.clicked.connect(self.accept)
        foot = across()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(title, role="subtitle", wrap=True))
        layout.addWidget(label("What was on record when the brief was written.", tone="muted", wrap=True))
        layout.addWidget(line())
        layout.addWidget(scrolled(inside), 1)
        layout.addLayout(foot)
