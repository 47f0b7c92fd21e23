"""The dialog with those who are not to be written to: a list, and behind it the form for a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ui.opt_outs.presenter import OptOutLine, ReasonForm
from ui.widgets.list_page import ListPage, list_row
from ui.widgets.paged_dialog import PagedDialog, form_buttons, list_buttons, save_button
from ui.widgets.parts import button, column, label, line, say, text_field

SIZE = (600, 480)


class OptOutsDialog(PagedDialog):
    """The list, and the form for a reason."""

    add_wanted = Signal()
    lift_wanted = Signal(str)  # address or number
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("opt_outs_dialog", "Do not contact", SIZE, parent)
        self._form: ReasonForm | None = None
        self._list = ListPage()
        self._heading, self._follows = label(role="subtitle", wrap=True), label(tone="muted", wrap=True)
        self._faults = (label(tone="grave", wrap=True), label(tone="grave", wrap=True))
        self._place = text_field("opt_outs_place", "Mail address or telephone number")
        self._reason = text_field("opt_outs_reason", "Reason, like: told me so on the phone on June 3")
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        self.show_fault("")

    # what the presenter calls

    def show_lines(self, lines: tuple[OptOutLine, ...], note: str) -> None:
        self._list.show_lines(map(self._row, lines))
        self._list.show_note(note)

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
        for place in self._faults:
            say(place, text)

    # building

    def _build_list(self) -> QWidget:
        made = QWidget()
        add = button("&Add somebody…", "opt_outs_add", spoken="Add somebody to the list")
        close = button("Close", "opt_outs_close", kind="primary")
        add.clicked.connect(self.add_wanted)
        close.clicked.connect(self.accept)
        layout = column(made, gap=10)
        layout.addWidget(label("Nothing leaves to these addresses and numbers", role="subtitle", wrap=True))
        layout.addWidget(line())
        layout.addWidget(self._faults[0])
        layout.addWidget(self._list, 1)
        layout.addLayout(list_buttons([add], close))
        return made

    def _build_form(self) -> QWidget:
        made = QWidget()
        self._save = save_button("Add", "opt_outs_save")
        back = button("Back", "opt_outs_back", tip="To the list (Escape)")
        self._save.clicked.connect(self.save_wanted)
        back.clicked.connect(self.back_wanted)
        layout = column(made, gap=10)
        for widget in (self._heading, line(), self._place, self._reason, self._faults[1], self._follows):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(form_buttons(self._save, back))
        return made

    def _row(self, one: OptOutLine) -> QFrame:
        words = (
            label(one.place, role="strong", wrap=True),
            label(one.why, role="small", tone="muted", wrap=True),
        )
        return list_row(words, [self._lift(one.key)] if one.key else ())

    def _lift(self, key: str) -> QPushButton:
        made = button("Lift…", f"lift-{key}", tip="They want to hear from you again", spoken=f"Lift {key}")
        made.clicked.connect(lambda: self.lift_wanted.emit(key))
        return made
