"""A meeting request and its parts: frozen values, no behaviour beyond questions about themselves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from xforce_desktop.availability.spans import Span
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import ConflictType, Constraint
from xforce_desktop.scheduling.knobs import KnobUse


class State(StrEnum):
    """The specification's states, with its spelling."""

    INITIATED = "initiated"
    PROPOSING = "proposing"
    AWAITING_RESPONSE = "awaiting_response"
    NEGOTIATING = "negotiating"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    REMINDER_SENT = "reminder_sent"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    PAUSED = "paused"


EVERYBODY = "*"
ENDED = frozenset({State.COMPLETED, State.CANCELLED})
CANNOT_BE_REACHED, HAS_LEFT, HAS_MOVED = "cannot be reached", "has left", "has another address"
UNREACHABLE = frozenset({CANNOT_BE_REACHED, HAS_LEFT, HAS_MOVED})
NOT_HERE_AFTER = timedelta(minutes=3)  # into a meeting the rep may ask whether they are on their way
ON_CALENDAR = frozenset({State.CONFIRMING, State.CONFIRMED, State.REMINDER_SENT})


class MeetingType(StrEnum):
    DISCOVERY = "discovery"
    DEMO = "demo"
    FOLLOW_UP = "follow_up"
    EXEC_REVIEW = "exec_review"
    NEGOTIATION = "negotiation"
    CUSTOM = "custom"


class Platform(StrEnum):
    TEAMS = "teams"
    ZOOM = "zoom"
    GOOGLE_MEET = "google_meet"
    PHONE = "phone"
    IN_PERSON = "in_person"


class Approval(StrEnum):
    """How much the rep sees before it leaves."""

    REVIEW_ALL = "review_all"
    REVIEW_FIRST = "review_first"
    AUTOPILOT = "autopilot"


class Handler(StrEnum):
    """Who has the request: the agent acts, or the rep does and the agent keeps still."""

    AGENT = "agent"
    REP = "rep"


class Outcome(StrEnum):
    HELD = "held"
    CANCELLED_BY_US = "cancelled_by_us"
    CANCELLED_BY_THEM = "cancelled_by_them"
    NO_SHOW = "no_show"
    RESCHEDULED = "rescheduled"
    GAVE_UP = "gave_up"


class Side(StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"


class InviteStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class ActionType(StrEnum):
    """What the agent does next by itself (`next_action_type`)."""

    SEND_OPTIONS = "send_options"
    FOLLOW_UP = "follow_up"
    SEND_REMINDER = "send_reminder"
    SEND_TEXT = "send_text"
    CHECK_INVITE = "check_invite_status"
    CHECK_NO_SHOW = "check_no_show"
    RESUME = "resume_after_conflict"
    REMIND_REP = "remind_rep"


class EntryType(StrEnum):
    """What the action log says happened (`scheduling_actions.action_type`)."""

    CREATED = "created"
    EMAIL_SENT = "email_sent"
    EMAIL_RECEIVED = "email_received"
    SMS_SENT = "sms_sent"
    SMS_RECEIVED = "sms_received"
    CALL_SUGGESTED = "call_suggested"
    DE_ESCALATED = "de_escalated"
    ATTENDEE_ADDED = "attendee_added"
    ATTENDEE_REMOVED = "attendee_removed"
    TIMES_PROPOSED = "times_proposed"
    TIME_SELECTED = "time_selected"
    INVITE_SENT = "invite_sent"
    INVITE_ACCEPTED = "invite_accepted"
    INVITE_DECLINED = "invite_declined"
    INVITE_TENTATIVE = "invite_tentative"
    MEETING_MOVED = "meeting_moved"
    REMINDER_SENT = "reminder_sent"
    FOLLOW_UP_SENT = "follow_up_sent"
    NO_SHOW_DETECTED = "no_show_detected"
    RESCHEDULING_STARTED = "rescheduling_started"
    CONFLICT_DETECTED = "conflict_detected"
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    STOPPED = "stopped"
    WAITING = "waiting"
    HANDED_TO_REP = "handed_to_rep"
    GIVEN_BACK = "given_back"
    APPROVED = "approved"
    PREP_QUEUED = "prep_queued"
    NOTED = "noted"


class Actor(StrEnum):
    AI = "ai"
    USER = "user"
    PROSPECT = "prospect"


@dataclass(frozen=True)
class SmsConsent:
    """Their recorded permission to be texted."""

    given_on: date
    source: str


@dataclass(frozen=True)
class Attendee:
    """Somebody who is to be in the meeting.

    `agreed_times` are the live offer's instants this person said yes to; None while they are silent.
    `timezone` is the contact card's, `zone` (IANA too) the zone ledger's; not `zone_is_sure`: to be asked.
    """

    id: uuid.UUID
    side: Side
    name: str
    email: str
    is_required: bool = True
    is_organizer: bool = False
    title: str = ""
    phone: str = ""
    timezone: str = ""
    user_id: uuid.UUID | None = None
    contact_id: uuid.UUID | None = None
    sms_consent: SmsConsent | None = None
    invite_status: InviteStatus = InviteStatus.PENDING
    agreed_times: tuple[datetime, ...] | None = None
    left_out_reason: str = ""  # declined, opted out or one of UNREACHABLE: not written to any more
    zone: str = ""
    zone_is_sure: bool = True

    @property
    def is_unreachable(self) -> bool:
        """Whether mail does not reach them; they are to be in the meeting all the same."""
        return self.left_out_reason in UNREACHABLE

    @property
    def is_out(self) -> bool:
        """Whether they do not come."""
        return bool(self.left_out_reason) and not self.is_unreachable

    @property
    def called(self) -> str:
        """The name, or the address of who has none."""
        return self.name or self.email


@dataclass(frozen=True)
class NextAction:
    """What happens next without anybody doing anything, when (UTC) and why."""

    type: ActionType
    at: datetime
    why: str


@dataclass(frozen=True)
class HistoryEntry:
    """One turn of the conversation in short, for writers and for judging intent.

    `sentiment` and `signals` are those of the reading of their turns; empty for ours, and for what was stored
    before they were kept.
    """

    type: str  # e.g. options_sent, prospect_replied, prospect_proposed_times, prospect_delayed
    at: datetime
    text: str = ""
    times: tuple[datetime, ...] = ()
    sentiment: str = ""
    signals: tuple[str, ...] = ()
    minutes: int = 0  # the length that it names; 0 for none
    by: str = ""  # for whom their turn speaks: an address in small letters, or EVERYBODY; "" if not kept
    assistant: str = ""  # the name of who wrote their turn for an attendee, as it stood in the mail
    channel: str = ""  # email or sms; "" if not kept
    met_absence: bool = False  # of an ask: a machine answered it that they are away


class Resolution(StrEnum):
    """How an obstacle is dealt with (`scheduling_conflicts.resolution_action`)."""

    PAUSE_AND_RESUME = "pause_and_resume"
    WORK_AROUND = "work_around"
    ACKNOWLEDGE = "acknowledge_and_continue"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class ConflictContext:
    """What stands in the way of the meeting now, and what is done about it. `until`: when we come back."""

    type: ConflictType
    description: str
    resolution: Resolution
    noted_at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class FollowUpTemplate:
    """The rep's mail after the meeting, with places like `{{point_1}}`. Nothing sends it but the rep."""

    subject: str
    body: str
    placeholders_to_fill: tuple[str, ...]


@dataclass(frozen=True)
class Preferences:
    """When the rep wants the meeting. `range` is UTC; weekdays and parts of day are those of `timezone`."""

    range: Span
    timezone: str
    preferred_times: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Something of the account's memory that holds for this request too, as it was last read.

    `entry_id` names the entry, `source` says who said it and when. `channel` (email, sms or phone): how they
    would rather be reached; empty where it says nothing of that. `is_wish`: they like it so, and other times
    may do where there are none.
    """

    entry_id: uuid.UUID
    text: str
    source: str
    constraints: tuple[Constraint, ...] = ()
    channel: str = ""
    is_wish: bool = False
    contact: str = ""  # whose it is; empty: everybody's there


@dataclass(frozen=True)
class MeetingRequest:
    """One meeting that is to be arranged, and everything that decides what happens to it next."""

    id: RequestId
    created_by: uuid.UUID
    meeting_type: MeetingType
    duration_minutes: int
    title: str
    context: str
    platform: Platform
    preferences: Preferences
    attendees: tuple[Attendee, ...]
    created_at: datetime
    location: str = ""
    deal_id: uuid.UUID | None = None
    company_id: uuid.UUID | None = None
    company_name: str = ""
    company_state: str = ""
    trade: str = "pest_control"  # whose seasons hold for them, a key of `seasonality.trades`; empty: none
    deal_value: float | None = None  # as of the creation of the request
    account_failures: int = 0  # earlier requests of the company that were given up
    approval: Approval = Approval.REVIEW_FIRST
    is_approved: bool = False

    state: State = State.INITIATED
    handled_by: Handler = Handler.AGENT
    requires_human_review: bool = False
    review_reason: str = ""
    next_action: NextAction | None = None
    last_action_at: datetime | None = None
    counts_from: datetime | None = None  # the age limit counts from here; None: from created_at
    interrupted_state: State | None = None
    interrupted_action: NextAction | None = None

    attempt_count: int = 0
    asks_since_reply: int = 0
    ladder_step: int = 0  # steps of the channel ladder taken or skipped since their last own reply
    least_duration_minutes: int = 15  # the rep's own limit for making it shorter
    shortened_from: int | None = None  # minutes that were asked for before; None once a mail has said why
    conflict: ConflictContext | None = None
    clarify_count: int = 0
    no_show_count: int = 0
    offered_times: tuple[datetime, ...] = ()
    refused_times: tuple[datetime, ...] = ()
    their_times: tuple[Span, ...] = ()
    their_times_from: str = ""  # the address of who proposed them; EVERYBODY if they speak for all
    constraints: tuple[Constraint, ...] = ()

    agreed_time: datetime | None = None  # agreed by all, not on the calendar yet
    scheduled_time: datetime | None = None  # as it stands on the calendar
    booked_at: datetime | None = None
    needs_two_reminders: bool = False  # somebody of this account missed a meeting before
    calendar_event_id: str = ""
    join_url: str = ""
    invite_accepted: bool = False
    completed_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_notes: str = ""

    email_thread_id: str = ""
    subject: str = ""
    reply_to_id: str = ""  # the mail service's id of the newest message of the conversation
    also_write_to: tuple[str, ...] = ()  # people who answered for an attendee and are kept in copy
    history: tuple[HistoryEntry, ...] = field(default=())
    shown_timezone: str = ""  # in which they saw our times last; empty before they saw any
    followup_template: FollowUpTemplate | None = None  # made when the meeting begins
    zone_asked: bool = False  # whether their zone is right: asked once
    standing: tuple[Standing, ...] = ()  # of the account's memory
    risk_accepted: str = ""  # the reputation level up to which the rep wants to go on anyway
    knobs: tuple[KnobUse, ...] = ()  # what differs from the strategy for it: tried, or learned
    first_duration_minutes: int = 0  # with which it began; 0 for one of before that was kept

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_held_by_rep(self) -> bool:
        """Whether the agent keeps still until the rep says otherwise: they took it over or paused it.

        A pause that the prospect asked for has a day on which it ends, and is the agent's.
        """
        if self.handled_by is Handler.REP:
            return True
        ends = self.next_action is not None and self.next_action.type is ActionType.RESUME
        return self.state is State.PAUSED and not ends

    @property
    def internal(self) -> tuple[Attendee, ...]:
        return tuple(a for a in self.attendees if a.side is Side.INTERNAL)

    @property
    def external(self) -> tuple[Attendee, ...]:
        return tuple(a for a in self.attendees if a.side is Side.EXTERNAL)

    @property
    def required_external(self) -> tuple[Attendee, ...]:
        """Those on their side who must agree; with none marked, all of them. Never empty."""
        still_in = tuple(a for a in self.external if not a.is_out) or self.external
        return tuple(a for a in still_in if a.is_required) or still_in

    @property
    def reachable(self) -> tuple[Attendee, ...]:
        """Those of them who can be written to; all, where that is nobody."""
        return tuple(a for a in self.required_external if not a.is_unreachable) or self.required_external

    @property
    def primary(self) -> Attendee:
        """The prospect the mails greet: the first required one on their side whom they reach."""
        return self.reachable[0]

    @property
    def organizer(self) -> Attendee:
        return next((a for a in self.internal if a.is_organizer), self.internal[0])

    @property
    def recipient_timezone(self) -> str:
        """The IANA zone in which the prospect is shown times."""
        return self.primary.zone or self.primary.timezone or self.preferences.timezone

    @property
    def answered_timezone(self) -> str:
        """The IANA zone that a clock in their answer is on, if they do not say another."""
        return self.shown_timezone or self.recipient_timezone

    @property
    def is_booked(self) -> bool:
        """Whether the meeting stands on the calendar."""
        return self.scheduled_time is not None and self.calendar_event_id != ""

    @property
    def lacks_link(self) -> bool:
        """Whether it is booked as a Teams meeting, and there is no link to join it by."""
        return self.is_booked and self.platform is Platform.TEAMS and not self.join_url

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)

    @property
    def ends_at(self) -> datetime | None:
        """The planned end of the meeting, UTC."""
        return self.scheduled_time + self.duration if self.scheduled_time else None

    def is_going_on(self, now: datetime) -> bool:
        """From three minutes after the start of a booked meeting until its planned end."""
        ends_at = self.ends_at
        return self.state in ON_CALENDAR and self.has_begun(now) and ends_at is not None and now < ends_at

    def has_begun(self, now: datetime) -> bool:
        """From three minutes after the start of a booked meeting on."""
        start = self.scheduled_time
        return self.is_booked and start is not None and start + NOT_HERE_AFTER <= now

    @property
    def offer_was_sent(self) -> bool:
        """Whether the live offer is in a mail that left."""
        live = set(self.offered_times)
        return bool(live) and any(live <= set(turn.times) for turn in self.history)

    @property
    def seen_offer(self) -> tuple[datetime, ...]:
        """The times that they have seen last: a newer offer may be prepared and not have left yet."""
        if self.offer_was_sent:
            return self.offered_times
        return next((turn.times for turn in reversed(self.history) if turn.times), self.offered_times)

    def common_times(self, now: datetime) -> tuple[datetime, ...]:
        """Instants ahead to which all required people on their side have agreed, in order."""
        answers = [set(a.agreed_times or ()) for a in self.required_external]
        return tuple(sorted(t for t in set.intersection(*answers) if t > now))

    def held_spans(self) -> tuple[Span, ...]:
        """Slots nobody else may be offered: the live offer, and a time agreed but not yet on the calendar."""
        if self.has_ended:
            return ()
        starts = set(self.offered_times)
        if self.agreed_time:
            starts.add(self.agreed_time)
        return tuple(Span(start, start + self.duration) for start in sorted(starts))

    def with_attendee(self, changed: Attendee) -> MeetingRequest:
        attendees = tuple(changed if a.id == changed.id else a for a in self.attendees)
        return replace(self, attendees=attendees)

    def attendee_by_address(self, address: str) -> Attendee | None:
        wanted = address.casefold()
        return next((a for a in self.attendees if a.email.casefold() == wanted), None)
