"""What the core asks for. Each effect becomes one outbox row and is carried out once, under its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from xforce_desktop.availability.spans import Span
from xforce_desktop.messages.assignment import LetterKind


class SlotPurpose(StrEnum):
    """What the slots are wanted for."""

    OPTIONS = "options"  # the first offer
    FOLLOW_UP = "follow_up"  # a renewed offer after silence
    THEIR_TIMES = "their_times"  # inside the times they proposed
    COUNTER = "counter"  # instead of times that do not work
    RECOVERY = "recovery"  # two near slots after a no-show


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class FindSlots:
    """Look for free slots of everybody needed; answered by SlotsFound, NoSlotsFound or CalendarUnreadable."""

    purpose: SlotPurpose
    count: int = 3
    within: tuple[Span, ...] | None = None


@dataclass(frozen=True)
class SendLetter:
    """Write and send one mail of the conversation; `times` are the only instants it may name."""

    kind: LetterKind
    times: tuple[datetime, ...] = ()
    their_times: tuple[Span, ...] = ()
    readings: tuple[tuple[Span, ...], ...] = ()
    constraint: str = ""
    until: date | None = None
    why: str = ""


@dataclass(frozen=True)
class BookMeeting:
    """Put the meeting on the calendars and invite everybody; answered by MeetingBooked or SlotTaken."""

    start: datetime


@dataclass(frozen=True)
class MoveMeeting:
    """Move the booked meeting; answered by MeetingMoved or SlotTaken."""

    start: datetime


@dataclass(frozen=True)
class CancelMeeting:
    """Withdraw the invitation; answered by MeetingCancelled."""

    event_id: str
    comment: str


@dataclass(frozen=True)
class UpdateAttendees:
    """Invite to the event those who are in the request when it is carried out, and nobody else; answered by
    AttendeesUpdated."""

    event_id: str


@dataclass(frozen=True)
class CheckAttendance:
    """Ask who was there; answered by AttendanceSeen."""


@dataclass(frozen=True)
class TellRep:
    """A notice in the app and the tray."""

    title: str
    text: str
    urgency: Urgency = Urgency.NORMAL


Effect = (
    FindSlots
    | SendLetter
    | BookMeeting
    | MoveMeeting
    | CancelMeeting
    | UpdateAttendees
    | CheckAttendance
    | TellRep
)


@dataclass(frozen=True)
class LetterSent:
    """A mail that left. `provider_id` is the mail service's, `message_id` the internet's."""

    kind: LetterKind
    times: tuple[datetime, ...]
    sent_at: datetime
    provider_id: str
    message_id: str
    conversation_id: str
    subject: str
    body: str
    to: tuple[str, ...] = field(default=())
