"""What follows from an automatic answer: six cases, none of which is an answer of theirs.

Nobody new is written to on a machine's word: a successor, a delegate and a new address are shown to the rep.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.replies.analysis import ConflictType, ReplyAnalysis
from xforce_desktop.replies.automatic import Absence, AbsenceCase, Automaton, Contact
from xforce_desktop.scheduling import cadence, turns
from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import (
    HAS_LEFT,
    HAS_MOVED,
    ON_CALENDAR,
    ActionType,
    EntryType,
    MeetingRequest,
    NextAction,
    State,
)
from xforce_desktop.scheduling.rules import conflicts, offers, timing, unreached
from xforce_desktop.scheduling.step import Step, entry

WAITING = frozenset({State.AWAITING_RESPONSE, State.NEGOTIATING, State.PROPOSING})
AWAY = frozenset({AbsenceCase.AWAY_UNTIL, AbsenceCase.AWAY, AbsenceCase.DELEGATE})
SHORTEST_REPEATED = 40  # characters; "None of these work, sorry" may well be said twice
RECEIPTS = {
    Automaton.READ_RECEIPT: "They opened a mail of ours.",
    Automaton.DELIVERY_RECEIPT: "A mail of ours arrived.",
    Automaton.TICKET: "A robot opened a ticket: carrying on as planned.",
}


def on_automatic(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """Not an answer: it resets no count, but an ask that nobody was there to read counts as none. While the
    rep has the request they are only told."""
    absence = absence_in(event.analysis)
    if absence.case is AbsenceCase.RECEIPT:
        automaton = event.analysis.automaton
        words = RECEIPTS.get(automaton) if automaton else None
        step = _noted(request, words or "An automatic receipt: carrying on as planned.", now)
        doubt = event.analysis.human_reason
        return _told(step, event, f"{doubt} Please look.") if event.analysis.requires_human else step
    if absence.case is AbsenceCase.LEFT and request.attendee_by_address(event.sender) is None:
        return _helper_gone(request, event, absence, now)
    if request.is_held_by_rep:
        return _told(Step(request), event, _in_words(event, absence))
    if absence.case is AbsenceCase.LEFT:
        return _gone(request, event, absence, now)
    if absence.case is AbsenceCase.CHANGED_ADDRESS:
        return _moved(request, event, absence, now)
    if _is_optional(request, event):
        return _noted(request, f"{_in_words(event, absence)} They are optional, so it goes on.", now)
    if request.state in ON_CALENDAR:
        return _away_from_booked(request, event, absence, now)
    return _away(request, event, absence, now)


def on_left(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    """Somebody writes themselves that they have left, or soon will: no answer either, and no no. Nothing that
    is planned leaves before the rep has looked."""
    has_left = absence.case is AbsenceCase.LEFT
    if has_left and request.attendee_by_address(event.sender) is not None:
        return _gone(request, event, absence, now).frozen()
    told = "are not with the company any more" if has_left else "will not be with the company much longer"
    instead = f" They name {absence.delegate}." if absence.delegate else ""
    reason = f"{_who(request, event)} writes that they {told}.{instead} Please look how to go on."
    title = "They have left" if has_left else "They will leave"
    return offers.needs_rep_unless_resting(request, reason, now, title=title).frozen()


def absence_in(analysis: ReplyAnalysis) -> Absence:
    """The case; told by the other fields where a reader fills only those."""
    if analysis.absence:
        return analysis.absence
    if analysis.automaton in RECEIPTS or analysis.automaton is Automaton.RECEIPT:
        return Absence(AbsenceCase.RECEIPT)
    if analysis.new_attendees:
        one = analysis.new_attendees[0]
        delegate = Contact(address=one) if "@" in one else Contact(one)
        return Absence(AbsenceCase.DELEGATE, analysis.resume_on, delegate)
    if analysis.resume_on:
        return Absence(AbsenceCase.AWAY_UNTIL, analysis.resume_on)
    is_away = analysis.automaton is Automaton.ABSENCE or analysis.conflict is not None
    return Absence(AbsenceCase.AWAY if is_away else AbsenceCase.RECEIPT)


def repeats_itself(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether the newest turn, which chooses no time, says word for word what one before it said.

    Two machines would go on like that for ever.
    """
    said = _flat(event.analysis.new_text)
    if len(said) < SHORTEST_REPEATED or event.analysis.selected_time or event.analysis.any_offered:
        return False
    earlier = [turn for turn in request.history if turns.is_theirs(turn) and turn.at < event.received_at]
    return any(_flat(turn.text) == said for turn in earlier)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _noted(request: MeetingRequest, why: str, now: datetime) -> Step:
    return Step(request, (), (entry(EntryType.NOTED, why, now),))


def _told(step: Step, event: ReplyReceived, why: str, title: str = "An automatic answer") -> Step:
    return step.also(TellRep(title, f"{step.request.title}: {why}", Urgency.HIGH))


def _who(request: MeetingRequest, event: ReplyReceived) -> str:
    person = request.attendee_by_address(event.sender)
    return person.called if person else event.sender_name or event.sender


def _in_words(event: ReplyReceived, absence: Absence) -> str:
    who = event.sender_name or event.sender
    if absence.case is AbsenceCase.LEFT:
        return f"{who} is not with the company any more."
    if absence.case is AbsenceCase.CHANGED_ADDRESS:
        return f"{who} does not use this address any more."
    until = f" until {absence.back_on:%A, %B} {absence.back_on.day}" if absence.back_on else ""
    return f"{who} is away{until}."


def _is_optional(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether the meeting does not depend on the writer: an optional one, or a colleague who was in copy."""
    person = request.attendee_by_address(event.sender)
    if person is None:
        return len(request.required_external) > 1
    return person not in request.required_external


def _gone(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    who = _who(request, event)
    instead = f" They name {absence.delegate}." if absence.delegate else ""
    reason = f"{who} is not with the company any more.{instead} Put somebody in their place, or cancel."
    return unreached.out_of_reach(request, event.sender, HAS_LEFT, reason, "They have left", now)


def _helper_gone(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    """Whoever is not to be in the meeting is not written to any more, and it goes on without them."""
    named = f" They name {absence.delegate}." if absence.delegate else ""
    why = f"{_in_words(event, absence)}{named} They get no more copies, and it goes on without them."
    step = _told(_noted(request, why, now), event, why, "Somebody has left")
    return replace(step, gone=(event.sender.casefold(),))


def _moved(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    who = _who(request, event)
    other = f" The new one is {absence.new_address}." if absence.new_address else ""
    reason = (
        f"{who} does not use {event.sender} any more.{other} Nothing is sent there unless you replace it."
    )
    return unreached.out_of_reach(request, event.sender, HAS_MOVED, reason, "Another address", now)


def _away(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    if request.state is State.PAUSED:
        return _stays_paused(request, event, absence, now)
    if request.state not in WAITING:
        return Step(request)
    if absence.back_on and absence.back_on <= timing.today_there(request, now):
        return _noted(request, "They are back by what their automatic answer says: carrying on.", now)
    if absence.case is AbsenceCase.DELEGATE and absence.back_on is None:
        reason = f"{_who(request, event)} is away and names {absence.delegate} instead. {_ADD_THEM}"
        return offers.needs_rep(request, reason, now, title="Somebody else to write to").frozen()
    unread = turns.without_last_ask(request)
    step = _until_back(unread, absence.back_on, now) if absence.back_on else _for_a_while(unread, now)
    if absence.delegate is None:
        return step.frozen()
    named = f"{_in_words(event, absence)} They name {absence.delegate}. {_ADD_THEM}"
    return _told(step, event, named, "Somebody else is named").frozen()


_ADD_THEM = "Add or replace people if you want to go on with them; until then it waits."


def _until_back(request: MeetingRequest, back_on: date, now: datetime) -> Step:
    """Rest until a working day of theirs after their return."""
    at = cadence.after_absence(back_on, timing.locale_of(request))
    why = f"They are away until {back_on:%A, %B %d}; coming back a working day after."
    away = offers.withdraw_event(Step(request), now)
    paused = replace(
        away.request,
        state=State.PAUSED,
        interrupted_state=State.AWAITING_RESPONSE,
        interrupted_action=None,
        offered_times=(),
        next_action=NextAction(ActionType.RESUME, at, why),
    )
    return replace(away, request=paused).noting(entry(EntryType.PAUSED, why, now))


def _for_a_while(request: MeetingRequest, now: datetime) -> Step:
    days = cadence.days_to_wait(ConflictType.PERSON_UNAVAILABLE)
    until = timing.today_there(request, now) + timedelta(days=days)
    why = f"They are away and do not say until when; coming back on {until:%A, %B %d}."
    return conflicts.pause_until(request, until, why, now)


def _stays_paused(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    """It rests already: a later return moves the day on which it is taken up again."""
    action, back_on = request.next_action, absence.back_on
    if back_on is None or action is None or action.type is not ActionType.RESUME:
        return Step(request)
    at = cadence.after_absence(back_on, timing.locale_of(request))
    if at <= action.at:
        return Step(request)
    why = f"{_in_words(event, absence)} Coming back a working day after."
    later = replace(request, next_action=NextAction(ActionType.RESUME, at, why))
    return Step(later, (), (entry(EntryType.PAUSED, why, now),))


def _away_from_booked(request: MeetingRequest, event: ReplyReceived, absence: Absence, now: datetime) -> Step:
    """A meeting on the calendar stays there; the rep hears of it if it falls into the absence."""
    start, back_on = request.agreed_time or request.scheduled_time, absence.back_on
    zone = ZoneInfo(request.recipient_timezone)
    if start is None or back_on is None or start.astimezone(zone).date() >= back_on:
        return Step(request)
    why = f"{_in_words(event, absence)} The meeting is before that; it stays unless you move it."
    told = _told(Step(request), event, why, "They may be away then")
    return told.noting(entry(EntryType.NOTED, why, now))
