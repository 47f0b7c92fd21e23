"""What follows from a call that the rep has made, as a card asked: each result has its own consequence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages import when
from xforce_desktop.scheduling import cadence, turns
from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.events import CallResult, RepCalled
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    Attendee,
    EntryType,
    Handler,
    MeetingRequest,
    NextAction,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import conflicts, offers, timing
from xforce_desktop.scheduling.step import Step, entry

IN_WORDS = {
    CallResult.BOOKED: "you agreed on a time",
    CallResult.CALL_BACK: "you will call again",
    CallResult.VOICEMAIL: "you left a voicemail",
    CallResult.WRONG_NUMBER: "the number is wrong",
    CallResult.NOT_INTERESTED: "they are not interested",
    CallResult.OTHER: "you spoke to them",
}


def on_called(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """The line for the log comes first, whatever follows."""
    result = f": {IN_WORDS[event.result]}" if event.result else ""
    said = f": {event.outcome}" if event.outcome else "."
    told = f"“{event.about}” is done{result}{said}"
    line = entry(EntryType.NOTED, told, now, actor=Actor.USER)
    return _RULES.get(event.result, _spoken_to)(request, event, now).noting(line)


def _spoken_to(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """What was to press them is not sent, and the next message gives them the time that it gives after any
    other ask. What waits for the rep, or is booked, stays as it is."""
    if not _is_chased(request):
        return Step(request)
    rests = replace(request, state=_waiting_state(request), last_action_at=now)
    return Step(replace(rests, next_action=timing.follow_up(rests, now))).frozen()


def _is_chased(request: MeetingRequest) -> bool:
    """Whether the agent's next step is to ask them again."""
    action = request.next_action
    is_next = action is not None and action.type in {ActionType.SEND_OPTIONS, ActionType.FOLLOW_UP}
    is_settled = request.is_booked or request.agreed_time is not None
    return is_next and not is_settled and not request.is_held_by_rep and turns.waits_for_them(request)


def _waiting_state(request: MeetingRequest) -> State:
    return State.NO_SHOW if request.state is State.NO_SHOW else State.AWAITING_RESPONSE


def _booked(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """Like a time that they accepted: put on the calendar if it is still free, else others are offered. What
    the rep had in hand is the agent's again. Raises UnexpectedEvent for a time that cannot be meant."""
    at = event.at
    if at is None or at <= now:
        raise UnexpectedEvent("The time that you agreed on is missing, or has passed.", "Give one ahead.")
    if request.is_booked and request.scheduled_time == at and not request.agreed_time:
        raise UnexpectedEvent("The meeting is on the calendar for that time.", "Note the call as “other”.")
    agreed = replace(
        offers.forget_answers(request),  # what they said to offers before counts no more
        handled_by=Handler.AGENT,
        is_approved=True,
        counts_from=now,
        interrupted_state=None,
        interrupted_action=None,
    )
    why = f"You agreed on it on the phone with {_who(request, event)}."
    return offers.book(agreed, at, why, now).frozen()


def _call_back(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """Nothing is written before the rep has called again: it rests until the working day after that. A booked
    meeting, and what the rep has in hand, stays as it is.

    Raises UnexpectedEvent without a time ahead.
    """
    if event.at is None or event.at <= now:
        raise UnexpectedEvent("When to call again is missing, or has passed.", "Give a time ahead.")
    if request.is_held_by_rep or request.is_booked or request.agreed_time:
        return Step(request)
    zone = request.recipient_timezone
    day_after = event.at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    why = f"You call again on {when.spoken(event.at, zone)} there; mail waits until the working day after."
    return conflicts.pause_until(request, day_after, why, now).frozen()


def _left_voicemail(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """A mail may follow on their next working day, not before."""
    if not _is_chased(request):
        return Step(request)
    at = cadence.next_working_morning(now, timing.locale_of(request))
    why = "You left a voicemail; a mail may follow on their next working day."
    rests = replace(
        request,
        state=_waiting_state(request),
        last_action_at=now,
        next_action=NextAction(ActionType.FOLLOW_UP, at, why),
    )
    return Step(rests, (), (entry(EntryType.WAITING, why, now),)).frozen()


def _wrong_number(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """It is not shown or texted any more; the next step goes on without it."""
    person = request.attendee_by_address(event.person)
    if person is None or not person.phone:
        return Step(request)
    line = entry(EntryType.NOTED, number_is_wrong(person), now)
    without = request.with_attendee(without_number(person))
    return replace(Step(without, (), (line,)), stops_texts=True)


def number_is_wrong(person: Attendee) -> str:
    return f"{person.phone} is not {person.called}'s number: it is neither called nor texted any more."


def without_number(person: Attendee) -> Attendee:
    """A consent was for that number."""
    return replace(person, phone="", sms_consent=None)


def _not_interested(request: MeetingRequest, event: RepCalled, now: datetime) -> Step:
    """A no ends it and nothing more is sent. One of several goes out, and the rep decides about the rest."""
    who, person = _who(request, event), request.attendee_by_address(event.person)
    said = f": {event.outcome}" if event.outcome else "."
    if person is not None and len(request.required_external) > 1:
        out = request.with_attendee(replace(person, left_out_reason="declined"))
        reason = f"{who} told you that they are not interested; the others have not."
        return offers.needs_rep(out, reason, now).frozen()
    notes = f"{who} declined on the phone{said}"
    step = offers.end(request, State.CANCELLED, Outcome.CANCELLED_BY_THEM, notes, now)
    notice = TellRep("They declined", f"{request.title}: {notes}", Urgency.LOW)
    return step.also(notice).noting(entry(EntryType.CANCELLED, notes, now, actor=Actor.PROSPECT))


def _who(request: MeetingRequest, event: RepCalled) -> str:
    person = request.attendee_by_address(event.person)
    return (person or request.primary).called


_RULES: dict[CallResult | None, Callable[[MeetingRequest, RepCalled, datetime], Step]] = {
    CallResult.BOOKED: _booked,
    CallResult.CALL_BACK: _call_back,
    CallResult.VOICEMAIL: _left_voicemail,
    CallResult.WRONG_NUMBER: _wrong_number,
    CallResult.NOT_INTERESTED: _not_interested,
}
