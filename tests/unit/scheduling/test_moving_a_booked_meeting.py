"""While a booked meeting is to be moved, the old time stands until another is agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    MEETING_AT,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_window,
    an_agreed_request,
    an_analysis,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import BookMeeting, CancelMeeting, FindSlots, MoveMeeting, SendLetter
from xforce_desktop.scheduling.events import (
    ActionDue,
    InviteAnswered,
    MeetingMoved,
    RepApproved,
    RepGaveBack,
    RepPaused,
    RepResumed,
    RepTookOver,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Handler,
    HistoryEntry,
    InviteStatus,
    MeetingRequest,
    NextAction,
    State,
)

NEW_TIMES = (MEETING_AT + 2 * DAY, MEETING_AT + 3 * DAY)


def a_moving_request(**changes: object) -> MeetingRequest:
    """Booked; they asked for another time, and a counter-proposal is out."""
    moving = {
        "state": State.NEGOTIATING,
        "offered_times": NEW_TIMES,
        "history": (HistoryEntry("counter_sent", NOW, "", NEW_TIMES),),
        "next_action": NextAction(ActionType.FOLLOW_UP, NOW + 2 * DAY, "Follow-up 1."),
        "last_action_at": NOW,
    }
    return a_booked_request(**(moving | changes))


def kinds(step: object) -> list[type]:
    return [type(effect) for effect in step.effects]  # type: ignore[attr-defined]


def test_keeping_the_old_time_settles_it():
    """ "Let's keep Wednesday": nothing is cancelled or offered again."""
    step = transition(a_moving_request(), a_reply(an_analysis(selected_time=MEETING_AT)), NOW)

    assert step.request.state is State.CONFIRMING
    assert step.effects == ()
    assert step.request.scheduled_time == MEETING_AT
    assert step.request.next_action.type is ActionType.CHECK_INVITE


def test_any_of_the_new_times_moves_the_meeting():
    """A choice left to us is one of the live offer, not a thank-you for the old time."""
    step = transition(a_moving_request(), a_reply(an_analysis(any_offered=True)), NOW)

    assert step.effects == (MoveMeeting(NEW_TIMES[0]),)


def test_the_old_time_is_taken_off_an_hour_before_and_the_live_offer_stays():
    """One mail is enough: the counter that is out still waits for its answer."""
    request = transition(
        a_moving_request(state=State.NEGOTIATING), a_letter_sent(LetterKind.COUNTER, times=NEW_TIMES), NOW
    ).request
    assert request.next_action.at <= MEETING_AT - HOUR

    late = MEETING_AT - HOUR
    step = transition(
        replace(request, next_action=NextAction(ActionType.FOLLOW_UP, late, "due")),
        ActionDue(ActionType.FOLLOW_UP),
        late,
    )

    assert kinds(step) == [CancelMeeting]
    assert step.request.offered_times == NEW_TIMES
    assert step.request.next_action.type is ActionType.FOLLOW_UP
    assert step.request.next_action.at >= late


def test_a_wish_shortly_before_takes_the_old_time_off_at_once():
    """Fifty minutes before, there is no time to wait for an answer."""
    request = a_booked_request(state=State.CONFIRMED)
    wish = an_analysis(Intent.PROPOSE_ALTERNATIVE, windows=(a_window(MEETING_AT + DAY),))

    step = transition(request, a_reply(wish), MEETING_AT - timedelta(minutes=50))

    assert kinds(step) == [CancelMeeting, FindSlots]


def test_an_ambiguous_wish_is_asked_about_and_cancels_nothing():
    """Ask rather than guess, also about a booked meeting."""
    readings = ((a_window(MEETING_AT + DAY),), (a_window(MEETING_AT + 8 * DAY),))
    wish = an_analysis(Intent.PROPOSE_ALTERNATIVE, ambiguous=True, readings=readings)

    step = transition(a_booked_request(state=State.CONFIRMED), a_reply(wish), NOW)

    assert [effect.kind for effect in step.effects if isinstance(effect, SendLetter)] == [LetterKind.CLARIFY]
    assert CancelMeeting not in kinds(step)


def test_no_reminder_for_the_old_time_once_another_is_agreed():
    """The calendar has still to be changed: the old time is of no use to anybody."""
    request = a_booked_request(
        agreed_time=NEW_TIMES[0], next_action=NextAction(ActionType.SEND_REMINDER, NOW, "due")
    )

    step = transition(request, ActionDue(ActionType.SEND_REMINDER), NOW)

    assert step.effects == ()
    assert step.request.next_action.type is ActionType.REMIND_REP


def test_a_declined_invitation_is_heard_in_every_state():
    """A no in Outlook takes the old time off, whatever else is going on, unless the rep has it."""
    for state in (State.NEGOTIATING, State.AWAITING_RESPONSE, State.PROPOSING):
        step = transition(a_moving_request(state=state), InviteAnswered(JOHN, InviteStatus.DECLINED), NOW)
        assert CancelMeeting in kinds(step), state
        assert not step.request.is_booked


def test_paused_taken_over_and_given_back_goes_on():
    """Pause, write from Outlook, give back: the request is alive again."""
    request = an_offered_request()
    for event in (RepPaused(), RepTookOver(), RepGaveBack()):
        request = transition(request, event, NOW).request

    assert request.state is State.AWAITING_RESPONSE
    assert request.handled_by is Handler.AGENT
    assert request.next_action.type is ActionType.FOLLOW_UP


def test_an_offer_that_never_left_is_made_anew():
    """Pausing withdraws a first mail that waited for approval; resuming looks for times again."""
    waiting = an_offered_request(
        state=State.PROPOSING,
        attempt_count=0,
        history=(),
        next_action=NextAction(ActionType.REMIND_REP, NOW + DAY, "Remind you."),
    )
    paused = transition(waiting, RepPaused(), NOW).request

    step = transition(paused, RepResumed(), NOW)

    assert kinds(step) == [FindSlots]


def test_any_works_meets_what_the_other_chose():
    """John chose the second; Ann takes any: the second is booked."""
    group = an_offered_request(prospects=(a_prospect(agreed_times=(OFFERS[1],)), another_prospect()))
    ann = group.external[1]

    step = transition(
        group, a_reply(an_analysis(any_offered=True), sender=ann.email, sender_name=ann.name), NOW
    )

    assert step.effects == (BookMeeting(OFFERS[1]),)


def test_who_said_yes_is_not_asked_again_when_the_other_drops_out():
    """After one of two declined and the rep gave it back, the yes of the other is enough."""
    group = an_offered_request(prospects=(a_prospect(agreed_times=(OFFERS[1],)), another_prospect()))
    ann = group.external[1]
    declined = transition(
        group, a_reply(an_analysis(Intent.DECLINE), sender=ann.email, sender_name=ann.name), NOW
    ).request

    step = transition(declined, RepGaveBack(), NOW)

    assert step.effects == (BookMeeting(OFFERS[1]),)


def test_a_rep_who_paused_it_keeps_it_paused():
    """An uncertain mail is told to the rep and ends no pause of theirs."""
    paused = transition(an_offered_request(), RepPaused(), NOW).request

    step = transition(paused, a_reply(is_certain=False), NOW)

    assert step.request.state is State.PAUSED
    assert step.request.interrupted_action == paused.interrupted_action


def test_approving_while_an_agreed_time_waits_changes_no_time():
    """The rep's word releases what waits and nothing else."""
    request = an_agreed_request()

    step = transition(request, RepApproved(), NOW)

    assert step.releases
    assert step.request.agreed_time == request.agreed_time


def test_an_answer_to_the_old_time_settles_nothing_while_the_meeting_is_moved() -> None:
    """The new time is agreed, the calendar not changed yet; once it is, the reminder is planned."""
    moving = a_booked_request(
        agreed_time=NEW_TIMES[0], next_action=NextAction(ActionType.SEND_OPTIONS, NOW, "Move it.")
    )

    for status in (InviteStatus.ACCEPTED, InviteStatus.DECLINED):
        step = transition(moving, InviteAnswered(JOHN, status), NOW)

        assert (step.request.next_action, step.effects) == (moving.next_action, ())
        assert (step.request.state, step.request.agreed_time) == (moving.state, moving.agreed_time)
        moved = transition(step.request, MeetingMoved(NEW_TIMES[0]), NOW)
        assert moved.request.next_action is not None
        assert moved.request.next_action.type is ActionType.CHECK_INVITE
        assert kinds(moved) == [SendLetter]


def test_a_move_that_was_not_waited_for_has_a_reminder_too() -> None:
    """Where it stands now is what is watched."""
    booked = a_booked_request(state=State.CONFIRMED)

    step = transition(booked, MeetingMoved(NEW_TIMES[0]), NOW)

    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_INVITE


def test_a_meeting_that_is_over_is_not_cancelled():
    """Their wish for another day was read only after the meeting, as the computer slept: the event stays."""
    wish = a_reply(an_analysis(Intent.PROPOSE_ALTERNATIVE), received_at=MEETING_AT - DAY)
    step = transition(a_booked_request(), wish, MEETING_AT + 3 * DAY)

    assert CancelMeeting not in kinds(step)
    assert not step.request.is_booked
