"""The dialog with what is known of a company: three lists, and behind them the form for one thing more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.memory.model import ActivitiesModel
from ui.memory.presenter import FormStart, TypedMemory
from ui.memory.words import FILTERS, HAPPENED, KINDS, ActivityLine, EntryLine, FactLine
from ui.widgets.parts import (
    across,
    button,
    column,
    empty_out,
    frame,
    label,
    line,
    once_after,
    scrolled,
    still,
)

SIZE = (760, 600)
TYPING_PAUSE_MS = 200
HINT = "One short sentence, as: Never on Mondays. Would rather be reached by text. They use PestPac."
WHOLE_COMPANY = "The whole company"
FOR_ALL = "For your eyes, and for the times and ways that the app chooses. Nothing of it is written to them."


class MemoryDialog(QDialog):
    """Made once and shown again. Escape goes one step back.

    Signals carry the keys of companies and entries; `request_wanted` the RequestId of a meeting.
    """

    company_wanted = Signal(str)
    add_wanted = Signal()
    edit_wanted = Signal(str)
    forget_wanted = Signal(str)
    save_wanted = Signal()
    back_wanted = Signal()
    undo_wanted = Signal()
    refresh_wanted = Signal()
    filter_changed = Signal()
    request_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("memory_dialog")
        self.setWindowTitle("What we know")
        self.resize(*SIZE)
        self._companies = _choice("memory_company", "Company")
        self._facts, self._facts_note = column(gap=8), label(tone="muted", wrap=True)
        self._entries, self._entries_note = column(gap=8), label(tone="muted", wrap=True)
        self._activities, self._activities_note = ActivitiesModel(), label(tone="muted", wrap=True)
        self._table = self._build_table()
        self._group = _choice("memory_filter", "Show only")
        self._words = _field("memory_words", "Search what happened")
        self._kind, self._whose = (
            _choice("memory_kind", "What it is"),
            _choice("memory_whose", "Of whom"),
        )
        self._text, self._fault = QPlainTextEdit(), label(tone="grave", wrap=True)
        self._undo = button("", "memory_undo", tip="Ctrl+Z", spoken="Undo")
        self._acts: list[QPushButton] = []
        self._form_title = label("", role="subtitle")
        self._pages, self.tabs = QStackedWidget(), QTabWidget()
        self._pages.addWidget(self._build_known())
        self._pages.addWidget(self._build_form())
        column(self, margin=20).addWidget(self._pages)
        self.show_fault("")
        self.show_undo("")

    # what the presenter calls

    def show_companies(self, companies: Sequence[tuple[str, str]], chosen: str) -> None:
        self._companies.blockSignals(True)
        self._companies.clear()
        for key, name in companies:
            self._companies.addItem(name, key)
        self._companies.setCurrentIndex(self._companies.findData(chosen))
        self._companies.setEnabled(bool(companies))
        for act in self._acts:
            act.setEnabled(bool(chosen))
        self._companies.blockSignals(False)

    def show_facts(self, lines: tuple[FactLine, ...], note: str) -> None:
        empty_out(self._facts)
        for one in lines:
            self._facts.addWidget(_fact(one))
        _say(self._facts_note, note)

    def show_entries(self, lines: tuple[EntryLine, ...], note: str) -> None:
        empty_out(self._entries)
        shown = ""
        for one in lines:
            if one.kind != shown:
                self._entries.addWidget(label(one.kind, role="small", tone="muted"))
                shown = one.kind
            self._entries.addWidget(self._entry(one))
        _say(self._entries_note, note)
        self.tabs.setTabText(1, f"&Memory ({len(lines)})" if lines else "&Memory")

    def show_activities(self, lines: tuple[ActivityLine, ...], note: str) -> None:
        self._activities.show_lines(lines)
        self._table.setVisible(bool(lines))
        _say(self._activities_note, note)

    def show_form(self, start: FormStart | None) -> None:
        self._pages.setCurrentIndex(int(start is not None))
        if start is None:
            return
        self._form_title.setText("In your own words" if start.is_edit else "Keep one thing more")
        self._whose.clear()
        self._whose.addItem(WHOLE_COMPANY, "")
        for address, name in start.people:
            self._whose.addItem(f"{name} ({address})" if name else address, address)
        self._kind.setCurrentIndex(max(0, self._kind.findData(start.kind)))
        self._whose.setCurrentIndex(max(0, self._whose.findData(start.contact)))
        for field in (self._kind, self._whose):
            field.setEnabled(not start.is_edit)
        self._text.setPlainText(start.text)
        self._text.setFocus()

    def show_undo(self, words: str) -> None:
        self._undo.setText(words)
        self._undo.setAccessibleName(words or "Undo")
        self._undo.setShortcut("Ctrl+Z" if words else "")
        self._undo.setVisible(bool(words))

    def show_fault(self, text: str) -> None:
        _say(self._fault, text)

    def typed(self) -> TypedMemory:
        text = " ".join(self._text.toPlainText().split())
        return TypedMemory(str(self._kind.currentData()), text, str(self._whose.currentData() or ""))

    def wanted(self) -> tuple[str, str]:
        return str(self._group.currentData() or ""), self._words.text().strip()

    # building

    def _build_known(self) -> QWidget:
        made = QWidget()
        self._companies.activated.connect(
            lambda place: self.company_wanted.emit(str(self._companies.itemData(place)))
        )
        self.tabs.setObjectName("memory_tabs")
        self.tabs.setAccessibleName("What is known")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(_listed(self._facts, self._facts_note), "&Company")
        self.tabs.addTab(_listed(self._entries, self._entries_note), "&Memory")
        self.tabs.addTab(self._build_course(), "&What happened")
        head = across(gap=10)
        head.addWidget(label("What we know of", role="subtitle"))
        head.addWidget(self._companies, 1)
        layout = column(made, gap=10)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self.tabs, 1)
        layout.addLayout(self._build_buttons())
        return made

    def _build_course(self) -> QWidget:
        made, row = QWidget(), across(gap=8)
        for key, name in FILTERS.items():
            self._group.addItem(name, key)
        self._group.currentIndexChanged.connect(lambda place: self.filter_changed.emit())
        pause = once_after(TYPING_PAUSE_MS, self.filter_changed.emit, self)
        self._words.textChanged.connect(lambda text: pause.start())
        row.addWidget(self._group)
        row.addWidget(self._words, 1)
        layout = column(made, gap=8)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._activities_note)
        layout.addWidget(self._table, 1)
        layout.addStretch(0)
        return made

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("memory_activities")
        table.setAccessibleName("What happened, newest first")
        table.setModel(self._activities)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        table.activated.connect(self._on_activated)
        return table

    def _on_activated(self, index: QModelIndex) -> None:
        request_id = self._activities.request_at(index.row())
        if request_id is not None:
            self.request_wanted.emit(request_id)

    def _build_buttons(self) -> QHBoxLayout:
        add = button(
            "&Add…", "memory_add", spoken="Add something", tip="Something you know, or that happened"
        )
        refresh = button("&Refresh", "memory_refresh", tip="Work out anew what is known of the company (F5)")
        refresh.setShortcut("F5")
        close = button("Close", "memory_close", kind="primary")
        add.clicked.connect(self.add_wanted)
        refresh.clicked.connect(self.refresh_wanted)
        self._undo.clicked.connect(self.undo_wanted)
        close.clicked.connect(self.accept)
        row = across()
        self._acts = [add, refresh]
        for widget in (*self._acts, self._undo):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _build_form(self) -> QWidget:
        made = QWidget()
        for kind, name in KINDS.items():
            self._kind.addItem(name, kind.value)
        self._kind.addItem("Something that happened", HAPPENED)
        self._text.setObjectName("memory_text")
        self._text.setAccessibleName("The words")
        self._text.setPlaceholderText(HINT)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(84)
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.addRow(label("What it is"), self._kind)
        fields.addRow(label("Of whom"), self._whose)
        fields.addRow(label("The words"), self._text)
        save = button("Keep", "memory_save", kind="primary", tip="Ctrl+Return")
        save.setShortcut("Ctrl+Return")
        back = button("Back", "memory_back", tip="To what is known (Escape)")
        save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        row = across()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(save)
        layout = column(made, gap=10)
        layout.addWidget(self._form_title)
        layout.addWidget(line())
        layout.addLayout(fields)
        layout.addWidget(label(FOR_ALL, role="small", tone="muted", wrap=True))
        layout.addWidget(self._fault)
        layout.addStretch(1)
        layout.addLayout(row)
        return made

    def _entry(self, one: EntryLine) -> QFrame:
        made = frame("row")
        row = across(made, margin=10, gap=8)
        said = column(gap=2)
        said.addWidget(label(one.text, role="strong", wrap=True))
        for text, tone in ((one.follows, "good"), (one.about, "muted"), (one.changed, "muted")):
            if text:
                said.addWidget(label(text, role="small", tone=tone, wrap=True))
        row.addLayout(said, 1)
        edit = button("Edit…", f"edit-{one.key}", spoken=f"Edit: {one.text[:40]}")
        forget = button("Forget", f"forget-{one.key}", spoken=f"Forget: {one.text[:40]}")
        edit.clicked.connect(lambda: self.edit_wanted.emit(one.key))
        forget.clicked.connect(lambda: self.forget_wanted.emit(one.key))
        for widget in (edit, forget):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.currentIndex() == 1:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)


def _fact(one: FactLine) -> QFrame:
    made = frame("row")
    layout = column(made, margin=10, gap=2)
    layout.addWidget(label(one.topic, role="small", tone="muted"))
    layout.addWidget(label(one.text, wrap=True))
    layout.addWidget(label(one.source, role="small", tone="muted", wrap=True))
    return made


def _listed(lines: QVBoxLayout, note: QWidget) -> QWidget:
    inside = QWidget()
    kept = column(inside, gap=8)
    kept.setContentsMargins(0, 10, 6, 0)
    kept.addWidget(note)
    kept.addLayout(lines)
    kept.addStretch(1)
    return scrolled(inside)


def _say(place: QLabel, text: str) -> None:
    place.setText(text)
    place.setVisible(bool(text))


def _choice(name: str, spoken: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    still(made)
    return made


def _field(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(hint)
    made.setPlaceholderText(hint)
    made.setClearButtonEnabled(True)
    return made
