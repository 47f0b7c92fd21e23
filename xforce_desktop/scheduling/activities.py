"""What happened with a company, from the events of its requests: one short line each, never a mail's words.

Wording: resources/activities.toml.
"""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.names import joined
from xforce_desktop.messages.when import spoken
from xforce_desktop.replies.analysis import Intent, MessageKind
from xforce_desktop.scheduling.account_memory import Activity
from xforce_desktop.scheduling.correspondents import is_colleague
from xforce_desktop.scheduling.events import (
    Event,
    EventChangedByHand,
    InviteAnswered,
    MailSent,
    MeetingBooked,
    MeetingMoved,
    PersonOptedOut,
    RepCalled,
    ReplyReceived,
    RepReported,
    RepWrote,
)
from xforce_desktop.scheduling.request import InviteStatus, MeetingRequest, Outcome

BY_HAND = "note"  # the type of what the rep adds
_CLOSED = ConfigDict(extra="forbid")
_ENDS = {
    Outcome.HELD: "held",
    Outcome.CANCELLED_BY_US: "cancelled_by_us",
    Outcome.CANCELLED_BY_THEM: "cancelled_by_them",
    Outcome.GAVE_UP: "gave_up",
    Outcome.RESCHEDULED: "rescheduled",
    Outcome.NO_SHOW: "missed",
}
# What an end is in the list. A meeting that was missed is one already when it was seen.
_END_TYPES = {
    "held": "meeting_held",
    "gave_up": "gave_up",
    "rescheduled": "meeting_moved",
    "cancelled_by_us": "meeting_cancelled",
    "cancelled_by_them": "meeting_cancelled",
}
_ANSWERS = {
    InviteStatus.ACCEPTED: "accepted",
    InviteStatus.DECLINED: "declined",
    InviteStatus.TENTATIVE: "tentative",
}


@dataclass(frozen=True, config=_CLOSED)
class _Words:
    sent: dict[LetterKind, str]
    received: dict[Intent | MessageKind, str]
    happened: dict[str, str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = files("resources").joinpath("activities.toml").read_text("utf-8")
    return TypeAdapter(_Words).validate_python(tomllib.loads(text))


@dataclass(frozen=True)
class _Line:
    """One line before it has its company and its key; `address` and `name` are of whom it is about."""

    type: str
    summary: str
    source: str
    at: datetime
    address: str
    name: str
    key: str = ""  # of what several requests may hear of


def activities_of(
    before: MeetingRequest,
    after: MeetingRequest,
    event: Event,
    company_id: uuid.UUID,
    number: int,
    now: datetime,
) -> tuple[Activity, ...]:
    """What `event`, the request's journal line `number`, adds to the company's course. Often nothing."""
    lines = [*_of_event(before, event, now), *_of_change(before, after, event, now)]
    return tuple(
        Activity(
            company_id=company_id,
            key=line.key or f"{after.id}:{number}:{index}",
            type=line.type,
            summary=line.summary,
            source=line.source,
            happened_at=line.at,
            deal_id=after.deal_id,
            contact=line.address,
            contact_name=line.name,
            request_id=after.id,
        )
        for index, line in enumerate(lines)
    )


def _of_event(request: MeetingRequest, event: Event, now: datetime) -> Iterator[_Line]:
    rule = _RULES.get(type(event))
    if rule is not None:
        yield from rule(request, event, now)


def _sent(request: MeetingRequest, event: MailSent, now: datetime) -> Iterator[_Line]:
    letter = event.letter
    to = letter.to[0] if letter.kind is LetterKind.CHAMPION_INTRO and letter.to else request.primary.email
    name = _name_of(request, to)
    kind = "text_sent" if letter.kind.is_text else "email_sent"
    asked = [one.called for one in request.reachable if one.agreed_times is None]
    who = joined(asked) if letter.kind is LetterKind.ASK_SILENT and asked else name or to
    said = _words().sent[letter.kind].format(who=who)
    key = f"sent:{letter.provider_id}" if letter.provider_id else ""
    yield _Line(kind, said, _by(kind, request), letter.sent_at, to, name, key)


def _received(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Iterator[_Line]:
    """Only from who is known to belong to it; what a machine says is about whom it was sent for."""
    person = request.attendee_by_address(event.sender)
    if not event.is_certain or not (person or is_colleague(event.sender, request)):
        return
    analysis = event.analysis
    meant = analysis.intent if analysis.message_kind is MessageKind.REPLY else analysis.message_kind
    kind = "text_received" if event.channel == "sms" else "email_received"
    kind = "opt_out" if analysis.message_kind is MessageKind.OPT_OUT else kind
    name = (person.name if person else "") or event.sender_name
    said = _words().received[meant or Intent.UNCLEAR].format(who=name or event.sender)
    yield _Line(
        kind,
        said,
        _by("text_received" if event.channel == "sms" else "email_received", request),
        event.received_at,
        event.sender,
        name,
        f"received:{event.message_id}" if event.message_id else "",
    )


def _booked(request: MeetingRequest, event: MeetingBooked | MeetingMoved, now: datetime) -> Iterator[_Line]:
    is_new = isinstance(event, MeetingBooked)
    yield _plain(
        request,
        "meeting_booked" if is_new else "meeting_moved",
        "booked" if is_new else "moved",
        now,
        "Calendar",
        when=spoken(event.start, request.recipient_timezone),
    )


def _by_hand(request: MeetingRequest, event: EventChangedByHand, now: datetime) -> Iterator[_Line]:
    if event.start is None:
        yield _plain(request, "meeting_cancelled", "taken_off", now, "Calendar, changed by hand")
    else:
        when = spoken(event.start, request.recipient_timezone)
        yield _plain(request, "meeting_moved", "moved", now, "Calendar, changed by hand", when=when)


def _invited(request: MeetingRequest, event: InviteAnswered, now: datetime) -> Iterator[_Line]:
    person = request.attendee_by_address(event.address)
    told = _ANSWERS.get(event.status)
    if person is None or person not in request.external or person.invite_status is event.status or not told:
        return
    said = _words().happened[told].format(who=person.called)
    yield _Line("invite_answered", said, "Calendar", now, person.email, person.name)


def _called(request: MeetingRequest, event: RepCalled, now: datetime) -> Iterator[_Line]:
    outcome = f"You noted: “{event.outcome}”." if event.outcome else ""
    person = request.attendee_by_address(event.person) or request.primary
    said = _words().happened["called"].format(who=person.called, said=outcome).strip()
    yield _Line("call", said, "Your word", now, person.email, person.name)


def _wrote(request: MeetingRequest, event: RepWrote, now: datetime) -> Iterator[_Line]:
    yield _plain(request, "email_sent", "wrote", now, "Your own mail in the conversation")


def _opted_out(request: MeetingRequest, event: PersonOptedOut, now: datetime) -> Iterator[_Line]:
    """Every open request with them hears of it: it is one thing that happened."""
    name = _name_of(request, event.address)
    said = _words().happened["opted_out"].format(who=name or event.address)
    key = f"opt-out:{request.company_id}:{event.address.casefold()}:{now.date()}"
    yield _Line("opt_out", said, "Their wish", now, event.address, name, key)


def _of_change(before: MeetingRequest, after: MeetingRequest, event: Event, now: datetime) -> Iterator[_Line]:
    """What the step itself came to: a meeting missed, or an end."""
    if after.no_show_count > before.no_show_count:
        source = "Your word" if isinstance(event, RepReported) else "Attendance report of the meeting"
        yield _plain(after, "meeting_missed", "missed", now, source)
    if not after.has_ended or before.has_ended or after.outcome is None:
        return
    told = _ENDS[after.outcome]
    is_said = isinstance(event, PersonOptedOut) or after.outcome_notes == "opted out"
    if told in _END_TYPES and not is_said:
        said = after.outcome_notes if told == "gave_up" else ""
        yield _plain(after, _END_TYPES[told], told, now, "How the request ended", said=said)


def _plain(request: MeetingRequest, kind: str, told: str, now: datetime, source: str, **known: str) -> _Line:
    """A line about the one whom the mails greet."""
    person = request.primary
    said = _words().happened[told].format(who=person.called, **{"said": "", "when": "", **known})
    return _Line(kind, said.strip(), source, now, person.email, person.name)


def _name_of(request: MeetingRequest, address: str) -> str:
    person = request.attendee_by_address(address)
    return person.name if person else ""


def _by(kind: str, request: MeetingRequest) -> str:
    way = "Text" if kind.startswith("text") else "Mail"
    return f"{way} about “{request.title}”"


_Rule = Callable[[MeetingRequest, Any, datetime], Iterator[_Line]]
_RULES: Mapping[type[Any], _Rule] = {
    MailSent: _sent,
    ReplyReceived: _received,
    MeetingBooked: _booked,
    MeetingMoved: _booked,
    EventChangedByHand: _by_hand,
    InviteAnswered: _invited,
    RepCalled: _called,
    RepWrote: _wrote,
    PersonOptedOut: _opted_out,
}
