"""From booked to attended: invitation, reminder, who was there, and recovery from a no-show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.names import joined
from xforce_desktop.scheduling import leverage
from xforce_desktop.scheduling.effects import (
    CancelMeeting,
    CheckAttendance,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
    TellRep,
    Urgency,
)
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceEvidence,
    AttendanceSeen,
    EventChangedByHand,
    InviteAnswered,
    MeetingBegan,
    MeetingBooked,
    MeetingCancelled,
    MeetingMoved,
    RepAskedIfHere,
    SlotTaken,
)
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    ON_CALENDAR,
    ActionType,
    Actor,
    Attendee,
    EntryType,
    Handler,
    InviteStatus,
    MeetingRequest,
    Outcome,
    Platform,
    State,
)
from xforce_desktop.scheduling.rules import good_name, meeting_texts, offers, timing
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.unit_of_work import ActionEntry

ANSWER_ENTRY = {
    InviteStatus.ACCEPTED: EntryType.INVITE_ACCEPTED,
    InviteStatus.DECLINED: EntryType.INVITE_DECLINED,
    InviteStatus.TENTATIVE: EntryType.INVITE_TENTATIVE,
}

HOW_DID_IT_GO = "Was the meeting held? Choose Held, No-show or Moved."


def on_booked(request: MeetingRequest, event: MeetingBooked, now: datetime) -> Step:
    if event.start != request.agreed_time:
        return on_booked_too_late(request, event, now)
    booked = replace(
        request,
        agreed_time=None,
        scheduled_time=event.start,
        invite_accepted=False,
        calendar_event_id=event.event_id,
        join_url=event.join_url,
        booked_at=now,
        needs_two_reminders=event.account_had_no_show or request.no_show_count > 0,
        last_action_at=now,
        attendees=_unanswered(request),
    )
    if request.is_held_by_rep:
        return _booked_while_with_rep(booked, event.start, now)
    line = entry(
        EntryType.INVITE_SENT, "Everybody was free, so the invitation went out.", now, selected=event.start
    )
    step = Step(
        replace(booked, next_action=timing.after_booking(booked, now)),
        (SendLetter(LetterKind.CONFIRMATION, (event.start,), why="Confirm the agreed time."),),
        (line,),
    )
    if request.platform is Platform.TEAMS and not event.join_url:
        waits = entry(EntryType.WAITING, "The Teams link has not come yet.", now)
        step = replace(step, entries=(*step.entries, waits))
    return meeting_texts.with_confirmation(step, now)


def _booked_while_with_rep(request: MeetingRequest, start: datetime, now: datetime) -> Step:
    """The invitation had gone out when the rep stepped in: it is recorded, and nothing is written."""
    did = "took over" if request.handled_by is Handler.REP else "paused it"
    why = f"The invitation had gone out before you {did}; it stands, and nothing else was written."
    line = entry(EntryType.INVITE_SENT, why, now, selected=start)
    notice = TellRep("An invitation had gone out", f"{request.title}: {why}")
    if request.handled_by is Handler.REP:
        request = replace(request, next_action=timing.with_rep(request, now))
    return Step(request, (notice,), (line,))


def on_booked_while_paused(request: MeetingRequest, event: MeetingBooked, now: datetime) -> Step:
    """Paused by the rep the agreed time is still wanted; a pause that they asked for has taken it back."""
    rule = on_booked if request.is_held_by_rep else on_booked_too_late
    return rule(request, event, now)


def on_booked_too_late(request: MeetingRequest, event: MeetingBooked, now: datetime) -> Step:
    """The booking went through although it was no longer wanted: withdraw it again."""
    comment = offers.NOT_TAKING_PLACE if request.has_ended else offers.ANOTHER_TIME
    cancel = CancelMeeting(event.event_id, comment)
    line = entry(
        EntryType.NOTED, "A booking that was no longer wanted is withdrawn.", now, selected=event.start
    )
    return Step(request, (cancel,), (line,))


def _unanswered(request: MeetingRequest) -> tuple[Attendee, ...]:
    return tuple(replace(a, invite_status=InviteStatus.PENDING) for a in request.attendees)


def on_moved(request: MeetingRequest, event: MeetingMoved, now: datetime) -> Step:
    if event.start != request.agreed_time or request.handled_by is Handler.REP:
        return on_moved_meanwhile(request, event, now)
    moved = replace(
        request,
        agreed_time=None,
        scheduled_time=event.start,
        booked_at=now,
        invite_accepted=False,
        needs_two_reminders=event.account_had_no_show or request.no_show_count > 0,
        last_action_at=now,
        attendees=_unanswered(request),
    )
    line = entry(
        EntryType.MEETING_MOVED, "Moved the meeting to the newly agreed time.", now, selected=event.start
    )
    letter = SendLetter(LetterKind.CONFIRMATION, (event.start,), why="Confirm the new time.")
    step = Step(replace(moved, next_action=timing.after_booking(moved, now)), (letter,), (line,))
    return meeting_texts.with_confirmation(step, now)


def on_moved_meanwhile(request: MeetingRequest, event: MeetingMoved, now: datetime) -> Step:
    """The move went through although something else came up: this is where the meeting stands now."""
    line = entry(EntryType.MEETING_MOVED, "The meeting had been moved already.", now, selected=event.start)
    agreed = None if request.agreed_time == event.start else request.agreed_time
    stands = replace(request, scheduled_time=event.start, agreed_time=agreed, attendees=_unanswered(request))
    if stands.state in ON_CALENDAR and not agreed and stands.handled_by is Handler.AGENT:
        stands = replace(stands, next_action=timing.after_booking(stands, now))
    return Step(stands, (), (line,))


def on_slot_taken(request: MeetingRequest, event: SlotTaken, now: datetime) -> Step:
    """Somebody on our side became busy between the offer and the booking."""
    refused = replace(request, refused_times=tuple(sorted({*request.refused_times, event.start})))
    note = entry(
        EntryType.NOTED, f"The agreed time could not be booked: {event.reason}", now, selected=event.start
    )
    if request.handled_by is Handler.REP:
        kept = replace(offers.forget_answers(refused), agreed_time=None)
        if kept.is_booked:  # the old time is one that they wanted moved
            kept = replace(kept, state=State.NEGOTIATING)
        return Step(kept, (TellRep("The agreed time is gone", f"{request.title}: {event.reason}"),), (note,))
    return offers.look_for(refused, SlotPurpose.COUNTER, now, state=State.NEGOTIATING).noting(note)


def on_cancelled(request: MeetingRequest, event: MeetingCancelled, now: datetime) -> Step:
    return Step(request, (), (entry(EntryType.NOTED, "The invitation was withdrawn.", now),))


def on_invite_answered(request: MeetingRequest, event: InviteAnswered, now: datetime) -> Step:
    person = request.attendee_by_address(event.address)
    if person is None or person in request.internal:
        who = person.name if person else event.address
        note = f"{who} answered the invitation: {event.status}."
        answered = request.with_attendee(replace(person, invite_status=event.status)) if person else request
        return Step(answered, (), (entry(EntryType.NOTED, note, now),))
    answered = request.with_attendee(replace(person, invite_status=event.status))
    line = entry(
        ANSWER_ENTRY[event.status],
        f"{person.called} answered the invitation: {event.status}.",
        now,
        actor=Actor.PROSPECT,
    )
    if request.agreed_time and not event.proposed:
        return Step(answered, (), (_about_the_old_time(person.called, event, now),))
    required = any(a.id == person.id for a in request.required_external)
    if event.proposed and required:
        return _another_time(answered, person, event.proposed, now).noting(line)
    if event.status is InviteStatus.DECLINED and required:
        return _declined(answered, now).noting(line)
    return Step(_without_invite_check(_confirmed_if_all(answered), now), (), (line,))


def on_invite_answered_meanwhile(request: MeetingRequest, event: InviteAnswered, now: datetime) -> Step:
    """An answer to the old invitation while another time is sought, or while the rep paused it.

    A no takes the old time off; a time that they name is a wish like any other. A yes settles nothing.
    """
    person = request.attendee_by_address(event.address)
    who = (person.name if person else "") or event.address
    stands = request.interrupted_state in ON_CALENDAR and request.agreed_time is None
    line = (_while_paused if stands else _about_the_old_time)(who, event, now)
    if person is None:
        return Step(request, (), (line,))
    answered = request.with_attendee(replace(person, invite_status=event.status))
    required = any(a.id == person.id for a in request.required_external)
    if not (required and request.is_booked):
        return Step(answered, (), (line,))
    if event.proposed:
        return _another_time(answered, person, event.proposed, now).noting(line)
    if event.status is not InviteStatus.DECLINED:
        return Step(answered, (), (line,))
    if answered.is_held_by_rep:
        return _told_of_no(answered).noting(line)
    step = offers.withdraw_event(Step(answered), now)
    return replace(step, request=offers.old_time_gone(answered, now)).noting(line)


def _another_time(request: MeetingRequest, person: Attendee, proposed: Span, now: datetime) -> Step:
    """They named another time on the invitation: look whether it is free. What the rep has is the rep's: they
    are told, and the wish is kept for when the agent goes on."""
    proposer = EVERYBODY if len(request.required_external) == 1 else person.email.casefold()
    if request.is_held_by_rep:
        when = proposed.start.astimezone(ZoneInfo(request.preferences.timezone))
        wish = f"{person.called} proposes {when:%A, %B} {when.day}, {when:%H:%M}, instead."
        notice = TellRep("They propose another time", f"{request.title}: {wish}", Urgency.HIGH)
        kept = replace(request, their_times=(proposed,), their_times_from=proposer)
        return Step(kept, (notice,), (entry(EntryType.NOTED, wish, now, actor=Actor.PROSPECT),))
    again = offers.reopened(request, now)
    wanted = replace(again, their_times=(proposed,), their_times_from=proposer)
    return offers.look_within(wanted, now).frozen()


def _about_the_old_time(who: str, event: InviteAnswered, now: datetime) -> ActionEntry:
    """The new time has an answer of its own; one to the old time settles nothing."""
    return entry(EntryType.NOTED, f"{who} answered the old invitation: {event.status}.", now)


def _while_paused(who: str, event: InviteAnswered, now: datetime) -> ActionEntry:
    why = f"{who} answered the invitation while it is paused: {event.status}."
    return entry(ANSWER_ENTRY[event.status], why, now, actor=Actor.PROSPECT)


def _declined(request: MeetingRequest, now: datetime) -> Step:
    """A declined invitation reopens the search in the same conversation."""
    if request.handled_by is Handler.REP:
        return _told_of_no(request)
    step = offers.look_for(offers.reopened(request, now), SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
    return offers.withdraw_event(step, now).frozen()


def is_refused(request: MeetingRequest) -> bool:
    """Whether somebody who must come has declined the invitation that stands."""
    declined = (a.invite_status is InviteStatus.DECLINED for a in request.required_external)
    return request.is_booked and any(declined)


def _told_of_no(request: MeetingRequest) -> Step:
    return Step(request, (TellRep("They declined the invitation", request.title, Urgency.HIGH),))


def taken_up_again(request: MeetingRequest, now: datetime) -> Step:
    """A booked meeting comes back from the rep: answers that came meanwhile count now."""
    ahead = request.scheduled_time is not None and request.scheduled_time > now
    wishes = tuple(span for span in request.their_times if span.start > now)
    if ahead and wishes:
        again = replace(
            offers.reopened(request, now), their_times=wishes, their_times_from=request.their_times_from
        )
        return offers.look_within(again, now).frozen()
    if ahead and is_refused(request):
        note = entry(EntryType.NOTED, "They had declined the invitation; offering other times.", now)
        return _declined(request, now).noting(note)
    known = _confirmed_if_all(request)
    return Step(replace(known, next_action=timing.after_booking(known, now)))


def _confirmed_if_all(request: MeetingRequest) -> MeetingRequest:
    everybody = all(a.invite_status is InviteStatus.ACCEPTED for a in request.required_external)
    if not everybody:
        back = State.CONFIRMING if request.state is State.CONFIRMED else request.state
        return replace(request, state=back, invite_accepted=False)
    state = State.CONFIRMED if request.state is State.CONFIRMING else request.state
    return replace(request, state=state, invite_accepted=True)


def _without_invite_check(request: MeetingRequest, now: datetime) -> MeetingRequest:
    """Once all have accepted there is nothing left to check."""
    action = request.next_action
    if not request.invite_accepted or action is None or action.type is not ActionType.CHECK_INVITE:
        return request
    return replace(request, next_action=timing.after_booking(request, now))


def on_event_changed(request: MeetingRequest, event: EventChangedByHand, now: datetime) -> Step:
    """The rep moved or removed the event in Outlook: the request is theirs until given back.

    Raises UnexpectedEvent if nothing of it is on the calendar.
    """
    if not request.calendar_event_id:
        raise UnexpectedEvent("No meeting is booked.")
    if request.is_held_by_rep:
        return _changed_while_held(request, event, now)
    if event.start is None and request.state not in ON_CALENDAR:
        why = "You removed the old time from your calendar; the search for another goes on."
        line = entry(EntryType.NOTED, why, now, actor=Actor.USER)
        return Step(offers.old_time_gone(request, now), (), (line,))
    reason = f"{_what_they_did(event)}, so the request is yours."
    held = replace(_as_the_calendar_has_it(request, event), handled_by=Handler.REP, review_reason=reason)
    held = replace(held, next_action=timing.with_rep(held, now))
    line = entry(EntryType.HANDED_TO_REP, reason, now, actor=Actor.USER, selected=event.start)
    return Step(held, (TellRep("Over to you", f"{request.title}: {reason}"),), (line,)).frozen()


def _changed_while_held(request: MeetingRequest, event: EventChangedByHand, now: datetime) -> Step:
    """It is theirs already: when it goes on, it goes on from what the calendar says."""
    known = _as_the_calendar_has_it(request, event)
    if known.handled_by is Handler.REP:
        known = replace(known, next_action=timing.with_rep(known, now))
    line = entry(EntryType.NOTED, f"{_what_they_did(event)}.", now, actor=Actor.USER, selected=event.start)
    return Step(known, (), (line,))


def _what_they_did(event: EventChangedByHand) -> str:
    did = "removed the meeting from" if event.start is None else "moved the meeting in"
    return f"You {did} your calendar"


def _as_the_calendar_has_it(request: MeetingRequest, event: EventChangedByHand) -> MeetingRequest:
    """The time to which the rep moved it is the meeting's: whatever else was agreed or sought is settled."""
    if event.start is None:
        return offers.off_calendar(request)
    known = offers.forget_answers(request)
    stands = replace(
        known,
        scheduled_time=event.start,
        invite_accepted=False,
        agreed_time=None,
        offered_times=(),
        their_times=(),
        their_times_from="",
        attendees=_unanswered(known),
    )
    if request.state is State.PAUSED:
        return replace(stands, interrupted_state=State.CONFIRMING)
    return stands if request.state in ON_CALENDAR else replace(stands, state=State.CONFIRMING)


def on_reminder_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """Raises UnexpectedEvent if the meeting is not on the calendar."""
    if request.agreed_time:
        return offers.calendar_has_still_to_change(request, now)
    if request.scheduled_time is None:
        raise UnexpectedEvent("No meeting is booked.")
    if request.scheduled_time <= now:
        late = replace(request, next_action=timing.first_attendance_check(request, now))
        return Step(
            late, (), (entry(EntryType.NOTED, "Too late for a reminder: the meeting has begun.", now),)
        )
    due_at = request.next_action.at if request.next_action else now
    later = max(now, due_at)  # a clock that is set back must not bring the same reminder again
    waiting = replace(request, next_action=timing.after_reminder(request, later))
    if all(a.is_unreachable for a in request.required_external):
        why = "No reminder is sent: nobody on their side can be reached by mail."
        return Step(waiting, (), (entry(EntryType.NOTED, why, now),))
    letter = SendLetter(LetterKind.REMINDER, (request.scheduled_time,), why="The day of the meeting is near.")
    return Step(waiting, (letter,), (entry(EntryType.NOTED, "It is time for the reminder.", now),))


def on_invite_check_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """Who said yes by mail need not click; the rep hears who has not, and nothing is sent.

    Raises UnexpectedEvent if the meeting is not on the calendar.
    """
    if request.scheduled_time is None:
        raise UnexpectedEvent("No meeting is booked.")
    silent = [a.called for a in request.required_external if a.invite_status is InviteStatus.PENDING]
    looked_at = (
        min(request.next_action.at, now) if request.next_action else now
    )  # a reminder may be due since
    after = replace(request, next_action=timing.after_booking(request, looked_at))
    if not silent:
        return Step(after, (), (entry(EntryType.NOTED, "Everybody has answered the invitation.", now),))
    has = "has" if len(silent) == 1 else "have"
    why = f"{joined(silent)} agreed to the time, but {has} not accepted the invitation yet."
    notice = TellRep("Not accepted yet", f"{request.title}: {why}", Urgency.LOW)
    return Step(after, (notice,), (entry(EntryType.WAITING, why, now),))


def on_begun(request: MeetingRequest, event: MeetingBegan, now: datetime) -> Step:
    """The mail after the meeting is prepared when it begins. Three minutes into it the rep is offered the
    note; nobody is written to without their word.

    What they hold, and what is known to have begun only when it is over or was held (the computer slept),
    brings the mail after the meeting and no more. Raises UnexpectedEvent if the meeting is no longer at that
    time, another one is agreed, or it did not take place.
    """
    if request.scheduled_time != event.start or request.agreed_time:
        raise UnexpectedEvent("The meeting is no longer at that time.")
    if request.has_ended and request.outcome is not Outcome.HELD:
        raise UnexpectedEvent("The meeting did not take place.")
    begun = replace(request, followup_template=event.template or request.followup_template)
    if not request.is_going_on(now) or request.handled_by is Handler.REP:
        said = "The mail for after the meeting is prepared." if event.template else "The meeting has begun."
        return Step(begun, (), (entry(EntryType.NOTED, said, now),))
    who = request.primary.name or request.primary.email
    text = f"{request.title} has begun. If {who} is not there, “Not here yet?” sends a short note."
    line = entry(EntryType.WAITING, "The meeting has begun; you can ask whether they are on their way.", now)
    return Step(begun, (TellRep("Not here yet?", text, Urgency.HIGH),), (line,))


def without_old_mail(before: MeetingRequest, after: MeetingRequest) -> MeetingRequest:
    """The mail after a meeting is of no use once the meeting is at another time, or at none."""
    is_old = after.followup_template is not None and after.scheduled_time != before.scheduled_time
    return replace(after, followup_template=None) if is_old else after


def on_asked_if_here(request: MeetingRequest, event: RepAskedIfHere, now: datetime) -> Step:
    """The rep's word sends the note, once, and a text beside it to whom one may be sent. Raises
    UnexpectedEvent outside the meeting's time."""
    start, ends_at = request.scheduled_time, request.ends_at
    if start is None or ends_at is None or not start <= now < ends_at:
        raise UnexpectedEvent("The meeting is not going on now.")
    asked = {f"{LetterKind.RUNNING_LATE}_sent", f"{LetterKind.SMS_LATE}_sent"}
    if any(turn.type in asked and turn.at >= start for turn in request.history):
        raise UnexpectedEvent("They were asked already.")
    line = entry(EntryType.NOTED, "You asked whether they are on their way.", now, actor=Actor.USER)
    note = SendLetter(LetterKind.RUNNING_LATE, why="They are not there yet.")
    return meeting_texts.with_late(Step(request, (note,), (line,)), now)


def on_attendance_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """Raises UnexpectedEvent if the meeting is not on the calendar."""
    if request.agreed_time:
        return offers.calendar_has_still_to_change(request, now)
    if request.scheduled_time is None:
        raise UnexpectedEvent("No meeting is booked.")
    looking = replace(request, next_action=timing.attendance_check(request, now))
    if request.platform is not Platform.TEAMS or not request.join_url:
        seen = AttendanceSeen(
            AttendanceEvidence.UNKNOWN, "There is no attendance report for this kind of meeting."
        )
        return on_attendance(looking, seen, now)
    return Step(
        looking,
        (CheckAttendance(),),
        (entry(EntryType.NOTED, "The meeting is over: looking up who attended.", now),),
        freezes=True,  # a reminder that still waits is of no use now
    )


def on_attendance(request: MeetingRequest, event: AttendanceSeen, now: datetime) -> Step:
    """Raises UnexpectedEvent if the meeting was taken off the calendar while the report was read."""
    if request.scheduled_time is None:
        raise UnexpectedEvent("The meeting is no longer on the calendar.")
    if event.evidence is AttendanceEvidence.HELD:
        return held(request, event.detail, now)
    if event.evidence is AttendanceEvidence.NO_SHOW:
        return missed(request, event.detail, now)
    return _ask_the_rep(request, event.detail, now)


def held(request: MeetingRequest, detail: str, now: datetime, *, actor: Actor = Actor.AI) -> Step:
    step = offers.end(request, State.COMPLETED, Outcome.HELD, detail, now)
    return step.noting(entry(EntryType.COMPLETED, f"The meeting was held: {detail}", now, actor=actor))


def missed(request: MeetingRequest, detail: str, now: datetime, *, actor: Actor = Actor.AI) -> Step:
    """A no-show: count it and offer two near times at once, without blame; from the second on the rep is told
    to call."""
    counted = replace(
        offers.off_calendar(request),
        state=State.NO_SHOW,
        no_show_count=request.no_show_count + 1,
        asks_since_reply=0,
        counts_from=now,
        handled_by=Handler.AGENT,
        requires_human_review=False,
        review_reason="",
        attendees=_unanswered(request),
    )
    line = entry(EntryType.NO_SHOW_DETECTED, f"They did not come: {detail}", now, actor=actor)
    if reason := timing.why_stop(counted, now):
        return offers.give_up(counted, reason, now).noting(line)
    held = good_name.held_back(counted, now)
    step = held or offers.look_for(counted, SlotPurpose.RECOVERY, now, state=State.NO_SHOW)
    follows = "Nothing is sent before you decide." if held else "Two new times are being offered."
    notice = TellRep("No-show", f"{request.title}: {detail} {follows}", Urgency.HIGH)
    if leverage.has_missed_several(counted):
        step = step.also(RaiseLeverage(LeverageTrigger.MULTIPLE_NO_SHOWS))
    return step.also(notice).frozen().noting(line)


def _ask_the_rep(request: MeetingRequest, detail: str, now: datetime) -> Step:
    """Without evidence nothing is sent: keep looking for a report, and ask the rep after an hour."""
    ends_at = request.ends_at
    assert ends_at is not None
    has_no_report_ever = request.platform is not Platform.TEAMS or not request.join_url
    if not has_no_report_ever and now < ends_at + timing.ASK_REP_AFTER:
        return Step(request, (), (entry(EntryType.WAITING, f"{detail} Looking again shortly.", now),))
    if request.requires_human_review and request.review_reason == HOW_DID_IT_GO:
        return Step(_next_look(request, now), (), (entry(EntryType.WAITING, detail, now),))
    asked = replace(_next_look(request, now), requires_human_review=True, review_reason=HOW_DID_IT_GO)
    notice = TellRep("How did it go?", f"{request.title}: {HOW_DID_IT_GO}", Urgency.HIGH)
    return Step(asked, (notice,), (entry(EntryType.WAITING, f"{detail} Asked you.", now),))


def _next_look(request: MeetingRequest, now: datetime) -> MeetingRequest:
    ends_at = request.ends_at
    assert ends_at is not None
    if (
        now >= ends_at + timing.HOURLY_POLLS_UNTIL
        or request.platform is not Platform.TEAMS
        or not request.join_url
    ):
        return replace(request, next_action=timing.remind_rep(request, now))
    return request
