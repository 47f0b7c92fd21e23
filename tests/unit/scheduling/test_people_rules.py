"""Who is to be there changes midway: who is new is asked and invited, who is gone is waited for no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    JOHN,
    MARY,
    MEETING_AT,
    NOW,
    OFFERS,
    REP,
    SARAH,
    a_booked_request,
    a_colleague,
    a_prospect,
    a_request,
    an_agreed_request,
    an_id,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import UnexpectedEvent
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import BookMeeting, SendLetter, UpdateAttendees
from xforce_desktop.scheduling.events import (
    AttendeeAdded,
    AttendeeRemoved,
    AttendeeReplaced,
    GuestsDiffer,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    EntryType,
    Handler,
    InviteStatus,
    MeetingRequest,
    NextAction,
    State,
)
from xforce_desktop.scheduling.step import Step

MIKE = a_colleague(id=an_id(13), name="Mike Ray", email="mike@xforce.example")
BOTH = (a_prospect(), another_prospect())
IN_FLIGHT = NextAction(ActionType.SEND_OPTIONS, NOW, "A mail is under way.")


def added(request: MeetingRequest, person: Any = None) -> Step:
    return transition(request, AttendeeAdded(person or another_prospect()), NOW)


def removed(request: MeetingRequest, address: str) -> Step:
    return transition(request, AttendeeRemoved(address), NOW)


def letters(step: Step) -> list[SendLetter]:
    return [effect for effect in step.effects if isinstance(effect, SendLetter)]


def addresses(step: Step) -> list[str]:
    return [a.email for a in step.request.attendees]


def test_a_newcomer_who_has_to_agree_is_asked_by_name() -> None:
    """The live offer goes to them; what was queued is frozen; they have agreed to nothing yet."""
    step = added(an_offered_request())

    (letter,) = letters(step)
    assert (letter.kind, letter.times) == (LetterKind.ASK_SILENT, OFFERS)
    assert step.freezes
    assert step.request.attendees[-1].agreed_times is None
    first = step.entries[0]
    assert (first.type, first.actor) == (EntryType.ATTENDEE_ADDED, Actor.USER)


def test_a_newcomer_is_asked_about_what_the_others_chose() -> None:
    """Times that somebody has turned down by choosing others are not offered again."""
    chosen = OFFERS[1:]
    request = an_offered_request(prospects=(a_prospect(agreed_times=chosen),))

    (letter,) = letters(added(request))

    assert letter.times == chosen


def test_passed_times_are_not_sent_to_a_newcomer() -> None:
    """The offer's first time is over; an offer that is all over is left to the follow-up."""
    later = OFFERS[0]
    event = AttendeeAdded(another_prospect())

    (letter,) = letters(transition(an_offered_request(), event, later))
    assert letter.times == OFFERS[1:]
    assert letters(transition(an_offered_request(), event, OFFERS[-1])) == []


def test_an_optional_newcomer_is_only_kept_in_copy() -> None:
    """No mail, and nothing that is queued is stopped."""
    step = added(an_offered_request(), another_prospect(is_required=False))

    assert (step.effects, step.freezes) == ((), False)
    assert MARY in addresses(step)


def test_an_agreed_time_waits_for_the_newcomer() -> None:
    """It is not booked; the newcomer is asked about just that time, the other's yes stands."""
    request = an_agreed_request(prospects=(a_prospect(agreed_times=(MEETING_AT,)),))

    step = added(request)

    assert [letter.times for letter in letters(step)] == [(MEETING_AT,)]
    assert (step.request.agreed_time, step.request.state) == (None, State.NEGOTIATING)
    assert [a.agreed_times for a in step.request.external] == [(MEETING_AT,), None]
    assert step.freezes


@pytest.mark.parametrize("person", [another_prospect(), MIKE], ids=["theirs", "ours"])
def test_who_is_added_to_a_booked_meeting_is_invited(person: Any) -> None:
    """The event gets them; no time is moved, no mail is written, the next action stays."""
    request = a_booked_request()

    step = added(request, person)

    assert step.effects == (UpdateAttendees(EVENT_ID),)
    assert step.request.next_action == request.next_action
    assert (step.request.scheduled_time, step.freezes) == (MEETING_AT, False)


def test_a_confirmed_meeting_waits_for_the_newcomers_answer() -> None:
    """Confirmed means: by all who must be there."""
    confirmed = a_booked_request(
        state=State.CONFIRMED,
        invite_accepted=True,
        prospects=(a_prospect(invite_status=InviteStatus.ACCEPTED),),
    )

    step = added(confirmed)

    assert (step.request.state, step.request.invite_accepted) == (State.CONFIRMING, False)
    back = removed(step.request, MARY)
    assert (back.request.state, back.request.invite_accepted) == (State.CONFIRMED, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"handled_by": Handler.REP},
        {"state": State.PAUSED},
        {"requires_human_review": True, "review_reason": "A question."},
    ],
)
def test_nothing_is_written_while_the_agent_keeps_still(changes: dict[str, Any]) -> None:
    """With the rep, paused, or at a question: the person is in it, and the next mail knows."""
    step = added(an_offered_request(**changes))

    assert (step.effects, step.freezes) == ((), False)
    assert MARY in addresses(step)


def test_nobody_is_in_it_twice() -> None:
    """Refused in any spelling; who declined before may be asked again."""
    with pytest.raises(UnexpectedEvent):
        added(an_offered_request(), another_prospect(email=JOHN.upper()))

    declined = an_offered_request(prospects=(a_prospect(), another_prospect(left_out_reason="declined")))
    step = added(declined, another_prospect(id=an_id(23)))
    assert addresses(step).count(MARY) == 1
    assert len(letters(step)) == 1


def test_who_is_gone_is_waited_for_no_more() -> None:
    """John agreed, Mary was silent: without her it is booked."""
    request = an_offered_request(prospects=(a_prospect(agreed_times=OFFERS[1:]), another_prospect()))

    step = removed(request, MARY)

    assert step.effects == (BookMeeting(OFFERS[1]),)
    assert step.freezes
    assert next(line.type for line in step.entries) is EntryType.ATTENDEE_REMOVED


def test_without_agreement_the_follow_up_stays_as_it_was() -> None:
    """Nobody has answered yet: nothing is sent because somebody is gone."""
    request = an_offered_request(prospects=BOTH)

    step = removed(request, MARY)

    assert (step.effects, step.freezes) == ((), False)
    assert step.request.next_action == request.next_action


def test_a_mail_under_way_that_may_name_them_is_made_anew() -> None:
    """Frozen; what was being prepared begins again for those who are left."""
    request = a_request(prospects=BOTH, state=State.PROPOSING, next_action=IN_FLIGHT)

    step = removed(request, MARY)

    assert step.freezes
    assert step.request.next_action is not None
    assert (step.request.next_action.type, step.request.next_action.at) == (ActionType.SEND_OPTIONS, NOW)


def test_a_question_to_several_is_asked_again_without_them() -> None:
    """Three of them, one agreed: the one who is left silent is asked by name."""
    tom = replace(another_prospect(), id=an_id(24), name="Tom", email="tom@acme.example")
    people = (a_prospect(agreed_times=OFFERS[:1]), another_prospect(), tom)
    request = an_offered_request(prospects=people, next_action=IN_FLIGHT)

    step = removed(request, MARY)

    assert [(letter.kind, letter.times) for letter in letters(step)] == [(LetterKind.ASK_SILENT, OFFERS[:1])]


@pytest.mark.parametrize("address", [JOHN, REP, "stranger@else.example"])
def test_some_cannot_be_removed(address: str) -> None:
    """The last one on their side, the rep, and who is not in it."""
    with pytest.raises(UnexpectedEvent):
        removed(an_offered_request(), address)


def test_the_last_one_who_is_still_in_cannot_be_removed() -> None:
    """The other one has declined."""
    people = (a_prospect(), another_prospect(left_out_reason="declined"))
    with pytest.raises(UnexpectedEvent):
        removed(an_offered_request(prospects=people), JOHN)


def test_a_colleague_less_changes_the_invitation_only() -> None:
    """Before there is one nothing follows."""
    assert removed(a_booked_request(), SARAH).effects == (UpdateAttendees(EVENT_ID),)
    assert removed(an_offered_request(), SARAH).effects == ()


def test_what_they_proposed_goes_with_them() -> None:
    """Their own times, and their place in copy."""
    spans = (Span(MEETING_AT, OFFERS[-1]),)
    request = an_offered_request(
        prospects=BOTH, their_times=spans, their_times_from=MARY, also_write_to=(MARY, "desk@acme.example")
    )

    gone = removed(request, MARY).request

    assert (gone.their_times, gone.their_times_from) == ((), "")
    assert gone.also_write_to == ("desk@acme.example",)


def test_somebody_else_instead_takes_the_place_and_is_asked() -> None:
    """One log line; the newcomer stands where the other stood, without the other's yes."""
    request = an_offered_request(prospects=(a_prospect(agreed_times=OFFERS[:1]),))

    step = transition(request, AttendeeReplaced(JOHN, another_prospect()), NOW)

    assert addresses(step) == [REP, SARAH, MARY]
    assert step.request.primary.agreed_times is None
    assert [letter.times for letter in letters(step)] == [OFFERS]
    changes = [line for line in step.entries if line.actor is Actor.USER]
    assert [line.why for line in changes] == ["You replaced John Smith by Mary Jones."]


def test_somebody_else_instead_in_a_booked_meeting() -> None:
    """The invitation is changed, once."""
    step = transition(a_booked_request(), AttendeeReplaced(JOHN, another_prospect()), NOW)

    assert step.effects == (UpdateAttendees(EVENT_ID),)


def test_a_first_mail_that_waits_is_made_anew_for_somebody_else() -> None:
    """The draft greets the wrong person: it is dropped, another is prepared."""
    waits = NextAction(ActionType.REMIND_REP, OFFERS[0], "It waits for you.")
    request = a_request(state=State.PROPOSING, offered_times=OFFERS, next_action=waits)

    step = transition(request, AttendeeReplaced(JOHN, another_prospect()), NOW)

    assert step.freezes
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.SEND_OPTIONS


def test_an_event_that_was_made_for_others_is_changed() -> None:
    """Somebody was added while it was on its way to the calendar; one that is no longer ours is left."""
    assert transition(a_booked_request(), GuestsDiffer(EVENT_ID), NOW).effects == (UpdateAttendees(EVENT_ID),)
    assert transition(a_booked_request(), GuestsDiffer("event-9"), NOW).effects == ()


@pytest.mark.parametrize(
    "event", [AttendeeAdded(another_prospect()), AttendeeReplaced(JOHN, another_prospect())]
)
def test_a_newcomer_has_not_been_asked_yet(event: Any) -> None:
    """However often the others were: the limits begin anew, as they do on any word of the rep's."""
    asked = an_offered_request(asks_since_reply=5, ladder_step=5, attempt_count=5)

    step = transition(asked, event, NOW + DAY)

    assert (step.request.asks_since_reply, step.request.ladder_step) == (0, 0)
    assert step.request.counts_from == NOW + DAY
    assert step.request.attempt_count == 5


def test_somebody_optional_changes_no_limit() -> None:
    """They are in copy and decide nothing."""
    asked = an_offered_request(asks_since_reply=3)

    step = transition(asked, AttendeeAdded(another_prospect(is_required=False)), NOW + DAY)

    assert step.request.asks_since_reply == 3
