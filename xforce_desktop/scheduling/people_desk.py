"""Who is to be in a meeting, changed by the rep: checked here, carried out as an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from xforce_desktop.errors import BadInput, UnexpectedEvent
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import creation, zone_desk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    AttendeeAdded,
    AttendeeRemoved,
    AttendeeReplaced,
    ConsentChanged,
    Event,
)
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    person_form,
)
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Side, SmsConsent
from xforce_desktop.scheduling.rules import people
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

_Asked = Callable[[UnitOfWork, MeetingRequest], Event]


@dataclass(frozen=True)
class PeopleDesk:
    """Synchronous, each method one transaction. Raises BadInput for what cannot be; nothing changes then."""

    engine: Engine

    def add(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        """Somebody more; who declined before is asked again."""

        def event(work: UnitOfWork, request: MeetingRequest) -> Event:
            return AttendeeAdded(self._newcomer(work, request, person))

        self._change(request_id, event)

    def remove(self, request_id: RequestId, address: str) -> None:
        """Somebody less. The rep and the last one on their side stay."""
        self._change(request_id, lambda work, request: AttendeeRemoved(address.strip()))

    def replace(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        """Somebody else in the place of one who is in it: on the same side, and needed as much."""

        def event(work: UnitOfWork, request: MeetingRequest) -> Event:
            old = people.leaving(request, address.strip())
            form = person_form(
                newcomer.address,
                newcomer.name,
                is_internal=old.side is Side.INTERNAL,
                is_required=old.is_required,
                timezone=newcomer.timezone,
                phone=newcomer.phone,
                sms_consent=newcomer.sms_consent,
                title=newcomer.title,
            )
            return AttendeeReplaced(old.email, self._newcomer(work, request, form))

        self._change(request_id, event)

    def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        """They agreed to be texted, or with None do not agree any more: in every open request with them."""
        agreed = SmsConsent(consent.on, consent.source) if consent else None

        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            person = request.attendee_by_address(address.strip())
            if person is not None and phone.strip():
                dialled = number_of(request, replace(person, phone=phone.strip()))
                if not dialled:
                    raise BadInput(f"“{phone.strip()}” is no telephone number.", field="phone")
            if consent is not None and consent.on > self.engine.clock.now().date() + timedelta(days=1):
                raise BadInput("A consent cannot lie ahead.", "Give the day on which they agreed.")
            changed = ConsentChanged(address.strip(), agreed, phone.strip(), why.strip())
            others = [one.id for one in work.requests(include_ended=False) if one.id != request_id]
            self.engine.act(work, request_id, changed, field="address")
            for other in others:
                if _has_other_consent(work.load(other), changed):
                    self.engine.apply(work, other, changed)
            for one in (request_id, *others):
                for known in work.load(one).external:
                    self.engine.bar_texts(work, one, known)

        self.engine.in_transaction(act)

    def _change(self, request_id: RequestId, asked: _Asked) -> None:
        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            if request.has_ended:
                raise BadInput("This request has ended.", "Start a new one.")
            try:
                event = asked(work, request)
            except UnexpectedEvent as error:
                raise BadInput(error.title, error.advice) from error
            self.engine.act(work, request_id, event, field="address")
            for person in work.load(request_id).external:
                self.engine.bar_texts(work, request_id, person)

        self.engine.in_transaction(act)

    def _newcomer(
        self, work: UnitOfWork, request: MeetingRequest, person: InternalAttendee | ExternalAttendee
    ) -> Attendee:
        if work.opted_out([person.address]):
            title = f"{person.address} asked not to be written to."
            raise BadInput(title, "Choose somebody else.", field="address")
        if isinstance(person, InternalAttendee):
            return creation.colleague(person, self.engine.ids)
        found = creation.external_attendee(person, work, self.engine.ids, request.company_id)
        known = replace(found, timezone=found.timezone or request.primary.timezone)
        zone = zone_desk.verdict_on(work, request, known, self.engine.clock.now())
        return replace(known, zone=zone.zone, zone_is_sure=zone.is_sure)


def _has_other_consent(request: MeetingRequest, changed: ConsentChanged) -> bool:
    """Whether the change means anything for this request."""
    person = request.attendee_by_address(changed.address)
    if person is None or person.side is Side.INTERNAL:
        return False
    phone = changed.phone or person.phone
    return bool(phone or changed.consent is None) and (
        (person.sms_consent, person.phone) != (changed.consent, phone)
    )
