"""The dialog with those who are not to be written to: a list, and behind it the form for a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QStackedWidget, QWidget

from ui.opt_outs.presenter import OptOutLine, ReasonForm
from ui.widgets.parts import across, button, column, empty_out, frame, label, line, scrolled

SIZE = (600, 480)


class OptOutsDialog(QDialog):
    """Made once and shown again. Escape goes one step back."""

    add_wanted = Signal()
    lift_wanted = Signal(str)  # address or number
    save_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opt_outs_dialog")
        self.setWindowTitle("Do not contact")
        self.resize(*SIZE)
        self._form: ReasonForm | None = None
        self._lines, self._note = column(gap=8), label(tone="muted", wrap=True)
        self._heading, self._follows = label(role="subtitle", wrap=True), label(tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._place, self._reason = QLineEdit(), QLineEdit()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        column(self, margin=20).addWidget(self._pages)
        self.show_fault("")

    # what the presenter calls

    def show_lines(self, lines: tuple[OptOutLine, ...], note: str) -> None:
        empty_out(self._lines)
        for one in lines:
            self._lines.addWidget(self._row(one))
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def show_form(self, form: ReasonForm | None) -> None:
        self._form = form
        self._pages.setCurrentIndex(0 if form is None else 1)
        self._place.clear()
        self._reason.clear()
        if form is None:
            return
        self._heading.setText(form.heading)
        self._follows.setText(form.follows)
        self._save.setText(form.save)
        self._place.setVisible(not form.key)
        (self._reason if form.key else self._place).setFocus()

    def typed(self) -> tuple[str, str]:
        return self._place.text(), self._reason.text()

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    # building

    def _build_list(self) -> QWidget:
        made, inside = QWidget(), QWidget()
        people = column(inside, gap=8)
        people.setContentsMargins(0, 0, 6, 0)
        people.addLayout(self._lines)
        people.addStretch(1)
        add = button("&Add somebody…", "opt_outs_add", spoken="Add somebody to the list")
        close = button("Close", "opt_outs_close", kind="primary")
        add.clicked.connect(self.add_wanted)
        close.clicked.connect(self.accept)
        row = across()
        row.addWidget(add)
        row.addStretch(1)
        row.addWidget(close)
        layout = column(made, gap=10)
        layout.addWidget(label("Nothing leaves to these addresses and numbers", role="subtitle", wrap=True))
        layout.addWidget(line())
        layout.addWidget(self._note)
        layout.addWidget(scrolled(inside), 1)
        layout.addLayout(row)
        return made

    def _build_form(self) -> QWidget:
        made = QWidget()
        for field, name, hint in (
            (self._place, "opt_outs_place", "Mail address or telephone number"),
            (self._reason, "opt_outs_reason", "Reason, like: told me so on the phone on June 3"),
        ):
            field.setObjectName(name)
            field.setPlaceholderText(hint)
            field.setAccessibleName(hint)
        self._save = button("Add", "opt_outs_save", kind="primary", tip="Ctrl+Return")
        self._save.setShortcut("Ctrl+Return")
        back = button("Back", "opt_outs_back", tip="To the list (Escape)")
        self._save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        row = across()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(self._save)
        layout = column(made, gap=10)
        for widget in (self._heading, line(), self._place, self._reason, self._fault, self._follows):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(row)
        return made

    def _row(self, one: OptOutLine) -> QFrame:
        made = frame("row")
        row = across(made, margin=10, gap=8)
        words = column(gap=2)
        words.addWidget(label(one.place, role="strong", wrap=True))
        words.addWidget(label(one.why, role="small", tone="muted", wrap=True))
        row.addLayout(words, 1)
        if one.key:
            lift = button(
                "Lift…", f"lift-{one.key}", tip="They want to hear from you again", spoken=f"Lift {one.key}"
            )
            lift.clicked.connect(lambda: self.lift_wanted.emit(one.key))
            row.addWidget(lift, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._form is not None:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)
