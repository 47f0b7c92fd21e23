"""What can happen to a request. Frozen values; each knows who caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xforce_desktop.availability.spans import Span
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Constraint, ReplyAnalysis
from xforce_desktop.scheduling.effects import LetterSent, SlotPurpose
from xforce_desktop.scheduling.request import (
    ActionType,
    Attendee,
    FollowUpTemplate,
    InviteStatus,
    SmsConsent,
    Standing,
)


class AttendanceEvidence(StrEnum):
    """What the attendance reports prove, never more."""

    HELD = "held"  # an external attendee was there
    NO_SHOW = "no_show"  # there is a report and nobody but our side is on it
    SOMEBODY = "somebody"  # somebody who is not of ours was there, and nobody can say who
    UNKNOWN = "unknown"  # no report, or one that proves nothing


class ZoneDoubt(StrEnum):
    """Why the clock times of an answer may not be those of the zone in which ours stood."""

    NONE = ""
    ELSEWHERE = "elsewhere"  # they say that they are in another zone
    TRAVELLING = "travelling"  # they will be in another place then


class CallResult(StrEnum):
    """What came of a call."""

    BOOKED = "booked"  # they agreed on a time
    CALL_BACK = "call_back"  # reached, to be called again at a certain time
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    NOT_INTERESTED = "not_interested"
    OTHER = "other"  # reached; the rep's words say the rest

    @property
    def needs_time(self) -> bool:
        """Whether it says for when."""
        return self in (CallResult.BOOKED, CallResult.CALL_BACK)


class ReportedOutcome(StrEnum):
    """What the rep says became of the meeting."""

    HELD = "held"
    NO_SHOW = "no_show"
    MOVED = "moved"


@dataclass(frozen=True)
class ActionDue:
    """The time of the next action has come."""

    type: ActionType


@dataclass(frozen=True)
class SlotsFound:
    """Free slots, in time order, UTC starts; `reasons` beside them, one each."""

    purpose: SlotPurpose
    starts: tuple[datetime, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSlotsFound:
    purpose: SlotPurpose
    reason: str


@dataclass(frozen=True)
class CalendarUnreadable:
    """At least one required calendar could not be read: nothing is offered."""

    purpose: SlotPurpose
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class TimesFreeAgain:
    """A free time was seen, before it was to be looked for again."""


@dataclass(frozen=True)
class MailSent:
    """One of our mails has left, once. `was_recalled`: it was to be stopped, but had left already."""

    letter: LetterSent
    was_recalled: bool = False


@dataclass(frozen=True)
class OfferStale:
    """A time in a mail that had not left yet is no longer free; the mail was not sent."""

    kind: LetterKind
    taken: tuple[datetime, ...]
    reason: str


@dataclass(frozen=True)
class MessageRefused:
    """Something could not be done or a text did not pass its checks; the rep has to look.

    `what` says in the rep's words what it was.
    """

    reason: str
    what: str = "A mail could not be sent"


@dataclass(frozen=True)
class TextImpossible:
    """A text could not be sent and never will: no account for it, no consent, or a number that takes none.

    `did_leave`: it was sent, and is now known not to have arrived.
    """

    reason: str
    did_leave: bool = False


@dataclass(frozen=True)
class ReplyReceived:
    """Somebody on their side wrote. `sender` is an address, also if it came as a text (`channel` "sms");
    `evidence` says why it belongs here.

    `copied` are the others to whom they sent it, ours left out. `likely`: the attendee (address) that the
    sender of a doubtful one may be. `answers_to`: another address where they want answers. `zone_doubt`: why
    a clock in it may be on another zone's. `helper`: of a delivery report, who helps us and whom alone it is
    about.
    """

    message_id: str  # the service's id of the message
    sender: str
    sender_name: str
    received_at: datetime
    analysis: ReplyAnalysis
    evidence: str
    is_certain: bool = True
    channel: str = "email"  # or sms
    copied: tuple[str, ...] = ()
    likely: str = ""
    zone_doubt: ZoneDoubt = ZoneDoubt.NONE
    answers_to: str = ""
    helper: str = ""


@dataclass(frozen=True)
class ZoneLearned:
    """The ledger has come to another verdict about somebody's zone (IANA). `words`: what they said, if it was
    they who said it."""

    address: str
    zone: str
    is_sure: bool
    words: str = ""


@dataclass(frozen=True)
class MeetingBooked:
    """`account_had_no_show`: somebody of this company missed a meeting before."""

    start: datetime
    event_id: str
    join_url: str
    account_had_no_show: bool = False


@dataclass(frozen=True)
class SlotTaken:
    """The agreed time was no longer free when it was to be booked."""

    start: datetime
    reason: str


@dataclass(frozen=True)
class MeetingBegan:
    """The booked meeting of `start` has begun, and may be over. `template` is of the mail after it."""

    start: datetime
    template: FollowUpTemplate | None = None


@dataclass(frozen=True)
class MeetingMoved:
    """We moved the booked meeting to `start`. `account_had_no_show` as in MeetingBooked."""

    start: datetime
    account_had_no_show: bool = False


@dataclass(frozen=True)
class MeetingCancelled:
    """The calendar event was cancelled; the invitation is withdrawn."""


@dataclass(frozen=True)
class InviteAnswered:
    address: str
    status: InviteStatus
    proposed: Span | None = None


@dataclass(frozen=True)
class EventChangedByHand:
    """The rep moved (`start`) or removed (`start` is None) the event in Outlook."""

    start: datetime | None


@dataclass(frozen=True)
class LinkSeen:
    """The calendar shows another Teams link (`join_url`) for the booked meeting than is known; "" if it is no
    Teams meeting any more."""

    event_id: str
    join_url: str


@dataclass(frozen=True)
class LinkMissing:
    """Long after the booking the Teams meeting still has no link."""

    event_id: str


@dataclass(frozen=True)
class DoubleBooked:
    """Required people of ours (addresses) got something else at the time of the booked meeting."""

    who: tuple[str, ...]
    start: datetime


@dataclass(frozen=True)
class ClashResolved:
    """Everybody needed of ours is free for the meeting at `start` again."""

    start: datetime


@dataclass(frozen=True)
class AttendanceSeen:
    evidence: AttendanceEvidence
    detail: str


@dataclass(frozen=True)
class AttendeeAdded:
    """The rep wants somebody else in the meeting too."""

    attendee: Attendee


@dataclass(frozen=True)
class AttendeeRemoved:
    """The rep wants somebody out of the meeting. `why` is for the log, where there is more to say."""

    address: str
    why: str = ""


@dataclass(frozen=True)
class AttendeeReplaced:
    """The rep wants `attendee` in the place of the one with that address."""

    address: str
    attendee: Attendee


@dataclass(frozen=True)
class ConsentChanged:
    """The rep noted that somebody agreed to be texted, to which number and how; or, with None, that they do
    not agree any more, and `why`."""

    address: str
    consent: SmsConsent | None
    phone: str = ""  # empty: the one that is known
    why: str = ""


@dataclass(frozen=True)
class AttendeesUpdated:
    """The event on the calendar has the attendees of the request."""


@dataclass(frozen=True)
class GuestsDiffer:
    """The event was made with other guests than the request has by now."""

    event_id: str


@dataclass(frozen=True)
class PersonOptedOut:
    """An attendee asked, in any conversation, not to be written to."""

    address: str


@dataclass(frozen=True)
class StandingChanged:
    """Of the account's memory something else holds now. `dropped` are limits that the rep took out though
    they were said in this conversation, `restored` those that came back. `why`: lines for the log."""

    standing: tuple[Standing, ...]
    why: tuple[str, ...]
    dropped: tuple[Constraint, ...] = ()
    restored: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class RepWrote:
    """The rep wrote in the conversation, not through the app."""

    message_id: str


@dataclass(frozen=True)
class RepApproved:
    pass


@dataclass(frozen=True)
class RepPaused:
    pass


@dataclass(frozen=True)
class RepResumed:
    pass


@dataclass(frozen=True)
class RepCancelled:
    reason: str = ""


@dataclass(frozen=True)
class RepTookOver:
    pass


@dataclass(frozen=True)
class RepGaveBack:
    pass


@dataclass(frozen=True)
class RepRescheduled:
    """The rep wants another time than the booked one."""


@dataclass(frozen=True)
class RepAskedIfHere:
    """The meeting has begun, they are not there, and the rep wants to ask."""


@dataclass(frozen=True)
class RepCalled:
    """The rep has called them, as a card asked. `about`: its title; `outcome`: the rep's words or none.

    `result` is what came of it, `at` the time agreed on or the day to call again, `person` the address of who
    was called; all empty where the rep said nothing of it.
    """

    about: str
    outcome: str = ""
    result: CallResult | None = None
    at: datetime | None = None
    person: str = ""


@dataclass(frozen=True)
class RepWentOn:
    """The rep wants the next ask sent although it may cost their good name."""


@dataclass(frozen=True)
class RepUndid:
    """What was about to leave is held back and waits for the rep's word."""


@dataclass(frozen=True)
class RepReported:
    outcome: ReportedOutcome


Event = (
    ActionDue
    | SlotsFound
    | NoSlotsFound
    | CalendarUnreadable
    | TimesFreeAgain
    | MailSent
    | OfferStale
    | MessageRefused
    | TextImpossible
    | ReplyReceived
    | ZoneLearned
    | MeetingBooked
    | SlotTaken
    | MeetingBegan
    | MeetingMoved
    | MeetingCancelled
    | InviteAnswered
    | EventChangedByHand
    | LinkSeen
    | LinkMissing
    | DoubleBooked
    | ClashResolved
    | AttendanceSeen
    | AttendeeAdded
    | AttendeeRemoved
    | AttendeeReplaced
    | ConsentChanged
    | AttendeesUpdated
    | GuestsDiffer
    | PersonOptedOut
    | StandingChanged
    | RepWrote
    | RepApproved
    | RepPaused
    | RepResumed
    | RepCancelled
    | RepTookOver
    | RepGaveBack
    | RepRescheduled
    | RepAskedIfHere
    | RepCalled
    | RepWentOn
    | RepUndid
    | RepReported
)
