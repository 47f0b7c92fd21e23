"""Shows who is to be in a meeting, and adds, replaces or removes people. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from ui.asking import Ask
from ui.dialog_presenter import BusyView, busy
from ui.formatting import zone_named
from ui.people import consent, follows
from ui.people.consent import ConsentForm, TypedConsent
from ui.people.lines import PeoplePage, page_of
from ui.request_form import team_search
from ui.request_form.fields import Guest, TeamChoice, guest_json
from ui.request_form.presenter import Fault, fault_in_words
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    check_guest,
    person_form,
)
from xforce_desktop.scheduling.remembered import Remembered
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Side

NOBODY_TICKED = "Tick the colleague first."
_PLACES = {
    "address": "The email address",
    "name": "The name",
    "timezone": "The time zone",
    "phone": "The phone number",
    "sms_consent.source": "How they agreed to be texted",
}


@dataclass(frozen=True)
class PersonForm:
    """What is asked of the rep. Typed words belong to `key`; another key has its own."""

    key: str
    heading: str
    is_colleague: bool
    asks_required: bool
    save: str


@dataclass(frozen=True)
class Typed:
    """The form as it stands; of the two, the one that is asked for counts."""

    guest: Guest
    colleague: TeamChoice | None = None


class PeopleView(BusyView, Protocol):
    """What the presenter tells the dialog."""

    def show_page(self, page: PeoplePage) -> None: ...

    def show_form(self, form: PersonForm | None) -> None:
        """Show the form, or with None the list."""
        ...

    def typed(self) -> Typed: ...

    def show_colleagues(self, people: Sequence[Person], note: str = "") -> None: ...

    def fill_guest(self, known: Remembered) -> None: ...

    def show_follows(self, text: str) -> None: ...

    def show_fault(self, fault: Fault | None) -> None: ...

    def start_over(self, key: str) -> None:
        """Forget what was typed for that key, shown or not: it is done."""
        ...

    def show_consent(self, form: ConsentForm) -> None:
        """Ask whether somebody may be texted."""
        ...

    def typed_consent(self) -> TypedConsent: ...


class PeoplePresenter:
    """One request at a time; `is_open` while there is one."""

    def __init__(self, desk: RepDesk, view: PeopleView, *, ask: Ask) -> None:
        self._desk = desk
        self._view = view
        self._ask = ask
        self._request_id: RequestId | None = None
        self._request: MeetingRequest | None = None
        self._zone: tzinfo | None = None
        self._form: PersonForm | None = None
        self._replaced = ""  # the address in whose place somebody comes; empty for one more
        self._texted = ""  # the address of whom it is asked whether they may be texted

    @property
    def is_open(self) -> bool:
        return self._request_id is not None

    async def open(self, request_id: RequestId) -> None:
        """Show the people of this request from now on."""
        self._request_id = request_id
        self.back()
        await self.refresh()

    def close(self) -> None:
        """Show none."""
        self._request_id = self._request = self._form = None

    async def refresh(self) -> None:
        """Show who is in it now; the form and what is typed stay."""
        wanted = self._request_id
        if wanted is None:
            return
        account = await self._desk.account()
        story = await self._desk.story(wanted)
        if wanted != self._request_id:
            return
        self._request = story.summary.request
        self._zone = zone_named(account.timezone) if account else None
        self._view.show_page(page_of(self._request, self._desk.now(), self._zone))
        self.update_follows()

    async def add_colleague(self) -> None:
        """Ask who of ours comes along."""
        key = f"colleague {self._request_id}"
        await self._begin(PersonForm(key, "Add a colleague", True, True, "Add"))

    async def add_guest(self) -> None:
        """Ask who of theirs comes too."""
        await self._begin(
            PersonForm(f"guest {self._request_id}", "Add somebody on their side", False, True, "Add")
        )

    async def replace(self, address: str) -> None:
        """Ask who comes instead."""
        old = self._person(address)
        if old is not None:
            is_ours = old.side is Side.INTERNAL
            form = PersonForm(f"instead of {old.id}", f"Replace {old.called}", is_ours, False, "Replace")
            await self._begin(form, old.email)

    def back(self) -> None:
        """Show the list again; what was typed is kept for the same question."""
        self._form, self._replaced, self._texted = None, "", ""
        self._view.show_fault(None)
        self._view.show_form(None)

    async def search(self, text: str) -> None:
        """Show colleagues whose name or address begins with `text` and who are not in it yet."""
        await team_search.search(self._desk, text, self._zone, self._show_colleagues)

    def _show_colleagues(self, people: Sequence[Person], note: str) -> None:
        taken = {person.email.casefold() for person in self._attendees if not person.left_out_reason}
        self._view.show_colleagues([one for one in people if one.address.casefold() not in taken], note)

    async def complete_guest(self, address: str) -> None:
        """Fill in what the rep's contacts know of somebody whose address has been typed."""
        known = await self._desk.known_contact(address)
        if known is not None:
            self._view.fill_guest(known)

    def update_follows(self) -> None:
        """Say what follows from the form as it stands."""
        request, form = self._request, self._form
        if request is None or form is None:
            return
        now, old = self._desk.now(), self._person(self._replaced)
        side = Side.INTERNAL if form.is_colleague else Side.EXTERNAL
        is_required = old.is_required if old else _is_needed(form, self._view.typed())
        person = follows.newcomer(side, is_required=is_required)
        if old is None:
            self._view.show_follows(follows.after_adding(request, person, now, self._zone))
        else:
            self._view.show_follows(follows.after_replacing(request, old, person, now, self._zone))

    async def save(self) -> None:
        """Do what the form says. On any error it stays as it is, with the error where it was typed; the error
        of a form that was left is raised."""
        request, form = self._request, self._form
        if request is None or form is None:
            return
        typed = self._view.typed()
        try:
            with busy(self._view):
                await self._carry_out(request, form, typed)
        except XForceError as error:
            if self._form != form:  # it was left; its words are there when it is asked for again
                raise
            self._view.show_fault(fault_of(error))
            return
        self._view.start_over(form.key)
        if self._form is form:
            self.back()
        await self.refresh()

    async def remove(self, address: str) -> None:
        """Take somebody out, after a question that says what follows."""
        request, person = self._request, self._person(address)
        if request is None or person is None:
            return
        self._view.show_fault(None)
        if not await self._ask(follows.remove_question(request, person, self._desk.now(), self._zone)):
            return
        try:
            await self._desk.remove_person(request.id, person.email)
        except XForceError as error:
            self._view.show_fault(Fault("", _whole(error)))
        await self.refresh()

    async def ask_consent(self, address: str) -> None:
        """Ask whether somebody of theirs may be texted."""
        person = self._person(address)
        if person is not None and person.side is Side.EXTERNAL:
            self._texted = person.email
            self._view.show_consent(consent.form_for(person, self._today))

    async def save_consent(self) -> None:
        """Note that they agreed. On any error the form stays, with the error where it was typed."""
        typed = self._view.typed_consent()
        await self._note_consent(lambda: consent.consent_of(typed), typed.phone)

    async def withdraw_consent(self) -> None:
        """Note, after a question, that they do not agree any more."""
        person = self._person(self._texted)
        if person is not None and await self._ask(consent.withdrawal(person)):
            await self._note_consent(lambda: None)

    async def _note_consent(self, said: Callable[[], Consent | None], phone: str = "") -> None:
        request, person = self._request, self._person(self._texted)
        if request is None or person is None:
            return
        try:
            with busy(self._view):
                await self._desk.note_consent(request.id, person.email, said(), phone)
        except XForceError as error:
            if not self._asks_of(request, person):
                raise
            self._view.show_fault(fault_of(error))
            return
        self._view.start_over(consent.key_of(person))
        if self._asks_of(request, person):
            self.back()
        await self.refresh()

    def _asks_of(self, request: MeetingRequest, person: Attendee) -> bool:
        """Whether their consent is still asked for on the screen."""
        return (self._request_id, self._texted) == (request.id, person.email)

    @property
    def _today(self) -> date:
        return self._desk.now().astimezone(self._zone).date()

    @property
    def _attendees(self) -> tuple[Attendee, ...]:
        return self._request.attendees if self._request else ()

    def _person(self, address: str) -> Attendee | None:
        return self._request.attendee_by_address(address) if self._request and address else None

    async def _begin(self, form: PersonForm, replaced: str = "") -> None:
        self._form, self._replaced = form, replaced
        self._view.show_fault(None)
        self._view.show_form(form)
        self.update_follows()
        if form.is_colleague:
            await self.search("")

    async def _carry_out(self, request: MeetingRequest, form: PersonForm, typed: Typed) -> None:
        """Raises BadInput for what is wrong in the form or cannot be."""
        self._view.show_fault(None)
        person = _colleague(typed) if form.is_colleague else self._checked(typed)
        if not self._replaced:
            await self._desk.add_person(request.id, person)
        else:
            await self._desk.replace_person(request.id, self._replaced, _in_their_place(person))

    def _checked(self, typed: Typed) -> ExternalAttendee:
        return check_guest(guest_json(typed.guest, self._today))


def _in_their_place(person: InternalAttendee | ExternalAttendee) -> Newcomer:
    if isinstance(person, InternalAttendee):
        return Newcomer(person.address, person.name, person.title)
    return Newcomer(
        person.address, person.name, person.title, person.timezone or "", person.phone, person.sms_consent
    )


def _is_needed(form: PersonForm, typed: Typed) -> bool:
    if form.is_colleague:
        return typed.colleague is None or typed.colleague.is_required
    return typed.guest.is_required


def _colleague(typed: Typed) -> InternalAttendee | ExternalAttendee:
    one = typed.colleague
    if one is None:
        raise BadInput(NOBODY_TICKED)
    return person_form(one.address, one.name, is_internal=True, is_required=one.is_required, title=one.title)


def fault_of(error: XForceError) -> Fault:
    """The field and the sentence for what the desk refused."""
    field = error.field if isinstance(error, BadInput) else ""
    if error.title.startswith(f"{field}: ") and field in _PLACES:
        return Fault(field, f"{_PLACES[field]}: {fault_in_words(error.title.removeprefix(f'{field}: '))}")
    return Fault(field, _whole(error))


def _whole(error: XForceError) -> str:
    """Title and advice; an advice that names a command is for the command line."""
    return error.title if "`" in error.advice else str(error)
