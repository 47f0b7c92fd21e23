"""Who asked, who answered, and how fast."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import DAY, HOUR, NOW, a_request
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.request import HistoryEntry
from xforce_desktop.scheduling.rules.sending import ASKS

ASK = HistoryEntry("initial_sent", NOW)


def _reply(after: timedelta) -> HistoryEntry:
    return HistoryEntry("prospect_replied", NOW + after)


def test_what_is_counted_as_an_ask_is_an_ask_here():
    """Whatever the rules count as an ask, the conversation tells as one."""
    assert all(turns.is_ask(HistoryEntry(f"{kind}_sent", NOW)) for kind in ASKS)


def test_a_confirmation_asks_for_nothing():
    """Nor does a reminder or a courtesy."""
    quiet = (LetterKind.CONFIRMATION, LetterKind.REMINDER, LetterKind.PAUSE_ACK, LetterKind.CANCELLATION)
    assert not any(turns.is_ask(HistoryEntry(f"{kind}_sent", NOW)) for kind in quiet)


def test_nothing_asked_has_no_rate():
    """A rate needs an ask."""
    assert turns.response_rate(a_request()) is None


def test_several_answers_to_one_ask_are_a_full_rate():
    """Two people who answer one mail do not make 200 %."""
    assert turns.response_rate(a_request(history=(ASK, _reply(HOUR), _reply(2 * HOUR)))) == 1


def test_only_the_first_answer_to_an_ask_tells_the_speed():
    """An afterthought is not a slow answer, and one to a reminder is no answer to an ask."""
    reminder = HistoryEntry("reminder_sent", NOW + DAY)
    request = a_request(history=(ASK, _reply(HOUR), _reply(5 * HOUR), reminder, _reply(2 * DAY)))

    assert turns.answer_times(request) == (HOUR,)


def test_turns_are_taken_in_the_order_of_time():
    """A mail that was recorded late still stands before its answer."""
    request = a_request(history=(_reply(3 * HOUR), ASK))

    assert turns.answer_times(request) == (3 * HOUR,)
    assert turns.last_reply(request) == _reply(3 * HOUR)


def test_a_suggested_call_is_no_message():
    """It counts as an ask for the ladder; whoever is told of unanswered messages hears of messages only."""
    history = (ASK, _reply(HOUR), HistoryEntry("follow_up_sent", NOW + DAY))

    assert turns.unanswered(a_request(asks_since_reply=2, history=history)) == 1
    assert turns.unanswered(a_request(asks_since_reply=0, history=history[:2])) == 0
    assert turns.unanswered(a_request(asks_since_reply=2)) == 2, "nothing was kept of them"
