"""What the core asks for. Each effect becomes one outbox row and is carried out once, under its key."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from xforce_desktop.availability.spans import Span
from xforce_desktop.messages.assignment import LetterKind, Person, Proof


class SlotPurpose(StrEnum):
    """What the slots are wanted for."""

    OPTIONS = "options"  # the first offer
    FOLLOW_UP = "follow_up"  # a renewed offer after silence
    THEIR_TIMES = "their_times"  # inside the times they proposed
    THEIR_DAYS = "their_days"  # to choose from, on the several days they named
    COUNTER = "counter"  # instead of times that do not work
    RECOVERY = "recovery"  # two near slots after a no-show
    SHORTER = "shorter"  # for a shorter meeting than was asked for before
    TEXT = "text"  # the one time that a text can name


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class LeverageTrigger(StrEnum):
    """What makes the rep's own word worth more than another message."""

    PHONE_CALL_NEEDED = "phone_call_needed"  # the channel ladder has reached the phone
    PERSISTENT_NON_RESPONSE = "persistent_non_response"
    EXEC_SCHEDULING_STALL = "exec_scheduling_stall"
    MULTIPLE_NO_SHOWS = "multiple_no_shows"
    INTENT_COLLAPSE = "intent_collapse"
    COMPLEX_CONFLICT = "complex_conflict"


@dataclass(frozen=True)
class FindSlots:
    """Look for free slots of everybody needed; answered by SlotsFound, NoSlotsFound or CalendarUnreadable."""

    purpose: SlotPurpose
    count: int = 3
    within: tuple[Span, ...] | None = None


@dataclass(frozen=True)
class SendLetter:
    """Write and send one mail of the conversation; `times` are the only instants it may name.

    `proof` is that of the library with `proof_id`. `champion` is copied in, or is asked for an introduction.
    """

    kind: LetterKind
    times: tuple[datetime, ...] = ()
    their_times: tuple[Span, ...] = ()
    readings: tuple[tuple[Span, ...], ...] = ()
    constraint: str = ""
    until: date | None = None
    why: str = ""
    minutes: int = 0  # the length that it names for the first time; 0: the one they know
    number: str = ""  # of a text, once it is worded: whose it is (E.164)
    address: str = ""  # and the mail address of the same person
    worded: str = ""  # once it is worded, where a model could have: who did, and why
    proof: Proof | None = None
    proof_id: uuid.UUID | None = None
    champion: Person | None = None


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


@dataclass(frozen=True)
class RaiseLeverage:
    """A card for the rep with the number, the local time there and what to say; one open for each trigger."""

    trigger: LeverageTrigger


Effect = (
    FindSlots
    | SendLetter
    | BookMeeting
    | MoveMeeting
    | CancelMeeting
    | UpdateAttendees
    | CheckAttendance
    | TellRep
    | RaiseLeverage
)


@dataclass(frozen=True)
class LetterSent:
    """A mail that left. `provider_id` is the mail service's, `message_id` the internet's.

    `times` are on offer. `asked_about` are only what they may have meant: nobody has looked whether these
    moments are free, and they hold no slot.
    """

    kind: LetterKind
    times: tuple[datetime, ...]
    sent_at: datetime
    provider_id: str
    message_id: str
    conversation_id: str
    subject: str
    body: str
    to: tuple[str, ...] = field(default=())
    minutes: int = 0  # as in SendLetter
    asked_about: tuple[datetime, ...] = ()
    worded: str = ""  # as in SendLetter
    proof_id: uuid.UUID | None = None
