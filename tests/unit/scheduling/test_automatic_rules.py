"""What follows from machines' mails: six cases of absence, receipts, delivery reports, robots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import (
    DAY,
    JOHN,
    MARY,
    NOW,
    OFFERS,
    a_booked_request,
    a_failure,
    a_prospect,
    a_reply,
    an_absence,
    an_analysis,
    an_id,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.replies.analysis import Intent, MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import Absence, AbsenceCase, Automaton, FailureKind, FailureReason
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.composing import envelope
from xforce_desktop.scheduling.effects import BookMeeting, FindSlots, SendLetter, SlotPurpose, TellRep
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendeeRemoved,
    AttendeeReplaced,
    CalendarUnreadable,
    CallResult,
    RepCalled,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import ActionType, Attendee, EntryType, Handler, MeetingRequest, State
from xforce_desktop.scheduling.step import Step

CHICAGO = ZoneInfo("America/Chicago")
PAT = "pat@acme.example"
TWO = (a_prospect(), another_prospect())


def _heard(request: MeetingRequest, analysis: ReplyAnalysis, sender: str = JOHN) -> Step:
    return transition(request, a_reply(analysis, sender=sender, sender_name=""), NOW)


def _told(step: Step) -> str:
    """The only effect: what the rep reads."""
    (notice,) = step.effects
    assert isinstance(notice, TellRep)
    return notice.text


def _resumes(step: Step) -> datetime:
    action = step.request.next_action
    assert step.request.state is State.PAUSED
    assert action is not None
    assert action.type is ActionType.RESUME
    return action.at.astimezone(CHICAGO)


def _two_were_offered() -> MeetingRequest:
    return an_offered_request(prospects=TWO)


# --- the six cases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "back_on, comes_back",
    [
        (date(2026, 6, 17), date(2026, 6, 18)),  # a Wednesday
        (date(2026, 6, 19), date(2026, 6, 23)),  # a public holiday: they are back on Monday
        (date(2026, 7, 2), date(2026, 7, 6)),  # the third is Independence Day, observed
    ],
)
def test_away_with_a_date_rests_until_a_working_day_after(back_on: date, comes_back: date) -> None:
    """Their holidays count, nothing is sent, and what was queued is withdrawn."""
    step = _heard(an_offered_request(), an_absence(AbsenceCase.AWAY_UNTIL, back_on=back_on))

    assert _resumes(step).date() == comes_back
    assert step.effects == ()
    assert step.freezes
    assert step.request.asks_since_reply == 0, "nobody was there to read the ask"
    assert [turn.met_absence for turn in step.request.history] == [True]
    assert turns.unanswered(step.request) == 0
    assert turns.response_rate(step.request) is None


def test_who_was_away_is_followed_up_and_not_answered() -> None:
    """Back, and a calendar cannot be read: they have said nothing, so there is nothing to counter."""
    away = _heard(an_offered_request(), an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 17))).request
    back = transition(away, ActionDue(ActionType.RESUME), NOW + 10 * DAY)
    trouble = CalendarUnreadable(SlotPurpose.FOLLOW_UP, (PAT,))
    unread = transition(back.request, trouble, NOW + 10 * DAY).request

    again = transition(unread, ActionDue(ActionType.SEND_OPTIONS), NOW + 11 * DAY)

    assert back.effects == again.effects == (FindSlots(SlotPurpose.FOLLOW_UP),)


def test_who_was_away_is_still_chased() -> None:
    """A voicemail holds the next mail back, as after any other ask."""
    away = _heard(an_offered_request(), an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 17))).request
    back = transition(away, ActionDue(ActionType.RESUME), NOW + 10 * DAY).request

    step = transition(back, RepCalled("A call", result=CallResult.VOICEMAIL), NOW + 10 * DAY)

    assert step.freezes
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.FOLLOW_UP


def test_away_without_a_date_rests_for_a_week() -> None:
    """As for anybody who is away and does not say until when."""
    step = _heard(an_offered_request(), an_absence(AbsenceCase.AWAY))

    assert _resumes(step).date() == date(2026, 6, 15)
    assert step.effects == ()


def test_a_day_of_return_that_has_passed_changes_nothing() -> None:
    """Somebody forgot to turn it off."""
    request = an_offered_request()
    step = _heard(request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=NOW.date()))

    assert (step.request, step.effects, step.freezes) == (request, (), False)


def test_whoever_left_is_not_written_to_and_the_rep_hears_who_came() -> None:
    """The successor is named, and not written to."""
    step = _heard(an_offered_request(), an_absence(AbsenceCase.LEFT, delegate=PAT))

    assert step.request.requires_human_review
    assert step.freezes
    assert "John Smith is not with the company any more. They name pat@acme.example." in _told(step)
    assert PAT not in {a.email for a in step.request.attendees}


def test_the_own_word_of_one_who_left_stops_what_is_planned() -> None:
    """Of one among several it goes on with the others, but not with what was queued for both."""
    word = an_analysis(Intent.UNCLEAR, absence=Absence(AbsenceCase.LEFT))
    step = _heard(_two_were_offered(), word, sender=MARY)

    assert step.freezes
    assert "It goes on with the others." in _told(step)


@pytest.mark.parametrize("case, sender", [(AbsenceCase.LEFT, PAT), (AbsenceCase.AWAY, JOHN)])
def test_what_is_no_leave_of_an_attendee_is_for_the_rep(case: AbsenceCase, sender: str) -> None:
    """Somebody beside the meeting has left, or an attendee only will: nobody is taken for gone."""
    request = an_offered_request()
    step = _heard(request, an_analysis(Intent.UNCLEAR, absence=Absence(case)), sender=sender)

    assert step.freezes
    assert step.request.requires_human_review
    assert (step.gone, step.request.attendees) == ((), request.attendees)


def test_one_button_puts_the_successor_in_their_place() -> None:
    """Replaced by the rep: the request goes on by itself, with the newcomer only."""
    left = _heard(an_offered_request(), an_absence(AbsenceCase.LEFT, delegate=PAT)).request
    step = transition(left, AttendeeReplaced(JOHN, _pat()), NOW)

    assert not step.request.requires_human_review
    assert [type(effect) for effect in step.effects] == [SendLetter]
    assert envelope(step.request).to == (PAT,)


def test_a_changed_address_is_the_reps_to_take_over() -> None:
    """Nothing goes to an address that a machine named."""
    step = _heard(an_offered_request(), an_absence(AbsenceCase.CHANGED_ADDRESS, new_address="j@new.example"))

    assert step.request.requires_human_review
    assert "The new one is j@new.example." in _told(step)
    assert envelope(step.request).to == (JOHN,)


def test_a_delegate_beside_a_date_is_told_while_it_rests() -> None:
    """It waits for the return; the rep may add the delegate meanwhile."""
    absence = an_absence(AbsenceCase.DELEGATE, delegate=PAT, back_on=date(2026, 6, 17))
    step = _heard(an_offered_request(), absence)

    assert _resumes(step).date() == date(2026, 6, 18)
    assert PAT in _told(step)


def test_a_delegate_without_a_date_waits_for_the_rep() -> None:
    """Nobody knows how long: the rep says whom to go on with."""
    step = _heard(an_offered_request(), an_absence(AbsenceCase.DELEGATE, delegate=PAT))

    assert step.request.requires_human_review
    assert PAT in _told(step)


@pytest.mark.parametrize("automaton", [None, Automaton.RECEIPT, Automaton.TICKET, Automaton.READ_RECEIPT])
def test_a_receipt_changes_nothing(automaton: Automaton | None) -> None:
    """Not an answer: the follow-up stays where it was, and the count as it is."""
    request = an_offered_request()
    step = _heard(request, ReplyAnalysis(MessageKind.AUTO_REPLY, None, automaton=automaton))

    assert (step.request, step.effects, step.freezes) == (request, (), False)
    assert [line.type for line in step.entries] == [EntryType.EMAIL_RECEIVED, EntryType.NOTED]


def test_what_reads_like_a_person_is_told() -> None:
    """Some help desks mark their people's answers as automatic: nothing follows, but the rep looks."""
    request = an_offered_request()
    analysis = replace(an_absence(AbsenceCase.RECEIPT), requires_human=True, human_reason="A person?")
    step = _heard(request, analysis)

    assert step.request == request
    assert _told(step).endswith("A person? Please look.")


def test_it_is_in_the_log_that_they_opened_it() -> None:
    """A read receipt is known, and nothing more."""
    opened = ReplyAnalysis(MessageKind.AUTO_REPLY, None, automaton=Automaton.READ_RECEIPT)

    assert _heard(an_offered_request(), opened).entries[-1].why == "They opened a mail of ours."


def test_a_later_return_moves_the_day() -> None:
    """A second note while it rests: the later day counts, an earlier one does not."""
    paused = _heard(
        an_offered_request(), an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 17))
    ).request
    later = _heard(paused, an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 24)))
    earlier = _heard(later.request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 10)))

    assert _resumes(later).date() == date(2026, 6, 25)
    assert earlier.request == later.request


def test_the_rep_hears_of_an_absence_over_a_booked_meeting() -> None:
    """It stays on the calendar: who moves it is the rep."""
    request = a_booked_request()
    over = _heard(request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=(NOW + 9 * DAY).date()))
    before = _heard(request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=(NOW + 1 * DAY).date()))

    assert over.request == before.request == request
    assert "The meeting is before that" in _told(over)
    assert before.effects == ()


def test_an_optional_ones_absence_holds_nobody_up() -> None:
    """Only those who must come are waited for."""
    request = an_offered_request(prospects=(a_prospect(), another_prospect(is_required=False)))
    step = _heard(request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 17)), sender=MARY)

    assert (step.request, step.effects) == (request, ())


def test_the_reps_own_request_is_only_told_of() -> None:
    """While the rep has it nothing is decided."""
    request = an_offered_request(handled_by=Handler.REP)
    step = _heard(request, an_absence(AbsenceCase.AWAY_UNTIL, back_on=date(2026, 6, 17)))

    assert step.request == request
    assert "is away until Wednesday, June 17" in _told(step)


# --- delivery reports ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason, words",
    [
        (FailureReason.UNKNOWN_ADDRESS, "there is no such address"),
        (FailureReason.MAILBOX_FULL, "the mailbox is full"),
        (FailureReason.BLOCKED, "their server blocked it"),
    ],
)
def test_who_cannot_be_reached_is_told_in_plain_words(reason: FailureReason, words: str) -> None:
    """The rep decides; nothing queued leaves."""
    step = _heard(
        an_offered_request(), a_failure(reason=reason, addresses=(JOHN,)), "mailer-daemon@mx.example"
    )

    assert _told(step).endswith(f"John Smith cannot be reached at {JOHN}: {words}.")
    assert step.request.requires_human_review
    assert step.freezes


@pytest.mark.parametrize("kind", [FailureKind.DELAYED, FailureKind.TEMPORARY])
def test_what_may_still_arrive_is_only_noted(kind: FailureKind) -> None:
    """No notice, no pause: the follow-up is the next try."""
    request = an_offered_request()
    step = _heard(request, a_failure(kind, addresses=(JOHN,)), "mailer-daemon@mx.example")

    assert (step.request, step.effects, step.freezes) == (request, (), False)


def test_one_of_several_holds_up_nobody_else() -> None:
    """The others go on; nothing more goes to that address."""
    request = _two_were_offered()
    step = _heard(request, a_failure(addresses=(MARY,)), "mailer-daemon@mx.example")

    assert step.request.state is request.state
    assert step.request.next_action == request.next_action
    assert envelope(step.request) == replace(envelope(request), to=(JOHN,), cc=())
    assert "It goes on with the others." in _told(step)


def test_it_is_not_booked_without_somebody_who_must_come() -> None:
    """John agrees, Mary's address is dead: the time is held, and the rep says who comes instead."""
    dead = _heard(_two_were_offered(), a_failure(addresses=(MARY,)), "mailer-daemon@mx.example").request
    agreed = _heard(dead, an_analysis(selected_time=OFFERS[0]))

    assert "All others agreed; " in _told(agreed)
    assert OFFERS[0] in agreed.request.offered_times
    without_her = transition(agreed.request, AttendeeRemoved(MARY), NOW)
    assert [type(effect) for effect in without_her.effects] == [BookMeeting]
    with_pat = transition(agreed.request, AttendeeReplaced(MARY, _pat()), NOW)
    (letter,) = with_pat.effects
    assert isinstance(letter, SendLetter)
    assert letter.times == OFFERS[:1]


def test_silence_of_the_others_is_followed_up_without_the_dead_address() -> None:
    """The next ask goes to whom it reaches."""
    dead = _heard(_two_were_offered(), a_failure(addresses=(MARY,)), "mailer-daemon@mx.example").request
    step = transition(dead, ActionDue(ActionType.FOLLOW_UP), NOW + 3 * DAY)

    assert step.effects
    assert envelope(step.request).to == (JOHN,)


def test_whoever_writes_can_be_reached() -> None:
    """Their own answer clears the mark, and counts."""
    dead = _heard(_two_were_offered(), a_failure(addresses=(MARY,)), "mailer-daemon@mx.example").request
    step = _heard(dead, an_analysis(selected_time=OFFERS[0]), sender=MARY)

    assert envelope(step.request).to == (JOHN, MARY)


def test_a_dead_copy_is_dropped() -> None:
    """Somebody who was only in copy is not asked about."""
    request = replace(an_offered_request(), also_write_to=(PAT,))
    step = _heard(request, a_failure(addresses=(PAT,)), "mailer-daemon@mx.example")

    assert step.request == replace(request, also_write_to=())
    assert step.effects == ()


def test_no_reminder_goes_to_a_dead_address() -> None:
    """The invitation came back: the meeting stays, the reminder is left out."""
    dead = _heard(a_booked_request(), a_failure(addresses=(JOHN,)), "mailer-daemon@mx.example").request
    assert dead.next_action is not None
    step = transition(dead, ActionDue(ActionType.SEND_REMINDER), NOW + 1 * DAY)

    assert step.effects == ()


# --- robots -------------------------------------------------------------------------------------------------


def test_two_robots_stop_after_two_turns() -> None:
    """The same words again, in answer to our answer: a person has to look."""
    words = "Dear customer, please choose another time in our calendar at any time."
    robot = an_analysis(Intent.PROPOSE_ALTERNATIVE, new_text=words)
    first = _heard(an_offered_request(), robot)
    later = replace(a_reply(robot), received_at=NOW + DAY, message_id="mail-2")
    second = transition(first.request, later, NOW + DAY)

    assert not first.request.requires_human_review
    assert second.request.requires_human_review
    assert "as a machine does" in second.request.review_reason


def _pat() -> Attendee:
    return a_prospect(id=an_id(23), name="Pat Roe", email=PAT)
