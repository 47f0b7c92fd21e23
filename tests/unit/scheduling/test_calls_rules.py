"""What follows from each result of a call, and from a risk to the rep's good name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    MEETING_AT,
    NOW,
    a_booked_request,
    a_letter_sent,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import judgement, reputation
from xforce_desktop.scheduling.effects import BookMeeting, FindSlots, LeverageTrigger, SendLetter
from xforce_desktop.scheduling.events import ActionDue, CallResult, RepCalled, RepWentOn
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Approval,
    Handler,
    HistoryEntry,
    MeetingRequest,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import offers
from xforce_desktop.scheduling.softening import soft_line, why_softer

SILENT = an_offered_request(asks_since_reply=2, attempt_count=2)
AT = MEETING_AT + DAY
ASKS = tuple(HistoryEntry("follow_up_sent", NOW - day * DAY) for day in (5, 3, 1))
HIGH = {"history": ASKS, "account_failures": 3, "no_show_count": 2, "asks_since_reply": 3, "attempt_count": 3}
CRITICAL = HIGH | {"attempt_count": 4}
MEDIUM = {"history": ASKS, "account_failures": 3, "attempt_count": 3, "asks_since_reply": 3}


def called(result: CallResult | None, **more: Any) -> RepCalled:
    return RepCalled("Call John Smith", result=result, person=JOHN, **more)


@pytest.mark.parametrize("approval", [Approval.REVIEW_FIRST, Approval.AUTOPILOT])
def test_an_agreed_time_is_booked(approval: Approval) -> None:
    """The rep's word is an approval, and what they had in hand is the agent's again."""
    theirs = replace(SILENT, handled_by=Handler.REP, approval=approval, is_approved=False)
    step = transition(theirs, called(CallResult.BOOKED, at=AT), NOW)

    assert step.effects == (BookMeeting(AT),)
    assert (step.request.state, step.request.agreed_time) == (State.CONFIRMING, AT)
    assert (step.request.handled_by, step.request.is_approved) == (Handler.AGENT, True)
    assert all(one.agreed_times is None for one in step.request.required_external), "nobody accepted an offer"


@pytest.mark.parametrize(
    "request_, result, at",
    [
        (SILENT, CallResult.BOOKED, None),
        (SILENT, CallResult.BOOKED, NOW - HOUR),
        (SILENT, CallResult.CALL_BACK, None),
        (SILENT, CallResult.CALL_BACK, NOW),
        (a_booked_request(), CallResult.BOOKED, MEETING_AT),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(
    request_: MeetingRequest, result: CallResult, at: Any
) -> None:
    with pytest.raises(UnexpectedEvent):
        transition(request_, called(result, at=at), NOW)


def test_a_booked_meeting_stays_when_they_are_to_be_called_again() -> None:
    booked = a_booked_request()
    step = transition(booked, called(CallResult.CALL_BACK, at=NOW + DAY), NOW)

    assert (step.request, step.effects) == (booked, ())


def test_a_voicemail_gives_them_until_the_next_working_day() -> None:
    """And what was queued does not leave."""
    due = replace(SILENT, next_action=offers.timing.follow_up(SILENT, NOW - 3 * DAY))
    step = transition(due, called(CallResult.VOICEMAIL), NOW)

    assert step.freezes
    action = step.request.next_action
    assert action is not None
    assert action.type is ActionType.FOLLOW_UP
    assert timedelta(0) < action.at - NOW < 4 * DAY


def test_a_wrong_number_is_dropped_with_the_consent_for_it() -> None:
    john = replace(SILENT.primary, phone="+16155550142")
    step = transition(SILENT.with_attendee(john), called(CallResult.WRONG_NUMBER), NOW)

    assert step.stops_texts
    assert (step.request.primary.phone, step.request.primary.sms_consent) == ("", None)


def test_a_no_on_the_phone_ends_it_unless_others_have_to_say_so() -> None:
    """As one by mail does."""
    alone = transition(SILENT, called(CallResult.NOT_INTERESTED, outcome="No budget."), NOW)
    assert alone.request.outcome is Outcome.CANCELLED_BY_THEM
    assert alone.request.outcome_notes.endswith("declined on the phone: No budget.")

    several = replace(SILENT, attendees=(*SILENT.attendees, another_prospect()))
    step = transition(several, called(CallResult.NOT_INTERESTED), NOW)
    assert (step.request.has_ended, step.request.requires_human_review) == (False, True)
    left = step.request.attendee_by_address(JOHN)
    assert left is not None
    assert left.is_out


@pytest.mark.parametrize("changes, handler", [(HIGH, Handler.AGENT), (CRITICAL, Handler.REP)])
def test_no_further_ask_without_the_reps_word(changes: dict[str, Any], handler: Handler) -> None:
    """At high it rests, at critical it is the rep's; going on anyway holds for that level."""
    strained = replace(SILENT, **changes)
    step = transition(strained, ActionDue(ActionType.FOLLOW_UP), NOW)

    assert not any(isinstance(effect, SendLetter | FindSlots) for effect in step.effects)
    assert step.request.handled_by is handler
    action = step.request.next_action
    assert action is not None
    assert action.type is ActionType.REMIND_REP

    on = transition(step.request, RepWentOn(), NOW).request
    assert on.handled_by is Handler.AGENT
    assert reputation.may_ask(on, reputation.assess(on))
    with pytest.raises(UnexpectedEvent):
        transition(on, RepWentOn(), NOW)


def test_what_was_accepted_ends_where_the_risk_rises() -> None:
    """High was seen, critical was not."""
    seen = replace(SILENT, **HIGH, risk_accepted="high")
    assert reputation.may_ask(seen, reputation.assess(seen))
    worse = replace(seen, attempt_count=4)
    assert not reputation.may_ask(worse, reputation.assess(worse))


def test_each_ask_is_softened_in_other_words_and_says_why() -> None:
    """Only at medium, and only what asks for something."""
    strained = replace(SILENT, **MEDIUM)
    letter = SendLetter(LetterKind.FOLLOW_UP)
    later = [replace(strained, account_failures=0, attempt_count=number) for number in (4, 5)]
    said = [soft_line(one, letter) for one in (strained, *later)]

    assert all(said)
    assert len(set(said)) == 3
    assert soft_line(SILENT, letter) == why_softer(SILENT, letter) == ""
    assert soft_line(strained, SendLetter(LetterKind.REMINDER)) == ""
    assert why_softer(strained, letter).startswith(
        "Worded more softly: low response rate: 0 of 3 asks answered"
    )


@pytest.mark.parametrize(
    "body, is_said",
    [
        ("Would Friday work? Later is fine too. Brent", True),
        ("I am glad to work\naround your week.", True),  # without contractions, as some write
        ("Would Friday work? Brent", False),  # the rep's own wording
    ],
)
def test_the_log_says_softer_only_of_what_is(body: str, is_said: bool) -> None:
    """By the words that left."""
    strained = replace(SILENT, **MEDIUM)

    step = transition(strained, a_letter_sent(LetterKind.SMS, body=body), NOW)

    assert any("Worded more softly: low response" in line.why for line in step.entries) == is_said


@pytest.mark.parametrize(
    "kind, is_softened",
    [
        (LetterKind.SMS, True),
        (LetterKind.FOLLOW_UP, True),
        (LetterKind.COUNTER, True),
        (LetterKind.SMS_CONFIRMED, False),  # asks for nothing
        (LetterKind.SMS_TODAY, False),
        (LetterKind.SMS_LATE, False),
        (LetterKind.CONFIRMATION, False),
    ],
)
def test_whatever_asks_is_softened_by_mail_and_by_text(kind: LetterKind, is_softened: bool) -> None:
    """At medium; texts that stand beside a booked meeting stay as they are."""
    strained, letter = replace(SILENT, **MEDIUM), SendLetter(kind)
    assert (bool(soft_line(strained, letter)), bool(why_softer(strained, letter))) == (is_softened,) * 2


@pytest.mark.parametrize(
    "before, after, words",
    [
        ({}, MEDIUM, "rose to medium (35 of 100)"),
        (MEDIUM, HIGH, "rose to high (60 of 100)"),
        (HIGH, {}, "fell to low (0 of 100)"),
        (HIGH, HIGH, ""),
        ({}, HIGH | {"state": State.CANCELLED}, ""),
    ],
)
def test_the_log_tells_of_each_change_of_level(
    before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    """With the reasons and what follows; nothing once it has ended."""
    line = judgement.risk_line(replace(SILENT, **before), replace(SILENT, **after), NOW)

    assert (line is None) == (not words)
    if line is not None:
        assert words in line.why
        assert line.why.endswith(reputation.assess(replace(SILENT, **after)).effect)


@pytest.mark.parametrize(
    "value, no_shows, trigger",
    [
        (None, 0, None),
        (4999.0, 0, None),
        (5000.0, 0, LeverageTrigger.PERSISTENT_NON_RESPONSE),
        (5000.0, 3, LeverageTrigger.MULTIPLE_NO_SHOWS),
    ],
)
def test_giving_up_on_a_deal_of_value_ends_with_a_call(
    value: float | None, no_shows: int, trigger: LeverageTrigger | None
) -> None:
    before = replace(SILENT, deal_value=value, no_show_count=no_shows)
    after = offers.give_up(before, "Nobody answered.", NOW).request

    assert judgement.last_trigger(before, after) is trigger
    assert judgement.last_trigger(after, after) is None


def test_what_to_say_names_times_that_are_still_ahead() -> None:
    """Two of the newest offer by their clock, none once they have passed; and their own words."""
    wrote = HistoryEntry("prospect_replied", NOW - DAY, "Swamped with inspections")
    asked = replace(SILENT, history=(wrote, HistoryEntry("options_sent", NOW, times=SILENT.offered_times)))
    trigger = LeverageTrigger.PERSISTENT_NON_RESPONSE
    said = " ".join(moment_for(asked, trigger, NOW).brief.talking_points)
    late = " ".join(moment_for(asked, trigger, NOW + 60 * DAY).brief.talking_points)

    assert said.endswith("suit you?")
    assert "You wrote “Swamped with inspections”" in said
    assert "suit you?" not in late
