"""A request in words: its name, its state, what happened last and what comes next.

Dashboard and conversation say it with the same sentences.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from ui.formatting import (
    capitalised,
    clock,
    coming_moment,
    count,
    day_in_words,
    first_name,
    past_moment,
    shortened,
    whole,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.desk import Group, Summary
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    MoveMeeting,
    SendLetter,
    UpdateAttendees,
)
from xforce_desktop.scheduling.request import (
    ON_CALENDAR,
    ActionType,
    Actor,
    EntryType,
    Handler,
    MeetingRequest,
    MeetingType,
    Outcome,
    State,
)
from xforce_desktop.scheduling.unit_of_work import ActionEntry, OutboxRow

MEETING_NAMES = {
    MeetingType.DISCOVERY: "Discovery",
    MeetingType.DEMO: "Demo",
    MeetingType.FOLLOW_UP: "Follow-up",
    MeetingType.EXEC_REVIEW: "Executive review",
    MeetingType.NEGOTIATION: "Negotiation",
    MeetingType.CUSTOM: "Meeting",
}

_LETTERS = {
    "initial": "the first mail",
    "follow_up": "the follow-up",
    "confirmation": "the confirmation",
    "reminder": "the reminder",
    "no_show": "the mail that asks for a new time",
    "counter": "a mail with other times",
    "constraint": "an answer to what they said",
    "clarify": "a short question about the time they meant",
    "de_escalate": "a mail with a shorter meeting",
    "pause_ack": "a note that we come back later",
    "cancellation": "the cancellation",
    "running_late": "a short “running late?” note",
    "sms": "a text message",
    "sms_confirmed": "a text that the meeting stands",
    "sms_today": "a text before the meeting",
    "sms_late": "a short “running late?” text",
    "ask_silent": "a question to those who have not answered",
}

_ENTRIES = {
    EntryType.CREATED: "Started",
    EntryType.EMAIL_SENT: "Sent a mail",
    EntryType.EMAIL_RECEIVED: "Got an answer",
    EntryType.SMS_SENT: "Sent a text",
    EntryType.SMS_RECEIVED: "Got an answer by text",
    EntryType.CALL_SUGGESTED: "Suggested that you call",
    EntryType.DE_ESCALATED: "Offered a shorter meeting",
    EntryType.ATTENDEE_ADDED: "Added somebody",
    EntryType.ATTENDEE_REMOVED: "Removed somebody",
    EntryType.TIME_SELECTED: "They chose a time",
    EntryType.INVITE_SENT: "Sent the invitation",
    EntryType.INVITE_ACCEPTED: "Invitation accepted",
    EntryType.INVITE_DECLINED: "Invitation declined",
    EntryType.INVITE_TENTATIVE: "Invitation answered with “maybe”",
    EntryType.MEETING_MOVED: "Moved the meeting",
    EntryType.REMINDER_SENT: "Sent the reminder",
    EntryType.FOLLOW_UP_SENT: "Sent a follow-up",
    EntryType.NO_SHOW_DETECTED: "Nobody joined",
    EntryType.RESCHEDULING_STARTED: "Began to look for a new time",
    EntryType.CONFLICT_DETECTED: "Found a conflict",
    EntryType.PAUSED: "Paused",
    EntryType.RESUMED: "Went on",
    EntryType.CANCELLED: "Cancelled",
    EntryType.COMPLETED: "Completed",
    EntryType.STOPPED: "Stopped",
    EntryType.WAITING: "Began to wait",
    EntryType.HANDED_TO_REP: "Handed to you",
    EntryType.GIVEN_BACK: "Given back to the agent",
    EntryType.APPROVED: "You approved",
    EntryType.PREP_QUEUED: "Queued the meeting prep",
    EntryType.NOTED: "Noted",
}

# Their reason is a sentence that tells what happened better than any fixed words.
_OWN_WORDS = frozenset(
    {
        EntryType.NOTED,
        EntryType.WAITING,
        EntryType.EMAIL_SENT,
        EntryType.FOLLOW_UP_SENT,
        EntryType.CONFLICT_DETECTED,
        EntryType.MEETING_MOVED,
        EntryType.PAUSED,
        EntryType.RESUMED,
        EntryType.STOPPED,
        EntryType.DE_ESCALATED,
        EntryType.ATTENDEE_ADDED,
        EntryType.ATTENDEE_REMOVED,
    }
)
# Why a time was chosen: "Tuesday afternoon: everyone who must come is free; the soonest day."
CHOICE = re.compile(r"^(?P<which>[^:;]+): (?P<always>[^;]+); (?P<rest>.+)$")
LONGEST_LAST = 90  # letters of a card's "Last" line, before its time

_OUTCOMES = {
    Outcome.HELD: "Held",
    Outcome.CANCELLED_BY_US: "Cancelled by us",
    Outcome.CANCELLED_BY_THEM: "Cancelled by them",
    Outcome.NO_SHOW: "Ended after a no-show",
    Outcome.RESCHEDULED: "Moved to another request",
    Outcome.GAVE_UP: "Ended without an answer",
}


def title_of(request: MeetingRequest) -> str:
    """ "Demo with Acme Pest"; a person stands for a missing company; a custom meeting has its own name."""
    other = request.company_name or request.primary.name
    name = MEETING_NAMES[request.meeting_type]
    if request.meeting_type is MeetingType.CUSTOM and request.title:
        name = request.title
    return name if other.casefold() in name.casefold() else f"{name} with {other}"


def people_of(request: MeetingRequest) -> str:
    """ "John Smith", or "John Smith and 2 others"."""
    others = len(request.external) - 1
    if others < 1:
        return request.primary.name
    return f"{request.primary.name} and {count(others, 'other')}"


def asks_outcome(summary: Summary, now: datetime) -> bool:
    """Whether the rep is being asked what became of a meeting whose time has come."""
    request = summary.request
    if summary.group is not Group.NEEDS_ATTENTION or request.state not in ON_CALENDAR:
        return False
    return request.scheduled_time is not None and request.scheduled_time <= now


def state_in_words(summary: Summary, now: datetime, zone: tzinfo | None) -> str:
    """Where the request stands, as one short phrase."""
    request = summary.request
    if request.has_ended:
        return _OUTCOMES[request.outcome] if request.outcome else "Ended"
    if request.handled_by is Handler.REP:
        return "You have this one"
    if asks_outcome(summary, now):
        return f"Did {first_name(request.primary.name)} join?"
    if request.state is State.PAUSED:
        return _paused(request, now, zone)
    if any(isinstance(row.effect, SendLetter) for row in summary.waiting):
        return "A mail waits for your approval"
    letters = [row.effect.kind for row in summary.queued if isinstance(row.effect, SendLetter)]
    if LetterKind.NO_SHOW in letters:
        return f"{first_name(request.primary.name)} didn’t join"
    if request.state is State.PROPOSING and letters:
        return "Times found, the mail leaves soon"
    return _moving(request, now)


def _paused(request: MeetingRequest, now: datetime, zone: tzinfo | None) -> str:
    step = request.next_action
    if step and step.type is ActionType.RESUME:
        return f"Paused until {day_in_words(step.at, now, zone)}"
    return "Paused"


def _moving(request: MeetingRequest, now: datetime) -> str:
    name = first_name(request.primary.name)
    match request.state:
        case State.INITIATED | State.PROPOSING:
            return (
                "Looking for a new time" if request.no_show_count else "Looking for times that suit everybody"
            )
        case State.AWAITING_RESPONSE:
            return _awaiting(request, now)
        case State.NEGOTIATING:
            return f"{name} proposed other times, reviewing"
        case State.CONFIRMING:
            return (
                "Invitation sent, waiting for their answer"
                if request.calendar_event_id
                else "Booking the time"
            )
        case State.CONFIRMED:
            return "Invite accepted"
        case State.REMINDER_SENT:
            return "Invite accepted, reminder sent"
        case State.NO_SHOW:
            return f"{name} didn’t join"
        case _:
            return capitalised(request.state.value.replace("_", " "))


def _awaiting(request: MeetingRequest, now: datetime) -> str:
    if (asked := turns.unanswered(request)) > 1:
        return f"Awaiting response, {count(asked - 1, 'follow-up')} sent"
    if (now - request.created_at).total_seconds() < 3600:
        return "Initial outreach sent"
    return "Awaiting response to time options"


def entry_in_words(entry: ActionEntry) -> str:
    """What one line of the log says, without its time."""
    if entry.type is EntryType.TIMES_PROPOSED:
        who = "Sent" if entry.actor is not Actor.PROSPECT else "They proposed"
        options = "time option" if entry.actor is not Actor.PROSPECT else "time"
        return (
            f"{who} {count(len(entry.times_proposed), options)}" if entry.times_proposed else f"{who} times"
        )
    if entry.type is EntryType.CANCELLED and entry.actor is Actor.USER:
        return "You cancelled it"
    if entry.type in _OWN_WORDS:
        return parted(entry.why)[0] or _ENTRIES[entry.type]
    return _ENTRIES[entry.type]


def parted(why: str) -> tuple[str, str]:
    """The first sentence of a reason without its full stop, and the rest."""
    first, _, rest = why.strip().partition(". ")
    return first.rstrip("."), rest.strip()


def own_reason(why: str) -> str:
    """What sets one chosen time apart, where its day is said beside it."""
    match = CHOICE.match(why.strip())
    return whole(match["rest"] if match else why)


def reason_in_words(entry: ActionEntry) -> str:
    """Why, without repeating what `entry_in_words` said."""
    return parted(entry.why)[1] if entry.type in _OWN_WORDS else entry.why


def last_in_words(entry: ActionEntry, now: datetime, zone: tzinfo | None) -> str:
    """ "Sent 3 time options yesterday at 2:15 PM"."""
    joint = ", " if entry.type in _OWN_WORDS else " "
    return f"{shortened(entry_in_words(entry), LONGEST_LAST)}{joint}{past_moment(entry.at, now, zone)}"


def next_in_words(summary: Summary, now: datetime, zone: tzinfo | None) -> str:
    """What happens by itself and when; empty if nothing does, as while something waits for the rep."""
    if summary.queued:
        row = min(summary.queued, key=lambda queued: queued.not_before)
        return f"{effect_in_words(row)}, {coming_moment(row.not_before, now, zone)}"
    step = summary.request.next_action
    if step is None or summary.waiting or summary.request.handled_by is Handler.REP:
        return ""
    when = coming_moment(step.at, now, zone)
    return {
        ActionType.SEND_OPTIONS: f"Sending time options {when}",
        ActionType.FOLLOW_UP: f"Follow-up {when} if there is no answer",
        ActionType.SEND_REMINDER: f"Reminder {when}",
        ActionType.SEND_TEXT: f"Text before the meeting {when}",
        ActionType.CHECK_INVITE: f"Looking at the invitation {when}",
        ActionType.CHECK_NO_SHOW: f"Checking who came, {when}",
        ActionType.RESUME: f"Coming back to it {when}",
        ActionType.REMIND_REP: f"Asking you again {when}",
    }[step.type]


def effect_in_words(row: OutboxRow) -> str:
    """What a row of the outbox will do: "Sending the follow-up"."""
    effect = row.effect
    if isinstance(effect, SendLetter):
        return f"Sending {_LETTERS.get(effect.kind.value, 'a mail')}"
    if isinstance(effect, BookMeeting):
        return "Putting the meeting on the calendar"
    if isinstance(effect, MoveMeeting):
        return "Moving the meeting"
    if isinstance(effect, CancelMeeting):
        return "Withdrawing the invitation"
    if isinstance(effect, UpdateAttendees):
        return "Changing who is invited"
    return "Looking at the calendars"


def waiting_in_words(row: OutboxRow, zone: tzinfo | None) -> str:
    """What waits for the rep's word: "the first mail", "booking Mon 2:00 PM"."""
    effect = row.effect
    if isinstance(effect, SendLetter):
        return _LETTERS.get(effect.kind.value, "a mail")
    if isinstance(effect, BookMeeting | MoveMeeting):
        verb = "booking" if isinstance(effect, BookMeeting) else "moving the meeting to"
        return f"{verb} {effect.start.astimezone(zone):%A} {clock(effect.start, zone)}"
    return effect_in_words(row).lower()


def calling_in_words(hold: CallHold, zone: tzinfo | None) -> str:
    """ "You are calling John Smith: nothing leaves until 14:30"."""
    return f"You are calling {hold.who}: nothing leaves until {hold.until.astimezone(zone):%H:%M}"
