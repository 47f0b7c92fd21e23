"""What follows when somebody turns out to be in another zone than the times were shown in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import as_utc
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.when import spoken
from xforce_desktop.replies.analysis import Intent, Window
from xforce_desktop.scheduling.effects import SendLetter, SlotPurpose, TellRep, Urgency
from xforce_desktop.scheduling.events import ReplyReceived, ZoneDoubt, ZoneLearned
from xforce_desktop.scheduling.request import Attendee, EntryType, MeetingRequest, State
from xforce_desktop.scheduling.rules import offers, timing
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.zone_ledger import same_clock, zone_name

MOST_READINGS = 3


def on_zone_learned(request: MeetingRequest, event: ZoneLearned, now: datetime) -> Step:
    """From now on times are shown in it. What is on the calendar stays; the rep is told of it."""
    person = request.attendee_by_address(event.address)
    if person is None or person not in request.external:
        why = f"{event.address} is not on their side, so their zone changes nothing."
        return Step(request, (), (entry(EntryType.NOTED, why, now),))
    before = person.zone or person.timezone or request.preferences.timezone
    after = request.with_attendee(replace(person, zone=event.zone, zone_is_sure=event.is_sure))
    if same_clock(before, event.zone, now):
        known = "is sure" if event.is_sure else "is in doubt, so it is asked about once"
        why = f"That {person.called} is on {zone_name(event.zone)} {known}."
        return Step(after, (), (entry(EntryType.NOTED, why, now),))
    said = f" They said: “{event.words}”" if event.words else ""
    why = f"{person.called} is on {zone_name(event.zone)}, not {zone_name(before)}.{said}"
    step = Step(after, (), (entry(EntryType.NOTED, why, now),))
    if person.id != request.primary.id:
        return step
    moment = request.agreed_time or request.scheduled_time
    if moment is not None and moment > now:
        return step.also(_told_of_booked(request, person, event.zone, before, moment))
    if request.is_held_by_rep or request.agreed_time:  # a booking under way is answered for itself
        return step
    return step.frozen()


def _told_of_booked(
    request: MeetingRequest, person: Attendee, zone: str, before: str, moment: datetime
) -> TellRep:
    """A time that was agreed by another clock: nothing moves by itself."""
    text = (
        f"{request.title}: {person.called} is on {zone_name(zone)}, but was shown {zone_name(before)}. The "
        f"meeting stands at {spoken(moment, zone)} for them. Please check that they mean that."
    )
    return TellRep("Booked by another clock", text, Urgency.HIGH)


def is_in_doubt(event: ReplyReceived) -> bool:
    """Whether it names times whose zone nobody can tell, or has nothing else to say than where they are."""
    said = event.analysis
    names = bool(said.selected_time or said.windows or said.any_offered or said.readings or said.narrowed_to)
    agrees = said.intent in {Intent.ACCEPT_TIME, Intent.UNCLEAR}
    if event.zone_doubt is ZoneDoubt.ELSEWHERE:
        return names or agrees
    return event.zone_doubt is ZoneDoubt.TRAVELLING and names


def in_their_zone(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """Nothing is booked on such an answer: the same instants are shown once more, on their clock; where they
    will be in another place only then, the rep looks."""
    if event.zone_doubt is ZoneDoubt.TRAVELLING:
        reason = "They will be in another place then; please see by which clock they mean the time."
        return offers.needs_rep(request, reason, now).frozen()
    if request.agreed_time or request.is_booked:
        reason = "They are in another time zone than the agreed time was shown in; please check it."
        return offers.needs_rep(request, reason, now).frozen()
    why = "They are in another time zone, so the times are shown once more, on their clock."
    windows = [_on_their_clock(window, request) for window in event.analysis.windows]
    readings = tuple((span,) for span in windows if span.start > now)[:MOST_READINGS]
    times = tuple(t for t in request.seen_offer if t > now)
    if not (readings or times):
        step = offers.look_for(request, SlotPurpose.COUNTER, now, state=State.NEGOTIATING)
        return step.frozen().noting(entry(EntryType.NOTED, why, now))
    asking = replace(
        request,
        state=State.NEGOTIATING,
        next_action=timing.retry_options(now, "Show the times on their clock."),
    )
    letter = SendLetter(LetterKind.CLARIFY, () if readings else times, readings=readings, why=why)
    return Step(asking, (letter,), (entry(EntryType.NOTED, why, now),)).frozen()


def _on_their_clock(window: Window, request: MeetingRequest) -> Span:
    """Times of their own were read by the clock in which ours stood; they meant theirs."""
    shown, theirs = ZoneInfo(request.answered_timezone), ZoneInfo(request.recipient_timezone)
    start, end = (
        as_utc(moment.astimezone(shown).replace(tzinfo=theirs)) for moment in (window.start, window.end)
    )
    return Span(start, end)
