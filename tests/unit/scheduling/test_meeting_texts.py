"""Texts about a booked meeting: who gets which, when, and what they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOHN,
    JOIN_URL,
    MEETING_AT,
    NOW,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    an_agreed_request,
    an_analysis,
)
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.scheduling import approval, caps, composing
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ActionDue, MeetingBooked, RepAskedIfHere
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Approval,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    NextAction,
    SmsConsent,
)
from xforce_desktop.scheduling.rules import sending, timing
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.turns import is_ask
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

MINUTE = timedelta(minutes=1)
REACHABLE = a_prospect(phone="+16155550142", sms_consent=SmsConsent(date(2026, 5, 1), "asked on the phone"))
BY_TEXT = HistoryEntry("prospect_replied", NOW - MINUTE, "Yes", by=JOHN, channel="sms")
BY_MAIL = replace(BY_TEXT, channel="email")
BOOKED = MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL)


def texts(step: Step) -> list[LetterKind]:
    letters = [one for one in step.effects if isinstance(one, SendLetter)]
    return [one.kind for one in letters if one.kind.is_text]


def booked(turn: HistoryEntry = BY_TEXT, now: datetime = NOW, **changes: Any) -> Step:
    agreed = an_agreed_request(prospects=(REACHABLE,), **changes)
    return transition(replace(agreed, history=(*agreed.history, turn)), BOOKED, now)


def a_textable(**changes: Any) -> MeetingRequest:
    return a_booked_request(prospects=(REACHABLE,), **changes)


def test_their_answer_keeps_how_it_came() -> None:
    answered = transition(a_textable(), a_reply(an_analysis(), message_id="SM1", channel="sms"), NOW).request

    assert answered.history[-1].channel == "sms"


@pytest.mark.parametrize(
    "turn, changes, expected",
    [
        (BY_TEXT, {}, [LetterKind.SMS_CONFIRMED]),
        (BY_MAIL, {}, []),
        (replace(BY_TEXT, by="mary@acme.example"), {}, []),
        (BY_TEXT, {"meeting_type": MeetingType.EXEC_REVIEW}, [LetterKind.SMS_CONFIRMED]),
    ],
)
def test_a_text_confirms_for_who_chose_by_text(
    turn: HistoryEntry, changes: dict[str, Any], expected: list[LetterKind]
) -> None:
    """Their own last word; beside the mail, which goes in any case."""
    step = booked(turn, **changes)

    assert texts(step) == expected
    assert LetterKind.CONFIRMATION in {one.kind for one in step.effects if isinstance(one, SendLetter)}


def test_no_text_where_none_could_leave_in_time() -> None:
    """Booked at night for eight in the morning: the log says why there is none."""
    eight = datetime(2026, 6, 10, 13, 0, tzinfo=UTC)  # in Chicago
    agreed = an_agreed_request(eight, prospects=(REACHABLE,), history=(BY_TEXT,))

    step = transition(agreed, replace(BOOKED, start=eight), eight - 8 * HOUR)

    assert texts(step) == []
    assert any("The meeting has begun." in line.why for line in step.entries)


@pytest.mark.parametrize(
    "changes, planned",
    [
        ({}, True),
        ({"meeting_type": MeetingType.NEGOTIATION}, False),
        ({"booked_at": MEETING_AT - 2 * HOUR}, False),
        ({"history": (BY_TEXT,), "booked_at": MEETING_AT - 5 * HOUR}, False),  # confirmed by text that day
        ({"history": (BY_TEXT,)}, True),
    ],
)
def test_one_text_is_planned_an_hour_before(changes: dict[str, Any], planned: bool) -> None:
    """The reminder by mail is at nine; nothing that happens before the text is left out for it."""
    action = timing.after_booking(a_textable(**changes), MEETING_AT - HOUR - MINUTE)

    at = NextAction(ActionType.SEND_TEXT, MEETING_AT - HOUR, action.why)
    assert (action == at) is planned


def test_none_within_an_hour_of_a_reminder_by_mail() -> None:
    """An account with a no-show has the mail of nine o'clock also for a meeting at half past ten."""
    soon = datetime(2026, 6, 10, 15, 30, tzinfo=UTC)
    request = a_textable(scheduled_time=soon, needs_two_reminders=True)

    assert timing.after_booking(request, soon - 90 * MINUTE - MINUTE).type is ActionType.SEND_REMINDER
    assert timing.after_booking(request, soon - 90 * MINUTE).type is ActionType.CHECK_NO_SHOW


@pytest.mark.parametrize(
    "at, history, expected",
    [
        (MEETING_AT - HOUR, (), [LetterKind.SMS_TODAY]),
        (MEETING_AT - MINUTE, (), [LetterKind.SMS_TODAY]),
        (MEETING_AT, (), []),
        (MEETING_AT - HOUR, (HistoryEntry("reminder_sent", MEETING_AT - HOUR - MINUTE),), []),
        (MEETING_AT - HOUR, (HistoryEntry("reminder_sent", MEETING_AT - 2 * HOUR),), [LetterKind.SMS_TODAY]),
    ],
)
def test_a_text_that_is_due(
    at: datetime, history: tuple[HistoryEntry, ...], expected: list[LetterKind]
) -> None:
    """Not once the meeting has begun, nor right after a reminder that the computer slept over."""
    step = transition(a_textable(history=history), ActionDue(ActionType.SEND_TEXT), at)

    assert texts(step) == expected
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_NO_SHOW


def test_not_here_yet_is_asked_by_text_beside_the_mail_once() -> None:
    step = transition(a_textable(), RepAskedIfHere(), MEETING_AT + 4 * MINUTE)

    assert [one.kind for one in step.effects if isinstance(one, SendLetter)] == [
        LetterKind.RUNNING_LATE,
        LetterKind.SMS_LATE,
    ]


@pytest.mark.parametrize("kind", sorted(TEXTS_OF_MEETING))
def test_it_is_no_ask_anywhere(kind: LetterKind) -> None:
    """One mechanism, its kind: neither attempts nor caps, offers or response rates know of it."""
    before = a_textable()

    after = transition(before, a_letter_sent(kind, times=(), provider_id="SM1"), NOW).request

    assert kind not in sending.ASKS | caps.UNASKED
    assert (after.attempt_count, after.asks_since_reply) == (before.attempt_count, before.asks_since_reply)
    assert (after.state, after.next_action) == (before.state, before.next_action)
    assert (after.reply_to_id, after.history[-1].channel) == (before.reply_to_id, "sms")
    assert not is_ask(after.history[-1])
    assert composing.times_named(before, SendLetter(kind, (MEETING_AT,))) == ()


@pytest.mark.parametrize(
    "kind, last",
    [
        (LetterKind.SMS_CONFIRMED, MEETING_AT),
        (LetterKind.SMS_TODAY, MEETING_AT),
        (LetterKind.SMS_LATE, MEETING_AT + HOUR),
    ],
)
def test_when_it_is_of_no_use(kind: LetterKind, last: datetime) -> None:
    """From the start, what asks whether they come from the end; and for another time at once."""
    letter, request = SendLetter(kind, (MEETING_AT,)), a_textable()

    assert approval.of_use_until(request, letter) == last
    assert approval.why_of_no_use(request, letter, last - MINUTE) == ""
    assert approval.why_of_no_use(request, letter, last)
    moved = replace(request, scheduled_time=MEETING_AT + DAY)
    assert approval.why_of_no_use(moved, letter, NOW)
    assert approval.why_of_no_use(replace(request, agreed_time=MEETING_AT + DAY), letter, NOW)
    assert approval.why_of_no_use(replace(request, calendar_event_id="", scheduled_time=None), letter, NOW)


@pytest.mark.parametrize(
    "kind, at, leaves",
    [
        (
            LetterKind.SMS_TODAY,
            datetime(2026, 6, 9, 12, 59, tzinfo=UTC),
            datetime(2026, 6, 9, 13, tzinfo=UTC),
        ),
        (LetterKind.SMS_TODAY, datetime(2026, 6, 9, 13, 0, tzinfo=UTC), datetime(2026, 6, 9, 13, tzinfo=UTC)),
        (
            LetterKind.SMS_LATE,
            datetime(2026, 6, 10, 1, 59, tzinfo=UTC),
            datetime(2026, 6, 10, 1, 59, tzinfo=UTC),
        ),
        (LetterKind.SMS_LATE, datetime(2026, 6, 10, 2, 0, tzinfo=UTC), datetime(2026, 6, 10, 13, tzinfo=UTC)),
        (
            LetterKind.SMS_CONFIRMED,
            datetime(2026, 6, 10, 2, 0, tzinfo=UTC),
            datetime(2026, 6, 10, 13, tzinfo=UTC),
        ),
        (
            LetterKind.SMS_CONFIRMED,
            datetime(2026, 6, 13, 18, tzinfo=UTC),
            datetime(2026, 6, 15, 13, tzinfo=UTC),
        ),
        (LetterKind.SMS_LATE, datetime(2026, 6, 13, 18, tzinfo=UTC), datetime(2026, 6, 13, 18, tzinfo=UTC)),
    ],
)
def test_it_keeps_the_hours_of_the_law_where_they_are(
    kind: LetterKind, at: datetime, leaves: datetime
) -> None:
    """Eight to nine in Chicago, also outside the hours of mail; on a Saturday only while they meet."""
    assert approval.sending_time(a_textable(), SendLetter(kind, (MEETING_AT,)), at) == leaves


def test_under_review_the_rep_is_told_when_it_is_dropped() -> None:
    """In the rep's own zone; what they ask for in the middle of the meeting waits for nothing."""
    request = a_textable(approval=Approval.REVIEW_ALL)

    shown = approval.release(request, SendLetter(LetterKind.SMS_TODAY, (MEETING_AT,)), NOW, timedelta())
    asked = approval.release(request, SendLetter(LetterKind.SMS_LATE, (MEETING_AT,)), NOW, timedelta())

    assert shown.status is OutboxStatus.WAITING
    assert "It is dropped on Wednesday, June 10, at 15:00" in shown.why
    assert asked.status is OutboxStatus.PENDING
