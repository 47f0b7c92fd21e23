"""People who are added, replaced or removed by the rep while a meeting is being arranged or stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import SendLetter, UpdateAttendees
from xforce_desktop.scheduling.events import (
    AttendeeAdded,
    AttendeeRemoved,
    AttendeeReplaced,
    AttendeesUpdated,
    ConsentChanged,
    GuestsDiffer,
)
from xforce_desktop.scheduling.request import (
    ON_CALENDAR,
    ActionType,
    Actor,
    Attendee,
    EntryType,
    Handler,
    InviteStatus,
    MeetingRequest,
    Side,
    State,
)
from xforce_desktop.scheduling.rules import offers, timing, unreached
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.unit_of_work import ActionEntry

SEE = "See `request show` for who is in it."
PREPARED = frozenset({ActionType.SEND_OPTIONS, ActionType.REMIND_REP})  # a mail or a search may be under way


def on_added(request: MeetingRequest, event: AttendeeAdded, now: datetime) -> Step:
    """Raises UnexpectedEvent for somebody who is in it already. Who declined before may be asked again."""
    person = event.attendee
    known = request.attendee_by_address(person.email)
    if known and not known.left_out_reason:
        raise UnexpectedEvent(f"{known.called} is in it already.", SEE)
    others = tuple(a for a in request.attendees if a is not known)
    changed = _with_newcomer(replace(request, attendees=(*others, person)), person, now)
    line = entry(EntryType.ATTENDEE_ADDED, _added_in_words(person), now, actor=Actor.USER)
    return _joined(changed, person, now).noting(line)


def on_removed(request: MeetingRequest, event: AttendeeRemoved, now: datetime) -> Step:
    """Raises UnexpectedEvent for a stranger, for the organizer and for the last one on their side."""
    person = leaving(request, event.address)
    if is_last_of_theirs(request, person):
        advice = "Replace them by somebody else, or cancel the request."
        raise UnexpectedEvent(f"{person.called} is the last one on their side.", advice)
    changed = unreached.settled(_without(request, person), person)
    why = event.why or f"You removed {person.called}."
    line = entry(EntryType.ATTENDEE_REMOVED, why, now, actor=Actor.USER)
    step = _left(changed, person, now).noting(line)
    return _sought_anew(step, now) if person.side is Side.INTERNAL else step


def on_replaced(request: MeetingRequest, event: AttendeeReplaced, now: datetime) -> Step:
    """The newcomer takes the place; what the other agreed to or proposed is not theirs."""
    old, new = leaving(request, event.address), event.attendee
    known = request.attendee_by_address(new.email)
    if known and known is not old and not known.left_out_reason:
        raise UnexpectedEvent(f"{known.called} is in it already.", SEE)
    people = tuple(new if a is old else a for a in request.attendees if a is old or a is not known)
    taken_up = unreached.settled(replace(_without(request, old), attendees=people), old)
    changed = _with_newcomer(taken_up, new, now)
    why = f"You replaced {old.called} by {new.called}."
    step = _joined(changed, new, now)
    if not step.freezes and _must_agree(old) and may_act(changed):
        step = begin_again(step, now)
    return step.noting(entry(EntryType.ATTENDEE_ADDED, why, now, actor=Actor.USER))


def _with_newcomer(request: MeetingRequest, person: Attendee, now: datetime) -> MeetingRequest:
    """Whoever has to agree has not been asked yet: the asks and the age of the request begin anew."""
    if not _must_agree(person):
        return request
    return replace(request, asks_since_reply=0, ladder_step=0, counts_from=now)


def on_consent_changed(request: MeetingRequest, event: ConsentChanged, now: datetime) -> Step:
    """Texts follow it at once. Raises UnexpectedEvent for a stranger, a colleague, and without a number."""
    person = request.attendee_by_address(event.address)
    if person is None or person.side is Side.INTERNAL:
        raise UnexpectedEvent(f"{event.address} is nobody on their side.", SEE)
    changed = replace(person, sms_consent=event.consent, phone=event.phone or person.phone)
    if event.consent is not None and not changed.phone:
        raise UnexpectedEvent(f"There is no number of {person.called} to text.", "Give their number too.")
    if changed == person:
        raise UnexpectedEvent("That is so already.", SEE)
    step = Step(request.with_attendee(changed), (), (_consent_line(changed, event, now),))
    lost = event.consent is None or changed.phone != person.phone
    return replace(step, stops_texts=lost and person.id == request.primary.id)


def _consent_line(person: Attendee, event: ConsentChanged, now: datetime) -> ActionEntry:
    if event.consent is None:
        why = f"You noted that {person.called} is not to be texted any more"
        return entry(
            EntryType.NOTED, f"{why}: {event.why}" if event.why else f"{why}.", now, actor=Actor.USER
        )
    on = event.consent.given_on
    why = (
        f"You noted that {person.called} may be texted at {person.phone}: {event.consent.source}, "
        f"{on:%B} {on.day}, {on.year}."
    )
    return entry(EntryType.NOTED, why, now, actor=Actor.USER)


def on_guests_differ(request: MeetingRequest, event: GuestsDiffer, now: datetime) -> Step:
    """People changed while the event was being made."""
    why = "The invitation went to others than are to come now, so it is changed."
    effects = (UpdateAttendees(event.event_id),) if request.calendar_event_id == event.event_id else ()
    return Step(request, effects, (entry(EntryType.NOTED, why, now),))


def on_updated(request: MeetingRequest, event: AttendeesUpdated, now: datetime) -> Step:
    why = "The invitation on the calendar names those who are to come now."
    return Step(request, (), (entry(EntryType.NOTED, why, now),))


def _added_in_words(person: Attendee) -> str:
    if not person.is_required:
        return f"You added {person.called}, who need not be there."
    if person.side is Side.INTERNAL:
        return f"You added {person.called}, whose calendar counts from now on."
    return f"You added {person.called}, who has to agree as well."


def leaving(request: MeetingRequest, address: str) -> Attendee:
    """Who has this address. Raises UnexpectedEvent for a stranger and for the organizer."""
    person = request.attendee_by_address(address)
    if person is None:
        raise UnexpectedEvent(f"{address} is not in this request.", SEE)
    if person.is_organizer:
        raise UnexpectedEvent("The meeting is yours, so you stay in it.", "Cancel the request instead.")
    return person


def is_last_of_theirs(request: MeetingRequest, person: Attendee) -> bool:
    """Whether nobody else on their side is left to meet."""
    others = (a for a in request.external if a is not person and not a.left_out_reason)
    return person.side is Side.EXTERNAL and not any(others)


def _without(request: MeetingRequest, person: Attendee) -> MeetingRequest:
    """Times that they proposed go with them; what they said about days and hours holds for the request."""
    address = person.email.casefold()
    proposed = request.their_times_from == address
    return replace(
        request,
        attendees=tuple(a for a in request.attendees if a is not person),
        also_write_to=tuple(a for a in request.also_write_to if a.casefold() != address),
        their_times=() if proposed else request.their_times,
        their_times_from="" if proposed else request.their_times_from,
    )


def _joined(request: MeetingRequest, person: Attendee, now: datetime) -> Step:
    """Who is on the calendar is invited; who has to agree is asked by name about what the others have."""
    step = invited_anew(Step(_reconfirmed(request)), now)
    if not (_must_agree(person) and may_act(request)):
        return step
    if request.agreed_time and request.agreed_time > now:
        why = f"{person.called} has to agree to the time as well, so it is not booked yet."
        asked = offers.ask_the_others(replace(request, agreed_time=None), (request.agreed_time,), why, now)
        return replace(asked, effects=step.effects + asked.effects).frozen()
    if _stands(request):
        return step
    return _asked_by_name(step, f"{person.called} has not seen the times yet; asking by name.", now) or step


def _left(request: MeetingRequest, person: Attendee, now: datetime) -> Step:
    """What was waiting for them only goes on; a mail that may name them is made anew."""
    step = invited_anew(Step(_reconfirmed(request)), now)
    if not (_must_agree(person) and may_act(request)) or request.agreed_time or _stands(request):
        return step
    if common := request.common_times(now):
        booked = offers.book(request, common[0], "All others who must come agreed to this time.", now)
        return replace(booked, effects=step.effects + booked.effects).frozen()
    action = request.next_action
    if action and action.type is ActionType.SEND_OPTIONS:
        again = _asked_by_name(step, "Asking those who have not answered yet.", now)
        return again or begin_again(step, now)
    return begin_again(step, now)


def _sought_anew(step: Step, now: datetime) -> Step:
    """A colleague less: times that were prepared, or not found, are sought for those who are left.

    An offer that has left stands, as it suits them all the same: no second mail for that, the next one brings
    more times. What waits for the rep for another reason goes on waiting.
    """
    request, action = step.request, step.request.next_action
    is_stuck = request.review_reason.startswith(offers.NO_FREE_TIME)
    if request.is_held_by_rep or (request.requires_human_review and not is_stuck):
        return step
    if request.state in ON_CALENDAR or action is None:
        return step
    if request.offer_was_sent and any(t > now for t in request.offered_times):
        why = "The times that they have suit everybody who is left; the next mail brings more."
        return replace(step, entries=(*step.entries, entry(EntryType.NOTED, why, now)))
    if is_stuck:
        request = replace(request, requires_human_review=False, review_reason="")
    return begin_again(replace(step, request=request), now)


def _must_agree(person: Attendee) -> bool:
    return person.side is Side.EXTERNAL and person.is_required and not person.is_out


def may_act(request: MeetingRequest) -> bool:
    """Whether the agent may write now; otherwise the next mail takes the change into account."""
    still = request.handled_by is Handler.REP or request.state is State.PAUSED
    return not still and not request.requires_human_review


def _stands(request: MeetingRequest) -> bool:
    return request.state in ON_CALENDAR and request.is_booked and request.agreed_time is None


def _reconfirmed(request: MeetingRequest) -> MeetingRequest:
    """A booked meeting is confirmed once all required people who are in it now have accepted."""
    if not _stands(request):
        return request
    everybody = all(a.invite_status is InviteStatus.ACCEPTED for a in request.required_external)
    changes = {(State.CONFIRMING, True): State.CONFIRMED, (State.CONFIRMED, False): State.CONFIRMING}
    state = changes.get((request.state, everybody), request.state)
    return replace(request, state=state, invite_accepted=everybody)


def invited_anew(step: Step, now: datetime) -> Step:
    """The event on the calendar, if there is one ahead, gets the people who are in it now."""
    request = step.request
    if request.calendar_event_id and (request.ends_at or now) > now:
        return step.also(UpdateAttendees(request.calendar_event_id))
    return step


def _asked_by_name(step: Step, why: str, now: datetime) -> Step | None:
    """The live offer, as far as it lies ahead and the others left it open; None if there is none."""
    request = step.request
    ahead = tuple(t for t in request.offered_times if t > now)
    if not (request.offer_was_sent and ahead):
        return None
    answers = [set(a.agreed_times) for a in request.required_external if a.agreed_times]
    chosen = set.intersection(*answers) if answers else set(ahead)
    letter = SendLetter(LetterKind.ASK_SILENT, tuple(t for t in ahead if t in chosen) or ahead, why=why)
    waiting = replace(request, next_action=timing.retry_options(now, "Ask those who have not answered."))
    line = entry(EntryType.NOTED, why, now, times=letter.times)
    return replace(step, request=waiting, entries=(*step.entries, line)).also(letter).frozen()


def begin_again(step: Step, now: datetime) -> Step:
    """Whatever was being prepared stands no more, as for other people: begin that step again."""
    action = step.request.next_action
    if action is None or action.type not in PREPARED or step.request.state in ON_CALENDAR:
        return step
    again = timing.retry_options(now, "Find times for those who are in it now.")
    return replace(step, request=replace(step.request, next_action=again)).frozen()
