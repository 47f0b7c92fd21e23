"""The card about somebody of ours who stands in the way of a meeting. It reports which button was used."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.icons import IconLabel
from ui.widgets.parts import across, button, column, empty_out, label
from xforce_desktop.scheduling.insight import InsightCard


class InsightWidget(QFrame):
    """One card, as the specification draws it."""

    remove_wanted = Signal(object, str)  # request id, address
    keep_wanted = Signal(object)

    def __init__(self, card: InsightCard) -> None:
        super().__init__()
        self.setObjectName(f"insight-{card.request_id}")
        self.setAccessibleName(f"Scheduling Insight: {card.headline}")
        self.setProperty("kind", "card")
        self.setProperty("tone", "attention")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 12)
        outer.setSpacing(12)
        outer.addWidget(IconLabel("attention", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        body = column(gap=5)
        outer.addLayout(body, 1)
        body.addWidget(label("Scheduling Insight", role="subtitle"))
        body.addWidget(label(card.headline, wrap=True))
        for name, text in (
            ("Blocker", card.blocker),
            ("Impact", card.impact),
            ("Recommendation", card.recommendation),
        ):
            body.addLayout(_line(name, text))
        if card.note:
            body.addWidget(label(card.note, role="small", tone="muted", wrap=True))
        body.addSpacing(3)
        body.addLayout(self._buttons(card))

    def _buttons(self, card: InsightCard) -> QHBoxLayout:
        remove = button(
            card.remove.replace("&", "&&"),
            f"insight-remove-{card.request_id}",
            kind="primary",
            tip="Takes them out of this meeting and offers the times that are then free",
            spoken=f"{card.remove}: {card.headline}",
        )
        keep = button(
            card.keep.replace("&", "&&"),
            f"insight-keep-{card.request_id}",
            tip="Leaves them in it, and tells you what to ask them for",
            spoken=f"{card.keep}: {card.headline}",
        )
        remove.clicked.connect(lambda: self.remove_wanted.emit(card.request_id, card.address))
        keep.clicked.connect(lambda: self.keep_wanted.emit(card.request_id))
        row = across(gap=6)
        row.addWidget(remove)
        row.addWidget(keep)
        row.addStretch(1)
        return row


class InsightList(QWidget):
    """All such cards; takes no room while there are none. Redrawn only where they differ, so focus stays."""

    remove_wanted = Signal(object, str)
    keep_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("insights")
        self._cards: tuple[InsightCard, ...] = ()
        self._layout = column(self, gap=10)
        self.hide()

    def show_cards(self, cards: tuple[InsightCard, ...]) -> None:
        if cards == self._cards:
            return
        self._cards = cards
        empty_out(self._layout)
        for card in cards:
            made = InsightWidget(card)
            made.remove_wanted.connect(self.remove_wanted)
            made.keep_wanted.connect(self.keep_wanted)
            self._layout.addWidget(made)
        self.setVisible(bool(cards))


def _line(name: str, text: str) -> QHBoxLayout:
    row = across(gap=6)
    row.addWidget(label(f"{name}:", tone="muted"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, wrap=True), 1)
    return row
