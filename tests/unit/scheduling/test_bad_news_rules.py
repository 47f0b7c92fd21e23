"""Who has bad news is the rep's to answer; the day they named and the meeting that stands are not lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    MEETING_AT,
    NOW,
    a_booked_request,
    a_reply,
    an_analysis,
    an_offered_request,
)
from xforce_desktop.replies.analysis import Conflict, ConflictType, Intent
from xforce_desktop.replies.bad_news import BAD_NEWS, FOR_THE_REP
from xforce_desktop.scheduling.effects import CancelMeeting, FindSlots, SlotPurpose, TellRep
from xforce_desktop.scheduling.events import ActionDue, EventChangedByHand, RepGaveBack
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest, NextAction, State
from xforce_desktop.scheduling.step import Step

IN_JULY = date(2026, 7, 8)
JULY = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # 09:00 in Chicago
UNTIL_JULY = NextAction(ActionType.RESUME, JULY, "They asked.")


def _tells(request: MeetingRequest, **changes: Any) -> Step:
    said = {"signals": (BAD_NEWS,), "requires_human": True, "human_reason": FOR_THE_REP} | changes
    return transition(request, a_reply(an_analysis(Intent.UNCLEAR, **said)), NOW)


def _due(request: MeetingRequest) -> NextAction:
    assert request.next_action is not None
    return request.next_action


@pytest.mark.parametrize(
    "said", [{"resume_on": IN_JULY}, {"conflict": Conflict(ConflictType.PERSON_UNAVAILABLE, IN_JULY)}]
)
def test_the_day_they_name_beside_it_is_kept(said: dict[str, Any]) -> None:
    """Nothing leaves while it is the rep's, nor before that day once it is given back."""
    step = _tells(an_offered_request(), **said)

    assert [type(effect) for effect in step.effects] == [TellRep]
    assert (step.request.handled_by, step.request.state) == (Handler.REP, State.PAUSED)
    assert _due(step.request).type is ActionType.REMIND_REP
    assert step.request.held_spans() == ()

    back = transition(step.request, RepGaveBack(), NOW + DAY)
    assert back.effects == ()
    assert (_due(back.request).type, _due(back.request).at) == (ActionType.RESUME, JULY)

    on = transition(back.request, ActionDue(ActionType.RESUME), JULY)
    assert on.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)


def test_the_day_that_they_had_named_before_is_kept() -> None:
    paused = an_offered_request(
        state=State.PAUSED,
        offered_times=(),
        interrupted_state=State.AWAITING_RESPONSE,
        next_action=UNTIL_JULY,
    )

    step = _tells(paused)
    back = transition(step.request, RepGaveBack(), NOW + DAY)

    assert step.request.handled_by is Handler.REP
    assert back.effects == ()
    assert back.request.next_action == UNTIL_JULY


@pytest.mark.parametrize("day", [None, NOW.date()])
def test_without_a_day_ahead_it_goes_on_when_it_is_given_back(day: date | None) -> None:
    held = _tells(an_offered_request(), resume_on=day).request

    assert held.state is State.AWAITING_RESPONSE
    assert _due(transition(held, RepGaveBack(), NOW).request).type is ActionType.FOLLOW_UP


def test_the_rep_is_told_the_day_before_a_meeting_that_nobody_is_reminded_of() -> None:
    """Once, and asked how it went when it is over."""
    step = _tells(a_booked_request())
    assert [type(effect) for effect in step.effects] == [TellRep]
    assert (_due(step.request).type, _due(step.request).at) == (ActionType.REMIND_REP, MEETING_AT - DAY)

    told = transition(step.request, ActionDue(ActionType.REMIND_REP), MEETING_AT - DAY)

    (notice,) = told.effects
    assert isinstance(notice, TellRep)
    assert notice.title == "Your meeting is near"
    assert _due(told.request).type is ActionType.REMIND_REP
    assert _due(told.request).at > MEETING_AT


def test_a_meeting_within_the_day_is_only_asked_about_afterwards() -> None:
    held = _tells(a_booked_request(scheduled_time=NOW + 5 * HOUR)).request

    assert _due(held).at > NOW + 5 * HOUR


def test_a_meeting_before_the_day_they_named_stands_until_it_is_given_back() -> None:
    """To take it off the calendar writes to them, and that is the rep's to decide."""
    held = _tells(a_booked_request(), resume_on=IN_JULY).request
    assert held.is_booked
    assert _due(held).at == MEETING_AT - DAY

    back = transition(held, RepGaveBack(), NOW + HOUR)

    assert [type(effect) for effect in back.effects] == [CancelMeeting]
    assert not back.request.is_booked
    assert (_due(back.request).type, _due(back.request).at) == (ActionType.RESUME, JULY)
    on = transition(back.request, ActionDue(ActionType.RESUME), JULY)
    assert on.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)


def test_a_meeting_that_the_rep_moved_to_their_day_or_later_is_kept() -> None:
    held = _tells(a_booked_request(), resume_on=IN_JULY).request
    moved = transition(held, EventChangedByHand(JULY + 2 * DAY), NOW).request

    back = transition(moved, RepGaveBack(), NOW + HOUR)

    assert back.effects == ()
    assert back.request.state is State.CONFIRMING
    assert back.request.scheduled_time == JULY + 2 * DAY


def test_a_meeting_that_is_over_is_looked_at_when_it_is_given_back() -> None:
    """They may have met all the same."""
    held = _tells(a_booked_request(), resume_on=IN_JULY).request

    back = transition(held, RepGaveBack(), MEETING_AT + 2 * HOUR)

    assert back.effects == ()
    assert _due(back.request).type is ActionType.CHECK_NO_SHOW
