"""Fills a new request from the form, shows the free times beside it, and starts it. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from ui.formatting import capitalised, clock, count, day_in_words, listed, short_date, whole, zone_named
from ui.request_form import team_search
from ui.request_form.fields import Filled, FormFields, filled, range_in_words
from ui.wording import own_reason
from xforce_desktop.availability.slots import SlotAnswer
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.signature import signature_text
from xforce_desktop.ports import Account, Person
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.knobs import FirstLength
from xforce_desktop.scheduling.new_request import NewRequest, check_new_request
from xforce_desktop.scheduling.remembered import Remembered

FALLBACK_ZONE = "America/New_York"
LOOK_AGAIN = "Start again if that suits you, or keep the usual length."
UNLEARNED = "What was learned does not hold any more, so it begins with the usual length. Start again."
WAITING_HINT = "Free times appear here as soon as there is somebody to meet."


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words. `place` names a field ("company.name", "external.address"); `row` a guest."""

    place: str
    text: str
    row: int | None = None


@dataclass(frozen=True)
class TimeLine:
    """A free time: "Wednesday, Nov 25", "9:00 AM", and why this one."""

    day: str
    time: str
    why: str


@dataclass(frozen=True)
class LengthLine:
    """A learned length: the minutes that will be used, what it is and why, and how to keep the usual one."""

    minutes: int
    what: str
    why: str
    keep: str


@dataclass(frozen=True)
class TimesPanel:
    """What stands in the list of free times."""

    headline: str
    lines: tuple[TimeLine, ...] = ()
    insights: tuple[str, ...] = ()
    warning: str = ""


class RequestFormView(Protocol):
    """What the presenter tells the widget."""

    def fields(self) -> FormFields: ...

    def show_rep(self, name: str, address: str) -> None: ...

    def show_colleagues(self, people: Sequence[Person], note: str = "") -> None: ...

    def fill_guest(self, known: Remembered) -> None:
        """Fill what is empty in the row with that address, and the company if it is empty."""
        ...

    def show_range(self, words: str) -> None: ...

    def show_length(self, line: LengthLine | None) -> None:
        """Of the chosen type; None where its usual length holds."""
        ...

    def show_times(self, panel: TimesPanel) -> None: ...

    def show_fault(self, fault: Fault | None) -> None: ...

    def show_letter(self, heading: str, letter: Letter, signature: str) -> None: ...

    def start_over(self) -> None: ...


class RequestFormPresenter:
    """Reads the form and says what it is worth. `computer_zone` is the IANA name of the computer's zone."""

    def __init__(
        self,
        desk: RepDesk,
        view: RequestFormView,
        *,
        computer_zone: str,
        on_started: Callable[[RequestId], None],
    ) -> None:
        self._desk = desk
        self._view = view
        self._computer_zone = computer_zone
        self._on_started = on_started
        self._account: Account | None = None
        self._known: dict[str, Person] = {}
        self._seen: FirstLength | None = None  # the learned length that the form shows

    async def open(self) -> None:
        """Show who the rep is and who could come along."""
        self._account = await self._desk.account()
        if self._account:
            self._view.show_rep(self._account.name, self._account.address)
        self.update_range()
        self._view.show_times(TimesPanel(WAITING_HINT))
        await self.search("")

    async def search(self, text: str) -> None:
        """Show colleagues whose name or address begins with `text`."""
        await team_search.search(self._desk, text, self._zone, self._show_colleagues)

    def _show_colleagues(self, people: Sequence[Person], note: str) -> None:
        own = self._account.address.casefold() if self._account else ""
        found = [person for person in people if person.address.casefold() != own]
        self._known.update({person.address.casefold(): person for person in found})
        self._view.show_colleagues(found, note)

    async def complete_guest(self, address: str) -> None:
        """Fill in what the rep's contacts know of somebody whose address has been typed."""
        known = await self._desk.known_contact(address)
        if known is not None:
            self._view.fill_guest(known)

    def update_range(self) -> None:
        """Show which days the chosen range means."""
        self._view.show_range(range_in_words(self._view.fields(), self._desk.now(), self._zone))

    def forget_length(self) -> None:
        """Another type of meeting was chosen: what was learned for the one before does not hold for it."""
        self._show_length(None)

    async def update_times(self) -> None:
        """Show the free times for the form as it stands; with too little in it, say what is missing."""
        self.update_range()
        form = self._view.fields()
        if all(guest.is_blank for guest in form.guests):
            self._show_length(None)
            self._view.show_times(TimesPanel(WAITING_HINT))
            return
        try:
            new = self._checked(self._filled())
        except BadInput as error:
            fault = fault_of(error, ())
            self._show_length(None)
            self._view.show_times(TimesPanel(f"Free times appear when the form is right. {fault.text}"))
            return
        self._view.show_times(TimesPanel("Reading the calendars…"))
        try:
            self._show_length(await self._desk.first_length(new))
            answer = await self._desk.free_times(new)
        except XForceError as error:
            self._view.show_times(
                TimesPanel("No free times can be shown.", warning=f"{error.title} {error.advice}")
            )
            return
        self._view.show_times(self._panel(answer, new))

    async def preview(self) -> None:
        """Show the first mail as it would read now."""
        new = self._try()
        if new is None:
            return
        letter = await self._desk.preview(new)
        first = new.external[0]
        signature = signature_text(await self._desk.signature())
        self._view.show_letter(f"To {first.name} <{first.address}>", letter, signature)

    async def start(self) -> None:
        """Start the request. On any error the form stays as it is, and so it does where a learned length
        would be used that the rep has not seen."""
        form, new = self._view.fields(), self._try()
        if new is None or not await self._has_seen_length(new):
            return
        request_id = await self._desk.create(new)
        if self._view.fields() == form:  # else another one was begun meanwhile
            self._view.start_over()
            self._show_length(None)
        self._on_started(request_id)

    async def _has_seen_length(self, new: NewRequest) -> bool:
        """Whether the form shows the length that will be used; if not, it does from now on and says so."""
        learned, seen = await self._desk.first_length(new), self._seen
        self._show_length(learned)
        if learned == seen or new.duration_minutes is not None:
            return True
        said = f"{learned.in_words} {LOOK_AGAIN}" if learned else UNLEARNED
        self._view.show_fault(Fault("first_length", said))
        return False

    def _show_length(self, learned: FirstLength | None) -> None:
        self._seen = learned
        if learned is None:
            self._view.show_length(None)
            return
        keeps = self._view.fields().keeps_usual
        minutes = learned.usual_minutes if keeps else learned.minutes
        keep = f"Keep the usual {learned.usual_minutes} minutes"
        self._view.show_length(LengthLine(minutes, learned.in_words, learned.why, keep))

    @property
    def _zone(self) -> tzinfo | None:
        return zone_named(self._account.timezone if self._account else "") or zone_named(self._computer_zone)

    @property
    def _zone_name(self) -> str:
        own = self._account.timezone if self._account else ""
        return next((name for name in (own, self._computer_zone) if zone_named(name)), FALLBACK_ZONE)

    def _filled(self) -> Filled:
        return filled(self._view.fields(), self._desk.now(), self._zone, self._zone_name)

    def _checked(self, made: Filled) -> NewRequest:
        new = check_new_request(made.json)
        new.check_against(self._desk.now())
        return new

    def _try(self) -> NewRequest | None:
        made = self._filled()
        try:
            new = self._checked(made)
        except BadInput as error:
            self._view.show_fault(fault_of(error, made.guest_rows))
            return None
        self._view.show_fault(None)
        return new

    def _panel(self, answer: SlotAnswer, new: NewRequest) -> TimesPanel:
        if answer.unreadable:
            names = listed([self._name(address, new) for address in answer.unreadable])
            return TimesPanel(
                "Nothing can be offered yet.",
                warning=f"The calendar of {names} cannot be read. Make them optional, or try again later.",
            )
        insights = tuple(
            f"Removing {self._name(blocker.address, new)} frees {blocker.gain_pct} % more times."
            for blocker in answer.blockers
        )
        if not answer.slots:
            return TimesPanel(
                "No free time in this range.", insights=insights, warning="Widen the range or the wishes."
            )
        now = self._desk.now()
        lines = tuple(
            TimeLine(
                capitalised(_day(slot.start, now, self._zone)),
                clock(slot.start, self._zone),
                own_reason(slot.why),
            )
            for slot in answer.slots
        )
        return TimesPanel(
            f"{count(answer.free_total, 'free time')}; the agent would begin with these.", lines, insights
        )

    def _name(self, address: str, new: NewRequest) -> str:
        if self._account and address.casefold() == self._account.address.casefold():
            return "you" if not self._account.name else self._account.name
        for person in new.internal:
            if person.address.casefold() == address.casefold() and person.name:
                return person.name
        known = self._known.get(address.casefold())
        return known.name if known else address


def _day(start: datetime, now: datetime, zone: tzinfo | None) -> str:
    words, date = day_in_words(start, now, zone), short_date(start, zone)
    return date if words.startswith(date) else f"{words}, {date.partition(', ')[2]}"


_PLACES = {
    "external.address": "The email address of {who}",
    "external.name": "The name of {who}",
    "external.timezone": "The time zone of {who}",
    "external.phone": "The phone number of {who}",
    "external.sms_consent.source": "How {who} agreed to be texted",
    "internal.address": "The address of a colleague",
    "company.name": "The company’s name",
    "company.state": "The company’s state",
    "duration_minutes": "The number of minutes",
    "preferences.range": "The dates",
    "context": "The context",
    "location": "The location",
    "deal": "The deal",
}


def fault_of(error: BadInput, guest_rows: Sequence[int]) -> Fault:
    """The field and the sentence for a refused form. `guest_rows`: the typed row of each guest."""
    if not error.field:
        return _fault_of_whole(error)
    message = error.title.removeprefix(f"{error.field}: ")
    parts = error.field.split(".")
    numbers = [int(part) for part in parts if part.isdigit()]
    field = ".".join(part for part in parts if not part.isdigit())
    row = guest_rows[numbers[0]] if field.startswith("external") and numbers and guest_rows else None
    who = f"guest {numbers[0] + 1}" if numbers else "a guest"
    name = _PLACES.get(field, capitalised(field.replace("_", " ").replace(".", " "))).format(who=who)
    return Fault(field, f"{name}: {fault_in_words(message)}", row)


def _fault_of_whole(error: BadInput) -> Fault:
    title = error.title
    if "nobody to meet" in title or "at least one attendee" in title:
        return Fault("external.name", "Say whom to meet: a name and an email address.", 0)
    if "range" in title.casefold():
        return Fault("preferences.range", f"{whole(title)} {error.advice}".strip())
    return Fault("", whole(title))


def fault_in_words(message: str) -> str:
    """What a check of a field said, as one sentence for the rep."""
    if message.startswith("String should have at least 1 character"):
        return "please fill it in."
    if message.startswith("Input should be"):
        return whole(message.replace("Input should be", "it should be", 1))
    return whole(message)
