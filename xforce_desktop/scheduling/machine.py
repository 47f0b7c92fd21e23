"""The life of one meeting request, as a table.

Every rule that can change a request's state is named in `RULES`; the rules themselves stand in `rules/` by
subject. Nothing here reads a clock, a database or a network: callers pass `now` and get effects back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceSeen,
    AttendeeAdded,
    AttendeeRemoved,
    AttendeeReplaced,
    AttendeesUpdated,
    CalendarUnreadable,
    ClashResolved,
    ConsentChanged,
    DoubleBooked,
    Event,
    EventChangedByHand,
    GuestsDiffer,
    InviteAnswered,
    LinkMissing,
    LinkSeen,
    MailSent,
    MeetingBegan,
    MeetingBooked,
    MeetingCancelled,
    MeetingMoved,
    MessageRefused,
    NoSlotsFound,
    OfferStale,
    PersonOptedOut,
    RepApproved,
    RepAskedIfHere,
    RepCalled,
    RepCancelled,
    RepGaveBack,
    ReplyReceived,
    RepPaused,
    RepReported,
    RepRescheduled,
    RepResumed,
    RepTookOver,
    RepUndid,
    RepWentOn,
    RepWrote,
    SlotsFound,
    SlotTaken,
    StandingChanged,
    TextImpossible,
    TimesFreeAgain,
    ZoneLearned,
)
from xforce_desktop.scheduling.request import (
    ENDED,
    ON_CALENDAR,
    ActionType,
    Handler,
    MeetingRequest,
    State,
)
from xforce_desktop.scheduling.rules import (
    calls,
    clashes,
    ladder,
    limits,
    links,
    meeting,
    meeting_texts,
    offers,
    people,
    rep,
    replies,
    sending,
    timing,
    zones,
)
from xforce_desktop.scheduling.step import Step

Key = tuple[State, type[Any], ActionType | None]
AnyRule = Callable[[MeetingRequest, Any, datetime], Step]

OPEN = frozenset(State) - ENDED
SEEKING = frozenset(
    {State.INITIATED, State.PROPOSING, State.AWAITING_RESPONSE, State.NEGOTIATING, State.NO_SHOW}
)

OF_THE_AGENT = (
    SlotsFound,
    NoSlotsFound,
    CalendarUnreadable,
    TimesFreeAgain,
    OfferStale,
    TextImpossible,
)  # its own searches


def transition(request: MeetingRequest, event: Event, now: datetime) -> Step:
    """Return what follows when `event` reaches `request` at `now` (aware, UTC).

    Raises:
        UnexpectedEvent: no rule for this pair, or a rule of the agent's for what the rep has taken over. The
            request is unchanged; the shell notes it and goes on.
    """
    if request.handled_by is Handler.REP and isinstance(event, OF_THE_AGENT):
        raise UnexpectedEvent("It is yours, so nothing follows from it.")
    rule = RULES.get(_key(request.state, event))
    if rule is None:
        raise UnexpectedEvent(f"No rule for {type(event).__name__} while {request.state}.")
    step = rule(request, event, now)
    after = meeting.without_old_mail(request, step.request)
    return replace(step, request=timing.with_last_call(after, now))


def _key(state: State, event: Event) -> Key:
    return state, type(event), event.type if isinstance(event, ActionDue) else None


def _rows(
    states: Iterable[State], event: type[Any], rule: AnyRule, due: ActionType | None = None
) -> dict[Key, AnyRule]:
    return {(state, event, due): rule for state in states}


RULES: dict[Key, AnyRule] = {
    # looking for times and offering them
    **_rows(SEEKING, ActionDue, offers.on_options_due, ActionType.SEND_OPTIONS),
    **_rows({State.INITIATED}, ActionDue, offers.on_created_due, ActionType.SEND_OPTIONS),
    **_rows(SEEKING, ActionDue, ladder.on_follow_up_due, ActionType.FOLLOW_UP),
    **_rows(OPEN, ActionDue, rep.on_remind_due, ActionType.REMIND_REP),
    **_rows(SEEKING, SlotsFound, offers.on_slots_found),
    **_rows(SEEKING, NoSlotsFound, offers.on_no_slots),
    **_rows(SEEKING, CalendarUnreadable, offers.on_calendar_unreadable),
    **_rows(SEEKING, TimesFreeAgain, offers.on_times_free),
    **_rows(SEEKING, OfferStale, offers.on_offer_stale),
    **_rows(SEEKING, TextImpossible, ladder.on_text_impossible),
    **_rows(OPEN, MailSent, sending.on_mail_sent),
    **_rows(ENDED, MailSent, sending.on_recalled_after_the_end),
    **_rows(OPEN, MessageRefused, offers.on_message_refused),
    # what they write
    **_rows(OPEN, ReplyReceived, replies.on_reply),
    **_rows(ENDED, ReplyReceived, replies.on_reply_after_the_end),
    **_rows(OPEN, PersonOptedOut, replies.on_person_opted_out),
    **_rows(OPEN, ZoneLearned, zones.on_zone_learned),
    **_rows(OPEN, StandingChanged, limits.on_standing_changed),
    # the booked meeting
    **_rows(State, MeetingBooked, meeting.on_booked_too_late),
    **_rows({State.CONFIRMING}, MeetingBooked, meeting.on_booked),
    **_rows({State.PAUSED}, MeetingBooked, meeting.on_booked_while_paused),
    **_rows(OPEN, MeetingMoved, meeting.on_moved_meanwhile),
    **_rows({State.CONFIRMING}, MeetingMoved, meeting.on_moved),
    **_rows({State.CONFIRMING}, SlotTaken, meeting.on_slot_taken),
    **_rows(State, MeetingCancelled, meeting.on_cancelled),
    **_rows(ON_CALENDAR, InviteAnswered, meeting.on_invite_answered),
    **_rows(OPEN - ON_CALENDAR, InviteAnswered, meeting.on_invite_answered_meanwhile),
    **_rows(OPEN, EventChangedByHand, meeting.on_event_changed),
    **_rows(ON_CALENDAR, ActionDue, meeting.on_reminder_due, ActionType.SEND_REMINDER),
    **_rows(ON_CALENDAR, ActionDue, meeting_texts.on_text_due, ActionType.SEND_TEXT),
    **_rows(ON_CALENDAR, ActionDue, meeting.on_invite_check_due, ActionType.CHECK_INVITE),
    **_rows(ON_CALENDAR | {State.PAUSED, State.COMPLETED}, MeetingBegan, meeting.on_begun),
    **_rows(ON_CALENDAR, RepAskedIfHere, meeting.on_asked_if_here),
    **_rows(ON_CALENDAR, ActionDue, meeting.on_attendance_due, ActionType.CHECK_NO_SHOW),
    **_rows(ON_CALENDAR, AttendanceSeen, meeting.on_attendance),
    **_rows(OPEN, LinkSeen, links.on_link_seen),
    **_rows(OPEN, LinkMissing, links.on_link_missing),
    **_rows(ON_CALENDAR, DoubleBooked, clashes.on_double_booked),
    **_rows(ON_CALENDAR, ClashResolved, clashes.on_clash_resolved),
    # who is to be there
    **_rows(OPEN, AttendeeAdded, people.on_added),
    **_rows(OPEN, AttendeeRemoved, people.on_removed),
    **_rows(OPEN, AttendeeReplaced, people.on_replaced),
    **_rows(OPEN, ConsentChanged, people.on_consent_changed),
    **_rows(OPEN, GuestsDiffer, people.on_guests_differ),
    **_rows(State, AttendeesUpdated, people.on_updated),
    # the rep
    **_rows(OPEN, RepApproved, rep.on_approved),
    **_rows(OPEN, RepCalled, calls.on_called),
    **_rows(OPEN, RepWentOn, rep.on_went_on),
    **_rows(OPEN, RepUndid, rep.on_undone),
    **_rows(OPEN - {State.PAUSED}, RepPaused, rep.on_paused),
    **_rows({State.PAUSED}, RepResumed, rep.on_resumed),
    **_rows({State.PAUSED}, ActionDue, rep.on_resume_due, ActionType.RESUME),
    **_rows(OPEN, RepCancelled, rep.on_cancelled),
    **_rows(OPEN, RepTookOver, rep.on_took_over),
    **_rows(OPEN, RepWrote, rep.on_rep_wrote),
    **_rows(OPEN, RepGaveBack, rep.on_gave_back),
    **_rows(ON_CALENDAR, RepRescheduled, rep.on_rescheduled),
    **_rows(OPEN, RepReported, rep.on_reported),
}
