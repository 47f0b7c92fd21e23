"""The people of a request as lines: who it is, how much they are needed, where they stand. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.formatting import capitalised, first_name, listed, meeting_moment
from ui.wording import title_of
from xforce_desktop.scheduling.request import ON_CALENDAR, Attendee, InviteStatus, MeetingRequest, Side
from xforce_desktop.scheduling.rules.people import is_last_of_theirs
from xforce_desktop.scheduling.zone_ledger import zone_name

LAST_ONE = "The last one on their side: replace them, or cancel the request."
ENDED = "This request has ended; nobody can be changed any more."
_LEFT_OUT = {"declined": "they declined", "opted out": "they asked not to be written to"}
_OUT_OF_REACH = {
    "cannot be reached": "mail does not reach them",
    "has left": "they have left the company",
    "has another address": "this address is not theirs any more",
}
_INVITED = {
    InviteStatus.PENDING: ("invited, no answer yet", "warning"),
    InviteStatus.ACCEPTED: ("accepted the invitation", "good"),
    InviteStatus.DECLINED: ("declined the invitation", "grave"),
    InviteStatus.TENTATIVE: ("answered the invitation with “maybe”", "warning"),
}


@dataclass(frozen=True)
class PersonLine:
    """One person. `tone` is that of `standing`; `why_not` says why they cannot be removed."""

    address: str
    name: str
    about: str
    standing: str
    tone: str = "muted"
    may_change: bool = True
    why_not: str = ""
    may_ask_consent: bool = False  # whether they may be texted can be noted


@dataclass(frozen=True)
class PeoplePage:
    """Everybody of one request. Without `may_change` nobody can be added, removed or replaced."""

    title: str
    ours: tuple[PersonLine, ...]
    theirs: tuple[PersonLine, ...]
    may_change: bool = True
    note: str = ""


def page_of(request: MeetingRequest, now: datetime, zone: tzinfo | None) -> PeoplePage:
    """Everybody in the request's own order, times in `zone`."""
    return PeoplePage(
        title=title_of(request),
        ours=tuple(_line(request, person, now, zone) for person in request.internal),
        theirs=tuple(_line(request, person, now, zone) for person in request.external),
        may_change=not request.has_ended,
        note=ENDED if request.has_ended else "",
    )


def number_of_people(request: MeetingRequest) -> int:
    """How many are to be there, the rep included."""
    return sum(not person.left_out_reason for person in request.attendees)


def _line(request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None) -> PersonLine:
    standing, tone = _standing(request, person, now, zone)
    about = (
        person.title,
        person.email,
        person.phone,
        _clock_of(person),
        _consent_of(person),
    )
    return PersonLine(
        address=person.email,
        name=f"{person.called} (you)" if person.is_organizer else person.called,
        about="  •  ".join(word for word in about if word),
        standing=standing,
        tone=tone,
        may_change=not (request.has_ended or person.is_organizer),
        why_not=LAST_ONE if is_last_of_theirs(request, person) else "",
        may_ask_consent=person.side is Side.EXTERNAL and not request.has_ended,
    )


def _consent_of(person: Attendee) -> str:
    """That they may be texted, since when, and how they agreed."""
    if person.sms_consent is None:
        return ""
    on, source = person.sms_consent.given_on, person.sms_consent.source
    return f"may be texted ({source}, {on:%B} {on.day}, {on.year})"


def _clock_of(person: Attendee) -> str:
    """In whose clock they are shown times; empty before the ledger knows them."""
    if not person.zone:
        return ""
    return zone_name(person.zone) if person.zone_is_sure else f"{zone_name(person.zone)}, assumed"


def _standing(
    request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None
) -> tuple[str, str]:
    if person.is_unreachable:
        return f"Not written to: {_OUT_OF_REACH[person.left_out_reason]}", "grave"
    if person.left_out_reason:
        why = _LEFT_OUT.get(person.left_out_reason, person.left_out_reason)
        return f"Left out: {why}", "grave"
    if person.is_organizer:
        return "Organizes it", "muted"
    need = "Required" if person.is_required else "Optional"
    words, tone = _answer(request, person, now, zone)
    return f"{need}, {words}" if words else need, tone


def _answer(request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None) -> tuple[str, str]:
    if request.is_booked and request.state in ON_CALENDAR:
        return _INVITED[person.invite_status]
    if person.side is Side.INTERNAL:
        return ("their calendar counts" if person.is_required else ""), "muted"
    return _agreement(request, person, now, zone)


def _agreement(
    request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None
) -> tuple[str, str]:
    if agreed := [time for time in person.agreed_times or () if time > now]:
        return f"agreed to {listed([meeting_moment(time, now, zone) for time in agreed])}", "good"
    if request.their_times and request.their_times_from == person.email.casefold():
        return "proposed other times", "warning"
    if not request.attempt_count:
        return "not asked yet", "muted"
    if request.asks_since_reply:
        return "has not answered yet", "warning"
    return "has not agreed to a time yet", "warning"


def first_called(person: Attendee) -> str:
    """How they are called in a sentence, with a capital."""
    return capitalised(first_name(person.name) or person.email)
