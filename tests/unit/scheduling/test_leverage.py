"""When the rep's own word is worth more than another message, and what the card tells them."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_request,
    an_agreed_request,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.scheduling.effects import LeverageTrigger, Urgency
from xforce_desktop.scheduling.events import ActionDue, MailSent
from xforce_desktop.scheduling.leverage import (
    bars,
    dialable,
    due_after,
    due_trigger,
    is_open,
    moment_for,
    open_cards,
)
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    ActionType,
    Handler,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    State,
)

SILENT, EXEC = LeverageTrigger.PERSISTENT_NON_RESPONSE, LeverageTrigger.EXEC_SCHEDULING_STALL
NO_SHOWS, DEAD = LeverageTrigger.MULTIPLE_NO_SHOWS, LeverageTrigger.INTENT_COLLAPSE
NEXT_QUARTER = HistoryEntry("prospect_delayed", NOW - 5 * DAY, "Next quarter.", signals=("next_quarter",))


def _replied(hours_ago: float) -> tuple[HistoryEntry, ...]:
    return (HistoryEntry("prospect_replied", NOW - hours_ago * HOUR),)


@pytest.mark.parametrize(
    "request_, trigger",
    [
        (an_offered_request(asks_since_reply=2, attempt_count=2), None),
        (an_offered_request(asks_since_reply=3, attempt_count=3), SILENT),
        (an_offered_request(asks_since_reply=3, history=_replied(71)), None),
        (an_offered_request(asks_since_reply=3, history=_replied(72)), SILENT),
        (an_offered_request(asks_since_reply=1, attempt_count=7), None),
        (an_offered_request(meeting_type=MeetingType.EXEC_REVIEW, attempt_count=1), None),
        (an_offered_request(meeting_type=MeetingType.EXEC_REVIEW, attempt_count=2), EXEC),
        (an_offered_request(meeting_type=MeetingType.EXEC_REVIEW, asks_since_reply=3), SILENT),
        (an_offered_request(meeting_type=MeetingType.DEMO, attempt_count=2), None),
        (an_agreed_request(meeting_type=MeetingType.EXEC_REVIEW, attempt_count=4), None),
        (an_offered_request(no_show_count=2), NO_SHOWS),
        (a_booked_request(no_show_count=2), NO_SHOWS),
        (an_offered_request(no_show_count=1), DEAD),
        (an_offered_request(history=(NEXT_QUARTER,)), DEAD),
        (a_booked_request(history=(NEXT_QUARTER,)), None),
        (an_offered_request(), None),
    ],
)
def test_a_moment_comes_on_the_conditions_of_the_specification(
    request_: MeetingRequest, trigger: LeverageTrigger | None
):
    """One of them, the first that holds; silence counts from their last own reply."""
    assert due_trigger(request_, NOW) is trigger


@pytest.mark.parametrize(
    "changes",
    [{"state": State.PAUSED}, {"state": State.CANCELLED}, {"handled_by": Handler.REP}],
    ids=["rests", "ended", "with the rep"],
)
def test_no_moment_while_nobody_should_call(changes: dict[str, Any]):
    """Who asked for peace until March has it, and the rep who has the request knows."""
    assert due_trigger(an_offered_request(asks_since_reply=4, **changes), NOW) is None


@pytest.mark.parametrize("trigger", LeverageTrigger)
@pytest.mark.parametrize(
    "request_",
    [
        an_offered_request(asks_since_reply=3, attempt_count=3),
        a_booked_request(),
        a_request(company_name="", prospects=(a_prospect(name="", phone=""),)),
        an_offered_request(meeting_type=MeetingType.CUSTOM, title="Site walk", history=(NEXT_QUARTER,)),
    ],
    ids=["asked", "booked", "nothing known", "custom"],
)
def test_a_card_has_every_section(request_: MeetingRequest, trigger: LeverageTrigger):
    """Whatever is known: no empty section, no gap in a sentence, three things to say."""
    moment = moment_for(request_, trigger, NOW)
    brief = moment.brief
    sections = (brief.who, brief.local_time, brief.why_now, brief.situation, brief.why_it_matters)
    texts = (*sections, brief.what_ai_did, brief.what_to_do, *brief.talking_points, *brief.what_to_avoid)

    assert len(brief.talking_points) == 3
    assert brief.what_to_avoid
    assert all(text.strip() == text != "" for text in texts)
    assert not any(gap in text for text in texts for gap in ("  ", "{", " .", " ,", "None", ".."))
    assert "opened" not in " ".join(texts)


def test_a_card_names_the_person_the_meeting_and_the_company():
    """Their number in one form, their clock, and words that fit them."""
    prospect = a_prospect(phone="(615) 555-0142", title="Owner")
    history = tuple(HistoryEntry("follow_up_sent", NOW - days * DAY, "", OFFERS) for days in (3, 2, 1))
    asked = an_offered_request(asks_since_reply=3, attempt_count=3, history=history).with_attendee(prospect)

    brief = moment_for(asked, SILENT, NOW).brief

    assert (brief.who, brief.role, brief.company) == ("John Smith", "Owner", "Acme")
    assert (brief.number, brief.timezone) == ("+16155550142", "America/Chicago")
    assert brief.local_time == "Monday, June 8 at 9:00 AM CDT"
    assert brief.situation == "John Smith hasn't responded to 3 messages about a demo."
    assert brief.what_ai_did == "Sent 3 messages with 3 different times."
    assert brief.talking_points[0].startswith(
        "Hey John, I saw my assistant was trying to grab time for that demo"
    )
    assert "within their working hours" in brief.why_now


def test_outside_their_hours_the_card_says_when_to_call():
    """Seven in the evening there: tomorrow at eight."""
    brief = moment_for(an_offered_request(), SILENT, NOW + 10 * HOUR).brief

    assert "call from Tuesday, June 9 at 8:00 AM CDT" in brief.why_now


def test_of_a_group_the_silent_one_is_called():
    """John has agreed; Mary holds it up."""
    agreed = a_prospect(agreed_times=(OFFERS[0],))
    request = an_offered_request(prospects=(agreed, another_prospect()))

    assert moment_for(request, SILENT, NOW).brief.who == "Mary Jones"


def test_an_obstacle_is_quoted():
    """The rep reads what they wrote before calling."""
    request = an_offered_request(history=(NEXT_QUARTER,))

    brief = moment_for(request, LeverageTrigger.COMPLEX_CONFLICT, NOW).brief

    assert brief.situation.endswith("They wrote: “Next quarter.”")


def test_nobody_is_told_what_somebody_else_wrote():
    """John wrote, Mary is silent: her card has no words of his, and his would be hers if he spoke for all."""
    john = HistoryEntry("prospect_replied", NOW - 8 * DAY, "This is getting annoying.", by=JOHN)
    asks = tuple(HistoryEntry("follow_up_sent", NOW - day * DAY) for day in (6, 4, 2))
    agreed = a_prospect(agreed_times=(OFFERS[0],))

    def card(reply: HistoryEntry) -> str:
        request = an_offered_request(
            prospects=(agreed, another_prospect()), history=(reply, *asks), asks_since_reply=3
        )
        brief = moment_for(request, SILENT, NOW).brief
        assert brief.who == "Mary Jones"
        return " ".join((brief.situation, *brief.talking_points))

    assert "annoying" not in card(john)
    assert "annoying" in card(replace(john, by=EVERYBODY))


def test_dead_intent_says_from_what():
    """The signals that were found stand in the card."""
    brief = moment_for(an_offered_request(no_show_count=2), DEAD, NOW).brief

    assert "2 no-shows" in brief.what_ai_did


def test_nobody_is_held_to_the_time_that_they_missed():
    """A yes before a no-show is no reproach for the phone; what stands without a date is quoted plainly."""
    yes = HistoryEntry("prospect_replied", NOW - 8 * DAY, "Monday at 11 works.", by=JOHN)
    confirmed = HistoryEntry("confirmation_sent", NOW - 8 * DAY + HOUR)
    asked = HistoryEntry("no_show_sent", NOW - DAY)

    def points(*history: HistoryEntry) -> str:
        missed = an_offered_request(no_show_count=1, history=history)
        return " ".join(moment_for(missed, DEAD, NOW).brief.talking_points)

    assert "You wrote" not in points(yes, confirmed, asked)
    assert "You wrote “Monday at 11 works”, so I'd" in points(yes, asked)


@pytest.mark.parametrize(
    "given, country, dialled",
    [
        ("(615) 555-0142", "US", "+16155550142"),
        ("1-615-555-0142", "US", "+16155550142"),
        ("+44 20 7946 0958", "US", "+442079460958"),
        ("615.555.0142", "CA", "+16155550142"),
        ("020 7946 0958", "GB", "020 7946 0958"),
        ("(615) 555-0142 ext. 4", "US", "(615) 555-0142 ext. 4"),
        ("555-0142", "US", "555-0142"),
        (" ", "US", ""),
        ("", "US", ""),
    ],
)
def test_a_number_is_dialable_or_as_given(given: str, country: str, dialled: str):
    """Nothing is guessed: what is not plain stays as the rep typed it."""
    assert dialable(given, country) == dialled


def test_a_notice_tells_number_time_and_first_words():
    """What the tray shows is enough to call."""
    asked = an_offered_request(asks_since_reply=3).with_attendee(a_prospect(phone="+1 615 555 0142"))

    notice = moment_for(asked, SILENT, NOW).notice()

    assert (notice.title, notice.urgency) == ("Call John Smith", Urgency.HIGH)
    assert "+16155550142" in notice.text
    assert "9:00 AM CDT" in notice.text
    assert "Hey John" in notice.text
    assert "No phone number" in moment_for(an_offered_request(), SILENT, NOW).notice().text


def test_only_a_card_that_is_done_with_makes_room_for_another():
    """One that is open says it already, and one that the rep dismissed was not wanted."""
    row: dict[str, object] = {"trigger": "multiple_no_shows", "done_at": None, "dismissed_at": None}
    done, dismissed = row | {"done_at": NOW.isoformat()}, row | {"dismissed_at": NOW.isoformat()}

    assert [is_open(one) for one in (row, done, dismissed)] == [True, False, False]
    assert [bars(one, NO_SHOWS) for one in (row, done, dismissed)] == [True, False, True]
    assert not bars(row, DEAD)


def test_each_condition_raises_one_card_for_a_request():
    """After the first, the next that holds; none while a card is open, nor when a message has just left."""
    silent = an_offered_request(asks_since_reply=3, attempt_count=3, meeting_type=MeetingType.EXEC_REVIEW)
    done: dict[str, object] = {"trigger": SILENT.value, "done_at": NOW.isoformat(), "dismissed_at": None}
    due = ActionDue(ActionType.FOLLOW_UP)

    assert due_after(silent, due, NOW, []) is SILENT
    assert due_after(silent, due, NOW, [done]) is EXEC
    assert due_after(silent, due, NOW, [done | {"done_at": None}]) is None
    assert due_after(silent, MailSent(a_letter_sent()), NOW, []) is None
    assert due_after(silent, due, NOW, [done, done | {"trigger": EXEC.value}]) is None


def test_open_cards_come_the_most_urgent_first():
    """As they were stored: with all they say, then the oldest first."""
    asked = an_offered_request(asks_since_reply=3, attempt_count=3)

    def row(trigger: LeverageTrigger, hours_ago: float, **changes: object) -> dict[str, object]:
        moment = moment_for(asked, trigger, NOW)
        return {
            "id": str(uuid.uuid4()),
            "trigger": trigger.value,
            "urgency": moment.urgency,
            "brief": json.loads(json.dumps(moment.brief_json())),
            "created_at": (NOW - hours_ago * HOUR).isoformat(),
            "done_at": None,
            "dismissed_at": None,
        } | changes

    cards = open_cards([row(NO_SHOWS, 3), row(SILENT, 2), row(EXEC, 1, done_at="x"), row(DEAD, 1)])

    assert [card.trigger for card in cards] == [SILENT, DEAD, NO_SHOWS]
    assert cards[0].brief == moment_for(asked, SILENT, NOW).brief
    assert (cards[0].title, cards[0].raised_at) == ("Call John Smith", NOW - 2 * HOUR)


def test_what_was_booked_since_needs_no_rescue():
    """Three unanswered asks and then an acceptance in Outlook."""
    booked = replace(a_booked_request(), asks_since_reply=3)

    assert due_trigger(booked, NOW) is None
