"""What an event adds to a company's course, and what their answers come to in numbers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    JOHN,
    MARY,
    MEETING_AT,
    NOW,
    a_booked_request,
    a_failure,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_request,
    a_talk,
    an_analysis,
    an_id,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent, MessageKind
from xforce_desktop.scheduling import habits
from xforce_desktop.scheduling.activities import _words, activities_of
from xforce_desktop.scheduling.events import (
    Event,
    EventChangedByHand,
    InviteAnswered,
    MeetingBooked,
    MeetingMoved,
    PersonOptedOut,
    RepCalled,
    RepWrote,
)
from xforce_desktop.scheduling.request import EVERYBODY, InviteStatus, MeetingRequest, Outcome, State

ACME = an_id(77)


def told(event: Event, before: MeetingRequest | None = None, **after: object) -> list[tuple[str, str]]:
    request = before or an_offered_request(company_id=ACME)
    later = replace(request, **after)  # type: ignore[arg-type]  # fields of the request
    return [(one.type, one.summary) for one in activities_of(request, later, event, ACME, 4, NOW)]


def test_every_kind_of_letter_and_of_answer_has_its_words():
    """Whoever adds one adds its line."""
    assert set(_words().sent) == set(LetterKind)
    kinds = set(MessageKind) - {MessageKind.REPLY}
    assert set(_words().received) == {*Intent, *kinds}


@pytest.mark.parametrize("kind", LetterKind)
def test_what_left_is_told_by_its_kind(kind: LetterKind):
    """A text is one, anything else a mail."""
    ((type_, summary),) = told(a_letter_sent(kind))
    assert type_ == ("text_sent" if kind.is_text else "email_sent")
    assert "John Smith" in summary
    assert "{" not in summary


@pytest.mark.parametrize(
    "event, type_, words",
    [
        (a_reply(), "email_received", "John Smith said yes to a time."),
        (a_reply(channel="sms"), "text_received", "John Smith said yes to a time."),
        (a_reply(a_failure()), "email_received", "A message to John Smith could not be delivered."),
        (
            MeetingBooked(MEETING_AT, "e", ""),
            "meeting_booked",
            "Meeting with John Smith booked for Wednesday",
        ),
        (MeetingMoved(MEETING_AT), "meeting_moved", "Meeting with John Smith moved to Wednesday"),
        (EventChangedByHand(None), "meeting_cancelled", "taken off the calendar"),
        (InviteAnswered(JOHN, InviteStatus.ACCEPTED), "invite_answered", "accepted the invitation"),
        (RepCalled("x", "Will come"), "call", "You called John Smith. You noted: “Will come”."),
        (RepWrote("mail"), "email_sent", "You wrote to John Smith yourself."),
        (PersonOptedOut(JOHN), "opt_out", "John Smith is not written to any more"),
    ],
)
def test_what_happens_is_told_in_our_words(event: Event, type_: str, words: str):
    """One line each."""
    ((kind, summary),) = told(event)
    assert kind == type_
    assert words in summary


@pytest.mark.parametrize(
    "event",
    [
        replace(a_reply(), is_certain=False),
        a_reply(sender="who@else.example"),
        InviteAnswered("brent@xforce.example", InviteStatus.ACCEPTED),
        InviteAnswered(JOHN, InviteStatus.PENDING),
    ],
)
def test_what_is_not_theirs_adds_nothing(event: Event):
    """Doubtful mail, strangers, our own side."""
    assert told(event) == []


def test_an_end_is_told_once_and_with_its_reason():
    """Missed meetings when they are seen, the rest when the request ends."""
    ended = told(
        a_reply(),
        state=State.CANCELLED,
        outcome=Outcome.GAVE_UP,
        outcome_notes="five asks without an answer",
    )
    assert ended[-1] == ("gave_up", "No meeting with John Smith came about: five asks without an answer")
    missed = told(a_reply(), a_booked_request(company_id=ACME), no_show_count=1)
    assert missed[-1] == ("meeting_missed", "John Smith did not come to the meeting.")


def test_each_line_has_a_key_of_its_own_and_a_mail_the_same_everywhere():
    """By journal line, or by the mail that it is about."""
    request = an_offered_request(company_id=ACME)
    other = replace(request, id=an_id(5))  # type: ignore[arg-type]  # an id
    keys = {one.key for r in (request, other) for one in activities_of(r, r, a_reply(), ACME, 4, NOW)}
    assert keys == {"received:reply-1"}
    calls = [one.key for r in (request, other) for one in activities_of(r, r, RepCalled("x"), ACME, 4, NOW)]
    assert len(set(calls)) == 2


def test_a_call_is_told_of_whom_the_rep_called():
    """Of several on their side the one whose card it was."""
    both = an_offered_request(company_id=ACME, prospects=(a_prospect(), another_prospect()))

    assert told(RepCalled("Call Mary Jones", person=MARY), both) == [("call", "You called Mary Jones.")]


def test_who_is_asked_about_the_others_time_is_named():
    """John chose it, and Mary is asked."""
    john = a_prospect(agreed_times=(MEETING_AT,))
    both = an_offered_request(company_id=ACME, prospects=(john, another_prospect()))

    (line,) = told(a_letter_sent(LetterKind.ASK_SILENT), both)

    assert line == ("email_sent", "You asked Mary Jones about a time that others chose.")


# --- habits -------------------------------------------------------------------------------------------------


def ids() -> Iterator[uuid.UUID]:
    number = 100
    while True:
        number += 1
        yield an_id(number)


def habits_of(*requests: MeetingRequest) -> dict[str, str]:
    found = habits.habits(requests, a_prospect(), ACME, NOW, ids())
    return {one.key.rpartition(":habit:")[2]: one.text for one in found}


def test_nothing_is_said_of_one_answer():
    """Two of the same way are the fewest."""
    one = a_request(history=a_talk(("ask", 0), ("answer", 3)))
    assert habits_of(one) == {}
    two = a_request(history=a_talk(("ask", 0), ("answer", 3), ("ask", 10), ("answer", 13)))
    assert habits_of(two) == {"speed:email": "Answers mails after about 3 hours (2 answers)."}


def test_texts_and_mails_are_told_apart():
    """Each way by its own numbers."""
    texts = a_request(history=a_talk(("ask", 0), ("answer", 0.2), ("ask", 9), ("answer", 9.3), channel="sms"))
    mails = a_request(history=a_talk(("ask", 0), ("answer", 70), ("ask", 100), ("answer", 148)))
    assert habits_of(texts, mails) == {
        "speed:sms": "Answers texts within the hour (2 answers).",
        "speed:email": "Answers mails after about 2 days (2 answers).",
    }


def test_who_alone_must_come_speaks_for_the_others():
    """As it was noted when they answered: somebody optional beside them changes nothing."""
    talk = a_talk(("ask", 0), ("answer", 3), ("ask", 30), ("answer", 33), by=EVERYBODY)
    pair = a_request(prospects=(a_prospect(), another_prospect(is_required=False)), history=talk)

    assert habits_of(pair) == {"speed:email": "Answers mails after about 3 hours (2 answers)."}


def test_the_answers_of_others_are_not_theirs():
    """Of several, whoever wrote."""
    both = a_request(
        prospects=(a_prospect(), another_prospect()),
        history=a_talk(("ask", 0), ("answer", 1), ("ask", 9), ("answer", 10), by=MARY),
    )
    assert habits_of(both) == {}


def test_many_asks_and_missed_meetings_are_counted():
    """On average, and of the meetings that there were."""
    slow = a_request(history=a_talk(("ask", 0), ("ask", 30), ("ask", 70), ("answer", 90)), no_show_count=1)
    held = a_request(outcome=Outcome.HELD, state=State.COMPLETED)
    quick = replace(slow, history=a_talk(("ask", 0), ("ask", 30), ("answer", 50)), no_show_count=0)
    assert habits_of(slow, held) == {"missed": "Missed 1 of 2 meetings."}  # one request says nothing of asks
    assert habits_of(slow, quick, held) == {
        "speed:email": "Answers mails after about 20 hours (2 answers).",
        "asks": "Needs about 2.5 asks before the first answer (2 requests).",
        "missed": "Missed 1 of 2 meetings.",
    }


@pytest.mark.parametrize(
    "waited, words",
    [
        (timedelta(minutes=60), "within the hour"),
        (timedelta(minutes=100), "after about 2 hours"),
        (timedelta(hours=35), "after about 35 hours"),
        (timedelta(days=3), "after about 3 days"),
    ],
)
def test_a_speed_is_said_in_whole_hours_or_days(waited: timedelta, words: str):
    """As people say it."""
    assert habits.speed(waited) == words


def test_an_analysis_without_an_intent_is_told_too():
    """What nobody understood is still a mail of theirs."""
    assert told(a_reply(an_analysis(Intent.UNCLEAR)))[0][1] == "John Smith wrote."
