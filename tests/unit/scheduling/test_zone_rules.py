"""What follows when somebody turns out to be in another zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import (
    JOHN,
    MARY,
    MEETING_AT,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_window,
    an_account,
    an_agreed_request,
    an_analysis,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.composing import assignment_for
from xforce_desktop.scheduling.effects import FindSlots, SendLetter, TellRep
from xforce_desktop.scheduling.events import ReplyReceived, ZoneDoubt, ZoneLearned
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import MeetingRequest

DENVER, CHICAGO = "America/Denver", "America/Chicago"
LEARNED = ZoneLearned(JOHN, DENVER, True, "I'm in Denver")
UNSURE = a_prospect(timezone="", zone=CHICAGO, zone_is_sure=False)


def _elsewhere(request: MeetingRequest, analysis_of: Intent = Intent.ACCEPT_TIME, **said: object) -> object:
    event = replace(a_reply(an_analysis(analysis_of, **said)), zone_doubt=ZoneDoubt.ELSEWHERE)
    return transition(transition(request, LEARNED, NOW).request, event, NOW)


def test_from_now_on_times_are_theirs() -> None:
    """What was queued was written by another clock."""
    step = transition(an_offered_request(shown_timezone=CHICAGO), LEARNED, NOW)

    assert step.request.recipient_timezone == DENVER
    assert step.request.answered_timezone == CHICAGO, "until they have seen times in it"
    assert step.freezes
    assert "Mountain time, not Central time" in step.entries[0].why


def test_the_same_clock_by_another_name_is_no_news() -> None:
    step = transition(an_offered_request(), replace(LEARNED, zone="America/Winnipeg"), NOW)

    assert (step.effects, step.freezes) == ((), False)
    assert step.entries[0].why == "That John Smith is on Central time is sure."
    assert step.request.primary.zone == "America/Winnipeg"


@pytest.mark.parametrize("request_", [a_booked_request(), an_agreed_request()])
def test_what_is_agreed_stays_and_the_rep_is_told(request_: MeetingRequest) -> None:
    step = transition(request_, LEARNED, NOW)

    assert (step.request.scheduled_time, step.request.agreed_time) == (
        request_.scheduled_time,
        request_.agreed_time,
    )
    (tell,) = step.effects
    assert isinstance(tell, TellRep)
    assert f"{MEETING_AT.astimezone(ZoneInfo(DENVER)):%-I:%M %p} MDT" in tell.text
    assert not step.freezes


def test_a_booking_that_is_still_under_way_at_its_time_is_not_stopped() -> None:
    """The computer slept over it: only what becomes of the booking leads on from there."""
    step = transition(an_agreed_request(), LEARNED, MEETING_AT + timedelta(days=2))

    assert (step.effects, step.freezes) == ((), False)


def test_somebody_elses_zone_changes_no_mail() -> None:
    """The mails are said in the zone of the one whom they greet."""
    both = an_offered_request(prospects=(a_prospect(), another_prospect()))

    step = transition(both, replace(LEARNED, address=MARY), NOW)

    assert step.request.recipient_timezone == CHICAGO
    assert not step.freezes


def test_a_choice_by_another_clock_is_shown_anew() -> None:
    """The same instants, nothing booked."""
    step = _elsewhere(an_offered_request(shown_timezone=CHICAGO), selected_time=OFFERS[0])

    assert step.request.agreed_time is None
    (letter,) = step.effects
    assert (letter.kind, letter.times) == (LetterKind.CLARIFY, OFFERS)


def test_times_of_their_own_are_moved_to_their_clock_and_asked_about() -> None:
    """3 PM was read as Central; they meant Mountain, an hour later."""
    window = a_window(OFFERS[0], hours=1)
    request = an_offered_request(shown_timezone=CHICAGO)

    step = _elsewhere(request, Intent.PROPOSE_ALTERNATIVE, windows=(window,))

    (letter,) = step.effects
    ((span,),) = letter.readings
    assert (span.start - OFFERS[0]).total_seconds() == 3600


def test_about_a_booked_meeting_the_rep_looks() -> None:
    step = _elsewhere(a_booked_request(), selected_time=MEETING_AT)

    assert step.request.requires_human_review
    assert step.request.scheduled_time == MEETING_AT


def test_a_no_needs_no_zone() -> None:
    assert _elsewhere(an_offered_request(), Intent.DECLINE).request.has_ended


def test_a_question_is_still_the_reps() -> None:
    """Where they are does not answer it."""
    assert _elsewhere(an_offered_request(), Intent.QUESTION).request.requires_human_review


def test_when_none_suits_others_are_looked_for() -> None:
    """And offered on their clock."""
    step = _elsewhere(an_offered_request(shown_timezone=CHICAGO), Intent.PROPOSE_ALTERNATIVE)

    assert [type(effect) for effect in step.effects] == [FindSlots]


@pytest.mark.parametrize("names_a_time", [True, False])
def test_a_traveller(names_a_time: bool) -> None:
    """Only where a time is named does it matter."""
    said = {"selected_time": OFFERS[0]} if names_a_time else {}
    event: ReplyReceived = replace(
        a_reply(an_analysis(Intent.ACCEPT_TIME if names_a_time else Intent.UNCLEAR, **said)),
        zone_doubt=ZoneDoubt.TRAVELLING,
    )

    step = transition(an_offered_request(), event, NOW)

    assert step.request.requires_human_review is names_a_time
    assert step.request.agreed_time is None


def test_they_are_asked_once() -> None:
    """In the first mail that names times; a text asks nothing."""
    request = an_offered_request(prospects=(UNSURE,))
    letter = SendLetter(LetterKind.COUNTER, OFFERS)

    asked = transition(request, a_letter_sent(LetterKind.COUNTER), NOW).request
    texted = transition(request, a_letter_sent(LetterKind.SMS, times=OFFERS[:1]), NOW).request

    assert assignment_for(request, letter, an_account(), NOW).zone_note == (
        "I've assumed Central time; tell me if that's off."
    )
    assert (asked.zone_asked, asked.shown_timezone) == (True, CHICAGO)
    assert assignment_for(asked, letter, an_account(), NOW).zone_note == ""
    assert not texted.zone_asked


@pytest.mark.parametrize(
    "prospect, kind",
    [
        (a_prospect(), LetterKind.INITIAL),
        (replace(UNSURE, zone_is_sure=True), LetterKind.INITIAL),
        (UNSURE, LetterKind.CONFIRMATION),
        (UNSURE, LetterKind.SMS),
    ],
)
def test_nobody_is_asked_without_need(prospect: object, kind: LetterKind) -> None:
    request = an_offered_request(prospects=(prospect,))

    assert assignment_for(request, SendLetter(kind, OFFERS), an_account(), NOW).zone_note == ""
