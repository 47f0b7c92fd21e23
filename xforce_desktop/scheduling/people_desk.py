"""Who is to be in a meeting, changed by the rep: checked here, carried out as an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import creation
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import AttendeeAdded, AttendeeRemoved, AttendeeReplaced, Event
from xforce_desktop.scheduling.new_request import Consent, ExternalAttendee, InternalAttendee, person_form
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Side
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

_Asked = Callable[[UnitOfWork, MeetingRequest], Event]
SEE = "See `request show` for who is in it."


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

        def event(work: UnitOfWork, request: MeetingRequest) -> Event:
            old = _leaving(request, address)
            others = [a for a in request.external if a is not old and not a.left_out_reason]
            if old.side is Side.EXTERNAL and not others:
                raise BadInput(
                    f"{old.name or old.email} is the last one on their side.",
                    "Replace them by somebody else, or cancel the request.",
                )
            return AttendeeRemoved(old.email)

        self._change(request_id, event)

    def replace(
        self,
        request_id: RequestId,
        address: str,
        new_address: str,
        name: str = "",
        timezone: str = "",
        phone: str = "",
        sms_consent: Consent | None = None,
        title: str = "",
    ) -> None:
        """Somebody else in the place of one who is in it: on the same side, and needed as much."""

        def event(work: UnitOfWork, request: MeetingRequest) -> Event:
            old = _leaving(request, address)
            form = person_form(
                new_address,
                name,
                is_internal=old.side is Side.INTERNAL,
                is_required=old.is_required,
                timezone=timezone,
                phone=phone,
                sms_consent=sms_consent,
                title=title,
            )
            return AttendeeReplaced(old.email, self._newcomer(work, request, form))

        self._change(request_id, event)

    def _change(self, request_id: RequestId, event: _Asked) -> None:
        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            if request.has_ended:
                raise BadInput("This request has ended.", "Start a new one.")
            if self.engine.apply(work, request_id, event(work, request)) is None:
                raise BadInput("That is not possible now.", SEE)
            for person in work.load(request_id).external:
                self.engine.bar_texts(work, request_id, person)

        self.engine.in_transaction(act)

    def _newcomer(
        self, work: UnitOfWork, request: MeetingRequest, person: InternalAttendee | ExternalAttendee
    ) -> Attendee:
        known = request.attendee_by_address(person.address)
        if known and not known.left_out_reason:
            raise BadInput(f"{known.name or known.email} is in it already.", SEE)
        if work.opted_out([person.address]):
            raise BadInput(f"{person.address} asked not to be written to.", "Choose somebody else.")
        if isinstance(person, InternalAttendee):
            return creation.colleague(person, self.engine.ids)
        found = creation.external_attendee(person, work, self.engine.ids, request.company_id)
        return replace(found, timezone=found.timezone or request.primary.timezone)


def _leaving(request: MeetingRequest, address: str) -> Attendee:
    person = request.attendee_by_address(address.strip())
    if person is None:
        raise BadInput(f"{address} is not in this request.", SEE)
    if person.is_organizer:
        raise BadInput("The meeting is yours, so you stay in it.", "Cancel the request instead.")
    return person
