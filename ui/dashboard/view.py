"""The dashboard's widgets: they show sections and cards, and report which button was used."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QStackedWidget, QWidget

from ui.acts import ActButton
from ui.dashboard.cards import Card, CardLine, Section
from ui.dashboard.insights import InsightList
from ui.widgets.icons import IconButton, IconLabel
from ui.widgets.parts import across, button, column, dressed, empty_out, label, line, scrolled, tip_of
from xforce_desktop.scheduling.desk import Group
from xforce_desktop.scheduling.insight import InsightCard

_TONES = {
    "attention": "warning",
    "booked": "good",
    "done": "good",
    "closed": "muted",
    "paused": "muted",
    "person": "accent",
}


class CardWidget(QFrame):
    """One request. Redrawn only where its card differs, so that focus and hover stay."""

    used = Signal(object, object)  # request id, Act

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._card: Card | None = None
        self._icon = IconLabel(card.icon)
        self._title = label(role="subtitle")
        self._corner = label(tone="muted")
        self._who = label()
        self._lines = column(gap=3)
        self._buttons = across(gap=6)
        self._is_short = card.is_short
        self._lay_out(card.is_short)
        self.show_card(card)

    def _lay_out(self, is_short: bool) -> None:
        """A short card has its buttons beside who it is about."""
        head = across()
        head.addWidget(self._title, 1)
        head.addWidget(self._corner)
        body = column(gap=5)
        body.addLayout(head)
        if is_short:
            row = across()
            row.addWidget(self._who, 1)
            row.addLayout(self._buttons)
            body.addLayout(row)
        else:
            body.addWidget(self._who)
            body.addLayout(self._lines)
            body.addSpacing(3)
            body.addLayout(self._buttons)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 12)
        outer.setSpacing(12)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(body, 1)

    def show_card(self, card: Card) -> None:
        before, self._card = self._card, card
        if before == card:
            return
        self.setObjectName(f"card-{card.request_id}")
        self.setAccessibleName(card.title)
        self.setProperty("tone", "attention" if card.icon == "attention" else "")
        self._icon.show_icon(card.icon, _TONES.get(card.icon, "accent"))
        self._title.setText(card.title)
        self._corner.setText(card.corner)
        self._who.setText(f"{card.who}  •  {card.state}")
        if before is None or before.lines != card.lines:
            self._show_lines(card.lines)
        if before is None or before.buttons != card.buttons:
            self._show_buttons(card.buttons)

    def _show_lines(self, lines: tuple[CardLine, ...]) -> None:
        empty_out(self._lines)
        for card_line in lines:
            row = across(gap=6)
            row.addWidget(label(f"{card_line.label}:", tone="muted"), 0, Qt.AlignmentFlag.AlignTop)
            text = label(card_line.text, wrap=True)
            text.setToolTip(tip_of(card_line.tip))
            row.addWidget(text, 1)
            self._lines.addLayout(row)

    def _show_buttons(self, buttons: tuple[ActButton, ...]) -> None:
        had_focus = next((b.objectName() for b in self.findChildren(QPushButton) if b.hasFocus()), "")
        empty_out(self._buttons)
        for card_button in buttons:
            made = self._button(card_button)
            self._buttons.addWidget(made)
            if made.objectName() == had_focus:
                made.setFocus()
        if not self._is_short:
            self._buttons.addStretch(1)

    def _button(self, card_button: ActButton) -> QWidget:
        assert self._card is not None, "a card is shown before its buttons"
        spoken = f"{card_button.label.replace('&&', '&')}: {self._card.title}"
        name = f"{card_button.act}-{self._card.request_id}"
        made = button(card_button.label, name, kind=card_button.kind, tip=card_button.tip, spoken=spoken)
        made.clicked.connect(lambda: self._on_used(card_button))
        return made

    def _on_used(self, card_button: ActButton) -> None:
        if self._card is not None:
            self.used.emit(self._card.request_id, card_button.act)


class SectionWidget(QWidget):
    """One of the four groups: heading, a line, its cards or a hint."""

    used = Signal(object, object)

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.setObjectName(f"section-{group}")
        self._cards: dict[object, CardWidget] = {}
        self.heading = label(role="heading")
        self._hint = label(tone="muted", wrap=True)
        self._notes = column(gap=4)
        self._body = column(gap=10)
        outer = column(self, gap=8)
        outer.addWidget(self.heading)
        outer.addWidget(line())
        outer.addWidget(self._hint)
        outer.addLayout(self._notes)
        outer.addLayout(self._body)

    def show_section(self, section: Section) -> None:
        self.heading.setText(section.heading)
        self._hint.setText(section.hint)
        self._hint.setVisible(bool(section.hint))
        empty_out(self._notes)
        for note in section.notes:
            self._notes.addLayout(_note(note))
        wanted = {card.request_id for card in section.cards}
        for gone in [request_id for request_id in self._cards if request_id not in wanted]:
            widget = self._cards.pop(gone)
            self._body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for place, card in enumerate(section.cards):
            self._place(place, card)

    def _place(self, place: int, card: Card) -> None:
        widget = self._cards.get(card.request_id)
        if widget is None:
            widget = CardWidget(card)
            widget.used.connect(self.used)
            self._cards[card.request_id] = widget
            self._body.insertWidget(place, widget)
            return
        widget.show_card(card)
        if self._body.indexOf(widget) != place:
            self._body.removeWidget(widget)
            self._body.insertWidget(place, widget)


def _note(text: str) -> QHBoxLayout:
    row = across()
    row.addWidget(IconLabel("done", "good", 16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, wrap=True), 1)
    return row


class DashboardWidget(QWidget):
    """All requests. Asks for nothing itself."""

    used = Signal(object, object)  # request id, Act
    new_wanted = Signal()
    calls_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.insights = InsightList()
        self._sections = {group: SectionWidget(group) for group in Group}
        self.empty = label(tone="muted", wrap=True)
        self._stack = QStackedWidget()
        self.board = self._build_board()
        self._empty_page = self._build_empty()
        self._loading = label("Reading your meetings…", tone="muted")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (self._loading, self.board, self._empty_page):
            self._stack.addWidget(page)
        outer = column(self, margin=0, gap=0)
        outer.addLayout(self._build_head())
        outer.addWidget(self._stack, 1)

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        for section in sections:
            self._sections[section.group].show_section(section)
        self._stack.setCurrentWidget(self.board)

    def show_needing(self, words: str) -> None:
        """What leads down to the group that needs the rep; empty hides it."""
        self._needing.setText(words)
        self._needing.setAccessibleName(words)
        self._needing.setVisible(bool(words))

    def show_insights(self, cards: tuple[InsightCard, ...]) -> None:
        self.insights.show_cards(cards)

    def show_calls(self, words: str) -> None:
        """What leads to the calls that are for today; empty hides it."""
        self._calls.setText(words)
        self._calls.setAccessibleName(words)
        self._calls.setVisible(bool(words))

    def show_empty(self, hint: str) -> None:
        self.empty.setText(hint)
        self._stack.setCurrentWidget(self._empty_page)

    def heading_of(self, group: Group) -> QLabel:
        """The heading of a group, with its count."""
        return self._sections[group].heading

    def _build_head(self) -> QHBoxLayout:
        head = across(gap=10)
        head.setContentsMargins(24, 18, 24, 10)
        head.addWidget(label("AI Scheduler", role="title"))
        self._needing = button("", "show_needing", kind="badge", tip="Show what needs you")
        self._needing.clicked.connect(self._go_to_needing)
        self._needing.hide()
        head.addWidget(self._needing)
        self._calls = button("", "show_calls", kind="badge", tip="Whom to call, in order (Ctrl+Shift+C)")
        self._calls.clicked.connect(self.calls_wanted)
        self._calls.hide()
        head.addWidget(self._calls)
        head.addStretch(1)
        new = dressed(IconButton("new", "New"), "new_meeting", kind="primary", spoken="New meeting")
        new.clicked.connect(self.new_wanted)
        head.addWidget(new)
        return head

    def _go_to_needing(self) -> None:
        """Bring the group's heading to the top of the page, as far as the page goes."""
        self.board.verticalScrollBar().setValue(self._sections[Group.NEEDS_ATTENTION].y() - 4)

    def _build_board(self) -> QScrollArea:
        inside = QWidget()
        layout = column(inside, gap=22)
        layout.setContentsMargins(24, 4, 24, 24)
        layout.addWidget(self.insights)
        for section in self._sections.values():
            section.used.connect(self.used)
            layout.addWidget(section)
        layout.addStretch(1)
        return scrolled(inside)

    def _build_empty(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=14)
        layout.addStretch(1)
        layout.addWidget(IconLabel("mail", "muted", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setFixedWidth(420)
        middle = across()
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addStretch(1)
        layout.addLayout(middle)
        start = button("New meeting", "new_meeting_empty", kind="primary")
        start.clicked.connect(self.new_wanted)
        start.setMinimumSize(QSize(140, 0))
        layout.addWidget(start, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page
