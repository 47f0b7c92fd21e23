"""The two teams of the form: the rep with colleagues, and the people to meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.request_form.fields import Guest, TeamChoice
from ui.request_form.model import REQUIRED, WHO, TeamModel
from ui.widgets.icons import IconButton, IconLabel
from ui.widgets.parts import across, button, column, dressed, label, restyle, still
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.remembered import Remembered

LONGEST_SOURCE = 200
FROM_CONTACTS = "From your contacts"
_USUAL_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


@lru_cache(maxsize=1)
def _zones() -> list[str]:
    others = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return ["", *_USUAL_ZONES, *(name for name in others if name not in _USUAL_ZONES)]


def zones_model(parent: QWidget) -> QStringListModel:
    """The time zones to choose from: none, the usual ones, then all others."""
    return QStringListModel(_zones(), parent)


class ColleagueList(QWidget):
    """Colleagues to search and to tick; with `is_single` one at most. `name` begins the object names."""

    changed = Signal()
    searched = Signal(str)

    def __init__(self, name: str = "colleague", *, is_single: bool = False) -> None:
        super().__init__()
        self._name, self._is_single = name, is_single
        self._search = QLineEdit()
        self._search.setObjectName(f"{name}_search")
        self._search.setPlaceholderText("Search colleagues by name or address")
        self._search.setAccessibleName("Search colleagues")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.searched)
        self._model = TeamModel(is_single=is_single)
        self._model.dataChanged.connect(self.changed)
        self._table = self._build_table()
        self._note = label(tone="muted", wrap=True)
        self._note.setObjectName(f"{name}_note")
        self._note.hide()
        layout = column(self, gap=7)
        layout.addWidget(self._search)
        layout.addWidget(self._table)
        layout.addWidget(self._note)

    def choices(self) -> tuple[TeamChoice, ...]:
        return self._model.choices()

    def ask_required(self, is_asked: bool) -> None:
        """Show whether the chosen one has to come, or leave it out."""
        self._table.setColumnHidden(REQUIRED, not is_asked)

    def take_focus(self) -> None:
        self._search.setFocus()

    def show_colleagues(self, people: Sequence[Person], note: str = "") -> None:
        self._model.show_people(people)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def tick(self, row: int) -> None:
        """Choose the colleague in that row, as a click on the box does."""
        self._model.setData(
            self._model.index(row, WHO), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
        )

    def start_over(self) -> None:
        self._model.clear_choices()
        self._search.clear()

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName(f"{self._name}s")
        table.setAccessibleName("Colleagues who come along")
        table.setModel(self._model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(WHO, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(REQUIRED, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(REQUIRED, 98)
        table.setWordWrap(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setFixedHeight(178)
        table.clicked.connect(self._toggle)
        return table

    def _toggle(self, index: QModelIndex) -> None:
        """A click on the words makes the row the current one; where one is chosen, it chooses."""
        self._table.setCurrentIndex(index)
        if self._is_single and index.column() == WHO:
            self.tick(index.row())


class OurTeam(QWidget):
    """The rep, who always comes, and colleagues to tick."""

    changed = Signal()
    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rep = label()
        self._list = ColleagueList()
        self._list.changed.connect(self.changed)
        self._list.searched.connect(self.searched)
        self.choices, self.tick = self._list.choices, self._list.tick
        self.show_colleagues, self.start_over = self._list.show_colleagues, self._list.start_over
        layout = column(self, gap=7)
        you = across(gap=7)
        you.addWidget(IconLabel("person", "accent", 16))
        you.addWidget(self._rep, 1)
        layout.addLayout(you)
        layout.addWidget(self._list)
        layout.addStretch(1)

    def show_rep(self, name: str, address: str) -> None:
        self._rep.setText(f"You ({name})")
        self._rep.setToolTip(address)


HalfTyped = tuple[Guest, Remembered | None]  # with whose recorded consent stands in it


class GuestRow(QFrame):
    """One person on their side."""

    changed = Signal()
    removed = Signal(object)
    address_typed = Signal(str)

    def __init__(self, number: int, zones: QStringListModel) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self._name = _line("Name", f"guest_name_{number}")
        self._address = _line("Email", f"guest_email_{number}")
        self._title = _line("Title", f"guest_title_{number}")
        self._phone = _line("Phone", f"guest_phone_{number}")
        self._zone = _zone_box(number, zones)
        self._required = QCheckBox("Required")
        self._required.setObjectName(f"guest_required_{number}")
        self._required.setChecked(True)
        self._texted = QCheckBox("May be texted")
        self._texted.setObjectName(f"guest_texted_{number}")
        self._texted.setToolTip("Tick it only if they agreed to text messages. A phone number is needed.")
        self._agreed = _line("How they agreed, as “web form”", f"guest_agreed_{number}")
        self._agreed.setAccessibleName("How they agreed to be texted")
        self._agreed.setMaxLength(LONGEST_SOURCE)
        self._recorded: Remembered | None = None  # with a consent from our own records
        self._remove = dressed(
            IconButton("remove"),
            f"guest_remove_{number}",
            kind="bare",
            tip="Remove",
            spoken="Remove this person",
        )
        self._remove.clicked.connect(lambda: self.removed.emit(self))
        for field in (self._name, self._address, self._title, self._phone, self._agreed):
            field.textChanged.connect(self.changed)
        self._address.editingFinished.connect(self._on_address)
        self._phone.textChanged.connect(self._allow_texts)
        self._texted.toggled.connect(self._allow_texts)
        self._texted.toggled.connect(self.changed)
        self._zone.currentTextChanged.connect(self.changed)
        self._required.toggled.connect(self.changed)
        self._allow_texts()
        self._lay_out()

    def _allow_texts(self) -> None:
        """A consent needs a number; a tick stays while the number is being corrected."""
        self._texted.setEnabled(bool(self._phone.text().strip()))
        self._agreed.setEnabled(self._texted.isEnabled() and self._texted.isChecked())

    def _lay_out(self) -> None:
        first, second, texts, third = across(gap=6), across(gap=6), across(gap=10), across(gap=10)
        first.addWidget(self._name, 4)
        first.addWidget(self._address, 5)
        first.addWidget(self._remove)
        second.addWidget(self._title, 4)
        second.addWidget(self._phone, 5)
        texts.addWidget(self._texted)
        texts.addWidget(self._agreed, 1)
        third.addWidget(self._zone, 1)
        third.addWidget(self._required)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addLayout(texts)
        layout.addLayout(third)

    def guest(self) -> Guest:
        return Guest(
            self._name.text().strip(),
            self._address.text().strip(),
            self._title.text().strip(),
            self._phone.text().strip(),
            self._zone.currentText().strip(),
            self._required.isChecked(),
            self._texted.isEnabled() and self._texted.isChecked(),
            self._agreed.text().strip(),
            self._agreed_on(),
        )

    def fill(self, known: Remembered) -> bool:
        """Fill what is empty, if it is about the address in this row; what was typed stays."""
        if self._address.text().strip().casefold() != known.address.casefold():
            return False
        for field, value in (
            (self._name, known.name),
            (self._title, known.title),
            (self._phone, known.phone),
        ):
            if value and not field.text().strip() and value != known.address:
                field.setText(value)
                field.setCursorPosition(0)  # the beginning shows, not the end
                field.setToolTip(FROM_CONTACTS)
        if known.timezone and not self._zone.currentText().strip():
            self._zone.setCurrentText(known.timezone)
        self._fill_consent(known)
        return True

    def put(self, known: Remembered) -> None:
        """Fill a row in which nothing is typed yet."""
        self._address.setText(known.address)
        self.fill(known)

    def half_typed(self) -> HalfTyped | None:
        """What stands in it; None for an empty row."""
        guest = self.guest()
        return None if guest == Guest() else (guest, self._recorded)

    def take(self, typed: HalfTyped) -> None:
        """Put back what was half typed."""
        guest, self._recorded = typed
        for field, text in (
            (self._name, guest.name),
            (self._address, guest.address),
            (self._title, guest.title),
            (self._phone, guest.phone),
            (self._agreed, guest.how_agreed),
        ):
            field.setText(text)
        self._zone.setCurrentText(guest.timezone)
        self._required.setChecked(guest.is_required)
        self._texted.setChecked(guest.may_be_texted)

    def _fill_consent(self, known: Remembered) -> None:
        """It holds for the number it was given for, which stands here only if none was typed."""
        consent = known.sms_consent
        if consent and known.phone and self._phone.text().strip() == known.phone and not self._agreed.text():
            self._recorded = known
            self._texted.setChecked(True)
            self._agreed.setText(consent.source)

    def _agreed_on(self) -> date | None:
        """The recorded day, as long as neither number nor source were changed."""
        known = self._recorded
        if known is None or known.sms_consent is None:
            return None
        is_same = (self._phone.text().strip(), self._agreed.text().strip()) == (
            known.phone,
            known.sms_consent.source,
        )
        return known.sms_consent.given_on if is_same else None

    def _on_address(self) -> None:
        if "@" in (address := self._address.text().strip()):
            self.address_typed.emit(address)

    def show_wrong(self, field: str) -> None:
        """Mark the field that is wrong ("name", "address") ; an empty name clears all."""
        fields: dict[str, QWidget] = {
            "name": self._name,
            "address": self._address,
            "phone": self._phone,
            "timezone": self._zone,
            "sms_consent.source": self._agreed,
        }
        for name, widget in fields.items():
            restyle(widget, wrong=name == field)

    def allow_removal(self, is_allowed: bool) -> None:
        self._remove.setVisible(is_allowed)

    def ask_required(self, is_asked: bool) -> None:
        """Show whether they have to come, or leave it out."""
        self._required.setVisible(is_asked)

    def take_focus(self) -> None:
        self._name.setFocus()

    def start_over(self) -> None:
        for field in (self._name, self._address, self._title, self._phone, self._agreed):
            field.clear()
            field.setToolTip("")
        self._zone.setCurrentText("")
        self._required.setChecked(True)
        self._texted.setChecked(False)


class TheirTeam(QWidget):
    """The people to meet; there is always at least one row."""

    changed = Signal()
    address_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[GuestRow] = []
        self._zones = zones_model(self)
        self._made = 0
        self._list = column(gap=8)
        add = button("+ Add attendee", "add_attendee", kind="link", spoken="Add an attendee of theirs")
        add.clicked.connect(self._on_add)
        layout = column(self, gap=6)
        layout.addLayout(self._list)
        layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._add()

    def guests(self) -> tuple[Guest, ...]:
        return tuple(row.guest() for row in self._rows)

    def fill(self, known: Remembered) -> bool:
        """Whether any row has that address."""
        filled = [row.fill(known) for row in self._rows]
        return any(filled)

    def put(self, people: Sequence[Remembered]) -> None:
        """A row for each; one empty row if there is nobody."""
        for row in list(self._rows):
            self._drop(row)
        for known in people:
            self._add()
            self._rows[-1].put(known)
        if not people:
            self._add()
        self._allow()

    def show_wrong(self, place: int | None, field: str) -> None:
        for number, row in enumerate(self._rows):
            row.show_wrong(field if number == place else "")

    def start_over(self) -> None:
        for row in list(self._rows):
            self._drop(row)
        self._add()

    def _on_add(self) -> None:
        self._add()
        self._rows[-1].findChildren(QLineEdit)[0].setFocus()

    def _add(self) -> None:
        self._made += 1
        row = GuestRow(self._made, self._zones)
        row.changed.connect(self.changed)
        row.removed.connect(self._on_removed)
        row.address_typed.connect(self.address_typed)
        self._rows.append(row)
        self._list.addWidget(row)
        self._allow()

    def _on_removed(self, row: GuestRow) -> None:
        self._drop(row)
        self._allow()
        self.changed.emit()

    def _drop(self, row: GuestRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _allow(self) -> None:
        for row in self._rows:
            row.allow_removal(len(self._rows) > 1)


def _line(hint: str, name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(hint)
    field.setAccessibleName(hint)
    return field


def _zone_box(number: int, zones: QStringListModel) -> QComboBox:
    box = QComboBox()
    box.setObjectName(f"guest_zone_{number}")
    box.setAccessibleName("Time zone")
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setModel(zones)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    edit = box.lineEdit()
    if edit is not None:
        edit.setPlaceholderText("Time zone")
        edit.setAccessibleName("Time zone")
    box.setToolTip("Their time zone. Left empty, it is worked out from their phone number and company.")
    still(box)
    return box
