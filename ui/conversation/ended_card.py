"""The small card at the end of a conversation: why it ended so. A long one scrolls."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.conversation.ended import EndedCard
from ui.widgets.parts import column, empty_out, label, scrolled

HIGHEST = 190


class EndedWidget(QFrame):
    """Hidden while the request goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setObjectName("ended_card")
        self._shown: EndedCard | None = None
        self._heading = label(role="subtitle", wrap=True)
        self._figures = label(role="small", tone="muted", wrap=True)
        self._lines = column(gap=4)
        self._lay_out()
        self.hide()

    def show_card(self, card: EndedCard | None) -> None:
        """Show it, or nothing."""
        self.setVisible(card is not None)
        if card == self._shown:
            return
        self._shown = card
        empty_out(self._lines)
        if card is None:
            return
        self._heading.setText(card.heading)
        self._figures.setText(card.figures)
        self.setAccessibleName(f"{card.heading}. {card.figures}")
        for heading, lines, tone in (
            ("What worked", card.worked, "good"),
            ("What did not", card.failed, "grave"),
            ("To be kept", card.kept, ""),
        ):
            if lines:
                self._lines.addWidget(label(heading, role="small", tone=tone))
                for text in lines:
                    self._lines.addWidget(label(text, wrap=True))

    def _lay_out(self) -> None:
        inside = QWidget()
        kept = column(inside, gap=4)
        kept.setContentsMargins(0, 0, 6, 0)
        kept.addLayout(self._lines)
        kept.addStretch(1)
        area = scrolled(inside)
        area.setMaximumHeight(HIGHEST)
        area.setAccessibleName("Why it ended so")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(4)
        for widget in (self._heading, self._figures, area):
            layout.addWidget(widget)
