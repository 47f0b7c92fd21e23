"""Several on their side: all required ones agree before anything is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    JOHN,
    MARY,
    NOW,
    OFFERS,
    a_prospect,
    a_reply,
    a_window,
    an_analysis,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    FindSlots,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.events import ActionDue, SlotsFound
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    ActionType,
    EntryType,
    HistoryEntry,
    MeetingRequest,
    State,
)
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.turns import unanswered_by

THEIRS = a_window(NOW + 4 * DAY)
GROUP = {"prospects": (a_prospect(), another_prospect())}


def _heard(request: MeetingRequest, intent: Intent, *, sender: str = JOHN, **changes: Any) -> Step:
    return transition(request, a_reply(an_analysis(intent, **changes), sender=sender), NOW)


def test_a_group_is_booked_when_all_have_agreed() -> None:
    """John's yes waits for Mary's; hers to the same time books it."""
    johns = _heard(an_offered_request(**GROUP), Intent.ACCEPT_TIME, selected_time=OFFERS[0])
    marys = _heard(johns.request, Intent.ACCEPT_TIME, selected_time=OFFERS[0], sender=MARY)

    assert johns.effects == ()
    assert johns.request.state is State.AWAITING_RESPONSE
    assert "Mary" in johns.entries[-1].why
    assert marys.effects == (BookMeeting(OFFERS[0]),)


def test_one_may_speak_for_all() -> None:
    """ "Works for all of us" is everybody's yes."""
    step = _heard(
        an_offered_request(**GROUP), Intent.ACCEPT_TIME, selected_time=OFFERS[2], speaks_for_all=True
    )

    assert step.effects == (BookMeeting(OFFERS[2]),)


def test_optional_people_are_not_waited_for() -> None:
    """Only the required ones have to agree."""
    group = (a_prospect(), another_prospect(is_required=False))

    step = _heard(an_offered_request(prospects=group), Intent.ACCEPT_TIME, selected_time=OFFERS[0])

    assert step.effects == (BookMeeting(OFFERS[0]),)


def test_different_choices_of_a_group_book_nothing() -> None:
    """John says Tuesday, Mary Thursday: nothing is booked before they agree."""
    johns = _heard(an_offered_request(**GROUP), Intent.ACCEPT_TIME, selected_time=OFFERS[0])
    marys = _heard(johns.request, Intent.ACCEPT_TIME, selected_time=OFFERS[2], sender=MARY)

    assert not any(isinstance(effect, BookMeeting) for effect in marys.effects)
    assert marys.request.scheduled_time is None


def test_one_of_a_group_proposes_and_the_others_are_asked() -> None:
    """A free time that one of them proposed is put to the others by name."""
    asked = _heard(an_offered_request(**GROUP), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,))
    step = transition(asked.request, SlotsFound(SlotPurpose.THEIR_TIMES, (THEIRS.start,), ("",)), NOW)

    (letter,) = [effect for effect in step.effects if isinstance(effect, SendLetter)]
    assert (letter.kind, letter.times) == (LetterKind.ASK_SILENT, (THEIRS.start,))
    johns, marys = step.request.required_external
    assert johns.agreed_times == (THEIRS.start,)
    assert marys.agreed_times is None


@pytest.mark.parametrize(
    "said", [{"selected_time": OFFERS[0]}, {"any_offered": True}, {"windows": (THEIRS,)}]
)
def test_a_colleague_of_a_group_is_nobodys_voice(said: dict[str, Any]) -> None:
    """Amy, whom nobody invited, answers: the rep is asked for whom, it is not guessed."""
    intent = Intent.PROPOSE_ALTERNATIVE if "windows" in said else Intent.ACCEPT_TIME
    marys = _heard(an_offered_request(**GROUP), Intent.ACCEPT_TIME, selected_time=OFFERS[0], sender=MARY)

    step = _heard(marys.request, intent, sender="amy@acme.example", **said)

    assert not any(isinstance(effect, BookMeeting | FindSlots | SendLetter) for effect in step.effects)
    assert step.request.requires_human_review
    assert "who is not invited" in step.request.review_reason
    assert [one.agreed_times for one in step.request.required_external] == [None, (OFFERS[0],)]


def test_a_colleague_may_speak_for_the_group() -> None:
    """Amy's "works for all of us" says for whom it is."""
    group = an_offered_request(**GROUP)
    said = {"selected_time": OFFERS[0], "speaks_for_all": True}

    step = _heard(group, Intent.ACCEPT_TIME, sender="amy@acme.example", **said)

    assert step.effects == (BookMeeting(OFFERS[0]),)


def test_one_no_of_a_group_is_the_reps() -> None:
    """Whether the meeting makes sense without her is not the agent's to decide."""
    step = _heard(an_offered_request(**GROUP), Intent.DECLINE, sender=MARY)

    assert step.request.state is not State.CANCELLED
    assert step.request.requires_human_review


def test_from_the_phone_step_on_the_rep_is_told_to_call_who_is_silent() -> None:
    """They are mailed by name all the same; the card stands beside it."""
    asked = an_offered_request(**GROUP, asks_since_reply=4, attempt_count=4)
    johns = replace(
        _heard(asked, Intent.ACCEPT_TIME, selected_time=OFFERS[0]).request, asks_since_reply=4, ladder_step=4
    )
    step = transition(johns, ActionDue(ActionType.FOLLOW_UP), NOW)

    (letter, card) = step.effects
    assert isinstance(letter, SendLetter)
    assert letter.kind is LetterKind.ASK_SILENT
    assert card == RaiseLeverage(LeverageTrigger.PERSISTENT_NON_RESPONSE)
    assert moment_for(step.request, card.trigger, NOW).brief.who == "Mary Jones"
    assert EntryType.CALL_SUGGESTED in [line.type for line in step.entries]


def _a_turn(kind: str, days: int, by: str = "") -> HistoryEntry:
    return HistoryEntry(kind, NOW + days * DAY, by=by)


def test_one_who_never_answers_is_left_to_the_rep_while_the_others_do() -> None:
    """John's replies begin the count for the request anew each time; Mary is not pressed for ever."""
    turns = [_a_turn("initial_sent", 0)]
    for day in range(1, 5):
        turns += [_a_turn("prospect_replied", day, JOHN), _a_turn("counter_sent", day)]
    asked = an_offered_request(**GROUP, attempt_count=5, history=tuple(turns), counts_from=NOW - DAY)

    step = transition(asked, ActionDue(ActionType.FOLLOW_UP), NOW + 6 * DAY)

    assert step.request.requires_human_review
    assert step.request.review_reason.startswith("Mary Jones did not answer 5 messages, others did.")
    assert not any(isinstance(effect, SendLetter | FindSlots) for effect in step.effects)
    assert moment_for(step.request, LeverageTrigger.PERSISTENT_NON_RESPONSE, NOW).brief.who == "Mary Jones"


@pytest.mark.parametrize("who", [MARY, EVERYBODY, ""])
def test_a_reply_of_their_own_begins_their_count_anew(who: str) -> None:
    """Also one that somebody wrote for all of them, or of which nobody kept who wrote it."""
    turns = [_a_turn("initial_sent", 0)] + [_a_turn("counter_sent", day) for day in range(1, 5)]
    heard = an_offered_request(**GROUP, history=(*turns, _a_turn("prospect_replied", 5, who)))

    assert [unanswered_by(heard, one) for one in heard.required_external][1] == 0


def test_what_left_right_at_the_reps_word_counts() -> None:
    """They approved it by a clock two minutes ahead of the service's: it is a message all the same."""
    approved = an_offered_request(
        **GROUP, history=(_a_turn("initial_sent", 0),), counts_from=NOW + timedelta(minutes=2)
    )

    assert [unanswered_by(approved, one) for one in approved.required_external] == [1, 1]


def test_the_reps_word_begins_every_count_anew() -> None:
    """Given back, resumed or approved: whoever was silent may be asked again."""
    turns = tuple(_a_turn("counter_sent", day) for day in range(5))
    asked = an_offered_request(**GROUP, history=turns, counts_from=NOW + 10 * DAY)

    assert [unanswered_by(asked, one) for one in asked.required_external] == [0, 0]
