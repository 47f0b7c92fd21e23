"""The dialog with what follow-ups may bring: a list with results, and behind it the form for one more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QPlainTextEdit, QWidget

from ui.proofs.presenter import KINDS, ProofLine, Report, TypedProof
from ui.widgets.file_dialogs import ask_source, ask_target
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
    say,
    text_field,
    tip_of,
)

SIZE = (640, 520)
FORMS_IN = "Table (*.csv *.txt);;All files (*)"
FORM_OUT = "Table (*.csv)"
TOLD = (
    "The second to fourth ask may bring one of these, word for word, to a company that it suits, never twice "
    "to the same person."
)


class ProofsDialog(PagedDialog):
    """The list with its search, and the form for one more."""

    add_wanted = Signal()
    save_wanted = Signal()
    searched = Signal(str)
    import_wanted = Signal(str)  # path
    export_wanted = Signal(str)
    undo_wanted = Signal()
    retire_wanted = Signal(str, bool)  # id, whether it is used from now on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("proofs_dialog", "Proofs", SIZE, parent)
        self._list, self._left = ListPage(), ListPage()
        self._told, self._reported = label(tone="good", wrap=True), label(role="subtitle", wrap=True)
        self._faults = (label(tone="grave", wrap=True), label(tone="grave", wrap=True))
        self._undo = button("&Undo import…", "proofs_undo", spoken="Undo the last import of proofs")
        self._kind = choice("proof_kind", "What it is")
        for key, name in KINDS.items():
            self._kind.addItem(name, key)
        self._content = named(QPlainTextEdit(), "proof_content", "What the mail says, word for word")
        self._content.setTabChangesFocus(True)
        self._content.setFixedHeight(84)
        self._source = _field("proof_source", "Whose number or words it is")
        self._link = _field("proof_link", "https://…")
        self._industries = _field("proof_industries", "as: pest control, lawn care; empty for all")
        self._ownership = _field("proof_ownership", "as: family, independent; empty for all")
        self._least = _field("proof_least", "from")
        self._most = _field("proof_most", "up to")
        self._pains = _field("proof_pains", "as: missed calls, after hours; empty for all")
        self._products = _field("proof_products", "as: receptionist; empty for all")
        self._search = _field("proof_search", "Search")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.searched)
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        self._pages.addWidget(self._build_report())
        self.show_fault("")
        self.show_told("")
        self.offer_undo("")

    # what the presenter calls

    def show_lines(self, lines: tuple[ProofLine, ...], note: str) -> None:
        self._list.show_lines(map(self._row, lines))
        self._list.show_note(note)

    def show_form(self, is_shown: bool) -> None:
        self._pages.setCurrentIndex(int(is_shown))
        for field in self._fields:
            field.clear()
        self._content.clear()
        if is_shown:
            self._content.setFocus()

    def typed(self) -> TypedProof:
        source, link, industries, ownership, least, most, *more = (
            field.text().strip() for field in self._fields
        )
        kind, content = str(self._kind.currentData()), " ".join(self._content.toPlainText().split())
        return TypedProof(kind, content, source, link, industries, ownership, least, most, *more)

    def show_fault(self, text: str) -> None:
        for place in self._faults:
            say(place, text)

    def show_told(self, text: str) -> None:
        say(self._told, text)

    def offer_undo(self, source: str) -> None:
        self._undo.setVisible(bool(source))
        self._undo.setToolTip(tip_of(f"Take back the import of {source}"))

    def show_report(self, report: Report) -> None:
        self._reported.setText(report.heading)
        self._left.show_lines(list_row([label(text, wrap=True)]) for text in report.lines)
        self._left.show_note(report.note)
        self._pages.setCurrentIndex(2)

    @property
    def _fields(self) -> tuple[QLineEdit, ...]:
        about = (self._source, self._link, self._industries, self._ownership)
        return *about, self._least, self._most, self._pains, self._products

    # building

    def _build_list(self) -> QWidget:
        made = QWidget()
        add = button("&Add one…", "proofs_add", spoken="Add a proof")
        close = button("Close", "proofs_close", kind="primary")
        load = button("&Import…", "proofs_import", tip="A list (CSV) with a row for each")
        export = button("E&xport…", "proofs_export", tip="Those in use, with what came of each")
        add.clicked.connect(self.add_wanted)
        load.clicked.connect(lambda: ask_source(self, "proofs_import_dialog", FORMS_IN, self.import_wanted))
        export.clicked.connect(self._ask_target)
        self._undo.clicked.connect(self.undo_wanted)
        close.clicked.connect(self.accept)
        layout = column(made, gap=10)
        for widget in (
            label("What a follow-up can bring", role="subtitle"),
            line(),
            label(TOLD, tone="muted", wrap=True),
            self._search,
            self._faults[0],
            self._told,
        ):
            layout.addWidget(widget)
        layout.addWidget(self._list, 1)
        layout.addLayout(list_buttons((add, load, export, self._undo), close))
        return made

    def _build_form(self) -> QWidget:
        made, sizes = QWidget(), across(gap=6)
        sizes.addWidget(self._least)
        sizes.addWidget(self._most)
        rows: dict[str, QWidget | QLayout] = {
            "What it is": self._kind,
            "The words": self._content,
            "Source": self._source,
            "Link": self._link,
            "Trades": self._industries,
            "Ownership": self._ownership,
            "Pain points": self._pains,
            "Products": self._products,
            "Employees": sizes,
        }
        save = save_button("Keep", "proofs_save")
        back = button("Back", "proofs_back", tip="To the list (Escape)")
        save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        layout = column(made, gap=10)
        layout.addWidget(label("Keep one more", role="subtitle"))
        layout.addWidget(line())
        layout.addLayout(field_rows(rows))
        layout.addWidget(self._faults[1])
        layout.addStretch(1)
        layout.addLayout(form_buttons(save, back))
        return made

    def _build_report(self) -> QWidget:
        made = QWidget()
        back = button("Back", "proofs_report_back", kind="primary", tip="To the list (Escape)")
        back.clicked.connect(self.back_wanted)
        layout = column(made, gap=10)
        layout.addWidget(self._reported)
        layout.addWidget(line())
        layout.addWidget(self._left, 1)
        layout.addLayout(list_buttons((), back))
        return made

    def _ask_target(self) -> None:
        ask_target(self, "proofs_export_dialog", "proofs.csv", FORM_OUT, self.export_wanted)

    def _row(self, one: ProofLine) -> QFrame:
        results = one.results if one.is_active else f"{one.results}; retired"
        words = (
            label(one.words, role="strong" if one.is_active else "", wrap=True),
            label(one.about, role="small", tone="muted", wrap=True),
            label(results, role="small", tone="good" if one.is_active else "muted", wrap=True),
        )
        text, verb = ("Retire", "retire") if one.is_active else ("Use again", "restore")
        act = button(text, f"{verb}-{one.key}", spoken=f"{text}: {one.words[:40]}")
        act.clicked.connect(lambda: self.retire_wanted.emit(one.key, not one.is_active))
        return list_row(words, [act])


def _field(name: str, hint: str) -> QLineEdit:
    return text_field(name, hint, spoken=f"{name.removeprefix('proof_').capitalize()}: {hint}")
