"""What follows when somebody comes or goes, in words, before it is done. Knows no Qt.

The machine itself is asked, so that what is promised here is what happens.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, tzinfo

from ui.asking import Question
from ui.formatting import meeting_moment
from ui.people.lines import first_called
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.approval import release
from xforce_desktop.scheduling.effects import BookMeeting, SendLetter, UpdateAttendees
from xforce_desktop.scheduling.events import AttendeeAdded, AttendeeRemoved, AttendeeReplaced, Event
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import Attendee, Handler, MeetingRequest, Side, State
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

_NEWCOMER = "newcomer@newcomer.invalid"  # nobody has this address: RFC 2606
HELD = "You have this one, so nobody is written to; the next mail goes to those who are in it then."
PAUSED = "It is paused, so nobody is written to; the next mail goes to those who are in it then."
REVIEWED = "It waits for you, so nobody is written to; the next mail goes to those who are in it then."


def newcomer(side: Side, *, is_required: bool) -> Attendee:
    """Somebody not known yet."""
    return Attendee(uuid.UUID(int=0), side, "", _NEWCOMER, is_required=is_required)


def after_adding(request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None) -> str:
    """What follows for a newcomer."""
    step = _step(request, AttendeeAdded(person), now)
    if step is None:
        return ""
    own = _need_in_words(person)
    return _said(
        own, _invited(request, step, now, zone, "They get"), _asked(step, now), _still(request, step)
    )


def after_replacing(
    request: MeetingRequest, old: Attendee, person: Attendee, now: datetime, zone: tzinfo | None
) -> str:
    """What follows for the newcomer and for whose place it was."""
    step = _step(request, AttendeeReplaced(old.email, person), now)
    if step is None:
        return ""
    own = f"They come in the place of {old.called}, and are needed as much."
    invited = _invited(request, step, now, zone, f"They get, and {old.called} loses,")
    return _said(own, invited, _asked(step, now), _still(request, step))


def remove_question(
    request: MeetingRequest, person: Attendee, now: datetime, zone: tzinfo | None
) -> Question:
    """Asked before somebody is taken out."""
    step = _step(request, AttendeeRemoved(person.email), now)
    told = f"{first_called(person)} gets no mail about it."
    parts: list[str] = [told]
    if step is not None:
        invited = _invited(request, step, now, zone, f"{first_called(person)} loses")
        parts = [invited or told, _calendar_freed(person), _booked(step, now, zone)]
        parts += [_asked_others(step, now), _still(request, step)]
    return Question(
        title=f"Remove {person.called}?",
        text=_said(*parts),
        yes="Remove",
        no=f"Keep {first_called(person)}",
    )


def _step(request: MeetingRequest, event: Event, now: datetime) -> Step | None:
    try:
        return transition(request, event, now)
    except UnexpectedEvent:
        return None  # the desk says why when it is tried


def _said(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _need_in_words(person: Attendee) -> str:
    if not person.is_required:
        return "They need not be there, so no time depends on them."
    if person.side is Side.INTERNAL:
        return "Only times at which they are free are offered from now on."
    return "Nothing is booked without their yes."


def _calendar_freed(person: Attendee) -> str:
    counts = person.side is Side.INTERNAL and person.is_required
    return "Their calendar no longer counts." if counts else ""


def _invited(request: MeetingRequest, step: Step, now: datetime, zone: tzinfo | None, who: str) -> str:
    if not any(isinstance(effect, UpdateAttendees) for effect in step.effects):
        return ""
    at = request.scheduled_time
    return f"{who} the invitation{f' for {_lower(meeting_moment(at, now, zone))}' if at else ''}."


def _lower(moment: str) -> str:
    """ "tomorrow 2:00 PM" inside a sentence; names of days keep their capital."""
    return moment[0].lower() + moment[1:] if moment.startswith(("Today", "Tomorrow", "Was ")) else moment


def _asked(step: Step, now: datetime) -> str:
    """The newcomer is asked; the others are not asked again about what they have."""
    letter = _letter(step)
    if letter is None:
        return "What is being prepared is made anew for those who are in it then." if step.freezes else ""
    return f"They are asked by name about the times that stand.{_waits(step, letter, now)}"


def _asked_others(step: Step, now: datetime) -> str:
    letter = _letter(step)
    if letter is not None:
        return f"Those who have not answered are asked by name.{_waits(step, letter, now)}"
    is_anew = step.freezes and not any(isinstance(effect, BookMeeting) for effect in step.effects)
    return "What is being prepared is made anew for the others." if is_anew else ""


def _booked(step: Step, now: datetime, zone: tzinfo | None) -> str:
    starts = [effect.start for effect in step.effects if isinstance(effect, BookMeeting)]
    if not starts:
        return ""
    return (
        f"All others have agreed, so the meeting is booked: {_lower(meeting_moment(starts[0], now, zone))}."
    )


def _letter(step: Step) -> SendLetter | None:
    letters = [effect for effect in step.effects if isinstance(effect, SendLetter)]
    return next((letter for letter in letters if letter.kind is LetterKind.ASK_SILENT), None)


def _waits(step: Step, letter: SendLetter, now: datetime) -> str:
    waits = release(step.request, letter, now, timedelta()).status is OutboxStatus.WAITING
    return " The mail waits for your word." if waits else ""


def _still(request: MeetingRequest, step: Step) -> str:
    """Why nothing happens, where something else would."""
    if step.effects or step.freezes:
        return ""
    if request.handled_by is Handler.REP:
        return HELD
    if request.state is State.PAUSED:
        return PAUSED
    return REVIEWED if request.requires_human_review else ""
