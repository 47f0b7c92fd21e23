"""The life of a leverage card on a real store: raised by a step, closed by what happens or by the rep."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOIN_URL,
    MARY,
    MEETING_AT,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    an_account,
    an_agreed_request,
    an_analysis,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling import overview
from xforce_desktop.scheduling.call_desk import CallDesk
from xforce_desktop.scheduling.desk import Group, Summary
from xforce_desktop.scheduling.effects import FindSlots, LeverageTrigger, RaiseLeverage
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceEvidence,
    AttendanceSeen,
    Event,
    InviteAnswered,
    MeetingBooked,
    RepCancelled,
    RepTookOver,
)
from xforce_desktop.scheduling.request import ActionType, Actor, InviteStatus, MeetingRequest, State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus
from xforce_desktop.settings import Settings
from xforce_desktop.store.unit_of_work import open_store

SILENT = an_offered_request(asks_since_reply=3, attempt_count=3, ladder_step=3)
FOLLOW_UP = ActionDue(ActionType.FOLLOW_UP)
MISSED = AttendanceSeen(AttendanceEvidence.NO_SHOW, "The report names nobody but our side.")
UNSURE = a_reply(an_analysis(Intent.UNCLEAR))


class Office:
    """One request on a store on disk, its engine and what the rep can do about its cards."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(NOW)
        self.store = open_store(folder, self.clock, SeededIds(1))
        self.engine = Engine(self.store, self.clock, SeededIds(2), Settings())
        self.calls = CallDesk(self.engine)

    def keep(self, request: MeetingRequest) -> None:
        def add(work: Any) -> None:
            work.add(replace(request, created_by=work.save_account(an_account())))

        self.request_id = request.id
        self.engine.in_transaction(add)

    def play(self, *events: Event) -> None:
        for event in events:
            assert self.engine.handle(self.request_id, event) is not None, event

    def raise_card(self, trigger: LeverageTrigger = LeverageTrigger.PHONE_CALL_NEEDED) -> None:
        """As the ladder does."""
        effects = (RaiseLeverage(trigger),)
        number = 100 + len(self.cards())
        self.engine.in_transaction(
            lambda work: self.engine._queue(work, work.load(self.request_id), effects, number)
        )

    def request(self) -> MeetingRequest:
        return self.engine.in_transaction(lambda work: work.load(self.request_id))

    def rows(self) -> list[OutboxRow]:
        return self.engine.in_transaction(lambda work: list(work.outbox_of(self.request_id)))

    def cards(self) -> list[dict[str, Any]]:
        return self.engine.in_transaction(lambda work: work.leverage_moments(self.request_id))

    def triggers(self) -> list[str]:
        return [card["trigger"] for card in self.cards()]

    def notices(self) -> list[str]:
        return [n.title for n in self.engine.in_transaction(lambda work: work.notices())]

    def summary(self) -> Summary:
        now = self.clock.now()
        return self.engine.in_transaction(lambda work: overview.story(work, self.request_id, now)).summary

    def why(self) -> list[str]:
        return [line.why for line in self.engine.in_transaction(lambda work: work.actions(self.request_id))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.store.close()


# raised


def test_silence_is_seen_when_the_next_ask_is_due(office: Office) -> None:
    """Three asks without an answer: the ladder goes on with a mail, and the rep is asked to call."""
    office.keep(SILENT)

    office.play(FOLLOW_UP)

    assert office.triggers() == ["persistent_non_response"]
    assert office.notices() == ["Call John Smith"]


def test_a_message_that_has_just_left_is_given_its_time(office: Office) -> None:
    """The third ask went out a moment ago: nobody has been silent about it yet."""
    office.keep(an_offered_request(asks_since_reply=2, attempt_count=2))

    office.play(a_letter_sent(LetterKind.FOLLOW_UP, sent_at=NOW))

    assert office.cards() == []


def test_interest_that_collapses_raises_a_card(office: Office) -> None:
    """A missed meeting and no good sign before it: somebody should ask whether the interest is gone."""
    office.keep(a_booked_request(state=State.REMINDER_SENT))
    office.clock.advance(MEETING_AT - NOW + 2 * HOUR)

    office.play(MISSED)

    assert office.triggers() == ["intent_collapse"]
    assert "1 no-show" in office.cards()[0]["brief"]["why_now"]


def test_each_is_raised_once_for_a_request(office: Office) -> None:
    """The condition goes on holding; the rep has been told."""
    office.keep(SILENT)
    office.play(FOLLOW_UP)
    office.calls.dismiss(office.request_id)

    office.play(FOLLOW_UP, FOLLOW_UP)

    assert office.triggers() == ["persistent_non_response"]
    assert office.notices() == ["Call John Smith"]


def test_the_rep_who_has_it_is_not_told_to_call(office: Office) -> None:
    """They know."""
    office.keep(SILENT)

    office.play(RepTookOver())

    assert office.cards() == []


def test_a_card_stands_or_falls_with_its_step(office: Office) -> None:
    """What ends before its commit leaves no card behind."""
    office.keep(SILENT)

    def step_and_fall(work: Any) -> None:
        office.engine.apply(work, office.request_id, FOLLOW_UP)
        raise RuntimeError("the computer went down")

    with pytest.raises(RuntimeError):
        office.engine.in_transaction(step_and_fall)

    assert office.cards() == []
    assert office.notices() == []


# closed by what happens


@pytest.mark.parametrize(
    "request_, event, why",
    [
        (an_offered_request(), UNSURE, "They have answered."),
        (
            a_booked_request(),
            InviteAnswered("john@acme.example", InviteStatus.TENTATIVE),
            "They have answered.",
        ),
        (an_agreed_request(), MeetingBooked(MEETING_AT, EVENT_ID, JOIN_URL), "The meeting is booked."),
        (an_offered_request(), RepCancelled(), "The request has ended."),
    ],
    ids=["their mail", "in Outlook", "booked", "ended"],
)
def test_a_card_closes_by_itself(office: Office, request_: MeetingRequest, event: Event, why: str) -> None:
    """What it asked for has come, or is too late; the card says which."""
    office.keep(request_)
    office.raise_card()

    office.play(event)

    card = office.cards()[0]
    assert (card["done_at"], card["dismissed_at"]) == (NOW.isoformat(), None)
    assert card["result"] == {"by": "ai", "text": why}


@pytest.mark.parametrize(
    "request_, event",
    [
        (a_booked_request(), InviteAnswered("sarah@xforce.example", InviteStatus.ACCEPTED)),
        (
            an_offered_request(prospects=(a_prospect(), another_prospect())),
            replace(UNSURE, sender=MARY, sender_name="Mary Jones"),
        ),
    ],
    ids=["a colleague of ours", "another one of theirs"],
)
def test_a_card_stays_while_the_one_to_be_called_is_silent(
    office: Office, request_: MeetingRequest, event: Event
) -> None:
    """It names John; what Sarah or Mary says is not his answer."""
    office.keep(request_)
    office.raise_card()

    office.play(event)

    assert office.cards()[0]["done_at"] is None


def test_an_answer_that_arrives_late_closes_the_card_too(office: Office) -> None:
    """John's mail was written before Mary's and came after it."""
    office.keep(an_offered_request(prospects=(a_prospect(), another_prospect())))
    office.raise_card()
    office.play(replace(UNSURE, sender=MARY, sender_name="Mary Jones", message_id="reply-2"))

    office.play(replace(UNSURE, received_at=NOW - HOUR))

    assert office.cards()[0]["result"] == {"by": "ai", "text": "They have answered."}


def test_a_card_stays_while_nobody_answers(office: Office) -> None:
    """Another mail of ours is no answer."""
    office.keep(an_offered_request())
    office.raise_card()

    office.play(a_letter_sent(LetterKind.FOLLOW_UP, sent_at=NOW))

    assert office.cards()[0]["done_at"] is None


def test_what_an_answer_closed_may_come_again(office: Office) -> None:
    """Another silence after it is another reason to call."""
    office.keep(an_offered_request())
    office.raise_card()
    office.play(UNSURE)

    office.raise_card()

    assert [card["done_at"] is None for card in office.cards()] == [False, True]


# closed by the rep


def test_a_call_holds_back_what_was_to_press_them(office: Office) -> None:
    """They have just spoken: the follow-up that was being prepared would say that nobody had."""
    office.keep(SILENT)
    office.play(FOLLOW_UP)
    office.raise_card()
    prepared = [row for row in office.rows() if isinstance(row.effect, FindSlots)]
    assert [row.status for row in prepared] == [OutboxStatus.PENDING]

    office.calls.done(office.request_id, "She will decide in a week")

    assert {row.status for row in office.rows()} == {OutboxStatus.WITHDRAWN}
    action = office.request().next_action
    assert action is not None
    assert (action.type, action.at > NOW + DAY) == (ActionType.FOLLOW_UP, True)


@pytest.mark.parametrize("request_", [a_booked_request(), an_agreed_request()], ids=["booked", "agreed"])
def test_a_call_about_an_agreed_meeting_changes_nothing_else(
    office: Office, request_: MeetingRequest
) -> None:
    """The invitation and the reminder stay as they were planned."""
    office.keep(request_)
    office.raise_card()
    before = office.request()

    office.calls.done(office.request_id, "All fine")

    assert office.request() == before


def test_a_call_is_kept_with_what_came_of_it(office: Office) -> None:
    """In the card for whoever looks at the deal, in the log for whoever reads the story."""
    office.keep(SILENT)
    office.raise_card()

    office.calls.done(office.request_id, "  Spoke to him,\nwants Thursday. ")

    card = office.cards()[0]
    assert card["done_at"] == NOW.isoformat()
    assert card["result"] == {"by": "user", "text": "Spoke to him, wants Thursday."}
    assert office.why()[-1] == "“Call John Smith” is done: Spoke to him, wants Thursday."


def test_a_card_that_was_dismissed_does_not_come_back(office: Office) -> None:
    """The rep said no; the next step of the ladder does not ask again."""
    office.keep(an_offered_request())
    office.raise_card()

    office.calls.dismiss(office.request_id)
    office.raise_card()

    (card,) = office.cards()
    assert (card["done_at"], card["dismissed_at"]) == (None, NOW.isoformat())
    assert office.why()[-1] == "You set “Call John Smith” aside."


def test_one_of_several_cards_is_closed_by_its_id(office: Office) -> None:
    """Without an id all of them are."""
    office.keep(an_offered_request())
    for trigger in (LeverageTrigger.PHONE_CALL_NEEDED, LeverageTrigger.COMPLEX_CONFLICT):
        office.raise_card(trigger)
    first, second = office.summary().cards

    office.calls.done(office.request_id, "", second.id)
    assert office.summary().cards == (first,)
    office.calls.done(office.request_id, "")
    assert office.summary().cards == ()


@pytest.mark.parametrize("card_id", [None, uuid.UUID(int=7)], ids=["none open", "unknown"])
def test_without_such_a_card_nothing_can_be_said_of_it(office: Office, card_id: uuid.UUID | None) -> None:
    """It may have closed while the rep was looking at it."""
    office.keep(an_offered_request())
    if card_id:
        office.raise_card()

    for close in (
        lambda: office.calls.done(office.request_id, "", card_id),
        lambda: office.calls.dismiss(office.request_id, card_id),
    ):
        with pytest.raises(BadInput, match="No call"):
            close()


def test_a_novel_is_no_outcome(office: Office) -> None:
    """What came of it fits into a paragraph."""
    office.keep(an_offered_request())
    office.raise_card()

    with pytest.raises(BadInput, match="too long"):
        office.calls.done(office.request_id, "word " * 300)

    assert office.summary().cards


# seen


def test_who_is_to_be_called_needs_attention_until_then(office: Office) -> None:
    """The request stands where the rep looks first, and goes back when the call is done."""
    office.keep(an_offered_request())
    assert office.summary().group is Group.PENDING
    office.raise_card()

    assert office.summary().group is Group.NEEDS_ATTENTION
    office.calls.done(office.request_id, "")
    assert office.summary().group is Group.PENDING


def test_a_card_tells_the_time_there_as_it_is_now(office: Office) -> None:
    """A day later it is another day, and what was stored is what was said then."""
    office.keep(an_offered_request().with_attendee(a_prospect(phone="(615) 555-0142")))
    office.raise_card()
    office.clock.advance(DAY)

    (card,) = office.summary().cards

    assert card.brief.local_time == "Tuesday, June 9 at 9:00 AM CDT"
    assert card.brief.number == "+16155550142"
    assert card.raised_at == NOW
    assert office.cards()[0]["brief"]["local_time"] == "Monday, June 8 at 9:00 AM CDT"


def test_the_log_says_that_the_rep_did_it(office: Office) -> None:
    """Not the agent."""
    office.keep(an_offered_request(offered_times=OFFERS))
    office.raise_card()
    office.calls.done(office.request_id, "")

    actions = office.engine.in_transaction(lambda work: work.actions(office.request_id))
    assert actions[-1].actor is Actor.USER
