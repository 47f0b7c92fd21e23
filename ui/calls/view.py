"""The dialog with the calls: the list by rank, the chosen one with all it says, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from PySide6.QtCore import QDateTime, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateTimeEdit,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.calls.model import CallsModel
from ui.calls.presenter import CallLine, CallSheet, TypedReport
from ui.calls.words import FOLLOWS, LATER, RESULTS
from ui.conversation.call_card import add_part
from ui.widgets.parts import across, button, column, empty_out, frame, label, line, scrolled, still
from ui.widgets.reading_order import Dialog
from xforce_desktop.scheduling.events import CallResult

SIZE = (900, 640)


class CallsDialog(Dialog):
    """Made once and shown again."""

    chosen = Signal(object)  # card id
    start_wanted = Signal()
    later_wanted = Signal(object)  # Later
    report_wanted = Signal()
    report_left = Signal()
    save_wanted = Signal()
    dismiss_wanted = Signal()
    request_wanted = Signal(object)  # request id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calls_dialog")
        self.setWindowTitle("Calls")
        self.resize(*SIZE)
        self._sheet: CallSheet | None = None
        self._told, self._state = label(tone="muted", wrap=True), label(role="strong", wrap=True)
        self._title, self._who = label(role="subtitle"), label(tone="muted")
        self._number, self._why = label(role="strong"), label(wrap=True)
        self._about, self._fault = (
            label(role="small", tone="muted", wrap=True),
            label(tone="grave", wrap=True),
        )
        self._left, self._right = column(gap=9), column(gap=9)
        self._model, self._list = CallsModel(), QTableView()
        self._report = QWidget()
        self._result, self._at, self._note = QComboBox(), QDateTimeEdit(), QLineEdit()
        self._follows = label(role="small", tone="muted", wrap=True)
        self._buttons = self._build_buttons()
        self._lower = self._build_sheet()
        self._lay_out()

    # what the presenter calls

    def show_lines(self, lines: tuple[CallLine, ...], told: str, chosen: uuid.UUID | None) -> None:
        self._told.setText(told)
        self._model.show(lines)
        self._list.setVisible(bool(lines))
        row = self._model.row_of(chosen)
        if row >= 0 and self._list.currentIndex().row() != row:
            self._list.selectRow(row)

    def show_sheet(self, sheet: CallSheet | None) -> None:
        before, self._sheet = self._sheet, sheet
        self._lower.setVisible(sheet is not None)
        if sheet is None or sheet == before:
            return
        card = sheet.card
        for made, words in (
            (self._title, card.title),
            (self._who, card.who),
            (self._number, card.number),
            (self._why, card.why),
            (self._about, sheet.about),
            (self._state, sheet.state),
        ):
            made.setText(words)
            made.setVisible(bool(words))
        self._start.setEnabled(sheet.can_start and not sheet.is_calling)
        self._start.setText("Calling…" if sheet.is_calling else "&Call now")
        self._show_parts(sheet)

    def fill_report(self, typed: TypedReport) -> None:
        at = typed.at
        self._result.setCurrentIndex(self._result.findData(typed.result.value))
        self._note.setText(typed.note)
        self._at.setDateTime(QDateTime(at.date(), at.time()))  # type: ignore[call-overload]  # it takes Python's

    def show_report(self, is_shown: bool) -> None:
        is_new = is_shown and self._report.isHidden()
        self._report.setVisible(is_shown)
        self._buttons.setVisible(not is_shown)
        if is_new:
            self._result.setFocus()

    def typed(self) -> TypedReport:
        given = self._at.dateTime().toPython()
        assert isinstance(given, datetime), "a date and a time"
        return TypedReport(CallResult(self._result.currentData()), given, self._note.text().strip())

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    # building

    def _lay_out(self) -> None:
        outer = column(self, margin=20, gap=10)
        outer.addWidget(label("Calls", role="subtitle"))
        outer.addWidget(self._told)
        outer.addWidget(self._build_list())
        outer.addWidget(self._lower, 1)
        outer.addWidget(self._fault)
        self._fault.hide()
        close = button("Close", "calls_close", tip="Escape")
        close.clicked.connect(self.accept)
        row = across()
        row.addStretch(1)
        row.addWidget(close)
        outer.addLayout(row)

    def _build_list(self) -> QTableView:
        made = self._list
        made.setObjectName("calls_list")
        made.setAccessibleName("Calls by rank")
        made.setModel(self._model)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setTabKeyNavigation(False)
        made.setShowGrid(False)
        made.verticalHeader().hide()
        made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        made.setFixedHeight(150)
        made.selectionModel().currentRowChanged.connect(self._on_row)
        return made

    def _on_row(self, current: QModelIndex, before: QModelIndex) -> None:
        card_id = self._model.card_at(current.row())
        if card_id is not None:
            self.chosen.emit(card_id)

    def _build_sheet(self) -> QWidget:
        made = frame("call")
        outer = QVBoxLayout(made)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(7)
        head = across(gap=12)
        for part in (self._title, self._number, self._who):
            head.addWidget(part)
        head.addStretch(1)
        inside = QWidget()
        parts = across(inside, gap=28)
        parts.addLayout(self._left, 1)
        parts.addLayout(self._right, 1)
        outer.addLayout(head)
        for widget in (self._state, self._why, self._about, line()):
            outer.addWidget(widget)
        outer.addWidget(scrolled(inside), 1)
        outer.addWidget(self._buttons)
        outer.addWidget(self._build_report())
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._number.setObjectName("calls_number")
        self._number.setAccessibleName("Phone number")
        return made

    def _build_buttons(self) -> QWidget:
        made = QWidget()
        row = across(made, gap=8)
        self._start = button(
            "&Call now", "calls_start", kind="primary", tip="Opens your phone app; mail waits"
        )
        done = button("&Done…", "calls_done", tip="Say what came of it")
        later = button("&Later", "calls_later", tip="It comes back by itself")
        menu = QMenu(later)
        for choice, words in LATER.items():
            action = QAction(words, menu)
            action.triggered.connect(lambda checked=False, chosen=choice: self.later_wanted.emit(chosen))
            menu.addAction(action)
        later.setMenu(menu)
        dismiss = button("Dismiss", "calls_dismiss", tip="You will not call; this card does not come again")
        talk = button("View con&versation", "calls_open", tip="The mails, the log and the reasons")
        self._start.clicked.connect(self.start_wanted)
        done.clicked.connect(self.report_wanted)
        dismiss.clicked.connect(self.dismiss_wanted)
        talk.clicked.connect(self._open_conversation)
        for pressed in (self._start, done, later):
            row.addWidget(pressed)
        row.addStretch(1)
        for pressed in (talk, dismiss):
            row.addWidget(pressed)
        return made

    def _open_conversation(self) -> None:
        if self._sheet is not None:
            self.request_wanted.emit(self._sheet.request_id)

    def _build_report(self) -> QWidget:
        for result, words in RESULTS.items():
            self._result.addItem(words, result.value)
        self._result.currentIndexChanged.connect(self._on_result)
        still(self._result)
        self._at.setDisplayFormat("dddd, MMMM d, yyyy  h:mm AP")
        self._at.setCalendarPopup(True)
        self._note.setMaxLength(1000)
        self._note.setPlaceholderText("For example: she wants her partner to join")
        named = ((self._result, "result", "What came of it"), (self._at, "at", "When, by your clock"))
        for field, name, spoken in (*named, (self._note, "note", "In your words")):
            field.setObjectName(f"calls_{name}")
            field.setAccessibleName(spoken)
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.addRow(label("What came of it"), self._result)
        fields.addRow(label("When"), self._at)
        fields.addRow(label("Your note"), self._note)
        save = button("&Save", "calls_save", kind="primary", tip="Ctrl+Return")
        save.setShortcut("Ctrl+Return")
        back = button("Back", "calls_back")
        save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.report_left)
        row = across()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(save)
        layout = column(self._report, gap=6)
        layout.addLayout(fields)
        layout.addWidget(self._follows)
        layout.addLayout(row)
        self._report.hide()
        self._on_result(0)
        return self._report

    def _on_result(self, number: int) -> None:
        result = CallResult(self._result.currentData())
        self._at.setEnabled(result.needs_time)
        self._follows.setText(FOLLOWS[result])
        self.show_fault("")

    def _show_parts(self, sheet: CallSheet) -> None:
        card = sheet.card
        empty_out(self._left)
        for heading, text in card.background:
            add_part(self._left, heading, (text,))
        self._left.addStretch(1)
        empty_out(self._right)
        add_part(self._right, "What to say", [f"• {text}" for text in card.say])
        add_part(self._right, "Better not", [f"• {text}" for text in card.avoid])
        self._right.addStretch(1)
