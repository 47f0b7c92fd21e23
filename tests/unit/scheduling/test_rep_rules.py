"""The rep steps in and out: pause, take over, write, give back, cancel, report."""

from __future__ import annotations

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
    OFFERS,
    SARAH,
    a_booked_request,
    a_reply,
    a_request,
    an_agreed_request,
    an_offered_request,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import MessageKind, ReplyAnalysis
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    FindSlots,
    SendLetter,
    SlotPurpose,
    TellRep,
)
from xforce_desktop.scheduling.events import (
    ActionDue,
    CalendarUnreadable,
    EventChangedByHand,
    InviteAnswered,
    MeetingBooked,
    NoSlotsFound,
    OfferStale,
    RepApproved,
    RepCancelled,
    RepGaveBack,
    ReportedOutcome,
    RepPaused,
    RepReported,
    RepRescheduled,
    RepResumed,
    RepTookOver,
    RepWrote,
    SlotsFound,
    SlotTaken,
    TextImpossible,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Handler,
    InviteStatus,
    MeetingRequest,
    NextAction,
    Outcome,
    State,
)

LATER = NOW + 3 * HOUR


def _through(request: MeetingRequest, *events: Any, now: Any = NOW) -> MeetingRequest:
    for event in events:
        request = transition(request, event, now).request
    return request


def test_a_pause_stops_everything_and_keeps_the_place() -> None:
    """Nothing leaves; what was next is remembered, and the rep is reminded of the pause after a week."""
    step = transition(an_offered_request(), RepPaused(), NOW)

    assert step.freezes
    assert step.request.state is State.PAUSED
    assert step.request.next_action is not None
    assert (step.request.next_action.type, step.request.next_action.at) == (
        ActionType.REMIND_REP,
        NOW + 7 * DAY,
    )
    assert step.request.interrupted_state is State.AWAITING_RESPONSE
    assert step.request.interrupted_action == an_offered_request().next_action


def test_resuming_in_time_goes_on_as_if_nothing_had_been() -> None:
    """The offers still lie ahead and the follow-up is not due: the same state, the same step, no mail."""
    request = an_offered_request()

    step = transition(_through(request, RepPaused()), RepResumed(), LATER)

    assert step.effects == ()
    assert step.request.state is State.AWAITING_RESPONSE
    assert step.request.next_action == request.next_action


def test_offers_that_passed_during_a_pause_are_renewed_first() -> None:
    """Nobody is reminded of times that are gone."""
    step = transition(_through(an_offered_request(), RepPaused()), RepResumed(), NOW + 10 * DAY)

    assert step.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)
    assert step.request.offered_times == ()


def test_a_pause_before_the_first_mail_sends_the_first_mail() -> None:
    """Nothing was sent yet: the first offer, not a follow-up."""
    step = transition(_through(a_request(), RepPaused()), RepResumed(), LATER)

    assert step.effects == (FindSlots(SlotPurpose.OPTIONS, 3),)


def test_a_pause_of_a_booked_meeting_keeps_it() -> None:
    """The event stays; after the pause the reminder is planned as before."""
    step = transition(_through(a_booked_request(), RepPaused()), RepResumed(), LATER)

    assert step.effects == ()
    assert step.request.calendar_event_id == EVENT_ID
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_INVITE


@pytest.mark.parametrize("out, back", [(RepPaused(), RepResumed()), (RepTookOver(), RepGaveBack())])
def test_an_agreed_time_that_was_not_booked_yet_is_booked_afterwards(out: Any, back: Any) -> None:
    """They said yes, the rep stopped it in the undo time and went on: their yes is not forgotten."""
    agreed = an_agreed_request()

    step = transition(_through(agreed, out), back, LATER)
    too_late = transition(_through(agreed, out), back, MEETING_AT)

    assert step.effects == (BookMeeting(MEETING_AT),)
    assert step.request.state is State.CONFIRMING
    assert [type(effect) for effect in too_late.effects] == [FindSlots]
    assert too_late.request.agreed_time is None


def test_the_day_they_named_brings_a_follow_up() -> None:
    """After a pause of their own wish current times go out."""
    paused = an_offered_request(
        state=State.PAUSED,
        offered_times=(),
        interrupted_state=State.AWAITING_RESPONSE,
        next_action=NextAction(ActionType.RESUME, NOW + 5 * DAY, "They asked."),
    )

    step = transition(paused, ActionDue(ActionType.RESUME), NOW + 5 * DAY)

    assert step.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)


@pytest.mark.parametrize("event", [RepTookOver(), RepWrote("mail-9")])
def test_the_agent_steps_out(event: Any) -> None:
    """By the button or by a mail of their own: nothing queued leaves, nothing is planned but a reminder."""
    step = transition(an_offered_request(), event, NOW)

    assert step.freezes
    assert step.request.handled_by is Handler.REP
    assert step.request.state is State.AWAITING_RESPONSE
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.REMIND_REP
    assert step.request.review_reason


def test_given_back_it_waits_for_an_answer_to_what_the_rep_wrote() -> None:
    """No mail at once: the follow-up counts from now."""
    step = transition(_through(an_offered_request(), RepWrote("mail-9")), RepGaveBack(), LATER)

    assert step.effects == ()
    assert step.request.handled_by is Handler.AGENT
    assert step.request.state is State.AWAITING_RESPONSE
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.FOLLOW_UP
    assert step.request.next_action.at > LATER
    assert step.request.reply_to_id == "mail-9"


def test_given_back_after_the_event_was_removed_it_looks_for_another_time() -> None:
    """There is nothing on the calendar any more, so times are offered anew."""
    step = transition(_through(a_booked_request(), EventChangedByHand(None)), RepGaveBack(), LATER)

    assert [type(effect) for effect in step.effects] == [FindSlots]


def test_given_back_with_a_moved_event_it_keeps_the_new_time() -> None:
    """The rep's new time gets the reminder and the look at who attended."""
    moved = MEETING_AT + DAY

    step = transition(_through(a_booked_request(), EventChangedByHand(moved)), RepGaveBack(), LATER)

    assert step.request.scheduled_time == moved
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_INVITE


def test_a_pause_while_the_rep_had_it_is_still_a_pause_afterwards() -> None:
    """They had asked for July: giving back does not wake it earlier."""
    at = NOW + 20 * DAY
    paused = an_offered_request(
        state=State.PAUSED,
        interrupted_state=State.AWAITING_RESPONSE,
        next_action=NextAction(ActionType.RESUME, at, "They asked."),
    )

    request = _through(paused, RepTookOver(), RepGaveBack())

    assert request.state is State.PAUSED
    assert request.next_action is not None
    assert request.next_action.at == at


@pytest.mark.parametrize("request_", [a_request(), an_offered_request()], ids=["new", "offered"])
def test_cancelling_sends_nothing(request_: MeetingRequest) -> None:
    """The rep ends it; nobody outside hears of it unless there was an invitation."""
    step = transition(request_, RepCancelled(), NOW)

    assert step.effects == ()
    assert step.freezes
    assert (step.request.state, step.request.outcome) == (State.CANCELLED, Outcome.CANCELLED_BY_US)


def test_cancelling_a_booked_meeting_withdraws_the_invitation() -> None:
    """The event goes with it."""
    step = transition(a_booked_request(), RepCancelled("Lost the deal"), NOW)

    assert [effect.event_id for effect in step.effects if isinstance(effect, CancelMeeting)] == [EVENT_ID]
    assert step.request.outcome_notes == "Lost the deal"


def test_cancelling_after_the_meeting_leaves_the_calendar_alone() -> None:
    """What took place is not withdrawn."""
    step = transition(a_booked_request(), RepCancelled(), MEETING_AT + 2 * HOUR)

    assert step.effects == ()


def test_another_time_at_the_reps_wish() -> None:
    """The event is withdrawn, the old time refused, others are looked for."""
    step = transition(a_booked_request(), RepRescheduled(), NOW)

    assert [type(effect) for effect in step.effects] == [FindSlots, CancelMeeting]
    assert step.request.state is State.NEGOTIATING
    assert MEETING_AT in step.request.refused_times


def test_the_reps_word_counts_as_evidence() -> None:
    """Held, no-show or moved: what the rep says decides."""
    after = MEETING_AT + 3 * HOUR
    asked = a_booked_request(requires_human_review=True, review_reason="Was it held?")

    held = transition(asked, RepReported(ReportedOutcome.HELD), after)
    missed = transition(asked, RepReported(ReportedOutcome.NO_SHOW), after)
    moved = transition(asked, RepReported(ReportedOutcome.MOVED), after)

    assert held.request.outcome is Outcome.HELD
    assert (missed.request.no_show_count, missed.effects[0]) == (1, FindSlots(SlotPurpose.RECOVERY, 2))
    assert moved.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert moved.request.no_show_count == 0
    for step in (held, missed, moved):
        assert not step.request.requires_human_review
        assert step.freezes, "a look at the attendance that is still queued is of no use any more"


def test_an_unreadable_calendar_offers_nothing() -> None:
    """Fail closed, said once, tried again in a quarter of an hour."""
    looking = _through(a_request(), ActionDue(ActionType.SEND_OPTIONS))
    trouble = CalendarUnreadable(SlotPurpose.OPTIONS, ("sarah@xforce.example",))

    first = transition(looking, trouble, NOW)
    second = transition(first.request, trouble, LATER)

    assert not any(isinstance(effect, SendLetter) for effect in (*first.effects, *second.effects))
    assert (len(first.effects), len(second.effects)) == (1, 0)
    assert "sarah@xforce.example" in first.request.review_reason
    assert first.request.next_action is not None
    assert NOW < first.request.next_action.at <= NOW + HOUR


def test_no_free_time_is_the_reps_and_tried_again() -> None:
    """Nothing is invented: the rep hears why, and tomorrow it is looked again."""
    looking = _through(a_request(), ActionDue(ActionType.SEND_OPTIONS))

    step = transition(looking, NoSlotsFound(SlotPurpose.OPTIONS, "nobody is free together."), NOW)

    assert step.request.requires_human_review
    assert step.request.next_action is not None
    assert step.request.next_action.at == NOW + DAY


def test_a_stale_offer_is_replaced_before_it_leaves() -> None:
    """A slot was taken between writing and sending: the same kind of mail with other times."""
    proposing = a_request(state=State.PROPOSING, offered_times=OFFERS)

    step = transition(proposing, OfferStale(LetterKind.INITIAL, OFFERS[:1], "Sarah is busy"), NOW)

    assert step.effects == (FindSlots(SlotPurpose.OPTIONS, 3),)
    assert step.request.offered_times == ()


def test_the_join_link_survives_nothing_that_ends_the_event() -> None:
    """No later mail may carry the link of a meeting that is gone."""
    for event in (RepRescheduled(), EventChangedByHand(None)):
        assert a_booked_request().join_url == JOIN_URL
        assert _through(a_booked_request(), event).join_url == ""


def test_what_was_taken_over_is_not_resumed_but_given_back() -> None:
    """A prospect's pause under a rep's hand: the machine itself refuses to go on behind their back."""
    held = a_request(state=State.PAUSED, handled_by=Handler.REP)
    with pytest.raises(UnexpectedEvent, match="give it back"):
        transition(held, RepResumed(), NOW)


def test_a_meeting_that_has_not_begun_was_not_missed() -> None:
    """Refused by the machine, not only by the screen. That they met earlier than booked can well be."""
    with pytest.raises(UnexpectedEvent, match="not begun"):
        transition(a_booked_request(), RepReported(ReportedOutcome.NO_SHOW), MEETING_AT - HOUR)
    held = transition(a_booked_request(), RepReported(ReportedOutcome.HELD), MEETING_AT - HOUR).request
    assert held.outcome is Outcome.HELD


@pytest.mark.parametrize(
    "event",
    [
        SlotsFound(SlotPurpose.FOLLOW_UP, OFFERS, ("free",) * 3),
        NoSlotsFound(SlotPurpose.FOLLOW_UP, "busy"),
        CalendarUnreadable(SlotPurpose.FOLLOW_UP, (SARAH,)),
        OfferStale(LetterKind.FOLLOW_UP, (), "taken"),
        TextImpossible("no number"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_search_that_ends_after_the_rep_took_over_leads_to_nothing(event: Any) -> None:
    """The answer of a calendar comes late; what is the rep's stays as it is."""
    held = _through(an_offered_request(), RepTookOver())
    with pytest.raises(UnexpectedEvent, match="yours"):
        transition(held, event, NOW)


def test_a_slot_that_was_taken_after_the_rep_took_over_is_told() -> None:
    """Nothing is offered instead, and giving it back does not try the lost time again."""
    held = _through(an_agreed_request(), RepTookOver())
    step = transition(held, SlotTaken(MEETING_AT, "Sarah is busy."), NOW)

    assert [type(effect) for effect in step.effects] == [TellRep]
    assert step.request.agreed_time is None
    assert MEETING_AT in step.request.refused_times
    assert step.request.next_action == held.next_action
    back = transition(step.request, RepGaveBack(), NOW)
    assert back.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)


PAUSED_BOOKED = _through(a_booked_request(), RepPaused())
TAKEN_BOOKED = _through(a_booked_request(), RepTookOver())


@pytest.mark.parametrize("held, back", [(PAUSED_BOOKED, RepResumed()), (TAKEN_BOOKED, RepGaveBack())])
def test_a_meeting_moved_by_hand_while_it_was_the_reps_is_reminded_of_at_its_new_time(
    held: MeetingRequest, back: Any
) -> None:
    """What the calendar says counts when the agent goes on."""
    moved = transition(held, EventChangedByHand(MEETING_AT + DAY), NOW)
    assert moved.effects == ()
    assert (moved.request.state, moved.request.handled_by) == (held.state, held.handled_by)

    went_on = transition(moved.request, back, NOW)

    assert went_on.request.scheduled_time == MEETING_AT + DAY
    reminding = transition(went_on.request, ActionDue(ActionType.CHECK_INVITE), NOW + DAY).request
    assert reminding.next_action is not None
    assert reminding.next_action.type is ActionType.SEND_REMINDER
    assert MEETING_AT < reminding.next_action.at < MEETING_AT + DAY


@pytest.mark.parametrize("held, back", [(PAUSED_BOOKED, RepResumed()), (TAKEN_BOOKED, RepGaveBack())])
def test_an_invitation_declined_while_it_was_the_reps_is_told_and_taken_up_afterwards(
    held: MeetingRequest, back: Any
) -> None:
    """Nothing leaves behind the rep's back; nobody is reminded of what they turned down."""
    told = transition(held, InviteAnswered(JOHN, InviteStatus.DECLINED), NOW)
    assert [type(effect) for effect in told.effects] == [TellRep]
    assert told.request.is_booked

    went_on = transition(told.request, back, NOW)

    assert FindSlots(SlotPurpose.COUNTER, 3) in went_on.effects
    assert any(isinstance(effect, CancelMeeting) for effect in went_on.effects)
    assert went_on.request.state is State.NEGOTIATING


@pytest.mark.parametrize("event, back", [(RepPaused(), RepResumed()), (RepTookOver(), RepGaveBack())])
def test_an_invitation_that_had_gone_out_when_the_rep_stepped_in_stands(event: Any, back: Any) -> None:
    """It is not withdrawn just to be sent again; the meeting is watched once the agent goes on."""
    held = _through(an_agreed_request(), event)
    step = transition(held, MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW)

    assert [type(effect) for effect in step.effects] == [TellRep]
    assert step.request.is_booked
    went_on = transition(step.request, back, NOW)
    assert went_on.effects == ()
    assert went_on.request.state is State.CONFIRMING
    assert went_on.request.scheduled_time == MEETING_AT


@pytest.mark.parametrize("held", [PAUSED_BOOKED, TAKEN_BOOKED], ids=["paused", "taken over"])
def test_another_time_proposed_while_it_is_the_reps_is_told_with_the_time(held: MeetingRequest) -> None:
    """In the rep's own zone; nothing is looked up and nothing is moved."""
    wish = Span(MEETING_AT + DAY, MEETING_AT + DAY + HOUR)
    step = transition(held, InviteAnswered(JOHN, InviteStatus.TENTATIVE, wish), NOW)

    (notice,) = step.effects
    assert isinstance(notice, TellRep)
    assert "John Smith proposes Thursday, June 11, 15:00" in notice.text
    assert step.request.next_action == held.next_action
    back = transition(step.request, RepResumed() if held.state is State.PAUSED else RepGaveBack(), NOW)
    assert back.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 1, (wish,)),)


MOVING: dict[str, Any] = {  # booked, and they want another time
    "seeking": {"state": State.NEGOTIATING},
    "offered": {"state": State.AWAITING_RESPONSE, "offered_times": OFFERS},
    "agreed": {"state": State.CONFIRMING, "agreed_time": MEETING_AT + 2 * DAY},
}
STEPS_IN = {"": (), "taken over": (RepTookOver(),), "paused": (RepPaused(),)}


@pytest.mark.parametrize("how", STEPS_IN)
@pytest.mark.parametrize("what", MOVING)
def test_the_time_to_which_the_rep_moved_the_event_settles_the_search(what: str, how: str) -> None:
    """They agreed on it by phone: it is neither moved back nor withdrawn, and nothing else is offered."""
    held = _through(a_booked_request(**MOVING[what]), *STEPS_IN[how])
    moved = _through(held, EventChangedByHand(MEETING_AT + DAY))

    back = transition(moved, RepResumed() if moved.state is State.PAUSED else RepGaveBack(), NOW)

    assert back.effects == ()
    assert back.request.state is State.CONFIRMING
    assert (back.request.scheduled_time, back.request.agreed_time) == (MEETING_AT + DAY, None)
    assert back.request.next_action is not None
    assert back.request.next_action.type in {ActionType.SEND_REMINDER, ActionType.CHECK_INVITE}


def test_a_move_that_fails_while_the_rep_has_it_leaves_the_search_open() -> None:
    """The old time is one that they cannot make: after giving it back another one is sought."""
    moving = _through(a_booked_request(agreed_time=MEETING_AT + DAY), RepTookOver())
    told = transition(moving, SlotTaken(MEETING_AT + DAY, "Sarah is busy."), NOW).request

    back = transition(told, RepGaveBack(), NOW)

    assert FindSlots(SlotPurpose.FOLLOW_UP, 3) in back.effects


@pytest.mark.parametrize("event, back", [(RepPaused(), RepResumed()), (RepTookOver(), RepGaveBack())])
def test_an_old_time_that_they_declined_meanwhile_comes_off_when_the_agent_goes_on(
    event: Any, back: Any
) -> None:
    """It must not stand until an hour before just because the rep had it when they declined."""
    moving = _through(a_booked_request(state=State.NEGOTIATING), event)
    declined = _through(moving, InviteAnswered(JOHN, InviteStatus.DECLINED))
    assert declined.is_booked

    went_on = transition(declined, back, NOW)

    assert not went_on.request.is_booked
    assert any(isinstance(effect, CancelMeeting) for effect in went_on.effects)


@pytest.mark.parametrize("held", [PAUSED_BOOKED, TAKEN_BOOKED], ids=["paused", "taken over"])
def test_a_strangers_opt_out_leaves_the_reps_request_as_it_is(held: MeetingRequest) -> None:
    """It is kept for the person; the request rests, or is the rep's, as before."""
    stop = a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None), sender="who@else.example")
    step = transition(held, stop, NOW)

    assert step.opts_out == ("who@else.example",)
    assert (step.request.state, step.request.next_action) == (held.state, held.next_action)
    assert step.request.interrupted_state == held.interrupted_state


def test_the_old_time_removed_by_hand_leaves_the_search_as_it_is() -> None:
    """While another time is sought the rep tidies the old one away: no follow-up comes earlier for it."""
    moving = a_booked_request(
        state=State.NEGOTIATING,
        offered_times=OFFERS,
        last_action_at=NOW,
        next_action=NextAction(ActionType.FOLLOW_UP, NOW + HOUR, "Take the old time off the calendar."),
    )
    step = transition(moving, EventChangedByHand(None), NOW)

    assert (step.request.handled_by, step.request.is_booked) == (Handler.AGENT, False)
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.FOLLOW_UP
    assert step.request.next_action.at >= NOW + 20 * HOUR


@pytest.mark.parametrize(
    "kind",
    [LetterKind.INITIAL, LetterKind.FOLLOW_UP, LetterKind.DE_ESCALATE, LetterKind.SMS, LetterKind.COUNTER],
)
def test_nothing_is_renewed_after_the_limit(kind: LetterKind) -> None:
    """It waited past the three weeks: the request ends instead of beginning again."""
    step = transition(an_offered_request(), OfferStale(kind, OFFERS[:1], "taken"), NOW + 22 * DAY)

    assert step.request.outcome is Outcome.GAVE_UP


def test_what_the_rep_has_just_approved_is_renewed_however_old_it_is() -> None:
    """Their word counts: a time that passed overnight does not end what they approved yesterday."""
    approved = _through(an_offered_request(), RepApproved(), now=NOW + 21 * DAY)
    step = transition(approved, OfferStale(LetterKind.COUNTER, OFFERS[:1], "passed"), NOW + 22 * DAY)

    assert FindSlots(SlotPurpose.COUNTER, 3) in step.effects


def test_giving_back_before_anything_was_offered_leaves_one_offer_only() -> None:
    """A first mail that was approved and waits for their morning is withdrawn: new times are looked for."""
    step = transition(_through(a_request(), RepTookOver()), RepGaveBack(), LATER)

    assert step.freezes
