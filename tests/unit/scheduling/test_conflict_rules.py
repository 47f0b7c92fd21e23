"""What stands in their way: how long we wait, what they are told, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders import (
    DAY,
    NOW,
    OFFERS,
    a_booked_request,
    a_prospect,
    a_reply,
    a_window,
    an_analysis,
    an_offered_request,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Conflict, ConflictType, Constraint, ConstraintKind, Intent
from xforce_desktop.scheduling.effects import (
    FindSlots,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.events import ActionDue, RepCancelled, RepResumed
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    EntryType,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    Resolution,
    State,
)
from xforce_desktop.scheduling.step import Step

AUTUMN = datetime(2026, 10, 5, 14, tzinfo=ZoneInfo("UTC"))  # a Monday outside every busy season
SUMMER = NOW  # June: the busy season of pest control
CHICAGO = ZoneInfo("America/Chicago")


def says(
    conflict: ConflictType,
    intent: Intent = Intent.UNCLEAR,
    *,
    now: datetime = AUTUMN,
    request: MeetingRequest | None = None,
    until: date | None = None,
    **more: Any,
) -> Step:
    """What follows when they answer like this."""
    analysis = an_analysis(intent, conflict=Conflict(conflict, until), **more)
    offered = an_offered_request(created_at=now, offered_times=tuple(now + n * DAY for n in (1, 2, 3)))
    return transition(request or offered, a_reply(analysis, received_at=now), now)


def letters(step: Step) -> list[SendLetter]:
    return [one for one in step.effects if isinstance(one, SendLetter)]


def resumes_on(step: Step) -> date:
    action = step.request.next_action
    assert action is not None
    assert action.type is ActionType.RESUME
    local = action.at.astimezone(CHICAGO)
    assert local.hour == 9
    return local.date()


@pytest.mark.parametrize(
    "conflict, back_on",
    [
        (ConflictType.NEED_APPROVAL, date(2026, 10, 8)),  # 3 days
        (ConflictType.DECISION_PENDING, date(2026, 10, 12)),  # 5 days: a Saturday, so Monday
        (ConflictType.EXTERNAL_DEPENDENCY, date(2026, 10, 12)),  # 7 days
    ],
)
def test_they_get_the_time_that_such_an_obstacle_takes(conflict: ConflictType, back_on: date) -> None:
    """No day was named: they are told when we come back, and nothing leaves until then."""
    step = says(conflict)

    assert step.request.state is State.PAUSED
    assert step.freezes
    assert resumes_on(step) == back_on
    (note,) = letters(step)
    assert note.kind is LetterKind.PAUSE_ACK
    assert note.until is not None
    assert step.conflict is not None
    assert step.conflict.resolution is Resolution.PAUSE_AND_RESUME
    assert step.request.conflict == step.conflict


@pytest.mark.parametrize("conflict", ConflictType)
def test_a_day_that_they_name_counts_for_every_obstacle(conflict: ConflictType) -> None:
    """ "Back on Wednesday the 14th": that morning, whatever it is that keeps them."""
    step = says(conflict, Intent.RESCHEDULE_LATER, until=date(2026, 10, 14))

    assert resumes_on(step) == date(2026, 10, 14)
    assert letters(step)[0].until == date(2026, 10, 14)


def test_somebody_away_without_a_date_is_asked_about() -> None:
    """They are asked until when, and after a week we come back all the same."""
    step = says(ConflictType.PERSON_UNAVAILABLE, Intent.RESCHEDULE_LATER)

    (note,) = letters(step)
    assert (note.kind, note.until) == (LetterKind.PAUSE_ACK, None)
    assert resumes_on(step) == date(2026, 10, 12)
    assert step.conflict is not None
    assert step.conflict.resolution is Resolution.ACKNOWLEDGE


def test_the_busy_season_gives_them_ten_days() -> None:
    """Slammed in June: a week and a half of peace."""
    step = says(ConflictType.COMPETING_PRIORITY, now=SUMMER)

    assert resumes_on(step) == date(2026, 6, 18)


def test_too_much_to_do_outside_the_season_gets_a_shorter_call() -> None:
    """A quarter of an hour is easier to fit in."""
    step = says(ConflictType.COMPETING_PRIORITY)

    assert step.effects == (FindSlots(SlotPurpose.SHORTER, 3),)
    assert (step.request.duration_minutes, step.request.shortened_from) == (15, 60)
    assert step.conflict is not None
    assert step.conflict.resolution is Resolution.ACKNOWLEDGE


@pytest.mark.parametrize(
    "changes",
    [{"meeting_type": MeetingType.EXEC_REVIEW}, {"least_duration_minutes": 45}],
    ids=["a type that is never shortened", "below the rep's own least"],
)
def test_a_meeting_that_must_not_be_shorter_gets_time_instead(changes: dict[str, Any]) -> None:
    """The strategy and the rep's own limit hold, also for those who have too much to do."""
    step = says(ConflictType.COMPETING_PRIORITY, request=an_offered_request(**changes))

    assert step.request.duration_minutes == 60
    assert step.request.state is State.PAUSED
    assert step.request.conflict is not None


@pytest.mark.parametrize("event", [RepCancelled(), RepResumed(), ActionDue(ActionType.RESUME)])
def test_what_stood_in_the_way_is_forgotten_once_it_is_over(event: Any) -> None:
    """It must not colour the mails that come after it."""
    resting = says(ConflictType.NEED_APPROVAL).request
    assert resting.conflict is not None
    assert transition(resting, event, AUTUMN + 3 * DAY).request.conflict is None


def test_what_stood_in_the_way_is_forgotten_with_an_agreed_time() -> None:
    """ "You have a lot on" is no word for somebody who has just agreed."""
    offering = replace(says(ConflictType.COMPETING_PRIORITY).request, offered_times=OFFERS)
    yes = a_reply(an_analysis(selected_time=OFFERS[0]), received_at=NOW)
    assert transition(offering, yes, NOW).request.conflict is None


def test_the_reps_own_least_bounds_the_short_call() -> None:
    """Half an hour at least: then half an hour is what is offered."""
    step = says(ConflictType.COMPETING_PRIORITY, request=an_offered_request(least_duration_minutes=30))

    assert step.request.duration_minutes == 30


def test_who_cannot_even_find_a_quarter_of_an_hour_gets_time() -> None:
    """Nothing shorter is left to offer: two weeks."""
    short = an_offered_request(duration_minutes=15)

    step = says(ConflictType.COMPETING_PRIORITY, request=short)

    assert resumes_on(step) == date(2026, 10, 19)


def test_a_constraint_is_kept_and_worked_around() -> None:
    """ "Mornings don't work": other times at once, none of them in the morning, for good."""
    no_mornings = Constraint(ConstraintKind.NEVER_PART, part="morning")

    step = says(ConflictType.TIMING_CONSTRAINT, Intent.PROPOSE_ALTERNATIVE, constraints=(no_mornings,))

    assert step.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert step.request.constraints == (no_mornings,)
    assert step.conflict is not None
    assert step.conflict.resolution is Resolution.WORK_AROUND


def test_their_own_times_count_more_than_the_obstacle_beside_them() -> None:
    """ "Tuesday is out, my boss decides, but Friday at two works": Friday is looked at, the rest is kept."""
    step = says(ConflictType.NEED_APPROVAL, Intent.PROPOSE_ALTERNATIVE, windows=(a_window(AUTUMN + 4 * DAY),))

    assert [one.purpose for one in step.effects if isinstance(one, FindSlots)] == [SlotPurpose.THEIR_TIMES]
    assert step.conflict is not None


def test_a_question_goes_to_the_rep_first() -> None:
    """Only a person can answer it, also if something stands in the way."""
    step = says(ConflictType.NEED_APPROVAL, Intent.QUESTION)

    assert step.request.requires_human_review
    assert letters(step) == []


def test_the_fourth_delay_without_a_day_is_for_the_rep() -> None:
    """Something is behind it that mails do not find out."""
    delays = tuple(HistoryEntry("prospect_delayed", AUTUMN, "later") for _ in range(3))
    request = an_offered_request(history=delays)

    step = says(ConflictType.DECISION_PENDING, Intent.RESCHEDULE_LATER, request=request)

    assert step.request.requires_human_review
    assert RaiseLeverage(LeverageTrigger.COMPLEX_CONFLICT) in step.effects
    assert step.conflict is not None
    assert step.conflict.resolution is Resolution.ESCALATE


def test_an_obstacle_after_the_booking_takes_the_meeting_off() -> None:
    """They cannot come after all and have to wait: the invitation is withdrawn, the pause begins."""
    request = a_booked_request()

    step = says(ConflictType.EXTERNAL_DEPENDENCY, Intent.RESCHEDULE_LATER, now=NOW, request=request)

    assert step.request.state is State.PAUSED
    assert step.request.calendar_event_id == ""
    assert [type(one).__name__ for one in step.effects] == ["CancelMeeting", "SendLetter"]


def test_the_log_says_what_stands_in_the_way_and_what_is_done() -> None:
    """In the words that the rep reads."""
    step = says(ConflictType.NEED_APPROVAL)

    (line,) = [one for one in step.entries if one.type is EntryType.CONFLICT_DETECTED]
    assert line.why == "They need somebody's approval first. It rests until then."


def test_colleagues_whom_they_copy_stay_in_copy() -> None:
    """Reply-all is kept for people of their company, and for nobody else."""
    copied = ("steve@acme.example", "John@acme.example", "spy@else.example")

    step = transition(an_offered_request(), replace(a_reply(), copied=copied), NOW)

    assert step.request.also_write_to == ("steve@acme.example",)


def test_public_mailboxes_are_no_colleagues() -> None:
    """Two people at a public mail service do not work together."""
    request = an_offered_request(prospects=(a_prospect(email="john@gmail.com"),))
    reply = a_reply(an_analysis(selected_time=OFFERS[0]), sender="john@gmail.com")

    step = transition(request, replace(reply, copied=("somebody@gmail.com",)), NOW)

    assert step.request.also_write_to == ()
