"""After silence: which channel comes next, for how long a meeting, and when the rep should call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import (
    DAY,
    NOW,
    OFFERS,
    a_letter_sent,
    a_prospect,
    a_reply,
    an_analysis,
    an_offered_request,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import (
    FindSlots,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.events import ActionDue, SlotsFound, TextImpossible
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    EntryType,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    Outcome,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.strategy import strategy_for

TEXTABLE = a_prospect(phone="+16155550101", sms_consent=SmsConsent(date(2026, 1, 5), "web form"))
PURPOSE = {SlotPurpose.FOLLOW_UP: "mail", SlotPurpose.SHORTER: "shorter mail", SlotPurpose.TEXT: "text"}
LATER = NOW + 2 * DAY


def asked(times: int = 1, **changes: Any) -> MeetingRequest:
    """Asked so many times in a row without an answer."""
    counts = {"attempt_count": times, "asks_since_reply": times, "ladder_step": times}
    return an_offered_request(**(counts | changes))


def due(request: MeetingRequest) -> Step:
    return transition(request, ActionDue(ActionType.FOLLOW_UP), LATER)


def what(step: Step) -> str:
    """The ask of a step in words."""
    words = [PURPOSE[one.purpose] for one in step.effects if isinstance(one, FindSlots)]
    words += ["call" for one in step.effects if isinstance(one, RaiseLeverage)]
    return " + ".join(words) or ("given up" if step.request.outcome is Outcome.GAVE_UP else "nothing")


def climb(request: MeetingRequest) -> list[str]:
    """Every ask from the first silence until it is given up; what is to be sent is sent."""
    asks = []
    while not request.has_ended:
        step = due(request)
        asks.append(f"{what(step)} {step.request.duration_minutes}")
        request = step.request
        found = next((one for one in step.effects if isinstance(one, FindSlots)), None)
        if found:
            request = _sent(request, found.purpose)
    return asks


def _sent(request: MeetingRequest, purpose: SlotPurpose) -> MeetingRequest:
    offering = transition(request, SlotsFound(purpose, OFFERS[-1:], ("",)), LATER)
    (letter,) = offering.effects
    assert isinstance(letter, SendLetter)
    left = a_letter_sent(letter.kind, times=letter.times, sent_at=LATER, minutes=letter.minutes)
    return transition(offering.request, left, LATER).request


LADDERS = {
    ("demo", 60, False): ["mail 60", "shorter mail 30", "call 30", "shorter mail + call 15", "given up 15"],
    ("demo", 60, True): ["mail 60", "text 30", "shorter mail 30", "shorter mail + call 15", "given up 15"],
    ("discovery", 30, False): ["mail 30", "shorter mail + call 15", "call 15", "given up 15"],
    ("discovery", 30, True): ["mail 30", "text 15", "call 15", "given up 15"],
    ("follow_up", 30, True): ["text 30", "shorter mail + call 15", "given up 15"],
    ("follow_up", 30, False): ["call 30", "shorter mail + call 15", "given up 15"],
    ("exec_review", 45, True): ["call 45", "given up 45"],
    ("negotiation", 45, True): ["call 45", "call 45", "given up 45"],
    ("custom", 45, True): ["mail 45", "text 45", "call 45", "call 45", "given up 45"],
}


@pytest.mark.parametrize("case", LADDERS, ids=str)
def test_each_type_of_meeting_has_its_ladder(case: tuple[str, int, bool]) -> None:
    """Channels, lengths and the end, as the specification's strategies say; a text needs consent."""
    kind, minutes, may_text = case
    prospect = TEXTABLE if may_text else a_prospect()
    request = asked(meeting_type=MeetingType(kind), duration_minutes=minutes, prospects=(prospect,))

    assert climb(request) == LADDERS[case]


@pytest.mark.parametrize("kind", list(MeetingType))
def test_no_ladder_asks_more_often_than_its_limit(kind: MeetingType) -> None:
    """Asks that were sent and calls that were suggested together."""
    first_ask = 1
    *asks, end = climb(asked(meeting_type=kind, duration_minutes=45, prospects=(TEXTABLE,)))

    assert first_ask + len(asks) == strategy_for(kind).max_attempts
    assert end == "given up 45"


@pytest.mark.parametrize(
    "prospect, reason",
    [
        (replace(TEXTABLE, phone=""), "no number"),
        (replace(TEXTABLE, sms_consent=None), "has not agreed to be texted"),
    ],
)
def test_a_skipped_text_says_why(prospect: Any, reason: str) -> None:
    """The step is left out and the log tells."""
    step = due(asked(2, prospects=(prospect,)))

    assert what(step) == "shorter mail"
    assert any(reason in line.why for line in step.entries)


def test_a_text_that_cannot_be_sent_makes_room_for_the_next_step() -> None:
    """The number takes no texts: the mail goes instead, at once."""
    texting = due(asked(2, duration_minutes=45, prospects=(TEXTABLE,)))
    assert what(texting) == "text"

    step = transition(texting.request, TextImpossible("The number is a landline."), LATER)

    assert what(step) == "mail"
    assert "landline" in step.entries[0].why


def test_their_reply_begins_the_ladder_anew() -> None:
    """Whoever answers is at its foot again, however many answers of ours there were."""
    request = asked(3, ladder_step=4, attempt_count=9)

    heard = transition(request, a_reply(an_analysis(Intent.PROPOSE_ALTERNATIVE)), LATER).request

    assert (heard.asks_since_reply, heard.ladder_step, heard.attempt_count) == (0, 0, 9)


def test_a_shorter_meeting_that_was_never_named_is_taken_back() -> None:
    """They answer the longer offer while the shorter one is still being prepared: the longer one counts."""
    preparing = due(asked(2)).request
    assert (preparing.duration_minutes, preparing.shortened_from) == (30, 60)

    heard = transition(preparing, a_reply(), LATER).request

    assert (heard.duration_minutes, heard.shortened_from) == (60, None)


def test_a_shorter_meeting_that_was_named_stays_short() -> None:
    """Never up again: also if the mail left although they had just answered."""
    preparing = due(asked(2)).request
    named = _sent(preparing, SlotPurpose.SHORTER)
    assert (named.duration_minutes, named.shortened_from) == (30, None)
    heard = transition(preparing, a_reply(), LATER).request

    left = a_letter_sent(LetterKind.DE_ESCALATE, times=OFFERS[-1:], sent_at=LATER, minutes=30)
    after = transition(heard, replace(left, was_recalled=True), LATER).request

    assert after.duration_minutes == 30
    assert transition(named, a_reply(), LATER).request.duration_minutes == 30


def test_it_never_goes_below_the_reps_own_minimum() -> None:
    """45 minutes is the least that this rep wants."""
    step = due(asked(2, least_duration_minutes=45))

    assert (what(step), step.request.duration_minutes) == ("mail", 60)


def test_a_call_sends_nothing_and_says_so() -> None:
    """The card is for the rep; the request waits on, and the call counts as an ask."""
    step = due(asked(4, duration_minutes=45))

    assert step.effects == (RaiseLeverage(LeverageTrigger.PERSISTENT_NON_RESPONSE),)
    assert step.entries[-1].type is EntryType.CALL_SUGGESTED
    assert step.request.asks_since_reply == 5
    assert step.request.attempt_count == 4
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.FOLLOW_UP


def test_what_could_do_harm_waits_for_the_rep() -> None:
    """Four asks, three failures with the account and no answer: the rep decides whether to press on."""
    four = tuple(HistoryEntry("follow_up_sent", NOW, "", OFFERS) for _ in range(4))
    step = due(asked(4, account_failures=3, history=four))

    assert step.request.requires_human_review
    assert "could do harm" in step.request.review_reason
    assert step.request.state is State.NEGOTIATING
    assert not any(isinstance(one, FindSlots) for one in step.effects)
