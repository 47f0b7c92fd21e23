"""What a text that left, or cannot leave, or came in, changes about a request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import (
    JOHN,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_request,
    an_account,
    an_analysis,
    an_id,
    an_offered_request,
)
from xforce_desktop.crm.numbers import e164
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.composing import assignment_for, times_named
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import TextImpossible
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.phones import number_of, with_number
from xforce_desktop.scheduling.request import ActionType, EntryType, HistoryEntry, State
from xforce_desktop.scheduling.text_matching import TextTrace, match_text
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

A_TEXT = a_letter_sent(
    LetterKind.SMS, times=OFFERS[:1], provider_id="SM1", message_id="", conversation_id="", subject=""
)


def test_a_text_that_left_is_an_ask_outside_the_thread() -> None:
    """The thread of mails stays as it was; the offer is what the text named."""
    before = an_offered_request()

    step = transition(before, A_TEXT, NOW)

    after = step.request
    assert (after.email_thread_id, after.subject, after.reply_to_id) == ("conversation-1", "Demo", "mail-1")
    assert (after.attempt_count, after.asks_since_reply, after.offered_times) == (2, 2, OFFERS[:1])
    assert after.next_action is not None
    assert after.next_action.type is ActionType.FOLLOW_UP
    assert step.entries[0].type is EntryType.SMS_SENT


def test_a_text_that_could_not_be_stopped_is_logged_as_a_text() -> None:
    step = transition(an_offered_request(), replace(A_TEXT, was_recalled=True), NOW)

    assert [line.type for line in step.entries] == [EntryType.SMS_SENT]
    assert step.request.asks_since_reply == 1


def test_an_impossible_text_is_nothing_to_a_booked_meeting() -> None:
    with pytest.raises(UnexpectedEvent):
        transition(a_booked_request(), TextImpossible("no consent"), NOW)


def test_an_answer_by_text_is_answered_in_the_thread() -> None:
    """The newest mail stays the one to answer; the log says how the answer came."""
    by_text = a_reply(an_analysis(selected_time=OFFERS[0]), message_id="SM2", channel="sms")

    step = transition(an_offered_request(), by_text, NOW)

    assert step.request.reply_to_id == "mail-1"
    assert step.request.agreed_time == OFFERS[0]
    assert step.entries[0].type is EntryType.SMS_RECEIVED


def test_an_answer_by_text_after_the_end_is_told() -> None:
    ended = an_offered_request(state=State.CANCELLED, next_action=None)

    step = transition(ended, a_reply(an_analysis(Intent.QUESTION), channel="sms"), NOW)

    assert step.entries[0].type is EntryType.SMS_RECEIVED


def test_each_text_of_a_request_is_worded_as_the_next_one() -> None:
    """The first introduces itself, later ones are lighter; only the first time is checked again."""
    letter = SendLetter(LetterKind.SMS, OFFERS)
    texted = a_request(history=(HistoryEntry("initial_sent", NOW), HistoryEntry("sms_sent", NOW)))

    assert assignment_for(a_request(), letter, an_account(), NOW).attempt == 1
    assert assignment_for(texted, letter, an_account(), NOW).attempt == 2
    assert times_named(texted, letter) == OFFERS[:1]


def test_our_first_mail_is_looked_back_at_however_long_ago() -> None:
    """It shows how the thread began, also where a text came before it and many after it."""

    def ours(body: str, channel: str = "sms") -> ConversationMessage:
        addresses = ("+16155550142",) if channel == "sms" else ("john@acmepest.example",)
        return ConversationMessage(
            *(Direction.OUT, body, "", "", "Brent", "brent@xforce.example", addresses, (), ""),
            *(body, body, NOW),
            channel=channel,
        )

    mail = "Hi John,\n\nIt works.\n\nCheers,\nBrent"
    texts = [ours(f"Text {number}") for number in range(20)]
    told = [ours("The first text"), ours(mail, "email"), *texts]

    earlier = assignment_for(a_request(), SendLetter(LetterKind.INITIAL), an_account(), NOW, told).earlier

    assert earlier[0] == mail
    assert len(earlier) == 12
    assert earlier[-1] == "Text 19"


@pytest.mark.parametrize(
    "written, region, number",
    [
        ("(615) 555-0142", "US", "+16155550142"),
        ("615.555.0142 ext. 7", "US", "+16155550142"),
        ("+44 20 7946 0958", "US", "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("12", "US", ""),
        ("call me", "US", ""),
        ("", "US", ""),
    ],
)
def test_numbers_as_people_write_them(written: str, region: str, number: str) -> None:
    assert e164(written, region) == number


def test_a_number_is_read_as_one_of_their_country() -> None:
    """By their zone; the United States where it is nobody's."""
    london = a_prospect(timezone="Europe/London", phone="020 7946 0958")
    nowhere = a_prospect(timezone="UTC", phone="615 555 0142")

    assert number_of(a_request(prospects=(london,)), london) == "+442079460958"
    assert number_of(a_request(prospects=(nowhere,)), nowhere) == "+16155550142"
    assert with_number(a_request(prospects=(london,)), "+442079460958") == (london,)


FIRST, SECOND = an_offered_request(), an_offered_request(id=RequestId(an_id(9)))
ENDED = replace(SECOND, state=State.CANCELLED, next_action=None)


@pytest.mark.parametrize(
    "traces, belongs_to, is_certain",
    [
        ((TextTrace(FIRST, JOHN, was_texted=True),), FIRST, True),
        ((TextTrace(FIRST, JOHN, was_mailed=True),), FIRST, True),
        ((TextTrace(FIRST, JOHN, was_texted=True), TextTrace(SECOND, JOHN, was_mailed=True)), FIRST, True),
        ((TextTrace(FIRST, JOHN, was_mailed=True), TextTrace(SECOND, JOHN, was_mailed=True)), SECOND, False),
        ((TextTrace(FIRST, JOHN, was_mailed=True), TextTrace(ENDED, JOHN, was_texted=True)), FIRST, True),
        ((TextTrace(ENDED, JOHN, was_texted=True),), ENDED, True),
        ((TextTrace(FIRST, JOHN, is_only_one=False, was_texted=True),), FIRST, False),
    ],
)
def test_whose_answer_a_text_is(traces, belongs_to, is_certain) -> None:
    """The texted one first, then the mailed one; open before ended; several are the rep's to tell."""
    found = match_text(traces)

    assert found is not None
    assert (found.request_id, found.is_certain, found.person) == (belongs_to.id, is_certain, JOHN)


def test_a_text_of_somebody_we_never_wrote_to_belongs_nowhere() -> None:
    assert match_text([TextTrace(FIRST, JOHN)]) is None
    assert match_text([]) is None
