"""Looking for times, offering them, and following up while nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    FindSlots,
    MoveMeeting,
    SendLetter,
    SlotPurpose,
    TellRep,
    Urgency,
)
from xforce_desktop.scheduling.events import (
    ActionDue,
    CalendarUnreadable,
    MessageRefused,
    NoSlotsFound,
    OfferStale,
    SlotsFound,
    TimesFreeAgain,
)
from xforce_desktop.scheduling.planning import as_limited, calendars_of, leaves_open_when, spans_ahead
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    ON_CALENDAR,
    ActionType,
    Actor,
    Attendee,
    EntryType,
    MeetingRequest,
    NextAction,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import sending, timing
from xforce_desktop.scheduling.step import Step, entry

OFFER_COUNT = 3
NO_FREE_TIME = "No free time to offer"
SOON = timedelta(minutes=1)  # the next pass
LETTER_FOR = {
    SlotPurpose.OPTIONS: LetterKind.INITIAL,
    SlotPurpose.FOLLOW_UP: LetterKind.FOLLOW_UP,
    SlotPurpose.COUNTER: LetterKind.COUNTER,
    SlotPurpose.RECOVERY: LetterKind.NO_SHOW,
    SlotPurpose.SHORTER: LetterKind.DE_ESCALATE,
    SlotPurpose.TEXT: LetterKind.SMS,
}
COUNTS = {SlotPurpose.RECOVERY: 2, SlotPurpose.TEXT: 1}
ON_THEIR_DAYS = {SlotPurpose.FOLLOW_UP, SlotPurpose.TEXT, SlotPurpose.SHORTER, SlotPurpose.COUNTER}
PURPOSE_OF = {letter: purpose for purpose, letter in LETTER_FOR.items()} | {
    LetterKind.SOCIAL_PROOF: SlotPurpose.FOLLOW_UP,
    LetterKind.CHAMPION_CC: SlotPurpose.FOLLOW_UP,
}


def look_for(
    request: MeetingRequest, purpose: SlotPurpose, now: datetime, *, state: State = State.PROPOSING
) -> Step:
    """Look for slots for a new offer; the old offer's slots are free again. Days that they named are kept to
    while some are ahead."""
    if leaves_open_when(request) and not spans_ahead(request, now):
        request = replace(request, their_times=(), their_times_from="")
    days = their_days(request, now) if purpose in ON_THEIR_DAYS else ()
    if days and purpose is SlotPurpose.COUNTER:
        return look_within(replace(request, refused_times=_refused(request, purpose)), now)
    return _search(request, purpose, now, state, days or None)


def _search(
    request: MeetingRequest,
    purpose: SlotPurpose,
    now: datetime,
    state: State,
    within: tuple[Span, ...] | None = None,
) -> Step:
    moved = replace(
        request,
        state=state,
        agreed_time=None,
        offered_times=(),
        refused_times=_refused(request, purpose),
        next_action=timing.retry_options(now, "Find free times and offer them."),
    )
    return Step(moved, (FindSlots(purpose, COUNTS.get(purpose, OFFER_COUNT), within),))


def their_days(request: MeetingRequest, now: datetime) -> tuple[Span, ...]:
    """What is ahead of several days that they named; none where they named a time."""
    return spans_ahead(request, now) if leaves_open_when(request) else ()


def has_times_to_try(request: MeetingRequest, now: datetime) -> bool:
    """Whether they proposed times that were not looked at yet: an offer on their days lies in them."""
    if not leaves_open_when(request):
        return bool(request.their_times)
    if not request.offered_times or not spans_ahead(request, now):
        return bool(spans_ahead(request, now))
    ends = [(at, at + request.duration) for at in request.offered_times]
    return not all(any(s.start <= at and end <= s.end for s in request.their_times) for at, end in ends)


def _refused(request: MeetingRequest, purpose: SlotPurpose) -> tuple[datetime, ...]:
    """Offers they turned down are not offered again; offers they only did not answer may be."""
    if purpose is SlotPurpose.COUNTER:
        taken_back = (request.agreed_time,) if request.agreed_time else ()
        return tuple(sorted({*request.refused_times, *request.offered_times, *taken_back}))
    return request.refused_times


def look_within(request: MeetingRequest, now: datetime) -> Step:
    """Look for a free slot inside the times that they proposed; for several where they named whole days."""
    moved = replace(
        request,
        state=State.NEGOTIATING,
        agreed_time=None,
        offered_times=(),
        next_action=timing.retry_options(now, "See whether their times are free for everybody on our side."),
    )
    if leaves_open_when(request):
        days = spans_ahead(request, now) or request.their_times
        return Step(moved, (FindSlots(SlotPurpose.THEIR_DAYS, OFFER_COUNT, days),))
    return Step(moved, (FindSlots(SlotPurpose.THEIR_TIMES, 1, request.their_times),))


def on_created_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    step = look_for(request, SlotPurpose.OPTIONS, now)
    return step.noting(
        entry(EntryType.NOTED, "Started: looking for times that suit everybody on our side.", now)
    )


def on_options_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """Another try to find times, after none were free or a calendar could not be read."""
    if reason := timing.why_stop(request, now):
        return give_up(request, reason, now)
    if unmoved := last_call(request, now):
        return unmoved
    again = entry(EntryType.NOTED, "Looking again for times that suit everybody on our side.", now)
    if request.their_times and request.state is State.NEGOTIATING:
        return look_within(request, now).noting(again)
    return look_for(request, next_offer_purpose(request), now).noting(again)


def next_offer_purpose(request: MeetingRequest) -> SlotPurpose:
    if request.attempt_count == 0:
        return SlotPurpose.OPTIONS
    if request.state is State.NO_SHOW:
        return SlotPurpose.RECOVERY
    if request.shortened_from:
        return SlotPurpose.SHORTER
    return SlotPurpose.FOLLOW_UP if turns.waits_for_them(request) else SlotPurpose.COUNTER


def last_call(request: MeetingRequest, now: datetime) -> Step | None:
    """They wanted a booked meeting moved and no other time is agreed: take it off before it begins."""
    start = request.scheduled_time
    if not request.is_booked or start is None or start - now > timing.LAST_CALL:
        return None
    if start > now:
        why = "They wanted it moved and no other time is agreed yet, so the invitation is withdrawn."
        step = withdraw_event(_go_on(request, now), now)
    else:
        why = "The old time has passed while another was sought."
        step = _go_on(off_calendar(request), now)
    return step.noting(entry(EntryType.NOTED, why, now))


def _go_on(request: MeetingRequest, now: datetime) -> Step:
    """Wait on for an answer to a live offer, or for the rep; else offer other times."""
    if request.offer_was_sent and any(t > now for t in request.offered_times):
        asked_at = request.last_action_at or now
        action = timing.follow_up(request, asked_at)
        return Step(replace(request, next_action=replace(action, at=max(action.at, now))))
    if request.requires_human_review:
        return Step(replace(request, next_action=timing.remind_rep(request, now)))
    return look_for(forget_answers(request), SlotPurpose.COUNTER, now, state=State.NEGOTIATING)


def forget_answers(request: MeetingRequest) -> MeetingRequest:
    """A new offer needs new answers from everybody."""
    cleared = tuple(replace(a, agreed_times=None) for a in request.attendees)
    return replace(request, attendees=cleared)


def on_slots_found(request: MeetingRequest, event: SlotsFound, now: datetime) -> Step:
    if event.purpose is SlotPurpose.THEIR_TIMES and not leaves_open_when(request):
        return _their_time_is_free(request, event.starts, now)
    if event.purpose in {SlotPurpose.THEIR_TIMES, SlotPurpose.THEIR_DAYS}:
        return _offer_on_their_days(request, event, now)
    kind = LETTER_FOR[event.purpose]
    if kind is LetterKind.COUNTER and not request.their_times and request.constraints:
        kind = LetterKind.CONSTRAINT
    offering = replace(
        forget_answers(request),
        state=State.PROPOSING if kind is not LetterKind.COUNTER else State.NEGOTIATING,
        offered_times=event.starts,
    )
    why = " ".join(reason for reason in event.reasons if reason)
    minutes = request.duration_minutes if request.shortened_from else 0
    is_theirs = kind is not LetterKind.COUNTER and bool(their_days(request, now))
    theirs = () if is_theirs else request.their_times  # the letter says that none of these works
    letter = SendLetter(kind, event.starts, theirs, why=why, minutes=minutes)
    note = entry(
        EntryType.NOTED,
        f"Chose {sending.counted(event.starts)} to offer. {why}".strip(),
        now,
        times=event.starts,
    )
    return Step(offering, (letter,), (note,))


def _offer_on_their_days(request: MeetingRequest, event: SlotsFound, now: datetime) -> Step:
    """They choose the time: the days they named are no agreement to one."""
    reasons = " ".join(reason for reason in event.reasons if reason)
    why = f"They named several days, so they are asked which time on them. {reasons}".strip()
    offering = replace(
        forget_answers(request),
        state=State.PROPOSING,
        offered_times=event.starts,
    )
    letter = SendLetter(LetterKind.CONSTRAINT, event.starts, why=why)
    return Step(offering, (letter,), (entry(EntryType.NOTED, why, now, times=event.starts),))


def _their_time_is_free(request: MeetingRequest, starts: tuple[datetime, ...], now: datetime) -> Step:
    """Whoever proposed the times agrees to this one; the others only if they said yes to just this."""
    start = starts[0]
    agreeing = tuple(replace(a, agreed_times=_agrees_to(request, a, start)) for a in request.attendees)
    agreed = replace(request, attendees=agreeing)
    if all(a.agreed_times for a in agreed.required_external):
        return book(agreed, start, "It suits them, and everybody on our side is free.", now)
    return ask_the_others(agreed, (start,), "The time one of them proposed is free; asking the others.", now)


def _agrees_to(request: MeetingRequest, attendee: Attendee, start: datetime) -> tuple[datetime, ...] | None:
    proposed = request.their_times_from in {EVERYBODY, attendee.email.casefold()}
    return (start,) if proposed else _still_agreed(attendee, (start,))


def ask_the_others(request: MeetingRequest, starts: tuple[datetime, ...], why: str, now: datetime) -> Step:
    """One of several is for these times: the others are asked by name before anything is booked."""
    attendees = tuple(replace(a, agreed_times=_still_agreed(a, starts)) for a in request.attendees)
    asking = replace(
        request,
        state=State.NEGOTIATING,
        attendees=attendees,
        offered_times=starts,
        next_action=timing.retry_options(now, "Ask those who have not agreed yet."),
    )
    letter = SendLetter(LetterKind.ASK_SILENT, starts, why=why)
    return Step(asking, (letter,), (entry(EntryType.NOTED, why, now, times=starts),))


def _still_agreed(attendee: Attendee, starts: tuple[datetime, ...]) -> tuple[datetime, ...] | None:
    return tuple(t for t in attendee.agreed_times or () if t in starts) or None


def book(request: MeetingRequest, start: datetime, why: str, now: datetime) -> Step:
    """Agreed: put it on the calendar, or move what is there."""
    agreed = replace(
        request,
        state=State.CONFIRMING,
        agreed_time=start,
        offered_times=(),
        their_times=(),
        their_times_from="",
        asks_since_reply=0,
        conflict=None,
        requires_human_review=False,
        review_reason="",
        next_action=timing.retry_options(now, "Put the meeting on the calendar and invite everybody."),
    )
    effect = MoveMeeting(start) if request.calendar_event_id else BookMeeting(start)
    chosen = entry(EntryType.TIME_SELECTED, why, now, selected=start, actor=Actor.PROSPECT)
    return Step(agreed, (effect,), (chosen,))


def on_no_slots(request: MeetingRequest, event: NoSlotsFound, now: datetime) -> Step:
    if event.purpose is SlotPurpose.THEIR_DAYS and request.their_times:
        return _look_wider(request, now)
    if event.purpose in {SlotPurpose.THEIR_TIMES, SlotPurpose.THEIR_DAYS}:
        step = _search(request, SlotPurpose.COUNTER, now, State.NEGOTIATING)
        return step.noting(entry(EntryType.NOTED, f"None of their times works: {event.reason}", now))
    if event.purpose in ON_THEIR_DAYS - {SlotPurpose.COUNTER} and their_days(request, now):
        elsewhere = replace(request, their_times=(), their_times_from="")
        note = entry(EntryType.NOTED, f"Nothing more on the days they named: {event.reason}", now)
        return look_for(elsewhere, event.purpose, now).noting(note)
    at = now + timedelta(days=timing.NO_SLOTS_RETRY_DAYS)
    stuck = replace(
        request,
        requires_human_review=True,
        review_reason=f"{NO_FREE_TIME}: {event.reason}",
        next_action=timing.retry_options(at, "Look again for free times."),
    )
    notice = TellRep(NO_FREE_TIME, f"{request.title}: {event.reason}", Urgency.HIGH)
    return Step(stuck, (notice,), (entry(EntryType.WAITING, f"Nothing was offered: {event.reason}", now),))


def _look_wider(request: MeetingRequest, now: datetime) -> Step:
    """On their days, at any hour at which we could meet them: the rep's wishes count less than their word."""
    spans = as_limited(request, spans_ahead(request, now) or request.their_times)
    note = entry(EntryType.NOTED, "On their days nothing is free at the usual hours; looking at others.", now)
    return Step(request, (FindSlots(SlotPurpose.THEIR_TIMES, OFFER_COUNT, spans),), (note,))


def awaits_free_time(request: MeetingRequest, now: datetime) -> bool:
    """Whether nothing was free to offer, and the next look is later than the next pass."""
    action = request.next_action
    if not request.review_reason.startswith(NO_FREE_TIME) or request.is_held_by_rep:
        return False
    return action is not None and action.type is ActionType.SEND_OPTIONS and action.at > now + SOON


def on_times_free(request: MeetingRequest, event: TimesFreeAgain, now: datetime) -> Step:
    """Look in the next pass. Raises UnexpectedEvent where nothing waits for that."""
    if not awaits_free_time(request, now):
        raise UnexpectedEvent("It does not wait for a free time.")
    why = "There is a free time for everybody now, so times are looked for again."
    sooner = replace(request, next_action=timing.retry_options(now + SOON, why))
    return Step(sooner, (), (entry(EntryType.NOTED, why, now),))


def calendar_has_still_to_change(request: MeetingRequest, now: datetime) -> Step:
    """Another time is agreed and not on the calendar yet: the old one has no reminder and no attendance."""
    line = entry(EntryType.WAITING, "Another time is agreed; the calendar has still to be changed.", now)
    return Step(replace(request, next_action=timing.remind_rep(request, now)), (), (line,))


ANOTHER_TIME = "We are finding another time; a new invitation will follow."
NOT_TAKING_PLACE = "This meeting will not take place."


def withdraw_event(step: Step, now: datetime) -> Step:
    """Take a booked meeting off the calendar, if there is one; one that is over stays there."""
    request = step.request
    if not request.calendar_event_id:
        return step
    gone = replace(step, request=off_calendar(request))
    if request.ends_at is not None and request.ends_at <= now:
        return gone
    return gone.also(CancelMeeting(request.calendar_event_id, ANOTHER_TIME))


def off_calendar(request: MeetingRequest) -> MeetingRequest:
    """The request without its event."""
    return replace(
        request, scheduled_time=None, calendar_event_id="", join_url="", booked_at=None, invite_accepted=False
    )


def old_time_gone(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """The old time is off the calendar while another is sought: nothing is due an hour before it any more."""
    gone, action = off_calendar(request), request.next_action
    if action is None or request.is_held_by_rep:
        return gone
    if action.type is ActionType.FOLLOW_UP:
        planned = timing.follow_up(gone, gone.last_action_at or now)
        return replace(gone, next_action=replace(planned, at=max(planned.at, now)))
    is_waiting = action.type is ActionType.REMIND_REP
    return replace(gone, next_action=timing.remind_rep(gone, now)) if is_waiting else gone


def reopened(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """A booked meeting that is to be moved: its old time is not offered again, and its age begins anew."""
    old = (request.scheduled_time,) if request.scheduled_time else ()
    refused = tuple(sorted({*request.refused_times, *old}))
    return replace(request, refused_times=refused, their_times=(), their_times_from="", counts_from=now)


def on_calendar_unreadable(request: MeetingRequest, event: CalendarUnreadable, now: datetime) -> Step:
    """Fail closed: without every required calendar nothing is offered."""
    at = now + timing.CALENDAR_RETRY
    why = f"{calendars_of(event.addresses)} cannot be read, so nothing is offered; it is tried again."
    waiting = replace(request, next_action=timing.retry_options(at, why))
    if request.review_reason == why:
        return Step(waiting, (), (entry(EntryType.WAITING, why, now),))
    told = replace(waiting, review_reason=why)
    return Step(
        told,
        (TellRep("A calendar cannot be read", f"{request.title}: {why}"),),
        (entry(EntryType.WAITING, why, now),),
    )


def on_offer_stale(request: MeetingRequest, event: OfferStale, now: datetime) -> Step:
    """A slot was taken before the mail left: offer others instead, unless the request has reached a limit
    while it waited."""
    purpose = PURPOSE_OF.get(event.kind, SlotPurpose.COUNTER)
    if reason := timing.why_stop(request, now):
        return give_up(request, reason, now)
    note = entry(EntryType.NOTED, f"The prepared mail was not sent: {event.reason}", now, times=event.taken)
    if purpose is SlotPurpose.COUNTER and their_days(request, now):
        return look_within(request, now).noting(note)
    return look_for(request, purpose, now, state=request.state).noting(note)


def on_message_refused(request: MeetingRequest, event: MessageRefused, now: datetime) -> Step:
    return needs_rep_unless_resting(request, event.reason, now, title=event.what)


NEEDS_REP = "Your word is needed"


def needs_rep_unless_resting(
    request: MeetingRequest, reason: str, now: datetime, *, title: str = NEEDS_REP
) -> Step:
    """The rep has to look; a pause that the prospect asked for goes on all the same."""
    if request.state is not State.PAUSED or request.is_held_by_rep:
        return needs_rep(request, reason, now, title=title)
    notice = TellRep(title, f"{request.title}: {reason}", Urgency.HIGH)
    return Step(request, (notice,), (entry(EntryType.HANDED_TO_REP, reason, now),))


def needs_rep(request: MeetingRequest, reason: str, now: datetime, *, title: str = NEEDS_REP) -> Step:
    """The rep has to look; the agent keeps still on this point and reminds. What the rep has taken over or
    paused stays as they left it."""
    flagged = replace(_at_rest(request, now), requires_human_review=True, review_reason=reason)
    notice = TellRep(title, f"{request.title}: {reason}", Urgency.HIGH)
    return Step(flagged, (notice,), (entry(EntryType.HANDED_TO_REP, reason, now),))


def _at_rest(request: MeetingRequest, now: datetime) -> MeetingRequest:
    if request.is_held_by_rep:
        return request
    unsettled = {State.PROPOSING, State.AWAITING_RESPONSE, State.PAUSED}
    state = State.NEGOTIATING if request.state in unsettled else request.state
    moved = replace(request, state=state, interrupted_state=None, interrupted_action=None)
    return replace(moved, next_action=_keep_or_remind(moved, now))


def _keep_or_remind(request: MeetingRequest, now: datetime) -> NextAction:
    """A booked meeting keeps its reminder and its look at who attended."""
    if request.state in ON_CALENDAR and request.is_booked and not request.agreed_time:
        return timing.after_booking(request, now)
    return timing.remind_rep(request, now)


def on_remind_rep_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    if reason := timing.why_stop(request, now):
        return give_up(request, reason, now)
    if request.state not in ON_CALENDAR and (unmoved := last_call(request, now)):
        return unmoved
    if request.agreed_time and request.agreed_time <= now:
        note = entry(EntryType.NOTED, "The agreed time passed while it waited for you; offering others.", now)
        return look_for(request, SlotPurpose.COUNTER, now, state=State.NEGOTIATING).frozen().noting(note)
    waiting = replace(request, next_action=timing.remind_rep(request, now))
    reason = request.review_reason or "It waits for you."
    notice = TellRep("Still waiting for you", f"{request.title}: {reason}")
    return Step(waiting, (notice,), (entry(EntryType.WAITING, f"Reminded you: {reason}", now),))


def give_up(request: MeetingRequest, reason: str, now: datetime) -> Step:
    """A stop rule ends the request; nothing more is sent and the rep is told."""
    step = end(request, State.CANCELLED, Outcome.GAVE_UP, reason, now)
    notice = TellRep(
        "Scheduling attempt ended",
        f"Stopped trying to schedule with {request.company_name or request.primary.name}: {reason}",
    )
    return step.also(notice).noting(entry(EntryType.STOPPED, reason, now))


def end(request: MeetingRequest, state: State, outcome: Outcome, notes: str, now: datetime) -> Step:
    """The end of a request: no next action, no held slot, nothing queued, no event left on the calendar."""
    ended = replace(
        request,
        state=state,
        outcome=outcome,
        outcome_notes=notes,
        next_action=None,
        agreed_time=None,
        offered_times=(),
        conflict=None,
        requires_human_review=False,
        review_reason="",
        interrupted_state=None,
        interrupted_action=None,
        last_action_at=now,
        completed_at=now,
    )
    step = Step(ended).frozen()
    if state is State.CANCELLED and request.calendar_event_id and (request.ends_at or now) > now:
        step = step.also(CancelMeeting(request.calendar_event_id, NOT_TAKING_PLACE))
    return step
