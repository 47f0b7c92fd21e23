"""The dialog with what is known of a company: three lists, and behind them the form for one thing more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from ui.memory.model import ActivitiesModel
from ui.memory.presenter import FormStart, TypedMemory
from ui.memory.words import FILTERS, HAPPENED, KINDS, ActivityLine, EntryLine, FactLine
from ui.widgets.list_page import ListPage, list_row
from ui.widgets.paged_dialog import PagedDialog, form_buttons, list_buttons, save_button
from ui.widgets.parts import (
    across,
    button,
    choice,
    column,
    field_rows,
    label,
    line,
    named,
    once_after,
    say,
    text_field,
)
from ui.widgets.tables import reading_table

SIZE = (760, 600)
TYPING_PAUSE_MS = 200
HINT = "One short sentence, as: Never on Mondays. Would rather be reached by text. They use PestPac."
WHOLE_COMPANY = "The whole company"
FOR_ALL = "For your eyes, and for the times and ways that the app chooses. Nothing of it is written to them."


class MemoryDialog(PagedDialog):
    """What is known in three lists, and the form for one thing more.

    Signals carry the keys of companies and entries; `request_wanted` the RequestId of a meeting.
    """

    company_wanted = Signal(str)
    add_wanted = Signal()
    edit_wanted = Signal(str)
    forget_wanted = Signal(str)
    save_wanted = Signal()
    undo_wanted = Signal()
    refresh_wanted = Signal()
    filter_changed = Signal()
    request_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("memory_dialog", "What we know", SIZE, parent)
        self._companies = choice("memory_company", "Company")
        self._facts, self._entries = ListPage(top=10), ListPage(top=10)
        self._activities, self._activities_note = ActivitiesModel(), label(tone="muted", wrap=True)
        self._table = self._build_table()
        self._group = choice("memory_filter", "Show only")
        self._words = text_field("memory_words", "Search what happened")
        self._words.setClearButtonEnabled(True)
        self._kind, self._whose = (
            choice("memory_kind", "What it is"),
            choice("memory_whose", "Of whom"),
        )
        self._text = named(QPlainTextEdit(), "memory_text", "The words")
        self._faults = (label(tone="grave", wrap=True), label(tone="grave", wrap=True))
        self._undo = button("", "memory_undo", tip="Ctrl+Z", spoken="Undo")
        self._acts: list[QPushButton] = []
        self._form_title = label("", role="subtitle")
        self.tabs = named(QTabWidget(), "memory_tabs", "What is known")
        self._pages.addWidget(self._build_known())
        self._pages.addWidget(self._build_form())
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
        self._facts.show_lines(map(_fact, lines))
        self._facts.show_note(note)

    def show_entries(self, lines: tuple[EntryLine, ...], note: str) -> None:
        rows: list[QWidget] = []
        shown = ""
        for one in lines:
            if one.kind != shown:
                rows.append(label(one.kind, role="small", tone="muted"))
                shown = one.kind
            rows.append(self._entry(one))
        self._entries.show_lines(rows)
        self._entries.show_note(note)
        self.tabs.setTabText(1, f"&Memory ({len(lines)})" if lines else "&Memory")

    def show_activities(self, lines: tuple[ActivityLine, ...], note: str) -> None:
        self._activities.show_lines(lines)
        self._table.setVisible(bool(lines))
        say(self._activities_note, note)

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
        for place in self._faults:
            say(place, text)

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
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._facts, "&Company")
        self.tabs.addTab(self._entries, "&Memory")
        self.tabs.addTab(self._build_course(), "&What happened")
        head = across(gap=10)
        head.addWidget(label("What we know of", role="subtitle"))
        head.addWidget(self._companies, 1)
        layout = column(made, gap=10)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self._faults[0])
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
        table = reading_table(self._activities, "memory_activities", "What happened, newest first")
        table.setWordWrap(True)
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
        self._acts = [add, refresh]
        return list_buttons((*self._acts, self._undo), close)

    def _build_form(self) -> QWidget:
        made = QWidget()
        for kind, name in KINDS.items():
            self._kind.addItem(name, kind.value)
        self._kind.addItem("Something that happened", HAPPENED)
        self._text.setPlaceholderText(HINT)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(84)
        rows = {"What it is": self._kind, "Of whom": self._whose, "The words": self._text}
        save = save_button("Keep", "memory_save")
        back = button("Back", "memory_back", tip="To what is known (Escape)")
        save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        layout = column(made, gap=10)
        layout.addWidget(self._form_title)
        layout.addWidget(line())
        layout.addLayout(field_rows(rows))
        layout.addWidget(label(FOR_ALL, role="small", tone="muted", wrap=True))
        layout.addWidget(self._faults[1])
        layout.addStretch(1)
        layout.addLayout(form_buttons(save, back))
        return made

    def _entry(self, one: EntryLine) -> QFrame:
        small = ((one.follows, "good"), (one.about, "muted"), (one.changed, "muted"))
        words = [label(text, role="small", tone=tone, wrap=True) for text, tone in small if text]
        edit = button("Edit…", f"edit-{one.key}", spoken=f"Edit: {one.text[:40]}")
        forget = button("Forget", f"forget-{one.key}", spoken=f"Forget: {one.text[:40]}")
        edit.clicked.connect(lambda: self.edit_wanted.emit(one.key))
        forget.clicked.connect(lambda: self.forget_wanted.emit(one.key))
        return list_row([label(one.text, role="strong", wrap=True), *words], (edit, forget))


def _fact(one: FactLine) -> QFrame:
    return list_row(
        (
            label(one.topic, role="small", tone="muted"),
            label(one.text, wrap=True),
            label(one.source, role="small", tone="muted", wrap=True),
        )
    )
