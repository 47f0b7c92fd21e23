"""Valid things with sensible defaults: a test states only what matters to it.

Times: `NOW` is a Monday, 10:00 in New York and 09:00 in Chicago, where the prospect sits.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from xforce_desktop.availability.spans import Span
from xforce_desktop.crm.records import Company, ContactRecord
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Account, Folder, MailItem
from xforce_desktop.replies.analysis import (
    Constraint,
    ConstraintKind,
    Intent,
    MessageKind,
    ReplyAnalysis,
    Window,
)
from xforce_desktop.replies.automatic import (
    Absence,
    AbsenceCase,
    Automaton,
    Contact,
    Failure,
    FailureKind,
    FailureReason,
)
from xforce_desktop.scheduling.effects import Effect, LetterSent, SendLetter
from xforce_desktop.scheduling.events import MailSent, ReplyReceived
from xforce_desktop.scheduling.request import (
    ActionType,
    Approval,
    Attendee,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    NextAction,
    Platform,
    Preferences,
    Side,
    Standing,
    State,
)
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus

NOW = datetime(2026, 6, 8, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REP = "brent@xforce.example"
SARAH = "sarah@xforce.example"
JOHN = "john@acme.example"
MARY = "mary@acme.example"
OFFERS = (NOW + DAY, NOW + 2 * DAY + 3 * HOUR, NOW + 3 * DAY + 5 * HOUR)
MEETING_AT = NOW + 2 * DAY + 5 * HOUR  # Wednesday, 14:00 in Chicago
EVENT_ID = "event-1"
JOIN_URL = "https://teams.example/join/1"


def an_id(number: int = 1) -> uuid.UUID:
    return uuid.UUID(int=number, version=4)


def an_account(**changes: Any) -> Account:
    return replace(Account("Brent Lawson", REP, timezone="America/New_York"), **changes)


def a_company(**changes: Any) -> Company:
    return replace(Company(an_id(501), "Acme Pest", "FL"), **changes)


def a_contact(**changes: Any) -> ContactRecord:
    """Somebody who works there."""
    dana = ContactRecord(an_id(502), "dana@acme.example", an_id(501), "Dana Reyes", "CFO")
    return replace(dana, **changes)


def a_rep(**changes: Any) -> Attendee:
    return replace(Attendee(an_id(11), Side.INTERNAL, "Brent Lawson", REP, is_organizer=True), **changes)


def a_colleague(**changes: Any) -> Attendee:
    return replace(Attendee(an_id(12), Side.INTERNAL, "Sarah Chen", SARAH), **changes)


def a_prospect(**changes: Any) -> Attendee:
    john = Attendee(an_id(21), Side.EXTERNAL, "John Smith", JOHN, timezone="America/Chicago")
    return replace(john, **changes)


def another_prospect(**changes: Any) -> Attendee:
    return replace(a_prospect(id=an_id(22), name="Mary Jones", email=MARY), **changes)


def a_request(*, prospects: tuple[Attendee, ...] | None = None, **changes: Any) -> MeetingRequest:
    """A demo of an hour with John that was just asked for."""
    plain = MeetingRequest(
        id=RequestId(an_id(1)),
        created_by=an_id(2),
        meeting_type=MeetingType.DEMO,
        duration_minutes=60,
        title="Demo with Acme",
        context="Saw the call report",
        platform=Platform.TEAMS,
        preferences=Preferences(Span(NOW, NOW + 14 * DAY), "America/New_York"),
        attendees=(a_rep(), a_colleague(), *(prospects or (a_prospect(),))),
        created_at=NOW,
        company_name="Acme",
        company_state="TN",
        approval=Approval.REVIEW_FIRST,
        is_approved=True,
        next_action=NextAction(ActionType.SEND_OPTIONS, NOW, "Find times."),
    )
    return replace(plain, **changes)


def an_offered_request(**changes: Any) -> MeetingRequest:
    """The first mail is out; three times wait for an answer."""
    waiting: dict[str, Any] = {
        "state": State.AWAITING_RESPONSE,
        "attempt_count": 1,
        "asks_since_reply": 1,
        "offered_times": OFFERS,
        "history": (HistoryEntry("initial_sent", NOW, "", changes.get("offered_times", OFFERS)),),
        "email_thread_id": "conversation-1",
        "subject": "Demo",
        "reply_to_id": "mail-1",
        "next_action": NextAction(ActionType.FOLLOW_UP, NOW + 2 * DAY, "Follow-up 1."),
    }
    return a_request(**(waiting | changes))


def a_booked_request(**changes: Any) -> MeetingRequest:
    """The event stands on Wednesday and nobody has answered the invitation yet."""
    booked: dict[str, Any] = {
        "state": State.CONFIRMING,
        "asks_since_reply": 0,
        "offered_times": (),
        "scheduled_time": MEETING_AT,
        "booked_at": NOW,
        "calendar_event_id": EVENT_ID,
        "join_url": JOIN_URL,
        "next_action": NextAction(ActionType.SEND_REMINDER, MEETING_AT - 5 * HOUR, "The reminder."),
    }
    return an_offered_request(**(booked | changes))


def a_standing(weekday: int = 0, **changes: Any) -> Standing:
    """Of the account's memory: never on that day of the week."""
    never = Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=weekday % 7)
    standing = Standing(an_id(900), "Not on that day.", "John wrote it by mail on June 3, 2026.", (never,))
    return replace(standing, **changes)


def an_agreed_request(start: datetime = MEETING_AT, **changes: Any) -> MeetingRequest:
    """Everybody said yes to a time that is not on the calendar yet."""
    agreed: dict[str, Any] = {
        "state": State.CONFIRMING,
        "asks_since_reply": 0,
        "offered_times": (),
        "agreed_time": start,
        "next_action": NextAction(ActionType.SEND_OPTIONS, NOW, "Put it on the calendar."),
    }
    return an_offered_request(**(agreed | changes))


def a_talk(*turns: tuple[str, float], by: str = JOHN, channel: str = "email") -> tuple[HistoryEntry, ...]:
    """Turns at hours from now: "ask" is ours, "answer" theirs."""
    return tuple(
        HistoryEntry("follow_up_sent", NOW + hours * HOUR)
        if kind == "ask"
        else HistoryEntry("prospect_replied", NOW + hours * HOUR, by=by, channel=channel)
        for kind, hours in turns
    )


def an_analysis(intent: Intent | None = Intent.ACCEPT_TIME, **changes: Any) -> ReplyAnalysis:
    return replace(ReplyAnalysis(MessageKind.REPLY, intent, new_text="words", why=("so",)), **changes)


def an_absence(case: AbsenceCase, *, delegate: str = "", **what: Any) -> ReplyAnalysis:
    """What is read from an automatic answer of this case; `delegate` is an address."""
    absence = Absence(case, delegate=Contact(address=delegate) if delegate else None, **what)
    return ReplyAnalysis(
        MessageKind.AUTO_REPLY, None, automaton=Automaton.ABSENCE, absence=absence, resume_on=absence.back_on
    )


def a_failure(kind: FailureKind = FailureKind.PERMANENT, **what: Any) -> ReplyAnalysis:
    """What is read from a delivery report."""
    failure = Failure(kind, **{"reason": FailureReason.UNKNOWN_ADDRESS, **what})
    return ReplyAnalysis(MessageKind.BOUNCE, None, failure=failure)


def a_reply(analysis: ReplyAnalysis | None = None, **changes: Any) -> ReplyReceived:
    """John answered just now."""
    plain = ReplyReceived(
        message_id="reply-1",
        sender=JOHN,
        sender_name="John Smith",
        received_at=NOW,
        analysis=analysis or an_analysis(selected_time=OFFERS[0]),
        evidence="It answers one of our mails.",
    )
    return replace(plain, **changes)


def a_window(start: datetime, hours: float = 2) -> Window:
    return Window(start, start + hours * HOUR)


def a_letter_sent(kind: LetterKind = LetterKind.INITIAL, **changes: Any) -> MailSent:
    plain = LetterSent(
        kind, OFFERS, NOW, "mail-1", "<mail-1@xforce>", "conversation-1", "Demo", "Hi John", (JOHN,)
    )
    return MailSent(replace(plain, **changes))


def a_row(effect: Effect | None = None, **changes: Any) -> OutboxRow:
    letter = effect or SendLetter(LetterKind.INITIAL, OFFERS)
    plain = OutboxRow(EffectKey("request:1:0"), RequestId(an_id(1)), letter, OutboxStatus.PENDING, NOW, NOW)
    return replace(plain, **changes)


def a_mail(**changes: Any) -> MailItem:
    """A mail of John's in the inbox that answers our first one."""
    plain = MailItem(
        provider_id="reply-1",
        folder=Folder.INBOX,
        message_id="<reply-1@acme>",
        conversation_id="conversation-1",
        from_name="John Smith",
        from_address=JOHN,
        to=(REP,),
        cc=(),
        subject="Re: Demo",
        body="The first one works, thanks",
        at=NOW,
        in_reply_to="<mail-1@xforce>",
        references=("<mail-1@xforce>",),
    )
    return replace(plain, **changes)
