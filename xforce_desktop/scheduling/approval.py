"""When something that is queued may leave: the approval ladder, the undo time and the recipient's hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import cadence
from xforce_desktop.scheduling.effects import BookMeeting, Effect, MoveMeeting, SendLetter
from xforce_desktop.scheduling.request import Approval, MeetingRequest
from xforce_desktop.scheduling.rules.timing import locale_of
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

LEAVES = (SendLetter, BookMeeting, MoveMeeting)  # what others will see
ANNOUNCED = frozenset(
    {LetterKind.REMINDER, LetterKind.CONFIRMATION}
)  # follow from what the rep could undo before


@dataclass(frozen=True)
class Release:
    """The first status of a queued effect, when it may leave (UTC) and why then."""

    status: OutboxStatus
    not_before: datetime
    why: str


def release(request: MeetingRequest, effect: Effect, now: datetime, undo: timedelta) -> Release:
    """Decide for a new effect. What is unsure never becomes an effect: it is handed to the rep instead."""
    if not isinstance(effect, LEAVES):
        return Release(OutboxStatus.PENDING, now, "")
    if reason := _why_wait(request):
        return Release(OutboxStatus.WAITING, now, reason)
    announced = isinstance(effect, SendLetter) and effect.kind in ANNOUNCED
    delay = undo if request.approval is Approval.AUTOPILOT and not announced else timedelta(0)
    why = "You can still undo it for a moment." if delay else ""
    return leaving(request, effect, now + delay, why)


def _why_wait(request: MeetingRequest) -> str:
    if request.approval is Approval.REVIEW_ALL:
        return "You review everything before it leaves."
    if request.approval is Approval.REVIEW_FIRST and not request.is_approved:
        return "You review the first message of each conversation."
    return ""


def leaving(request: MeetingRequest, effect: Effect, at: datetime, why: str = "") -> Release:
    """For what may leave at `at`: mails wait for the recipient's working hours, reminders keep theirs."""
    if not isinstance(effect, SendLetter) or effect.kind is LetterKind.REMINDER:
        return Release(OutboxStatus.PENDING, at, why)
    when = cadence.next_sending_time(at, locale_of(request))
    if when > at:
        why = "It waits for the recipient's working hours."
    return Release(OutboxStatus.PENDING, when, why)
