"""The dialog with what follow-ups may bring: a list with results, and behind it the form for one more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from ui.proofs.presenter import KINDS, ProofLine, TypedProof
from ui.widgets.parts import across, button, column, empty_out, frame, label, line, scrolled, still

SIZE = (640, 520)
TOLD = (
    "The second to fourth ask may bring one of these, word for word, to a company that it suits, never twice "
    "to the same person."
)


class ProofsDialog(QDialog):
    """Made once and shown again. Escape goes one step back."""

    add_wanted = Signal()
    save_wanted = Signal()
    back_wanted = Signal()
    searched = Signal(str)
    retire_wanted = Signal(str, bool)  # id, whether it is used from now on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proofs_dialog")
        self.setWindowTitle("Proofs")
        self.resize(*SIZE)
        self._lines, self._note = column(gap=8), label(tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._kind = QComboBox()
        for key, name in KINDS.items():
            self._kind.addItem(name, key)
        _named(self._kind, "proof_kind", "What it is")
        still(self._kind)
        self._content = QPlainTextEdit()
        _named(self._content, "proof_content", "What the mail says, word for word")
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
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        column(self, margin=20).addWidget(self._pages)
        self.show_fault("")

    # what the presenter calls

    def show_lines(self, lines: tuple[ProofLine, ...], note: str) -> None:
        empty_out(self._lines)
        for one in lines:
            self._lines.addWidget(self._row(one))
        self._note.setText(note)
        self._note.setVisible(bool(note))

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
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    @property
    def _fields(self) -> tuple[QLineEdit, ...]:
        about = (self._source, self._link, self._industries, self._ownership)
        return *about, self._least, self._most, self._pains, self._products

    # building

    def _build_list(self) -> QWidget:
        made, inside = QWidget(), QWidget()
        kept = column(inside, gap=8)
        kept.setContentsMargins(0, 0, 6, 0)
        kept.addLayout(self._lines)
        kept.addStretch(1)
        add = button("&Add one…", "proofs_add", spoken="Add a proof")
        close = button("Close", "proofs_close", kind="primary")
        add.clicked.connect(self.add_wanted)
        close.clicked.connect(self.accept)
        row = across()
        row.addWidget(add)
        row.addStretch(1)
        row.addWidget(close)
        layout = column(made, gap=10)
        for widget in (
            label("What a follow-up can bring", role="subtitle"),
            line(),
            label(TOLD, tone="muted", wrap=True),
            self._search,
            self._note,
        ):
            layout.addWidget(widget)
        layout.addWidget(scrolled(inside), 1)
        layout.addLayout(row)
        return made

    def _build_form(self) -> QWidget:
        made, sizes = QWidget(), across(gap=6)
        sizes.addWidget(self._least)
        sizes.addWidget(self._most)
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.addRow(label("What it is"), self._kind)
        fields.addRow(label("The words"), self._content)
        fields.addRow(label("Source"), self._source)
        fields.addRow(label("Link"), self._link)
        fields.addRow(label("Trades"), self._industries)
        fields.addRow(label("Ownership"), self._ownership)
        fields.addRow(label("Pain points"), self._pains)
        fields.addRow(label("Products"), self._products)
        fields.addRow(label("Employees"), sizes)
        save = button("Keep", "proofs_save", kind="primary", tip="Ctrl+Return")
        save.setShortcut("Ctrl+Return")
        back = button("Back", "proofs_back", tip="To the list (Escape)")
        save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        row = across()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(save)
        layout = column(made, gap=10)
        layout.addWidget(label("Keep one more", role="subtitle"))
        layout.addWidget(line())
        layout.addLayout(fields)
        layout.addWidget(self._fault)
        layout.addStretch(1)
        layout.addLayout(row)
        return made

    def _row(self, one: ProofLine) -> QFrame:
        made = frame("row")
        row = across(made, margin=10, gap=8)
        words = column(gap=2)
        words.addWidget(label(one.words, role="strong" if one.is_active else "", wrap=True))
        words.addWidget(label(one.about, role="small", tone="muted", wrap=True))
        results = one.results if one.is_active else f"{one.results}; retired"
        words.addWidget(label(results, role="small", tone="good" if one.is_active else "muted", wrap=True))
        row.addLayout(words, 1)
        text, verb = ("Retire", "retire") if one.is_active else ("Use again", "restore")
        act = button(text, f"{verb}-{one.key}", spoken=f"{text}: {one.words[:40]}")
        act.clicked.connect(lambda: self.retire_wanted.emit(one.key, not one.is_active))
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.currentIndex() == 1:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)


def _named(field: QWidget, name: str, spoken: str) -> None:
    field.setObjectName(name)
    field.setAccessibleName(spoken)


def _field(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(hint)
    _named(made, name, f"{name.removeprefix('proof_').capitalize()}: {hint}")
    return made
