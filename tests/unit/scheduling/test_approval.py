"""When something may leave: the approval ladder, the undo time, the recipient's hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import MEETING_AT, NOW, OFFERS, a_request
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.approval import release
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    CheckAttendance,
    Effect,
    FindSlots,
    MoveMeeting,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.request import Approval
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

UNDO = timedelta(minutes=2)
MAIL = SendLetter(LetterKind.INITIAL, OFFERS)
SEEN_BY_OTHERS: tuple[Effect, ...] = (MAIL, BookMeeting(MEETING_AT), MoveMeeting(MEETING_AT))
INSIDE: tuple[Effect, ...] = (FindSlots(SlotPurpose.OPTIONS), CheckAttendance(), CancelMeeting("event-1", ""))
EVENING = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)  # 18:30 in Chicago
FRIDAY_EVENING = datetime(2026, 7, 2, 23, 30, tzinfo=UTC)  # Thursday; Friday is kept for Independence Day


@pytest.mark.parametrize("effect", SEEN_BY_OTHERS)
@pytest.mark.parametrize(
    "approval, is_approved, waits",
    [
        (Approval.REVIEW_ALL, False, True),
        (Approval.REVIEW_ALL, True, True),
        (Approval.REVIEW_FIRST, False, True),
        (Approval.REVIEW_FIRST, True, False),
        (Approval.AUTOPILOT, False, False),
    ],
)
def test_the_ladder(effect: Effect, approval: Approval, is_approved: bool, waits: bool) -> None:
    """Everything, the first of each conversation, or nothing waits for the rep; the reason is said."""
    decided = release(a_request(approval=approval, is_approved=is_approved), effect, NOW, UNDO)

    assert (decided.status is OutboxStatus.WAITING) is waits
    assert bool(decided.why) is (waits or approval is Approval.AUTOPILOT)


@pytest.mark.parametrize("effect", INSIDE)
@pytest.mark.parametrize("approval", Approval)
def test_what_nobody_sees_waits_for_nobody(effect: Effect, approval: Approval) -> None:
    """Looking at calendars and reports needs no word, nor does withdrawing what is off."""
    decided = release(a_request(approval=approval, is_approved=False), effect, NOW, UNDO)

    assert (decided.status, decided.not_before) == (OutboxStatus.PENDING, NOW)


def test_autopilot_leaves_time_to_undo() -> None:
    """Two minutes for mails and for bookings, none where the rep reviewed the conversation."""
    autopilot, reviewed = a_request(approval=Approval.AUTOPILOT), a_request(is_approved=True)

    for effect in SEEN_BY_OTHERS:
        assert release(autopilot, effect, NOW, UNDO).not_before == NOW + UNDO
        assert release(reviewed, effect, NOW, UNDO).not_before == NOW


@pytest.mark.parametrize(
    "now, expected",
    [
        (EVENING, datetime(2026, 6, 9, 13, 0, tzinfo=UTC)),
        (FRIDAY_EVENING, datetime(2026, 7, 6, 13, 0, tzinfo=UTC)),
    ],
    ids=["the next morning", "after the holiday and the weekend"],
)
def test_mails_wait_for_the_recipients_hours(now: datetime, expected: datetime) -> None:
    """08:00 on their next working day, and the wait is explained."""
    decided = release(a_request(), MAIL, now, UNDO)

    assert decided.not_before == expected
    assert "working hours" in decided.why


@pytest.mark.parametrize(
    "effect",
    [BookMeeting(MEETING_AT), SendLetter(LetterKind.REMINDER, (MEETING_AT,))],
    ids=["book", "remind"],
)
def test_what_has_its_own_time_does_not_wait(effect: Effect) -> None:
    """An agreed meeting is booked at once, a reminder comes when it is due."""
    assert release(a_request(), effect, EVENING, UNDO).not_before == EVENING
