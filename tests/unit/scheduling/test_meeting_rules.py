"""From booked to attended: confirmation, answers to the invitation, reminders, evidence, recovery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOHN,
    JOIN_URL,
    MARY,
    MEETING_AT,
    NOW,
    SARAH,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    an_agreed_request,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import (
    CancelMeeting,
    CheckAttendance,
    FindSlots,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
    TellRep,
)
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceEvidence,
    AttendanceSeen,
    EventChangedByHand,
    InviteAnswered,
    LinkMissing,
    LinkSeen,
    MeetingBegan,
    MeetingBooked,
    MeetingMoved,
    RepAskedIfHere,
    SlotsFound,
    SlotTaken,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    EntryType,
    FollowUpTemplate,
    Handler,
    InviteStatus,
    MeetingRequest,
    Outcome,
    Platform,
    State,
)
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.rules.meeting import HOW_DID_IT_GO
from xforce_desktop.scheduling.step import Step

ENDS_AT = MEETING_AT + HOUR
MINUTE = timedelta(minutes=1)
GRACE = 10 * MINUTE
NO_SHOW = AttendanceSeen(AttendanceEvidence.NO_SHOW, "the Teams report lists nobody from their side.")
UNKNOWN = AttendanceSeen(AttendanceEvidence.UNKNOWN, "There is no attendance report yet.")
AFTER_IT = FollowUpTemplate("Great talking today", "Hi John,\n\n• {{point_1}}", ("point_1",))
HELD = AttendanceSeen(AttendanceEvidence.HELD, "John Smith attended, says the Teams report.")


def _types(step: Step) -> list[str]:
    return [type(effect).__name__ for effect in step.effects]


# --- booked -------------------------------------------------------------------------------------------------


def test_a_booking_is_confirmed_and_the_reminder_planned() -> None:
    """The confirmation names the booked time; next comes a look at the invitation, then the reminder."""
    step = transition(an_agreed_request(), MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW)

    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.times) == (LetterKind.CONFIRMATION, (MEETING_AT,))
    assert (step.request.calendar_event_id, step.request.join_url) == (EVENT_ID, JOIN_URL)
    assert step.request.state is State.CONFIRMING
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_INVITE
    assert step.request.held_spans() == ()


def test_an_accepted_invitation_needs_no_second_look() -> None:
    """All have accepted: the reminder is next."""
    booked = transition(an_agreed_request(), MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW).request

    step = transition(booked, InviteAnswered(JOHN, InviteStatus.ACCEPTED), NOW + HOUR)

    assert step.request.state is State.CONFIRMED
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.SEND_REMINDER


def test_who_has_not_accepted_is_told_to_the_rep_and_not_pressed() -> None:
    """A yes by mail is enough; the rep hears that the invitation is still open, and nothing is sent."""
    booked = transition(an_agreed_request(), MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW).request

    step = transition(booked, ActionDue(ActionType.CHECK_INVITE), NOW + DAY)

    assert _types(step) == ["TellRep"]
    assert "John Smith agreed to the time" in step.entries[0].why
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.SEND_REMINDER


def test_of_two_who_have_not_accepted_it_is_said_of_both() -> None:
    both = an_agreed_request(prospects=(a_prospect(), another_prospect()))
    booked = transition(both, MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), NOW).request

    step = transition(booked, ActionDue(ActionType.CHECK_INVITE), NOW + DAY)

    said = "John Smith and Mary Jones agreed to the time, but have not accepted the invitation yet."
    assert step.entries[0].why == said


def test_three_minutes_into_the_meeting_the_rep_may_ask_whether_they_come() -> None:
    """The tray offers it; the note goes on the rep's word, once, and only while the meeting lasts."""
    offered = transition(a_booked_request(), MeetingBegan(MEETING_AT), MEETING_AT + 3 * MINUTE)
    assert _types(offered) == ["TellRep"]
    assert offered.effects[0].title == "Not here yet?"

    asked = transition(offered.request, RepAskedIfHere(), MEETING_AT + 4 * MINUTE)
    (letter,) = asked.effects
    assert isinstance(letter, SendLetter)
    assert letter.kind is LetterKind.RUNNING_LATE

    left = a_letter_sent(LetterKind.RUNNING_LATE, sent_at=MEETING_AT + 4 * MINUTE, times=())
    sent = transition(asked.request, left, MEETING_AT + 4 * MINUTE).request
    for moment in (MEETING_AT - MINUTE, MEETING_AT + 5 * MINUTE, ENDS_AT):
        with pytest.raises(UnexpectedEvent):
            transition(sent, RepAskedIfHere(), moment)


def test_a_meeting_that_was_moved_has_not_begun() -> None:
    """The offer to ask is for the time at which the meeting stands now."""
    with pytest.raises(UnexpectedEvent):
        transition(a_booked_request(), MeetingBegan(MEETING_AT - DAY), MEETING_AT - DAY + 3 * MINUTE)


@pytest.mark.parametrize(
    "request_, late",
    [
        (a_booked_request(handled_by=Handler.REP), 3 * MINUTE),
        (a_booked_request(state=State.PAUSED, interrupted_state=State.CONFIRMED), 3 * MINUTE),
        (a_booked_request(), ENDS_AT - MEETING_AT),
    ],
    ids=["with the rep", "paused", "over by now"],
)
def test_the_mail_after_a_meeting_needs_nobody_to_ask(request_: MeetingRequest, late: timedelta) -> None:
    """Whoever has the request, and although the computer slept: it is prepared, and nothing else is said."""
    step = transition(request_, MeetingBegan(MEETING_AT, AFTER_IT), MEETING_AT + late)

    assert step.effects == ()
    assert step.request == replace(request_, followup_template=AFTER_IT)
    assert [line.why for line in step.entries] == ["The mail for after the meeting is prepared."]


def test_the_mail_after_a_meeting_goes_when_the_meeting_gets_another_time() -> None:
    """Nobody is thanked for a meeting that was put off after it had begun."""
    began = MeetingBegan(MEETING_AT, AFTER_IT)
    begun = transition(a_booked_request(), began, MEETING_AT + 3 * MINUTE).request

    gone = transition(begun, EventChangedByHand(None), MEETING_AT + 5 * MINUTE).request
    moved = transition(begun, EventChangedByHand(MEETING_AT + DAY), MEETING_AT + 5 * MINUTE).request
    over = transition(begun, HELD, ENDS_AT).request

    assert [one.followup_template for one in (gone, moved, over)] == [None, None, AFTER_IT]


def test_a_teams_link_may_come_later() -> None:
    """The booking stands, the log says what is missing, and the rep hears of it only if it never comes."""
    step = transition(an_agreed_request(), MeetingBooked(MEETING_AT, EVENT_ID, ""), NOW)
    assert _types(step) == ["SendLetter"]
    assert step.entries[-1].why == "The Teams link has not come yet."

    told = transition(step.request, LinkMissing(EVENT_ID), NOW + HOUR)
    assert [effect.title for effect in told.effects if isinstance(effect, TellRep)] == ["No Teams link"]

    come = transition(step.request, LinkSeen(EVENT_ID, JOIN_URL), NOW + HOUR)
    assert (come.request.join_url, come.effects) == (JOIN_URL, ())
    with pytest.raises(UnexpectedEvent):
        transition(come.request, LinkMissing(EVENT_ID), NOW + HOUR)


def test_the_link_of_another_event_is_left_aside() -> None:
    """Of one that was given up meanwhile."""
    with pytest.raises(UnexpectedEvent):
        transition(a_booked_request(), LinkSeen("event-before", JOIN_URL), NOW)


def test_a_link_after_the_meeting_lets_its_report_be_looked_for() -> None:
    """The rep was asked as there was nothing to look by; what comes now may answer it."""
    asked = transition(
        a_booked_request(join_url=""), ActionDue(ActionType.CHECK_NO_SHOW), ENDS_AT + GRACE
    ).request
    assert asked.next_action is not None
    assert asked.next_action.type is ActionType.REMIND_REP

    step = transition(asked, LinkSeen(EVENT_ID, JOIN_URL), ENDS_AT + 20 * MINUTE)

    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.CHECK_NO_SHOW
    assert step.request.next_action.at == ENDS_AT + 30 * MINUTE


def test_a_slot_that_was_taken_meanwhile_is_replaced() -> None:
    """Nothing is booked; others are offered, and the taken one not again."""
    step = transition(an_agreed_request(), SlotTaken(MEETING_AT, "Sarah became busy."), NOW)

    assert step.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert step.request.state is State.NEGOTIATING
    assert (step.request.agreed_time, step.request.scheduled_time) == (None, None)
    assert MEETING_AT in step.request.refused_times


def test_a_moved_meeting_is_confirmed_anew() -> None:
    """The new time is confirmed and everybody's answer is open again."""
    request = a_booked_request(state=State.CONFIRMING, invite_accepted=True, agreed_time=MEETING_AT + DAY)

    step = transition(request, MeetingMoved(MEETING_AT + DAY), NOW)

    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert letter.times == (MEETING_AT + DAY,)
    assert not step.request.invite_accepted
    assert {a.invite_status for a in step.request.attendees} == {InviteStatus.PENDING}


def test_a_meeting_that_is_moved_after_a_no_show_of_their_company_gets_two_reminders() -> None:
    """What became known since the booking counts for the new time."""
    request = a_booked_request(agreed_time=MEETING_AT + DAY)

    step = transition(request, MeetingMoved(MEETING_AT + DAY, account_had_no_show=True), NOW)

    assert step.request.needs_two_reminders


# --- answers to the invitation ------------------------------------------------------------------------------


def test_confirmed_means_everybody_required_accepted() -> None:
    """With two required people the first acceptance is not enough."""
    request = a_booked_request(prospects=(a_prospect(), another_prospect()))

    one = transition(request, InviteAnswered(JOHN, InviteStatus.ACCEPTED), NOW).request
    both = transition(one, InviteAnswered(MARY, InviteStatus.ACCEPTED), NOW).request

    assert (one.state, one.invite_accepted) == (State.CONFIRMING, False)
    assert (both.state, both.invite_accepted) == (State.CONFIRMED, True)


def test_tentative_is_not_yes() -> None:
    """A maybe leaves the request confirming and is noted."""
    step = transition(a_booked_request(), InviteAnswered(JOHN, InviteStatus.TENTATIVE), NOW)

    assert (step.request.state, step.request.invite_accepted) == (State.CONFIRMING, False)
    assert [line.type for line in step.entries] == [EntryType.INVITE_TENTATIVE]
    assert step.effects == ()


def test_a_declined_invitation_reopens_the_search() -> None:
    """The event is withdrawn, others are offered in the same conversation, and nothing queued leaves."""
    step = transition(a_booked_request(), InviteAnswered(JOHN, InviteStatus.DECLINED), NOW)

    assert [type(effect) for effect in step.effects] == [FindSlots, CancelMeeting]
    assert step.request.state is State.NEGOTIATING
    assert step.request.scheduled_time is None
    assert step.request.refused_times == (*an_offered_request().refused_times, MEETING_AT)
    assert step.freezes


def test_an_optional_persons_no_changes_nothing() -> None:
    """Who need not come may decline."""
    request = a_booked_request(prospects=(a_prospect(), another_prospect(is_required=False)))

    step = transition(request, InviteAnswered(MARY, InviteStatus.DECLINED), NOW)

    assert step.effects == ()
    assert step.request.scheduled_time == MEETING_AT


def test_a_colleagues_answer_is_only_noted() -> None:
    """Our own people's answers do not confirm the meeting."""
    step = transition(a_booked_request(), InviteAnswered(SARAH, InviteStatus.ACCEPTED), NOW)

    assert step.request.state is State.CONFIRMING
    assert step.effects == ()


@pytest.mark.parametrize("status", [InviteStatus.TENTATIVE, InviteStatus.DECLINED])
def test_a_proposed_new_time_is_looked_up(status: InviteStatus) -> None:
    """Outlook's "propose new time" is a proposal like any other, also without a text."""
    wish = Span(MEETING_AT + DAY, MEETING_AT + DAY + HOUR)

    step = transition(a_booked_request(), InviteAnswered(JOHN, status, wish), NOW)

    assert step.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 1, (wish,)),)
    assert step.freezes


def test_an_event_moved_by_hand_is_the_reps() -> None:
    """The rep moved it in Outlook: the agent keeps still until it is given back."""
    step = transition(a_booked_request(), EventChangedByHand(MEETING_AT + DAY), NOW)

    assert step.request.handled_by is Handler.REP
    assert step.request.scheduled_time == MEETING_AT + DAY
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.REMIND_REP
    assert step.request.next_action.at == ENDS_AT + DAY + GRACE
    assert step.freezes


def test_while_the_rep_has_it_they_are_asked_how_it_went() -> None:
    """Nothing is sent and nothing is looked up, but the meeting's end is not forgotten."""
    theirs = transition(a_booked_request(), EventChangedByHand(MEETING_AT + DAY), NOW).request

    step = transition(theirs, ActionDue(ActionType.REMIND_REP), ENDS_AT + DAY + GRACE)

    assert step.request.requires_human_review
    assert step.request.review_reason == HOW_DID_IT_GO
    assert _types(step) == ["TellRep"]


def test_an_event_removed_by_hand_is_the_reps() -> None:
    """The rep deleted it: no reminder, no attendance, nothing left behind."""
    step = transition(a_booked_request(), EventChangedByHand(None), NOW)

    assert step.request.handled_by is Handler.REP
    assert (step.request.scheduled_time, step.request.calendar_event_id) == (None, "")
    assert "removed" in step.request.review_reason


# --- reminders ----------------------------------------------------------------------------------------------


def _chicago(day: int, hour: int, minute: int = 0) -> datetime:
    """June 2026, their clock (CDT)."""
    return datetime(2026, 6, day, hour + 5, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "meeting_at, had_no_show, expected",
    [
        (_chicago(10, 14), False, [_chicago(10, 9)]),
        (_chicago(10, 12), False, [_chicago(10, 9)]),
        (_chicago(10, 11, 30), False, [_chicago(9, 16)]),
        (_chicago(15, 9), False, [_chicago(12, 16)]),  # a Monday morning: the Friday before
        (_chicago(10, 14), True, [_chicago(9, 16), _chicago(10, 9)]),
        (_chicago(10, 9), True, [_chicago(9, 16)]),
    ],
    ids=[
        "afternoon",
        "noon",
        "morning",
        "Monday morning",
        "both after a no-show",
        "not at nine itself",
    ],
)
def test_reminders_come_at_their_time(
    meeting_at: datetime, had_no_show: bool, expected: list[datetime]
) -> None:
    """09:00 of the day, before noon 16:00 on the working day before, after a no-show both."""
    booked = transition(
        an_agreed_request(meeting_at), MeetingBooked(meeting_at, EVENT_ID, JOIN_URL, had_no_show), NOW
    )

    assert _reminders(booked.request) == expected


def test_a_meeting_in_less_than_three_hours_gets_no_reminder() -> None:
    """The confirmation has just said it."""
    soon = NOW + timedelta(hours=2, minutes=59)

    booked = transition(an_agreed_request(soon), MeetingBooked(soon, EVENT_ID, JOIN_URL), NOW)

    assert _reminders(booked.request) == []
    assert booked.request.next_action is not None
    assert booked.request.next_action.type is ActionType.CHECK_NO_SHOW


BEFORE_IT = {ActionType.SEND_REMINDER, ActionType.CHECK_INVITE}


def _reminders(request: MeetingRequest) -> list[datetime]:
    """Play the reminders one after the other; when each is due. A look at the invitation may lie between."""
    found = []
    while request.next_action and request.next_action.type in BEFORE_IT:
        at = request.next_action.at
        if request.next_action.type is ActionType.CHECK_INVITE:
            request = transition(request, ActionDue(ActionType.CHECK_INVITE), at).request
            continue
        found.append(at)
        step = transition(request, ActionDue(ActionType.SEND_REMINDER), at)
        assert [type(effect) for effect in step.effects] == [SendLetter]
        sent = a_letter_sent(LetterKind.REMINDER, sent_at=at, times=(request.scheduled_time,))
        request = transition(step.request, sent, at).request
        assert request.state is State.REMINDER_SENT
    return found


def test_two_reminders_do_not_fall_on_one_day() -> None:
    """The one of yesterday's afternoon leaves this morning after a sleep: it stands for today's as well."""
    meeting_at, this_morning = _chicago(10, 14), _chicago(10, 8)
    booked = transition(
        an_agreed_request(meeting_at), MeetingBooked(meeting_at, EVENT_ID, JOIN_URL, True), NOW
    ).request
    due = transition(booked, ActionDue(ActionType.SEND_REMINDER), this_morning)

    sent = a_letter_sent(LetterKind.REMINDER, sent_at=this_morning, times=(meeting_at,))
    after = transition(due.request, sent, this_morning).request

    for request in (due.request, after):
        assert request.next_action is not None
        assert request.next_action.type is ActionType.CHECK_NO_SHOW


def test_a_reminder_after_the_beginning_is_left_out() -> None:
    """A laptop that slept through it looks who attended instead."""
    step = transition(a_booked_request(), ActionDue(ActionType.SEND_REMINDER), MEETING_AT + MINUTE)

    assert step.effects == ()
    assert step.request.next_action is not None
    assert (step.request.next_action.type, step.request.next_action.at) == (
        ActionType.CHECK_NO_SHOW,
        ENDS_AT + GRACE,
    )


def test_a_laptop_shut_for_a_week_looks_at_once() -> None:
    """After the grace there is nothing to wait for."""
    step = transition(a_booked_request(), ActionDue(ActionType.SEND_REMINDER), ENDS_AT + 7 * DAY)

    assert step.request.next_action is not None
    assert step.request.next_action.at == ENDS_AT + 7 * DAY


# --- who was there ------------------------------------------------------------------------------------------


def test_attendance_is_read_after_the_grace() -> None:
    """Ten minutes after the planned end the report is asked for."""
    step = transition(a_booked_request(), ActionDue(ActionType.CHECK_NO_SHOW), ENDS_AT + GRACE)

    assert step.effects == (CheckAttendance(),)
    assert step.request.next_action is not None
    assert step.request.next_action.at > ENDS_AT + GRACE


def test_a_held_meeting_completes_the_request() -> None:
    """Somebody of theirs was there."""
    step = transition(a_booked_request(), HELD, ENDS_AT + GRACE)

    assert (step.request.state, step.request.outcome) == (State.COMPLETED, Outcome.HELD)
    assert step.request.next_action is None
    assert not any(isinstance(effect, CancelMeeting) for effect in step.effects)
    assert step.entries[0].type is EntryType.COMPLETED


def test_a_no_show_is_recovered_with_two_times() -> None:
    """Counted, the old event let go, two near times looked for; nothing of the old meeting leaves."""
    step = transition(a_booked_request(), NO_SHOW, ENDS_AT + GRACE)

    assert step.effects[0] == FindSlots(SlotPurpose.RECOVERY, 2)
    assert (step.request.state, step.request.no_show_count) == (State.NO_SHOW, 1)
    assert (step.request.scheduled_time, step.request.calendar_event_id) == (None, "")
    assert step.freezes
    assert step.entries[0].type is EntryType.NO_SHOW_DETECTED


def test_a_no_show_goes_back_to_proposing() -> None:
    """The found times make a mail of its own kind, and then the request waits again."""
    missed = transition(a_booked_request(), NO_SHOW, ENDS_AT + GRACE).request
    slots = (ENDS_AT + DAY, ENDS_AT + 2 * DAY)

    offer = transition(missed, SlotsFound(SlotPurpose.RECOVERY, slots, ("", "")), ENDS_AT + GRACE)
    sent = transition(
        offer.request,
        a_letter_sent(LetterKind.NO_SHOW, times=slots, sent_at=ENDS_AT + GRACE),
        ENDS_AT + GRACE,
    )

    assert offer.request.state is State.PROPOSING
    assert [effect.kind for effect in offer.effects if isinstance(effect, SendLetter)] == [LetterKind.NO_SHOW]
    assert sent.request.state is State.AWAITING_RESPONSE
    assert sent.request.offered_times == slots


@pytest.mark.parametrize("before, raised", [(0, []), (1, [LeverageTrigger.MULTIPLE_NO_SHOWS]), (2, [])])
def test_the_second_no_show_asks_for_a_call(before: int, raised: list[LeverageTrigger]) -> None:
    """The first may happen to anybody; after the third it is over."""
    step = transition(a_booked_request(no_show_count=before), NO_SHOW, ENDS_AT + GRACE)

    assert [effect.trigger for effect in step.effects if isinstance(effect, RaiseLeverage)] == raised


def test_the_third_no_show_is_the_last() -> None:
    """After three nobody is asked again; the rep is told."""
    step = transition(a_booked_request(no_show_count=2), NO_SHOW, ENDS_AT + GRACE)

    assert (step.request.state, step.request.outcome) == (State.CANCELLED, Outcome.GAVE_UP)
    assert not any(isinstance(effect, FindSlots | SendLetter) for effect in step.effects)


def test_without_a_report_it_is_looked_for_again_and_then_asked() -> None:
    """No evidence, no no-show: the looks become rarer, after an hour the rep is asked, once."""
    request, now, looks, asked = a_booked_request(), ENDS_AT + GRACE, [], 0
    while now < ENDS_AT + timedelta(hours=5):
        looking = transition(request, ActionDue(ActionType.CHECK_NO_SHOW), now).request
        step = transition(looking, UNKNOWN, now)
        looks.append(now - ENDS_AT)
        asked += "TellRep" in _types(step)
        request = step.request
        assert request.next_action is not None
        assert request.next_action.at > now
        now = request.next_action.at

    assert looks[:4] == [10 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE]
    assert asked == 1
    assert request.requires_human_review
    assert request.state is not State.NO_SHOW


@pytest.mark.parametrize("platform", [Platform.PHONE, Platform.IN_PERSON, Platform.ZOOM])
def test_where_no_report_can_exist_the_rep_is_asked_at_once(platform: Platform) -> None:
    """A phone call leaves no Teams report; nothing is sent meanwhile."""
    request = a_booked_request(platform=platform, join_url="")

    step = transition(request, ActionDue(ActionType.CHECK_NO_SHOW), ENDS_AT + GRACE)

    assert _types(step) == ["TellRep"]
    assert step.request.requires_human_review
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.REMIND_REP


def test_the_report_that_comes_late_still_decides() -> None:
    """Asked already, then the report arrives: held, and the question is gone."""
    asked = transition(a_booked_request(), UNKNOWN, ENDS_AT + 60 * MINUTE).request

    step = transition(asked, HELD, ENDS_AT + 120 * MINUTE)

    assert asked.requires_human_review
    assert step.request.outcome is Outcome.HELD
    assert not step.request.requires_human_review


# --- stop rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, stops",
    [
        ({"asks_since_reply": 3}, False),
        ({"asks_since_reply": 99}, True),
        ({"attempt_count": 99, "asks_since_reply": 1}, False),
        ({"no_show_count": 2}, False),
        ({"no_show_count": 3}, True),
        ({"created_at": NOW - 20 * DAY}, False),
        ({"created_at": NOW - 21 * DAY}, True),
    ],
    ids=["some asks", "too many asks", "many answers", "two no-shows", "three", "20 days", "21 days"],
)
def test_stop_rules_count_asks_since_their_last_answer(changes: dict[str, Any], stops: bool) -> None:
    """A prospect who keeps answering is never given up on because of the number of our answers."""
    assert bool(timing.why_stop(an_offered_request(**changes), NOW)) is stops


def test_age_does_not_end_a_meeting_that_is_near() -> None:
    """48 hours or less before a meeting that is on the calendar the request lives on."""
    old = a_booked_request(created_at=NOW - 30 * DAY)

    assert timing.why_stop(replace(old, scheduled_time=NOW + 2 * DAY), NOW) is None
    assert timing.why_stop(replace(old, scheduled_time=NOW + 2 * DAY + MINUTE), NOW)


def test_silence_ends_with_the_rep_told() -> None:
    """After the last ask the follow-up time ends the request: nothing more is sent."""
    worn_out = an_offered_request(asks_since_reply=99)

    step = transition(worn_out, ActionDue(ActionType.FOLLOW_UP), NOW)

    assert step.request.outcome is Outcome.GAVE_UP
    assert _types(step) == ["TellRep"]
    assert step.request.held_spans() == ()
