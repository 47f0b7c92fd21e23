"""Who asked, who answered, and how fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import DAY, HOUR, NOW, a_request
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.request import HistoryEntry
from xforce_desktop.scheduling.rules.sending import ASKS

MINUTE = timedelta(minutes=1)
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


def test_what_they_propose_for_a_booked_meeting_is_told_apart():
    """Until a missed meeting or a pause takes it off the calendar again."""
    kinds = ("initial_sent", "prospect_proposed_times", "confirmation_sent", "prospect_proposed_times")
    missed = ("no_show_sent", "prospect_replied")
    history = tuple(HistoryEntry(kind, NOW + at * HOUR) for at, kind in enumerate((*kinds, *missed)))

    found = turns.while_not_booked(a_request(history=history))

    assert [turn.at for turn in found] == [NOW + HOUR, NOW + 5 * HOUR]


def test_another_time_than_the_one_confirmed_is_a_move():
    """The first confirmation moves nothing, nor does the same time again, nor one after a missed meeting."""
    first, other = NOW + 5 * DAY, NOW + 6 * DAY
    confirmed = HistoryEntry("confirmation_sent", NOW + HOUR, times=(first,))
    missed = HistoryEntry("no_show_sent", NOW + 6 * DAY)
    booked = a_request(history=(ASK, confirmed))

    assert not turns.moves_to(a_request(history=(ASK,)), first)
    assert not turns.moves_to(booked, first)
    assert turns.moves_to(booked, other)
    assert not turns.moves_to(a_request(history=(ASK, confirmed, missed)), other)


def test_moves_are_counted_by_what_they_were_told():
    """A new time after a missed meeting moves nothing, and one that is not confirmed yet counts already."""
    days = [NOW + day * DAY for day in range(5, 9)]
    told = [
        HistoryEntry("confirmation_sent", NOW + at * HOUR, times=(day,)) for at, day in enumerate(days, 1)
    ]
    missed = HistoryEntry("no_show_sent", NOW + 150 * MINUTE)

    assert turns.moves(a_request(history=(ASK,))) == 0
    assert turns.moves(a_request(history=(ASK, told[0]), scheduled_time=days[0])) == 0
    assert turns.moves(a_request(history=(ASK, *told[:3]), scheduled_time=days[2])) == 2
    assert turns.moves(a_request(history=(ASK, *told[:2]), scheduled_time=days[2])) == 2
    assert turns.moves(a_request(history=(ASK, *told[:3], missed), scheduled_time=days[2])) == 1


def test_an_ask_that_met_an_absence_counts_once_it_is_answered():
    """Back at their desk they may answer it all the same."""
    asked = turns.without_last_ask(a_request(history=(ASK,), asks_since_reply=1))
    again = HistoryEntry("follow_up_sent", NOW + 9 * DAY)

    assert (asked.asks_since_reply, turns.asks_that_count(asked)) == (0, ())
    assert turns.without_last_ask(asked) == asked
    answered = replace(asked, history=(*asked.history, _reply(8 * DAY)))
    assert len(turns.asks_that_count(answered)) == 1
    silent = replace(asked, history=(*asked.history, again))
    assert turns.asks_that_count(silent) == (again,)
    assert turns.unanswered(silent) == 1
    assert turns.without_last_ask(silent) == silent, "a machine that always answers ends in silence"


def test_an_ask_that_met_an_absence_still_waits_for_them():
    """It counts as none, and yet they have answered nothing; an answer or a confirmed meeting ends that."""
    asked = turns.without_last_ask(a_request(history=(ASK,), asks_since_reply=1))
    confirmed = HistoryEntry("confirmation_sent", NOW + DAY)

    assert turns.waits_for_them(asked)
    assert not turns.waits_for_them(replace(asked, history=(*asked.history, _reply(HOUR))))
    assert not turns.waits_for_them(replace(asked, history=(*asked.history, confirmed)))
    assert turns.waits_for_them(a_request(asks_since_reply=1))
    assert not turns.waits_for_them(a_request())


def test_an_absence_after_an_answer_marks_nothing():
    """The ask was read: it was answered."""
    answered = a_request(history=(ASK, _reply(HOUR)))

    assert turns.without_last_ask(answered) == answered
