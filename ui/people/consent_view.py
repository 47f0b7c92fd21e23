"""The form in which the rep notes whether somebody may be texted: number, how they agreed, on which day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QFormLayout, QLineEdit, QWidget

from ui.people.consent import ConsentForm, TypedConsent
from ui.widgets.parts import across, button, column, label, line, restyle, still

LONGEST_SOURCE = 200


class ConsentPage(QWidget):
    """Shows one person's. What is half typed stays with them; where nothing is, it follows what is known."""

    saved = Signal()
    withdrawn = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._begun = TypedConsent("", "", date.min)  # what stood in it at first
        self._half_typed: dict[str, TypedConsent] = {}
        self._heading, self._told = label(role="subtitle", wrap=True), label(tone="muted", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._phone = _field("consent_phone", "Phone", "+1 615 555 0142")
        self._source = _field("consent_source", "How they agreed", "as “web form” or “on the phone”")
        self._on = QDateEdit()
        self._on.setObjectName("consent_on")
        self._on.setAccessibleName("The day on which they agreed")
        self._on.setCalendarPopup(True)
        self._on.setDisplayFormat("MMM d, yyyy")
        still(self._on)
        self._withdraw = button("No more texts…", "consent_withdraw", kind="grave")
        self._back = button("Back", "consent_back", tip="To the list (Escape)")
        self._save = button("Save", "consent_save", kind="primary")
        self._lay_out()
        self._withdraw.clicked.connect(self.withdrawn)
        self._back.clicked.connect(self.left)
        self._save.clicked.connect(self.saved)
        for field in (self._phone, self._source):
            field.returnPressed.connect(self.saved)

    def show_form(self, form: ConsentForm) -> None:
        self._heading.setText(form.heading)
        self._told.setText(form.told)
        self._withdraw.setVisible(form.may_withdraw)
        self.show_fault("", "")
        if self._key and self.typed() != self._begun:
            self._half_typed[self._key] = self.typed()
        self._key = form.key
        self._fill(TypedConsent(form.phone, form.source, form.on))
        self._begun = self.typed()
        if (typed := self._half_typed.pop(form.key, None)) is not None:
            self._fill(typed)
        (self._source if form.phone else self._phone).setFocus()

    def _fill(self, known: TypedConsent) -> None:
        self._phone.setText(known.phone)
        self._source.setText(known.source)
        self._on.setDate(QDate(known.on.year, known.on.month, known.on.day))

    def typed(self) -> TypedConsent:
        on = self._on.date()
        agreed_on = date(on.year(), on.month(), on.day())
        return TypedConsent(self._phone.text().strip(), self._source.text().strip(), agreed_on)

    def show_fault(self, place: str, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        for name, field in (("phone", self._phone), ("source", self._source)):
            restyle(field, wrong=name == place and bool(text))

    def start_over(self, key: str) -> None:
        """Forget what is typed there: that form begins with what is known."""
        self._half_typed.pop(key, None)
        if key == self._key:
            self._key = ""

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        fields.addRow(label("Phone"), self._phone)
        fields.addRow(label("How they agreed"), self._source)
        fields.addRow(label("On"), self._on)
        row = across()
        row.addWidget(self._withdraw)
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._save)
        layout = column(self, gap=10)
        for widget in (self._heading, line(), self._told):
            layout.addWidget(widget)
        layout.addLayout(fields)
        layout.addWidget(self._fault)
        layout.addStretch(1)
        layout.addLayout(row)


def _field(name: str, spoken: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setPlaceholderText(hint)
    made.setMaxLength(LONGEST_SOURCE)
    return made
