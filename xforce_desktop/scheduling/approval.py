"""When something that is queued may leave: the approval ladder, the undo time and the recipient's hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.scheduling import cadence, knobs
from xforce_desktop.scheduling.composing import CHASES
from xforce_desktop.scheduling.effects import BookMeeting, Effect, MoveMeeting, SendLetter
from xforce_desktop.scheduling.request import Approval, MeetingRequest
from xforce_desktop.scheduling.rules.timing import locale_of
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus

LEAVES = (SendLetter, BookMeeting, MoveMeeting)  # what others will see
ANNOUNCED = frozenset(
    {LetterKind.REMINDER, LetterKind.CONFIRMATION, LetterKind.SMS_CONFIRMED, LetterKind.SMS_TODAY}
)  # follow from what the rep could undo before
UNASKED = frozenset({*CHASES, LetterKind.INITIAL, LetterKind.SMS})  # nobody waits for them
ON_THE_REPS_WORD = frozenset({LetterKind.RUNNING_LATE, LetterKind.SMS_LATE})


WAITS_FOR_THEIR_HOURS = "It waits for the recipient's working hours."


@dataclass(frozen=True)
class Release:
    """The first status of a queued effect, when it may leave (UTC) and why then."""

    status: OutboxStatus
    not_before: datetime
    why: str


def release(request: MeetingRequest, effect: Effect, now: datetime, undo: timedelta) -> Release:
    """Decide for a new effect. What is unsure never becomes an effect: it is handed to the rep instead."""
    if not isinstance(effect, LEAVES) or _is_on_the_reps_word(effect):
        return Release(OutboxStatus.PENDING, now, "")
    if reason := _why_wait(request):
        words = " ".join(one for one in (reason, _until_in_words(request, effect)) if one)
        return Release(OutboxStatus.WAITING, now, words)
    announced = isinstance(effect, SendLetter) and effect.kind in ANNOUNCED
    delay = undo if request.approval is Approval.AUTOPILOT and not announced else timedelta(0)
    why = "You can still undo it for a moment." if delay else ""
    at, wanted = _wanted_at(request, effect, now + delay)
    return leaving(request, effect, at, wanted or why)


def _wanted_at(request: MeetingRequest, effect: Effect, at: datetime) -> tuple[datetime, str]:
    """Asks that nobody waits for leave in the hours that were learned, or are tried, for this request: when,
    and why not before. What the rep has just approved does not come here: it leaves at once."""
    hours, use = knobs.wanted_hours(request.knobs), knobs.use_of(request.knobs, knobs.Knob.HOUR)
    is_chase = isinstance(effect, SendLetter) and effect.kind in UNASKED
    if hours is None or use is None or not is_chase:
        return at, ""
    when = cadence.within_hours(at, hours, locale_of(request))
    return (
        when,
        f"It waits for {hours[0]:%H:%M} to {hours[1]:%H:%M}, their time. {use.why}" if when > at else "",
    )


def released_anew(
    row: OutboxRow, before: MeetingRequest, after: MeetingRequest, now: datetime, undo: timedelta
) -> OutboxRow:
    """A row that has not begun to leave and waits as `before` has it, as `after` has it: not before now, in
    their hours. What waits for anything else as well stays."""
    had, has = (release(one, row.effect, row.created_at, undo) for one in (before, after))
    if not can_be_undone(row) or had.not_before != row.not_before or has.not_before == had.not_before:
        return row
    leaves = leaving(after, row.effect, max(has.not_before, now), has.why)
    why = " ".join(f"{row.why.removesuffix(had.why)} {leaves.why}".split())
    return replace(row, not_before=leaves.not_before, why=why)


def can_be_undone(row: OutboxRow) -> bool:
    """Whether others would see it, and nothing of it has begun to leave."""
    return row.status is OutboxStatus.PENDING and not row.attempts and isinstance(row.effect, LEAVES)


def overtaken(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Of the rows of a request, oldest first: those not begun that another message of the same kind, one that
    waits for the rep, says again. Meant is the newest, or the one that the rep has edited."""
    unsent = [row for row in rows if row.status is OutboxStatus.WAITING or can_be_undone(row)]
    letters = [(_same_for(row.effect.kind), row) for row in unsent if isinstance(row.effect, SendLetter)]
    waiting = [(kind, row) for kind, row in letters if row.status is OutboxStatus.WAITING]
    meant = dict(sorted(waiting, key=lambda one: one[1].edited_by_rep))
    return [row for kind, row in letters if kind in meant and row is not meant[kind]]


def _same_for(kind: LetterKind) -> LetterKind:
    """A follow-up is one whatever it brings."""
    return LetterKind.FOLLOW_UP if kind in CHASES else kind


def _is_on_the_reps_word(effect: Effect) -> bool:
    """The rep has just asked for it, in the middle of the meeting."""
    return isinstance(effect, SendLetter) and effect.kind in ON_THE_REPS_WORD


def _why_wait(request: MeetingRequest) -> str:
    if request.approval is Approval.REVIEW_ALL:
        return "You review everything before it leaves."
    if request.approval is Approval.REVIEW_FIRST and not request.is_approved:
        return "You review the first message of each conversation."
    return ""


def leaving(request: MeetingRequest, effect: Effect, at: datetime, why: str = "") -> Release:
    """For what may leave at `at`: messages wait for the recipient's working hours, invitations do not."""
    if not isinstance(effect, SendLetter):
        return Release(OutboxStatus.PENDING, at, why)
    when = sending_time(request, effect, at)
    if when > at:
        why = WAITS_FOR_THEIR_HOURS
    return Release(OutboxStatus.PENDING, when, why)


def sending_time(request: MeetingRequest, letter: SendLetter, at: datetime) -> datetime:
    """`at`, or the next moment at which the recipient works; the note during the meeting goes at once.

    For texts the law's hours hold, whatever ours are; one about a booked meeting may use all of them.
    """
    place = locale_of(request)
    if letter.kind is LetterKind.SMS_LATE:
        return cadence.end_of_quiet_hours(at, place)
    if letter.kind in TEXTS_OF_MEETING:
        return cadence.next_texting_time(at, place)
    if _is_on_the_reps_word(letter):
        return at
    when = cadence.next_sending_time(at, place)
    return cadence.next_texting_time(when, place) if letter.kind is LetterKind.SMS else when


def of_use_until(request: MeetingRequest, effect: Effect) -> datetime | None:
    """When a text about the booked meeting is of no use any more: from its start, for one that asks whether
    they are on their way from its end. None for anything else."""
    if not isinstance(effect, SendLetter) or effect.kind not in TEXTS_OF_MEETING or not effect.times:
        return None
    start = effect.times[0]
    return start + request.duration if effect.kind is LetterKind.SMS_LATE else start


def why_of_no_use(request: MeetingRequest, effect: Effect, at: datetime) -> str:
    """Why a text about the booked meeting may not leave at that moment any more; empty if it may."""
    until = of_use_until(request, effect)
    if until is None:
        return ""
    assert isinstance(effect, SendLetter)
    if not request.is_booked or request.agreed_time or request.scheduled_time != effect.times[0]:
        return "The meeting is not at that time any more."
    return (
        f"The meeting {'is over' if effect.kind is LetterKind.SMS_LATE else 'has begun'}."
        if at >= until
        else ""
    )


def _until_in_words(request: MeetingRequest, effect: Effect) -> str:
    until = of_use_until(request, effect)
    if until is None:
        return ""
    when = until.astimezone(ZoneInfo(request.preferences.timezone))
    return f"It is dropped on {when:%A, %B} {when.day}, at {when:%H:%M}: from then on it is of no use."
