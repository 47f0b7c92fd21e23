"""Where in a chase, a series of no-shows or the life of a meeting a message stands."""

from __future__ import annotations

from datetime import timedelta

from xforce_desktop.messages.assignment import Assignment, LetterKind

_DAY = timedelta(hours=24)
TEXTS_OF_BOOKED = frozenset({"confirmed", "today"})  # stages of texts that name the booked time
_STAGE_OF_KIND = {
    LetterKind.SMS_CONFIRMED: "confirmed",
    LetterKind.SMS_TODAY: "today",
    LetterKind.SMS_LATE: "late",
}


def stage_of(assignment: Assignment) -> str:
    """How far a chase has gone: light, direct, last; for a no-show first, second, third."""
    if assignment.kind is LetterKind.NO_SHOW:
        return {0: "first", 1: "first", 2: "second"}.get(assignment.meeting.no_show_count, "third")
    if assignment.attempt <= 2 or assignment.soft_line:  # softer words ask nobody why they are silent
        return "light"
    return "direct" if assignment.attempt == 3 else "last"


def stage_of_text(assignment: Assignment) -> str:
    """confirmed, today or late where the kind says so. An `sms` is opening, light or last by the attempt,
    never last in softer words; missed after a no-show, counter to their times.

    Without an offer it is about a booked meeting: late once begun, today within a day, else confirmed.
    """
    if stage := _STAGE_OF_KIND.get(assignment.kind):
        return stage
    meeting, now = assignment.meeting, assignment.now
    if meeting.no_show_count and meeting.scheduled_time is not None and meeting.scheduled_time < now:
        return "missed"
    if meeting.scheduled_time is not None and not assignment.proposed_times:
        if meeting.scheduled_time <= now:
            return "late"
        return "today" if meeting.scheduled_time - now <= _DAY else "confirmed"
    if assignment.their_times:
        return "counter"
    if assignment.attempt <= 1:
        return "opening"
    return "light" if assignment.attempt <= 3 or assignment.soft_line else "last"
