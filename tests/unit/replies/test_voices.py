"""Many voices: plain yeses are booked, everything that only looks like one is asked about."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from xforce_desktop.replies.analysis import Intent, ReceivedText, ReplyContext, to_json
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.offline_analyst import OfflineAnalyst
from xforce_desktop.replies.plainness import strange_words

VOICES = Path(__file__).parent / "voices.jsonl"


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each case with what the reader says of it."""
    cases = [json.loads(line) for line in VOICES.read_text(encoding="utf-8").splitlines()]
    return [(case, _read(case)) for case in cases]


def _read(case: dict[str, Any]) -> dict[str, Any]:
    context = ReplyContext(
        now=datetime.fromisoformat(case["now"]),
        timezone=case["timezone"],
        meeting_type=case["meeting"]["type"],
        duration_minutes=case["meeting"]["duration_minutes"],
        title=case["meeting"]["title"],
        proposed_times=tuple(datetime.fromisoformat(offer) for offer in case["proposed_times"]),
    )
    return to_json(OfflineAnalyst().read(ReceivedText(**case["message"]), context))


def _accepted(case: dict[str, Any], name: str) -> list[Any]:
    expect = case["expect"]
    return [expect[name], *(other[name] for other in expect["any_of"] if name in other)]


def test_no_voice_is_booked_wrongly(answers):
    """Sarcasm, golf, other people's times, doubts and the past never book."""
    wrong = [c["id"] for c, a in answers if a["selected_time"] not in (None, *_accepted(c, "selected_time"))]

    assert len(answers) > 300
    assert wrong == []


def test_plain_yeses_are_booked_without_asking(answers):
    """Small talk around a plain yes does not make us ask again."""
    plain = [(c, a) for c, a in answers if c["expect"]["selected_time"]]
    booked = [c["id"] for c, a in plain if a["selected_time"] == c["expect"]["selected_time"]]

    assert len(booked) / len(plain) >= 0.95


@pytest.mark.parametrize("name", ["message_kind", "intent", "requires_human", "windows"])
def test_voices_are_understood(answers, name):
    """Most of what they write is understood, not only kept from harm."""
    right = [case["id"] for case, answer in answers if answer[name] in _accepted(case, name)]

    assert len(right) / len(answers) >= 0.96


@pytest.mark.parametrize(
    "body, why",
    [
        ("Friday at 11 works for us.", "“Friday at 11” is offer 3"),
        ("Any of those works, you pick", "“Any of those works” leaves the choice to us"),
        ("Wednesday works.", "“Wednesday” fits offers 1 and 2, so we ask which"),
        ("Friday at 11 is perfect for golf.", "“Friday at 11” is named, but not as an answer"),
        ("Thursday at 2 would be better.", "“Thursday at 2” is their own time, not one of our offers"),
        ("We've decided to pass, thanks.", "“decided to pass” turns the meeting down"),
        ("Can you send me a few new times?", "“send me a few new times” asks for another time"),
        ("What does it cost?", "They ask “What does it cost?”"),
    ],
)
def test_the_reason_quotes_the_words_that_decided(read, body, why):
    """The rep sees in the log which words were understood how; what else the answer holds comes behind."""
    assert read(body).why[0] == why


@pytest.mark.parametrize(
    "body", ["What else do you have next week?", "Can you send me some times for next week?"]
)
def test_a_week_they_ask_our_times_for_is_not_theirs(read, body):
    """They want to see our times first, so there is no window to book into."""
    analysis = read(body)

    assert analysis.intent is Intent.PROPOSE_ALTERNATIVE
    assert analysis.windows == ()
    assert not analysis.requires_human


def test_a_part_of_the_day_is_cut_out(read):
    """All of a day but lunch: the windows around it."""
    windows = read("Anytime Thursday except lunch.").windows

    assert [(w.start.hour, w.end.hour) for w in windows] == [(8, 12), (13, 17)]


def test_an_assistant_speaks_for_the_prospect(read, context):
    """A time good for the one they arrange for is good; their address is nobody new."""
    analysis = read(
        "I manage Dana's calendar. Friday at 11 works for Dana. Please send it to dana@oak.example."
    )
    colleague = read("Friday at 11 works for Dana.")

    assert analysis.selected_time == context.proposed_times[2]
    assert analysis.new_attendees == ()
    assert colleague.selected_time is None


def test_strange_words_are_those_that_no_acceptance_needs():
    """Names are not strange, golf is."""
    assert strange_words("works for me and jim", "works for me and Jim") == ()
    assert strange_words("is perfect for golf", "is perfect for golf") == ("golf",)


def test_every_word_list_can_be_read():
    """Each line of the lists is a pattern, and none of them matches nothing at all."""
    names = [entry.name for entry in files("resources").joinpath("reply_words").iterdir()]
    lists = [name.removesuffix(".txt") for name in names if name != "plain_words.txt"]

    assert lists
    assert [name for name in lists if pattern(name).search("")] == []
