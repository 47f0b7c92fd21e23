"""What holds no more leaves open requests at once: their settings, what is planned and what is queued."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.scheduling import approval, turns
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.knobs import Knob, Source
from xforce_desktop.scheduling.lessons import LearnedChange
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def take_out(work: UnitOfWork, change: LearnedChange, now: datetime, undo_time: timedelta) -> None:
    """Open requests go back to what their strategy says. It stays noted that they had it: neither value can
    take the credit for how they end. `undo_time`: the rep's time to undo what leaves by itself."""
    for request in work.requests(include_ended=False):
        uses = tuple(
            replace(use, source=Source.UNDONE) if use.change_id == change.id else use for use in request.knobs
        )
        if uses == request.knobs:
            continue
        said = [f"What was learned does not hold any more: {change.ended_why}"]
        without = replace(request, knobs=uses)
        if change.setting.knob is Knob.LENGTH:
            without, goes_on = _with_length_of_before(work, without, change)
            said.append(goes_on)
        without = _planned_anew(request, without, now)
        is_anew = without.next_action != request.next_action
        is_anew |= _release_anew(work, request, without, now, undo_time)
        said += ["When they are written to next is planned anew."] if is_anew else []
        work.save(without)
        work.append_actions(request.id, [entry(EntryType.NOTED, " ".join(said), now)])


def _planned_anew(request: MeetingRequest, without: MeetingRequest, now: datetime) -> MeetingRequest:
    """The next follow-up, also the one that was planned before a pause."""
    next_, interrupted = (
        timing.planned_anew(action, request, without, now)
        for action in (request.next_action, request.interrupted_action)
    )
    if (next_, interrupted) == (request.next_action, request.interrupted_action):
        return without
    return timing.with_last_call(replace(without, next_action=next_, interrupted_action=interrupted), now)


def _release_anew(
    work: UnitOfWork, request: MeetingRequest, without: MeetingRequest, now: datetime, undo_time: timedelta
) -> bool:
    """What is queued; whether anything leaves at another time now."""
    rows = work.outbox_of(request.id)
    changed = [(row, approval.released_anew(row, request, without, now, undo_time)) for row in rows]
    for row, anew in changed:
        if anew is not row:
            work.update_row(anew)
    return any(anew is not row for row, anew in changed)


def _with_length_of_before(
    work: UnitOfWork, request: MeetingRequest, change: LearnedChange
) -> tuple[MeetingRequest, str]:
    """Unless a message that may name the length was written already; and what is said of it."""
    letters = [row for row in work.outbox_of(request.id) if isinstance(row.effect, SendLetter)]
    if letters or turns.asks(request) or request.is_booked:
        return request, f"This meeting stays at {request.duration_minutes} minutes, as it was offered so."
    minutes = int(change.before)
    restored = replace(request, duration_minutes=minutes, first_duration_minutes=minutes)
    return restored, f"This meeting is asked for with {minutes} minutes again."
