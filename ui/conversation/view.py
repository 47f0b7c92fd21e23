"""The conversation's widgets: head with buttons, mails, the waiting draft, and the log beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.acts import ActButton
from ui.conversation.after_meeting import AfterMeetingWidget
from ui.conversation.bubbles import BubbleWidget
from ui.conversation.call_card import CallCardWidget
from ui.conversation.draft_editor import DraftEditor
from ui.conversation.ended_card import EndedWidget
from ui.conversation.insight_view import InsightWidget
from ui.conversation.log import LogLine
from ui.conversation.presenter import Bubble, Page, Wording
from ui.widgets.fitting import SideColumn, WrappingRow
from ui.widgets.icons import IconButton
from ui.widgets.parts import (
    across,
    button,
    column,
    dressed,
    empty_out,
    frame,
    label,
    line,
    scrolled,
    shortened,
)

RIGHT_WIDTH = 310
LEAST_LOG_PX = 40  # it scrolls; what stands above it does not


class ConversationWidget(QWidget):
    """One request. Parts are redrawn only where they differ, so that typing and reading are not disturbed."""

    used = Signal(object)  # Act
    send_wanted = Signal()
    discard_wanted = Signal()
    back_wanted = Signal()
    people_wanted = Signal()
    memory_wanted = Signal()
    people_offered = Signal(bool)  # whether who is to be there can be seen and changed
    call_started = Signal(object)  # card id
    call_reported = Signal(object)  # card id
    card_dismissed = Signal(object)  # card id
    calls_wanted = Signal(object)  # card id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._page: Page | None = None
        self._title, self._who = shortened(role="title"), label(tone="muted", wrap=True)
        self._people = button("", "people", kind="link", tip="Who is to be there, and their answers (Ctrl+P)")
        self._people.clicked.connect(self.people_wanted)
        self._memory = button("What we know", "memory", kind="link", tip="Of their company (Ctrl+Shift+K)")
        self._memory.clicked.connect(self.memory_wanted)
        self._buttons = WrappingRow(gap=6)
        self.editor = DraftEditor()
        self.editor.send_wanted.connect(self.send_wanted)
        self.editor.discard_wanted.connect(self.discard_wanted)
        self.call = CallCardWidget()
        self.call.start_wanted.connect(self.call_started)
        self.call.report_wanted.connect(self.call_reported)
        self.call.dismissed.connect(self.card_dismissed)
        self.call.calls_wanted.connect(self.calls_wanted)
        self.insight = InsightWidget()
        self._above = self._build_call()
        self.after_meeting = AfterMeetingWidget()
        self.ended = EndedWidget()
        self._also = label(tone="muted", wrap=True)
        self._hint = label(tone="muted")
        self._mails, self._log = column(gap=12), column(gap=6)
        self._mail_area, self._log_area = self._build_mails(), self._build_log_area()
        outer = column(self, gap=0)
        outer.addLayout(self._build_head())
        outer.addWidget(self._above)
        body = across(gap=16)
        body.setContentsMargins(24, 0, 24, 18)
        body.addLayout(self._build_left(), 1)
        beside = SideColumn(RIGHT_WIDTH)
        right = column(beside, gap=10)
        right.addWidget(self.insight)
        right.addWidget(self._build_log(), 1)
        body.addWidget(beside)
        outer.addLayout(body, 1)
        escape = QShortcut(QKeySequence("Alt+Left"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_wanted)

    # what the presenter calls

    def show_page(self, page: Page) -> None:
        before, self._page = self._page, page
        is_other = before is None or before.request_id != page.request_id
        self._title.setText(page.title)
        self._title.setToolTip(page.title)
        words = [page.who, page.zone, page.state, page.coming]
        self._who.setToolTip(page.zone_why)
        self._who.setAccessibleDescription(page.zone_why)
        self._who.setText("  •  ".join(word for word in words if word))
        self._show_people(page.people)
        if before is None or before.buttons != page.buttons:
            self._show_buttons(page.buttons)
        if before is None or before.bubbles != page.bubbles:
            self._show_bubbles(page.bubbles)
        if before is None or before.log != page.log:
            self._show_log(page.log)
        self._hint.setText(page.hint)
        self._hint.setVisible(bool(page.hint))
        self._mail_area.setVisible(bool(page.bubbles or page.hint))  # else the draft has all the room
        self.call.show_card(page.call)
        self._above.setVisible(page.call is not None)
        self.insight.setVisible(page.insight is not None)
        if page.insight is not None:
            self.insight.show_insight(page.insight)
        self.editor.show_draft(page.request_id, page.draft)
        self.after_meeting.show_mail(page.request_id, page.after_meeting)
        self.ended.show_card(page.ended)
        self._also.setText(page.also_waiting)
        self._also.setVisible(bool(page.also_waiting))
        if is_other:
            self.show_fault("")
            QTimer.singleShot(0, self, self._go_to_end)
        elif before is not None and before.log != page.log:
            QTimer.singleShot(0, self, lambda: _to_end(self._log_area))

    def wording(self) -> Wording | None:
        return self.editor.wording()

    def show_fault(self, text: str) -> None:
        self.editor.show_fault(text)

    @property
    def offers_people(self) -> bool:
        """Whether who is to be there can be seen and changed."""
        return self._page is not None and bool(self._page.people)

    # building

    def _build_head(self) -> QHBoxLayout:
        head = across(gap=12)
        head.setContentsMargins(24, 16, 24, 12)
        back = dressed(IconButton("back"), "back", kind="bare", tip="Back (Alt+Left)", spoken="Back")
        back.clicked.connect(self.back_wanted)
        words = column(gap=3)
        links = across(gap=10)
        links.addWidget(self._people)
        links.addWidget(self._memory)
        links.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._who)
        words.addLayout(links)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addLayout(self._buttons)
        return head

    def _build_call(self) -> QWidget:
        above = QWidget()
        column(above).addWidget(self.call)
        above.setContentsMargins(24, 0, 24, 12)
        return above

    def _build_mails(self) -> QScrollArea:
        inside = QWidget()
        layout = column(inside, gap=12)
        layout.addWidget(self._hint)
        layout.addLayout(self._mails)
        layout.addStretch(1)
        return scrolled(inside)

    def _build_left(self) -> QVBoxLayout:
        left = column(gap=10)
        left.addWidget(self._mail_area, 1)
        left.addWidget(self.editor)
        left.addWidget(self.after_meeting)
        left.addWidget(self.ended)
        left.addWidget(self._also)
        return left

    def _build_log_area(self) -> QScrollArea:
        inside = QWidget()
        layout = column(inside, gap=12)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.addLayout(self._log)
        layout.addStretch(1)
        return scrolled(inside)

    def _build_log(self) -> QWidget:
        panel = frame("panel")
        outer = column(panel, margin=16, gap=10)
        outer.addWidget(label("What happened, and why", role="subtitle"))
        outer.addWidget(line())
        self._log_area.setMinimumHeight(LEAST_LOG_PX)
        outer.addWidget(self._log_area, 1)
        return panel

    # showing

    def _show_buttons(self, buttons: tuple[ActButton, ...]) -> None:
        empty_out(self._buttons)
        for act_button in buttons:
            made = button(
                act_button.label, f"conversation_{act_button.act}", kind=act_button.kind, tip=act_button.tip
            )
            made.clicked.connect(lambda checked=False, act=act_button.act: self.used.emit(act))
            self._buttons.addWidget(made)

    def _show_people(self, words: str) -> None:
        self._people.setText(words)
        self._people.setAccessibleName(words)
        self._people.setVisible(bool(words))
        self.people_offered.emit(bool(words))

    def _show_bubbles(self, bubbles: tuple[Bubble, ...]) -> None:
        empty_out(self._mails)
        for bubble in bubbles:
            row = across()
            if bubble.is_ours:
                row.addSpacing(60)
            shown = BubbleWidget(bubble)
            shown.used.connect(self.used)
            row.addWidget(shown, 1)
            if not bubble.is_ours:
                row.addSpacing(60)
            self._mails.addLayout(row)

    def _show_log(self, lines: tuple[LogLine, ...]) -> None:
        empty_out(self._log)
        for log_line in lines:
            self._log.addLayout(_log_entry(log_line))

    def _go_to_end(self) -> None:
        _to_end(self._mail_area)
        _to_end(self._log_area)


def _log_entry(log_line: LogLine) -> QVBoxLayout:
    entry = column(gap=2)
    if log_line.when:
        entry.addSpacing(8)
        entry.addWidget(label(log_line.when, role="small", tone="muted"))
    if log_line.is_minor:
        entry.addWidget(label(log_line.text, role="small", wrap=True))
        if log_line.why:
            entry.addWidget(label(log_line.why, role="small", tone="muted", wrap=True))
        return entry
    entry.addWidget(label(log_line.text, role="strong", wrap=True))
    if log_line.why:
        entry.addWidget(label(log_line.why, wrap=True))
    return entry


def _to_end(area: QScrollArea) -> None:
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
