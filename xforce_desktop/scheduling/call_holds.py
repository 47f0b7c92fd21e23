"""While the rep is on the phone nothing leaves for whom they call, and for their company.

What is due is put off until the hold runs out, so that it goes on by itself, also after a restart; when the
rep is done before, it goes on at once. What is not due yet keeps its own time, so a call makes nothing leave
sooner. What has begun to leave is looked up as always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.scheduling import approval
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    MoveMeeting,
    SendLetter,
    UpdateAttendees,
)
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

SEEN_BY_THEM = (SendLetter, BookMeeting, MoveMeeting, CancelMeeting, UpdateAttendees)


def hold_for(holds: Sequence[CallHold], request: MeetingRequest, now: datetime) -> CallHold | None:
    """The one that stops what would leave for the request, if there is one."""
    return next((hold for hold in holds if hold.holds(request, now)), None)


def in_words(hold: CallHold, zone: str) -> str:
    """ "You are calling John Smith: nothing leaves before 14:30." By the rep's clock."""
    until = hold.until.astimezone(ZoneInfo(zone))
    return f"You are calling {hold.who}: nothing leaves before {until:%H:%M}."


def put_off(work: UnitOfWork, request: MeetingRequest, row: OutboxRow, now: datetime) -> OutboxRow | None:
    """The row as it waits for the end of a call; None if it need not."""
    if not isinstance(row.effect, SEEN_BY_THEM):
        return None
    hold = hold_for(work.call_holds(now), request, now)
    return _until_the_end(row, hold, request) if hold else None


def shown(row: OutboxRow, hold: CallHold | None) -> OutboxRow:
    """With the moment before which it cannot leave, also where it falls due while the call goes on."""
    if hold is None or row.attempts or not isinstance(row.effect, SEEN_BY_THEM):
        return row
    return replace(row, not_before=max(row.not_before, hold.until))


def begin(work: UnitOfWork, hold: CallHold, now: datetime) -> None:
    """Keep it, and put off what is due and has not begun to leave. One call at a time: another that was
    going on has ended."""
    for earlier in work.call_holds(now):
        end(work, earlier, now)
    work.save_call_hold(hold)
    for row in filter(_would_leave, work.due_rows(now)):
        request = work.load(row.request_id)
        if hold.holds(request, now):
            work.update_row(_until_the_end(row, hold, request))
    called = work.load(hold.request_id)
    words = in_words(hold, called.preferences.timezone)
    work.append_actions(called.id, [entry(EntryType.WAITING, words, now)])


def end(work: UnitOfWork, hold: CallHold, now: datetime) -> None:
    """What was due and waited goes on, in their working hours."""
    for row in work.due_rows(hold.until):
        if row.status is not OutboxStatus.PENDING or row.not_before != hold.until:
            continue
        request = work.load(row.request_id)
        words = in_words(hold, request.preferences.timezone)
        if hold.holds(request, now) and row.why.endswith(words):
            why = row.why.removesuffix(words).strip()
            work.update_row(replace(row, not_before=_free_again(request, row, now), why=why))
    work.save_call_hold(replace(hold, ended_at=now))


def _until_the_end(row: OutboxRow, hold: CallHold, request: MeetingRequest) -> OutboxRow:
    words = in_words(hold, request.preferences.timezone)
    why = " ".join((row.why.removesuffix(words), words)).strip()
    return replace(row, not_before=hold.until, why=why)


def _free_again(request: MeetingRequest, row: OutboxRow, now: datetime) -> datetime:
    return approval.sending_time(request, row.effect, now) if isinstance(row.effect, SendLetter) else now


def _would_leave(row: OutboxRow) -> bool:
    """Of what is due, also of a request that has ended: the withdrawal of its invitation may wait."""
    is_queued = row.status is OutboxStatus.PENDING and not row.attempts
    return is_queued and isinstance(row.effect, SEEN_BY_THEM)
