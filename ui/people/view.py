"""The dialog that shows who is to be there: a list with buttons, and behind it the form for one person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.people.consent import ConsentForm, TypedConsent
from ui.people.consent_view import ConsentPage
from ui.people.lines import PeoplePage, PersonLine
from ui.people.presenter import PersonForm, Typed
from ui.request_form.people import ColleagueList, GuestRow, HalfTyped, zones_model
from ui.request_form.presenter import Fault
from ui.widgets.list_page import list_row
from ui.widgets.paged_dialog import PagedDialog, form_buttons, list_buttons, save_button
from ui.widgets.parts import button, column, empty_out, label, line, once_after, say, scrolled
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.remembered import Remembered

SEARCH_PAUSE_MS = 200
SIZE = (640, 560)
NEWCOMER = 0  # the number in the object names of the guest's fields; the new-meeting form counts from 1


class PeopleDialog(PagedDialog):
    """Words that were typed are still there when it is shown again."""

    colleague_wanted = Signal()
    guest_wanted = Signal()
    replace_wanted = Signal(str)  # address
    remove_wanted = Signal(str)  # address
    save_wanted = Signal()
    searched = Signal(str)
    guest_typed = Signal(str)  # the address of somebody of theirs
    edited = Signal()
    consent_wanted = Signal(str)  # address
    consent_given = Signal()
    consent_withdrawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("people_dialog", "People", SIZE, parent)
        self._page: PeoplePage | None = None
        self._form: PersonForm | None = None
        self._typed_for = ""
        self._half_typed: dict[str, HalfTyped] = {}  # of other questions
        self._title, self._note = label(role="subtitle", wrap=True), label(tone="muted", wrap=True)
        self._ours, self._theirs = column(gap=8), column(gap=8)
        self._heading, self._follows = label(role="subtitle", wrap=True), label(tone="muted", wrap=True)
        self._faults = (label(tone="grave", wrap=True), label(tone="grave", wrap=True))
        self.guest = GuestRow(NEWCOMER, zones_model(self))
        self.colleagues = ColleagueList("newcomer", is_single=True)
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        self.consent = ConsentPage()
        self._pages.addWidget(self.consent)
        self.show_fault(None)
        self._listen()

    # what the presenter calls

    def show_page(self, page: PeoplePage) -> None:
        before, self._page = self._page, page
        if page == before:
            return
        self._title.setText(page.title)
        self._show_lines(self._ours, page.ours)
        self._show_lines(self._theirs, page.theirs)
        say(self._note, page.note)
        for made in (self._add_colleague, self._add_guest):
            made.setVisible(page.may_change)

    def show_form(self, form: PersonForm | None) -> None:
        self._form = form
        self._pages.setCurrentIndex(0 if form is None else 1)
        if form is None:
            self._close.setFocus()
            return
        if form.key != self._typed_for:
            self._put_aside()
            self._typed_for = form.key
            if form.key in self._half_typed:
                self.guest.take(self._half_typed.pop(form.key))
        self._heading.setText(form.heading)
        self._save.setText(form.save)
        self._save.setAccessibleName(form.heading)
        self.guest.setVisible(not form.is_colleague)
        self.colleagues.setVisible(form.is_colleague)
        asked = self.colleagues if form.is_colleague else self.guest
        asked.ask_required(form.asks_required)
        asked.take_focus()

    def _put_aside(self) -> None:
        """What is half typed waits for its own question to be asked again."""
        half = self.guest.half_typed()
        if self._typed_for and half is not None:
            self._half_typed[self._typed_for] = half
        self.guest.start_over()
        self.colleagues.start_over()

    def typed(self) -> Typed:
        return Typed(self.guest.guest(), next(iter(self.colleagues.choices()), None))

    def show_colleagues(self, people: Sequence[Person], note: str = "") -> None:
        self.colleagues.show_colleagues(people, note)

    def fill_guest(self, known: Remembered) -> None:
        self.guest.fill(known)

    def show_follows(self, text: str) -> None:
        self._follows.setText(text)

    def show_fault(self, fault: Fault | None) -> None:
        for shown in self._faults:
            say(shown, fault.text if fault else "")
        self.consent.show_fault(fault.place if fault else "", fault.text if fault else "")
        self.guest.show_wrong(fault.place if fault else "")
        wrong = [made for made in self.guest.findChildren(QWidget) if made.property("wrong") is True]
        if wrong and self._form is not None and not self._form.is_colleague:
            wrong[0].setFocus()

    def show_consent(self, form: ConsentForm) -> None:
        self._pages.setCurrentWidget(self.consent)
        self.consent.show_form(form)

    def typed_consent(self) -> TypedConsent:
        return self.consent.typed()

    def start_over(self, key: str) -> None:
        self.consent.start_over(key)
        self._half_typed.pop(key, None)
        if key == self._typed_for:
            self.guest.start_over()
            self.colleagues.start_over()
            self._typed_for = ""

    # building

    def _build_list(self) -> QWidget:
        made, inside = QWidget(), QWidget()
        people = column(inside, gap=8)
        people.setContentsMargins(0, 0, 6, 0)
        for heading, lines in (("OUR SIDE", self._ours), ("THEIR SIDE", self._theirs)):
            people.addWidget(label(heading, role="heading"))
            people.addLayout(lines)
            people.addSpacing(6)
        people.addStretch(1)
        layout = column(made, gap=10)
        layout.addWidget(self._title)
        layout.addWidget(line())
        layout.addWidget(scrolled(inside), 1)
        layout.addWidget(self._faults[0])
        layout.addWidget(self._note)
        layout.addLayout(self._build_list_buttons())
        return made

    def _build_list_buttons(self) -> QHBoxLayout:
        self._add_colleague = button("Add a &colleague…", "people_add_colleague", spoken="Add a colleague")
        self._add_guest = button(
            "Add somebody of &theirs…", "people_add_guest", spoken="Add somebody on their side"
        )
        self._close = button("Close", "people_close", kind="primary")
        return list_buttons((self._add_colleague, self._add_guest), self._close)

    def _build_form(self) -> QWidget:
        made = QWidget()
        self._back = button("Back", "people_back", tip="To the list; what is typed stays (Escape)")
        self._save = save_button("Add", "people_save")
        self.guest.allow_removal(False)
        layout = column(made, gap=10)
        for widget in (self._heading, line(), self.guest, self.colleagues, self._faults[1], self._follows):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(form_buttons(self._save, self._back))
        return made

    def _listen(self) -> None:
        self._searched = ""
        self._search_pause = once_after(SEARCH_PAUSE_MS, self._announce_search, self)
        self.colleagues.searched.connect(self._on_search)
        self.guest.address_typed.connect(self.guest_typed)
        self.colleagues.changed.connect(self.edited)
        self.guest.changed.connect(self.edited)
        self._add_colleague.clicked.connect(self.colleague_wanted)
        self._add_guest.clicked.connect(self.guest_wanted)
        self._back.clicked.connect(self.back_wanted)
        self._save.clicked.connect(self.save_wanted)
        self._close.clicked.connect(self.accept)
        self.consent.saved.connect(self.consent_given)
        self.consent.withdrawn.connect(self.consent_withdrawn)
        self.consent.left.connect(self.back_wanted)

    # showing

    def _show_lines(self, layout: QVBoxLayout, lines: tuple[PersonLine, ...]) -> None:
        empty_out(layout)
        for person in lines:
            layout.addWidget(self._row(person))

    def _row(self, person: PersonLine) -> QFrame:
        words = (
            label(person.name, role="strong", wrap=True),
            label(person.about, role="small", tone="muted", wrap=True),
            label(person.standing, role="small", tone=person.tone, wrap=True),
        )
        return list_row(words, self._acts(person) if person.may_change else ())

    def _acts(self, person: PersonLine) -> Sequence[QPushButton]:
        at, name = person.address, person.name
        replace = button(
            "Replace…", f"replace-{at}", tip="Somebody else comes instead", spoken=f"Replace {name}"
        )
        remove = button("Remove", f"remove-{at}", kind="grave", tip=person.why_not, spoken=f"Remove {name}")
        remove.setEnabled(not person.why_not)
        replace.clicked.connect(lambda: self.replace_wanted.emit(at))
        remove.clicked.connect(lambda: self.remove_wanted.emit(at))
        texts = button("Texts…", f"texts-{at}", tip="May they be texted?", spoken=f"May {name} be texted?")
        texts.setVisible(person.may_ask_consent)
        texts.clicked.connect(lambda: self.consent_wanted.emit(at))
        return texts, replace, remove

    # what happens

    def _on_search(self, text: str) -> None:
        self._searched = text
        self._search_pause.start()

    def _announce_search(self) -> None:
        self.searched.emit(self._searched)
