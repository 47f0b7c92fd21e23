"""The card above a conversation that asks the rep to call: whom, why now, what to say, and how it went."""

from __future__ import annotations

import html
import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.conversation.calls import CallCard
from ui.widgets.fitting import WrappingRow
from ui.widgets.parts import across, button, column, empty_out, label, shortened, tip_of

ROOM_LINES = 54  # of the window; in a lower one the card begins folded, else it would hide the conversation


class CallCardWidget(QFrame):
    """Holds one card. What came of the call is asked among the calls."""

    start_wanted = Signal(object)  # card id: hold the mail, and dial
    report_wanted = Signal(object)  # card id: say what came of it
    dismissed = Signal(object)  # card id
    calls_wanted = Signal(object)  # card id: show it among the others, with all that can be done

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "call")
        self._card: CallCard | None = None
        self._title, self._who = label(role="subtitle"), shortened(tone="muted")
        self._number = _number_label()
        self._why = label(role="strong", wrap=True)
        self._left, self._right = column(gap=9), column(gap=9)
        self._number.linkActivated.connect(lambda link: self.start_wanted.emit(self._id))
        self._details = QWidget()
        self._fold = button("Less", "call_fold", kind="link")
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(7)
        layout.addLayout(self._build_head())
        layout.addWidget(self._why)
        layout.addWidget(self._build_details())

    def _build_head(self) -> QHBoxLayout:
        called = button("Call done…", "call_done", kind="primary", tip="Note how it went; closes this card")
        dismiss = button("Dismiss", "call_dismiss", tip="You will not call; this card does not come again")
        more = button(
            "Call now, later…", "call_more", tip="Among all calls (Ctrl+Shift+C): dial, put off, outcome"
        )
        more.clicked.connect(lambda: self.calls_wanted.emit(self._id))
        called.clicked.connect(lambda: self.report_wanted.emit(self._id))
        dismiss.clicked.connect(self._dismiss)
        self._fold.clicked.connect(lambda: self._show_details(self._details.isHidden()))
        head = across(gap=12)
        head.addWidget(self._title)
        head.addWidget(self._number)
        head.addWidget(self._who, 1)
        buttons = WrappingRow(gap=12)
        for pressed in (self._fold, dismiss, more, called):
            buttons.addWidget(pressed)
        head.addLayout(buttons)
        return head

    def _build_details(self) -> QWidget:
        columns = across(self._details, gap=28)
        columns.addLayout(self._left, 1)
        columns.addLayout(self._right, 1)
        return self._details

    def show_card(self, card: CallCard | None) -> None:
        before, self._card = self._card, card
        self.setVisible(card is not None)
        if card is None or card == before:
            return
        self._title.setText(card.title)
        self._who.setText(card.who)
        self._who.setToolTip(tip_of(card.who))
        self._show_number(card)
        self._why.setText(card.why)
        self._show_left(card)
        self._show_right(card)
        if before is None or before.card_id != card.card_id:
            self._show_details(not card.is_short and self.window().height() >= self._room_px)

    def _show_number(self, card: CallCard) -> None:
        is_link = bool(card.link)
        self._number.setTextFormat(Qt.TextFormat.RichText if is_link else Qt.TextFormat.PlainText)
        link = f'<a href="{html.escape(card.link)}">{html.escape(card.number)}</a>'
        self._number.setText(link if is_link else card.number)

    def _show_left(self, card: CallCard) -> None:
        empty_out(self._left)
        for heading, text in card.background:
            add_part(self._left, heading, (text,))
        self._left.addStretch(1)

    def _show_right(self, card: CallCard) -> None:
        empty_out(self._right)
        add_part(self._right, "What to say", [f"• {text}" for text in card.say])
        add_part(self._right, "Better not", [f"• {text}" for text in card.avoid])
        self._right.addStretch(1)

    def _show_details(self, is_shown: bool) -> None:
        self._details.setVisible(is_shown)
        self._fold.setText("Less" if is_shown else "What to say")

    def _dismiss(self) -> None:
        if self._card is not None:
            self.dismissed.emit(self._id)

    @property
    def _room_px(self) -> int:
        return ROOM_LINES * self._why.fontMetrics().lineSpacing()

    @property
    def _id(self) -> uuid.UUID:
        assert self._card is not None, "a card is shown"
        return self._card.card_id


def _number_label() -> QLabel:
    """Can be marked and copied; a click on one that can be dialled is a call."""
    made = label(role="strong")
    made.setObjectName("call_number")
    made.setAccessibleName("Phone number")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    return made


def add_part(layout: QVBoxLayout, heading: str, texts: Sequence[str]) -> None:
    part = column(gap=2)
    part.addWidget(label(heading, role="small", tone="muted"))
    for text in texts:
        part.addWidget(label(text, wrap=True))
    layout.addLayout(part)
