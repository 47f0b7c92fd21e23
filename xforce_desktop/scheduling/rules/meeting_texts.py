"""Texts about a booked meeting: that it stands, that it is near, that it has begun.

A text goes beside the mail and the invitation, never in their place, and asks for nothing: it counts in no
ladder, no cap and no number of attempts, and where it cannot leave nothing takes its place.

confirmed: to whom chose the time by text. today: once, an hour before the meeting, to whoever agreed to be
texted; not within an hour of a reminder by mail, nor on the day of a text that confirmed it. late: on the
rep's word, beside the mail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ActionDue
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.rules import offers, texting, timing
from xforce_desktop.scheduling.step import Step, entry

_WHY = {
    LetterKind.SMS_CONFIRMED: "They chose the time by text, so a text says that it stands.",
    LetterKind.SMS_TODAY: "The meeting is near, and they agreed to be texted.",
    LetterKind.SMS_LATE: "They are not there yet; a text reaches them sooner than a mail.",
}


def with_confirmation(step: Step, now: datetime) -> Step:
    """The step with which a meeting is on the calendar, with a text for whom chose it by text."""
    return _with_text(step, LetterKind.SMS_CONFIRMED, now) if texting.writes_by_text(step.request) else step


def with_late(step: Step, now: datetime) -> Step:
    """The step with which they are asked whether they are on their way, with a text."""
    return _with_text(step, LetterKind.SMS_LATE, now)


def _with_text(step: Step, kind: LetterKind, now: datetime) -> Step:
    """With a text, unless there can be none; with a line for the log if it could not leave in time."""
    request = step.request
    assert request.scheduled_time is not None
    if not texting.may_get_texts_about_meeting(request):
        return step
    letter = SendLetter(kind, (request.scheduled_time,), why=_WHY[kind])
    leaves_at = approval.sending_time(request, letter, now)
    if reason := approval.why_of_no_use(request, letter, leaves_at):
        why = f"No text beside it: once one may leave there, it is of no use. {reason}"
        return replace(step, entries=(*step.entries, entry(EntryType.NOTED, why, now)))
    return step.also(letter)


def on_text_due(request: MeetingRequest, event: ActionDue, now: datetime) -> Step:
    """Raises UnexpectedEvent if the meeting is not on the calendar."""
    if request.agreed_time:
        return offers.calendar_has_still_to_change(request, now)
    if request.scheduled_time is None:
        raise UnexpectedEvent("No meeting is booked.")
    due_at = request.next_action.at if request.next_action else now
    later = max(now, due_at)  # a clock that is set back must not bring the same text again
    waiting = replace(request, next_action=timing.after_booking(request, later))
    if why := _why_none_today(request, now):
        return Step(waiting, (), (entry(EntryType.NOTED, f"No text before the meeting: {why}", now),))
    line = entry(EntryType.NOTED, "It is time for the text before the meeting.", now)
    return _with_text(Step(waiting, (), (line,)), LetterKind.SMS_TODAY, now)


def _why_none_today(request: MeetingRequest, now: datetime) -> str:
    """What has happened since it was planned, as after a sleep of the computer."""
    start = request.scheduled_time
    assert start is not None
    if start <= now:
        return "it has begun."
    if not texting.may_get_texts_about_meeting(request):
        return f"{texting.why_no_text(request) or 'they do not text us any more'}."
    if any(_reminds(turn.type) and turn.at > now - timing.BETWEEN_REMINDERS for turn in request.history):
        return "they were reminded a moment ago."
    return ""


def _reminds(turn: str) -> bool:
    kinds = (LetterKind.REMINDER, LetterKind.SMS_TODAY, LetterKind.SMS_CONFIRMED, LetterKind.CONFIRMATION)
    return turn in {f"{kind}_sent" for kind in kinds}
