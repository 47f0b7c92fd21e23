"""What follows from what they write: books on a sure yes, asks when in doubt, stops when told to."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    EVENT_ID,
    HOUR,
    JOHN,
    MARY,
    MEETING_AT,
    NOW,
    OFFERS,
    a_booked_request,
    a_letter_sent,
    a_prospect,
    a_reply,
    a_window,
    an_agreed_request,
    an_analysis,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.availability.spans import Span
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import (
    TONE_IS_BAD,
    Constraint,
    ConstraintKind,
    Intent,
    MessageKind,
    ReplyAnalysis,
    Sentiment,
    Window,
)
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    FindSlots,
    MoveMeeting,
    SendLetter,
    SlotPurpose,
    TellRep,
)
from xforce_desktop.scheduling.events import (
    ActionDue,
    NoSlotsFound,
    OfferStale,
    RepPaused,
    RepResumed,
    SlotsFound,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    EntryType,
    Handler,
    InviteStatus,
    MeetingRequest,
    NextAction,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import good_name
from xforce_desktop.scheduling.step import Step
from xforce_desktop.scheduling.strategy import stop_rules

THEIRS = a_window(NOW + 4 * DAY)
PAUSED = "They do not sound pleased, so nothing more leaves until you have looked."
ASKED_FOR = {"requires_human": True, "human_reason": "They ask about the price."}


def _heard(request: MeetingRequest, intent: Intent, *, sender: str = JOHN, **changes: Any) -> Step:
    return transition(request, a_reply(an_analysis(intent, **changes), sender=sender), NOW)


def _types(step: Step) -> list[str]:
    return [type(effect).__name__ for effect in step.effects]


def test_a_sure_yes_is_booked_and_stops_everything_else() -> None:
    """They chose an offered time: book it, and nothing that was queued may leave."""
    step = _heard(an_offered_request(), Intent.ACCEPT_TIME, selected_time=OFFERS[1])

    assert step.effects == (BookMeeting(OFFERS[1]),)
    assert step.request.state is State.CONFIRMING
    assert (step.request.agreed_time, step.request.scheduled_time) == (OFFERS[1], None)
    assert step.request.asks_since_reply == 0
    assert step.request.offered_times == ()
    assert step.freezes
    assert [line.type for line in step.entries] == [EntryType.EMAIL_RECEIVED, EntryType.TIME_SELECTED]


def test_any_of_them_takes_the_first_that_lies_ahead() -> None:
    """ "Any of those" leaves the choice to us: the earliest that has not passed."""
    request = an_offered_request(offered_times=(NOW - HOUR, *OFFERS))

    step = _heard(request, Intent.ACCEPT_TIME, any_offered=True)

    assert step.effects == (BookMeeting(OFFERS[0]),)


def test_any_of_two_keeps_to_those_two() -> None:
    """ "Either Wednesday or Thursday" chooses among those two, not among all."""
    step = _heard(an_offered_request(), Intent.ACCEPT_TIME, any_offered=True, narrowed_to=OFFERS[1:])

    assert step.effects == (BookMeeting(OFFERS[1]),)


def test_a_time_that_has_passed_is_not_booked() -> None:
    """They chose yesterday's offer: others are offered."""
    request = an_offered_request(offered_times=(NOW - HOUR, *OFFERS))

    step = _heard(request, Intent.ACCEPT_TIME, selected_time=NOW - HOUR)

    assert step.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert step.request.scheduled_time is None


def test_a_time_of_an_older_offer_is_checked_first() -> None:
    """An instant that is not in the live offer is looked up in the calendars, not booked blindly."""
    older = NOW + 5 * DAY

    step = _heard(an_offered_request(), Intent.ACCEPT_TIME, selected_time=older)

    assert step.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 1, (Span(older, older + HOUR),)),)
    assert step.request.state is State.NEGOTIATING


def test_their_own_times_are_looked_up() -> None:
    """A proposal is searched for a free slot, and what we had offered is not offered again."""
    step = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,))

    assert step.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 1, (Span(THEIRS.start, THEIRS.end),)),)
    assert step.request.state is State.NEGOTIATING
    assert step.request.refused_times == OFFERS
    assert step.freezes


def test_their_free_time_is_booked() -> None:
    """Free for everybody on our side: no further question."""
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,)).request

    step = transition(asked, SlotsFound(SlotPurpose.THEIR_TIMES, (THEIRS.start + HOUR,), ("free",)), NOW)

    assert step.effects == (BookMeeting(THEIRS.start + HOUR),)


THEIR_WEEK = tuple(a_window(NOW + days * DAY, 8) for days in (4, 5, 6))


def test_whole_days_of_theirs_are_not_guessed_at() -> None:
    """ "Maybe the week of the 19th": they choose among three times in it, and nothing is booked."""
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=THEIR_WEEK)
    spans = tuple(Span(one.start, one.end) for one in THEIR_WEEK)
    free = tuple(one.start + HOUR for one in THEIR_WEEK)

    step = transition(asked.request, SlotsFound(SlotPurpose.THEIR_DAYS, free, ("free", "", "")), NOW)

    assert asked.effects == (FindSlots(SlotPurpose.THEIR_DAYS, 3, spans),)
    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.times, letter.their_times) == (LetterKind.CONSTRAINT, free, ())
    assert (step.request.offered_times, step.request.agreed_time) == (free, None)
    assert "They named several days" in step.entries[0].why


def test_of_their_full_days_others_are_offered_and_said_so() -> None:
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=THEIR_WEEK).request

    strict = transition(asked, NoSlotsFound(SlotPurpose.THEIR_DAYS, "Sarah is busy."), NOW)
    none = transition(strict.request, NoSlotsFound(SlotPurpose.THEIR_TIMES, "Sarah is busy."), NOW)

    assert none.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert none.request.their_times == tuple(Span(one.start, one.end) for one in THEIR_WEEK)


def _their_week_is_offered() -> MeetingRequest:
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=THEIR_WEEK).request
    free = tuple(one.start + HOUR for one in THEIR_WEEK)
    offered = transition(asked, SlotsFound(SlotPurpose.THEIR_DAYS, free, ("free", "", "")), NOW).request
    return transition(offered, a_letter_sent(LetterKind.CONSTRAINT, times=free), NOW).request


def test_the_week_they_named_is_kept_while_it_is_ahead() -> None:
    """In the first follow-up, cut to what is left of it, and nobody is told that it does not suit us."""
    sent, later = _their_week_is_offered(), NOW + 5 * DAY
    left = (Span(later, later + 8 * HOUR), Span(later + DAY, later + DAY + 8 * HOUR))

    follow_up = transition(sent, ActionDue(ActionType.FOLLOW_UP), later)
    offer = transition(
        follow_up.request, SlotsFound(SlotPurpose.FOLLOW_UP, (later + HOUR,), ("free",)), later
    )
    over = transition(sent, ActionDue(ActionType.FOLLOW_UP), NOW + 8 * DAY)

    assert follow_up.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3, left),)
    (letter,) = offer.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.their_times) == (LetterKind.FOLLOW_UP, ())
    assert over.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)


def test_an_offer_in_their_week_that_is_taken_meanwhile_stays_in_it() -> None:
    """Also where the follow-up is what was stale; with nothing left there it looks elsewhere, once."""
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=THEIR_WEEK).request
    spans, free = asked.their_times, tuple(one.start + HOUR for one in THEIR_WEEK)
    offered = transition(asked, SlotsFound(SlotPurpose.THEIR_DAYS, free, ("free", "", "")), NOW).request
    chased = transition(_their_week_is_offered(), ActionDue(ActionType.FOLLOW_UP), NOW + 3 * DAY).request

    stale = transition(offered, OfferStale(LetterKind.CONSTRAINT, free[:1], "It is taken."), NOW)
    again = transition(chased, OfferStale(LetterKind.FOLLOW_UP, free[:1], "It is taken."), NOW)
    none = transition(chased, NoSlotsFound(SlotPurpose.FOLLOW_UP, "Sarah is busy."), NOW)

    assert stale.effects == (FindSlots(SlotPurpose.THEIR_DAYS, 3, spans),)
    assert again.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3, spans),)
    assert none.effects == (FindSlots(SlotPurpose.FOLLOW_UP, 3),)
    assert none.request.their_times == ()


def test_an_offer_in_their_week_waits_for_them_after_a_pause() -> None:
    """It was made already: it is not made anew."""
    paused = transition(_their_week_is_offered(), RepPaused(), NOW).request

    back = transition(paused, RepResumed(), NOW + HOUR)

    assert back.effects == ()
    assert back.request.next_action is not None
    assert back.request.next_action.type is ActionType.FOLLOW_UP


def test_days_of_theirs_that_are_over_are_forgotten() -> None:
    """Nobody hears that they do not suit us; an offer that was made since waits for them after a pause."""
    later = NOW + 9 * DAY
    chased = transition(_their_week_is_offered(), ActionDue(ActionType.FOLLOW_UP), later).request
    live = (later + 3 * DAY,)
    wide = replace(_their_week_is_offered(), offered_times=live)
    sent = transition(wide, a_letter_sent(LetterKind.FOLLOW_UP, times=live, sent_at=later), later).request
    paused = transition(sent, RepPaused(), later).request

    assert chased.their_times == ()
    assert transition(paused, RepResumed(), later + HOUR).effects == ()


def test_days_before_the_day_that_they_name_next_are_forgotten() -> None:
    """The week of the 15th, then "come back on the 29th"."""
    asked = _their_week_is_offered()
    paused = _heard(asked, Intent.RESCHEDULE_LATER, resume_on=(NOW + 30 * DAY).date()).request
    sooner = _heard(asked, Intent.RESCHEDULE_LATER, resume_on=(NOW + 1 * DAY).date()).request

    assert (paused.state, paused.their_times) == (State.PAUSED, ())
    assert len(sooner.their_times) == len(asked.their_times)


def test_days_on_which_only_unusual_hours_are_free_are_offered() -> None:
    """Mon or Tue, 5 to 9 pm: not turned down before the hours that count for their own times were looked at,
    and not booked by guess."""
    evenings = tuple(a_window(NOW + days * DAY + 8 * HOUR, 4) for days in (7, 8))
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=evenings)
    spans, free = asked.request.their_times, (evenings[0].start, evenings[1].start)

    strict = transition(asked.request, NoSlotsFound(SlotPurpose.THEIR_DAYS, "Nobody is free."), NOW)
    step = transition(strict.request, SlotsFound(SlotPurpose.THEIR_TIMES, free, ("free", "")), NOW)

    assert strict.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 3, spans),)
    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.times) == (LetterKind.CONSTRAINT, free)


@pytest.mark.parametrize("hours", [1.5, 3, 8])
def test_several_days_with_more_than_one_start_are_not_guessed_at(hours: float) -> None:
    """ "Evenings next week" as well as "the week of the 19th"."""
    windows = tuple(a_window(NOW + days * DAY, hours) for days in (4, 5))
    step = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=windows)

    assert [one.purpose for one in step.effects if isinstance(one, FindSlots)] == [SlotPurpose.THEIR_DAYS]


@pytest.mark.parametrize(
    "windows",
    [
        THEIR_WEEK[:1],
        tuple(a_window(NOW + days * DAY, 1) for days in (4, 5)),
    ],
)
def test_one_day_or_times_of_theirs_are_taken(windows: tuple[Window, ...]) -> None:
    """ "Any time on Tuesday", "Tuesday at 2 or Thursday at 3": they said what suits them."""
    step = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=windows)

    assert [one.purpose for one in step.effects if isinstance(one, FindSlots)] == [SlotPurpose.THEIR_TIMES]


def test_two_meanings_are_asked_in_the_order_of_time() -> None:
    """Whichever the reader found first."""
    soon, late = THEIR_WEEK[0], THEIR_WEEK[2]

    step = _heard(an_offered_request(), Intent.UNCLEAR, ambiguous=True, readings=((late,), (soon,)))

    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert [reading[0].start for reading in letter.readings] == [soon.start, late.start]


def test_their_busy_time_gets_a_counter_offer() -> None:
    """Not free: nothing is booked, others are looked for and the mail may name what they had wanted."""
    asked = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,)).request

    none = transition(asked, NoSlotsFound(SlotPurpose.THEIR_TIMES, "Sarah is busy."), NOW)
    offer = transition(none.request, SlotsFound(SlotPurpose.COUNTER, (NOW + 6 * DAY,), ("free",)), NOW)

    assert none.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    (letter,) = offer.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.times) == (LetterKind.COUNTER, (NOW + 6 * DAY,))
    assert letter.their_times == (Span(THEIRS.start, THEIRS.end),)
    assert offer.request.refused_times == OFFERS


@pytest.mark.parametrize(
    "window",
    [a_window(NOW - DAY), a_window(NOW + DAY, hours=0.5), a_window(NOW - 3 * HOUR, hours=3.5)],
    ids=["passed", "too short", "the rest is too short"],
)
def test_a_window_without_room_is_no_proposal(window: Any) -> None:
    """What has passed or is shorter than the meeting cannot be booked; others are offered."""
    step = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, windows=(window,))

    assert step.effects == (FindSlots(SlotPurpose.COUNTER, 3),)


def test_what_they_said_holds_for_the_whole_request() -> None:
    """A constraint is kept, once, and not lost when they write again."""
    never_monday = Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)
    after_three = Constraint(ConstraintKind.NOT_BEFORE, clock=time(15))

    first = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, constraints=(never_monday,)).request
    second = _heard(first, Intent.PROPOSE_ALTERNATIVE, constraints=(after_three, never_monday)).request

    assert second.constraints == (never_monday, after_three)


def test_an_offer_made_under_a_constraint_says_so() -> None:
    """They named no time but a rule: the next offer is worded as one that keeps it."""
    after_three = Constraint(ConstraintKind.NOT_BEFORE, clock=time(15))
    told = _heard(an_offered_request(), Intent.PROPOSE_ALTERNATIVE, constraints=(after_three,)).request

    (letter,) = transition(told, SlotsFound(SlotPurpose.COUNTER, OFFERS, ("",) * 3), NOW).effects

    assert isinstance(letter, SendLetter)
    assert letter.kind is LetterKind.CONSTRAINT


def test_an_ambiguous_answer_is_asked_about_once() -> None:
    """One short question with both readings; the second time it is the rep's."""
    readings = ((a_window(OFFERS[0]),), (a_window(OFFERS[2]),))

    step = _heard(an_offered_request(), Intent.UNCLEAR, ambiguous=True, readings=readings)
    again = _heard(step.request, Intent.UNCLEAR, ambiguous=True, readings=readings)

    (question,) = step.effects
    assert isinstance(question, SendLetter)
    assert question.kind is LetterKind.CLARIFY
    assert [reading[0].start for reading in question.readings] == [OFFERS[0], OFFERS[2]]
    assert step.request.scheduled_time is None
    assert _types(again) == ["TellRep"]
    assert again.request.requires_human_review


@pytest.mark.parametrize("intent", [Intent.UNCLEAR, Intent.ACCEPT_TIME])
def test_a_yes_without_a_time_is_asked_about(intent: Intent) -> None:
    """ "Sounds good" chooses nothing among three: nothing is booked."""
    step = _heard(an_offered_request(), intent)

    (question,) = step.effects
    assert isinstance(question, SendLetter)
    assert (question.kind, question.times) == (LetterKind.CLARIFY, OFFERS)


def test_a_question_is_the_reps() -> None:
    """Nothing is sent while a question of theirs waits for the rep, and the rep is reminded."""
    step = _heard(an_offered_request(), Intent.QUESTION)

    assert _types(step) == ["TellRep"]
    assert step.freezes
    assert step.request.requires_human_review
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.REMIND_REP


def test_anger_is_the_reps() -> None:
    """Whatever else a frustrated message says, a person answers it."""
    step = _heard(
        an_offered_request(), Intent.ACCEPT_TIME, selected_time=OFFERS[0], sentiment=Sentiment.FRUSTRATED
    )

    assert _types(step) == ["TellRep"]


@pytest.mark.parametrize(
    "is_on, reading, why",
    [
        (True, {"sentiment": Sentiment.NEGATIVE}, "They do not sound pleased"),
        (True, {"sentiment": Sentiment.FRUSTRATED}, "They sound frustrated"),
        (True, {"sentiment": Sentiment.NEUTRAL}, ""),
        (True, {"sentiment": Sentiment.NEGATIVE, **ASKED_FOR}, f"{PAUSED} They ask about the price."),
        (False, {"sentiment": Sentiment.NEGATIVE}, ""),
        (False, {"sentiment": Sentiment.FRUSTRATED, "requires_human": True, "human_reason": TONE_IS_BAD}, ""),
        (False, {"sentiment": Sentiment.NEGATIVE, **ASKED_FOR}, "They ask about the price."),
        (False, {"sentiment": Sentiment.NEUTRAL, "requires_human": True}, "Their answer needs a person."),
    ],
)
def test_their_tone_alone_stops_it_where_the_stop_rule_says_so(
    monkeypatch: pytest.MonkeyPatch, is_on: bool, reading: dict[str, Any], why: str
) -> None:
    """`pause_on_negative_sentiment`: nothing leaves before the rep has looked, and they read why. Without it
    only what was said counts."""
    rules = replace(stop_rules(), pause_on_negative_sentiment=is_on)
    monkeypatch.setattr(good_name, "stop_rules", lambda: rules)

    step = _heard(an_offered_request(), Intent.ACCEPT_TIME, selected_time=OFFERS[0], **reading)

    assert step.request.review_reason.startswith(why)
    assert (step.request.requires_human_review, step.freezes) == (bool(why), True)
    assert (_types(step) == ["TellRep"]) == bool(why)


def test_a_no_ends_it_without_another_word() -> None:
    """After a decline nothing is sent, not even thanks."""
    step = _heard(an_offered_request(), Intent.DECLINE)

    assert step.request.state is State.CANCELLED
    assert step.request.outcome is Outcome.CANCELLED_BY_THEM
    assert step.freezes
    assert _types(step) == ["TellRep"]


@pytest.mark.parametrize(
    "changes",
    [{"handled_by": Handler.REP}, {"state": State.PAUSED, "interrupted_state": State.AWAITING_RESPONSE}],
    ids=["with the rep", "paused by the rep"],
)
def test_a_no_ends_it_whoever_has_the_request(changes: dict[str, Any]) -> None:
    """Giving it back or resuming it must not write to somebody who declined meanwhile."""
    step = _heard(an_offered_request(next_action=None, **changes), Intent.DECLINE)

    assert step.request.outcome is Outcome.CANCELLED_BY_THEM
    assert _types(step) == ["TellRep"]


def test_a_no_to_a_booked_meeting_takes_it_off_the_calendar() -> None:
    """Nobody is left with an appointment that will not take place."""
    step = _heard(a_booked_request(), Intent.DECLINE)

    assert step.request.outcome is Outcome.CANCELLED_BY_THEM
    assert [e.event_id for e in step.effects if isinstance(e, CancelMeeting)] == [EVENT_ID]


def test_an_opt_out_is_kept_for_the_person() -> None:
    """Ended as cancelled by them, with the words in the notes, and the address never written to again."""
    step = transition(an_offered_request(), a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None)), NOW)

    assert step.opts_out == (JOHN,)
    assert step.request.state is State.CANCELLED
    assert step.request.outcome is Outcome.CANCELLED_BY_THEM
    assert "opted out" in step.request.outcome_notes
    assert not any(isinstance(effect, SendLetter) for effect in step.effects)


def test_an_opt_out_after_the_end_counts_as_well() -> None:
    """Their wish is kept although the request is over, and nothing is reopened."""
    ended = an_offered_request(state=State.CANCELLED, outcome=Outcome.GAVE_UP, next_action=None)

    step = transition(ended, a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None)), NOW)

    assert step.opts_out == (JOHN,)
    assert step.request == ended


def test_an_answer_after_the_end_reaches_the_rep() -> None:
    """Too late for the agent, not for the rep."""
    ended = an_offered_request(state=State.CANCELLED, outcome=Outcome.GAVE_UP, next_action=None)

    step = transition(ended, a_reply(), NOW)

    assert _types(step) == ["TellRep"]
    assert step.request == ended


def test_later_pauses_until_their_day_and_says_so() -> None:
    """They want to meet in July: one short answer today, then nothing until then."""
    day = (NOW + 30 * DAY).date()

    step = _heard(an_offered_request(), Intent.RESCHEDULE_LATER, resume_on=day)

    assert step.request.state is State.PAUSED
    (letter,) = step.effects
    assert isinstance(letter, SendLetter)
    assert (letter.kind, letter.until) == (LetterKind.PAUSE_ACK, day)
    assert step.request.next_action is not None
    assert step.request.next_action.type is ActionType.RESUME
    assert step.request.next_action.at.date() >= day
    assert step.request.held_spans() == ()


@pytest.mark.parametrize("wanted", [None, (NOW - 3 * DAY).date(), NOW.date()])
def test_later_without_a_day_ahead_means_two_weeks(wanted: Any) -> None:
    """No day, or one that has passed, is no reason to come back at once."""
    step = _heard(an_offered_request(), Intent.RESCHEDULE_LATER, resume_on=wanted)

    assert step.request.next_action is not None
    assert step.request.next_action.at >= NOW + timedelta(days=13)


def test_an_absence_note_is_no_answer() -> None:
    """Away until the 17th: back a working day after, without a mail, and it does not count as a reply."""
    away = ReplyAnalysis(MessageKind.AUTO_REPLY, None, resume_on=(NOW + 9 * DAY).date())

    step = transition(an_offered_request(), a_reply(away), NOW)

    assert step.effects == ()
    assert step.request.state is State.PAUSED
    assert step.request.asks_since_reply == 0, "nobody was there to read the ask"
    assert len(step.request.history) == 1
    assert step.request.next_action is not None
    assert step.request.next_action.at.date() == (NOW + 10 * DAY).date()
    assert step.freezes


def test_an_absence_note_without_a_date_changes_nothing() -> None:
    """A plain receipt is noted; the follow-up stays where it was."""
    request = an_offered_request()

    step = transition(request, a_reply(ReplyAnalysis(MessageKind.AUTO_REPLY, None)), NOW)

    assert step.request == request
    assert not step.freezes


def test_an_absence_note_about_a_booked_meeting_leaves_it_alone() -> None:
    """An automatic answer to the confirmation does not take a meeting off the calendar."""
    away = ReplyAnalysis(MessageKind.AUTO_REPLY, None, resume_on=(NOW + 1 * DAY).date())
    request = a_booked_request()

    step = transition(request, a_reply(away), NOW)

    assert (step.request, step.effects) == (request, ())


def test_an_absence_note_that_names_somebody_else_is_the_reps() -> None:
    """Whom to write to instead is not the agent's to decide."""
    away = ReplyAnalysis(MessageKind.AUTO_REPLY, None, new_attendees=("amy@acme.example",))

    step = transition(an_offered_request(), a_reply(away), NOW)

    assert step.request.requires_human_review
    assert "amy@acme.example" in step.request.review_reason


def test_a_bounce_is_the_reps() -> None:
    """Nobody is followed up who cannot be reached."""
    step = transition(an_offered_request(), a_reply(ReplyAnalysis(MessageKind.BOUNCE, None)), NOW)

    assert step.request.requires_human_review
    assert _types(step) == ["TellRep"]


def test_a_mail_that_may_belong_here_decides_nothing() -> None:
    """A false friend: what cannot be matched for sure is shown to the rep and books nothing."""
    step = transition(an_offered_request(), replace(a_reply(), is_certain=False), NOW)

    assert _types(step) == ["TellRep"]
    assert step.request.scheduled_time is None
    assert step.request.requires_human_review


def test_while_the_rep_has_it_the_agent_only_listens() -> None:
    """The answer is kept and shown, nothing follows from it."""
    held = an_offered_request(handled_by=Handler.REP, next_action=None)

    step = transition(held, a_reply(), NOW)

    assert _types(step) == ["TellRep"]
    assert step.request.state is held.state
    assert step.request.reply_to_id == "reply-1"


def test_what_the_rep_paused_stays_paused() -> None:
    """An answer during the rep's own pause is shown, but nothing is booked until resumed."""
    paused = an_offered_request(
        state=State.PAUSED, interrupted_state=State.AWAITING_RESPONSE, next_action=None
    )

    step = transition(paused, a_reply(), NOW)

    assert _types(step) == ["TellRep"]
    assert step.request.state is State.PAUSED


def test_an_answer_ends_the_pause_that_they_had_asked_for() -> None:
    """They come back before the day they named: their choice counts."""
    paused = an_offered_request(
        state=State.PAUSED,
        offered_times=(),
        interrupted_state=State.AWAITING_RESPONSE,
        next_action=NextAction(ActionType.RESUME, NOW + 5 * DAY, "They asked."),
    )

    step = _heard(paused, Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,))

    assert step.effects == (FindSlots(SlotPurpose.THEIR_TIMES, 1, (Span(THEIRS.start, THEIRS.end),)),)


@pytest.mark.parametrize("intent", [Intent.ACCEPT_TIME, Intent.UNCLEAR])
def test_thanks_for_the_confirmation_changes_nothing(intent: Intent) -> None:
    """ "Great, see you then" leaves the booked meeting as it is."""
    request = a_booked_request()

    step = _heard(request, intent)

    assert step.effects == ()
    assert step.request.scheduled_time == MEETING_AT
    assert step.request.state is State.CONFIRMING
    assert not step.freezes


def test_another_wish_for_a_booked_meeting_moves_it() -> None:
    """They ask for Friday instead: if that is free the same event moves."""
    asked = _heard(a_booked_request(), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,))
    step = transition(asked.request, SlotsFound(SlotPurpose.THEIR_TIMES, (THEIRS.start,), ("",)), NOW)

    assert asked.request.calendar_event_id == EVENT_ID
    assert step.effects == (MoveMeeting(THEIRS.start),)


def test_another_wish_that_does_not_fit_keeps_the_old_time_until_the_last_call() -> None:
    """Not free then: others are offered; the event is withdrawn only if none is agreed an hour before it."""
    asked = _heard(a_booked_request(), Intent.PROPOSE_ALTERNATIVE, windows=(THEIRS,))
    none = transition(asked.request, NoSlotsFound(SlotPurpose.THEIR_TIMES, "busy"), NOW)
    offer = transition(none.request, SlotsFound(SlotPurpose.COUNTER, (NOW + 6 * DAY,), ("",)), NOW).request
    sent = transition(offer, a_letter_sent(LetterKind.COUNTER, times=(NOW + 6 * DAY,)), NOW).request

    assert none.effects == (FindSlots(SlotPurpose.COUNTER, 3),)
    assert sent.calendar_event_id == EVENT_ID
    assert sent.next_action is not None
    assert sent.next_action.at <= MEETING_AT - HOUR
    last_call = transition(sent, ActionDue(sent.next_action.type), MEETING_AT - HOUR)
    assert EVENT_ID in [effect.event_id for effect in last_call.effects if isinstance(effect, CancelMeeting)]
    assert last_call.request.scheduled_time is None


def test_an_assistant_who_answers_is_kept_in_copy() -> None:
    """Their word counts for the attendee; they are written to, not invited."""
    step = _heard(
        an_offered_request(), Intent.ACCEPT_TIME, selected_time=OFFERS[0], sender="amy@acme.example"
    )

    assert step.effects == (BookMeeting(OFFERS[0]),)
    assert step.request.also_write_to == ("amy@acme.example",)
    assert step.request.attendees[-1].invite_status is InviteStatus.PENDING
    assert {a.email for a in step.request.external} == {JOHN}


def test_the_rep_is_told_in_words() -> None:
    """Every notice has a title and says which meeting it is about."""
    for intent in (Intent.QUESTION, Intent.DECLINE):
        (notice,) = [
            effect for effect in _heard(an_offered_request(), intent).effects if isinstance(effect, TellRep)
        ]
        assert notice.title
        assert "Demo with Acme" in notice.text


def test_tone_and_signals_are_kept_with_the_turn() -> None:
    """What the reader noticed is there when intent and reputation are judged later."""
    step = _heard(
        an_offered_request(),
        Intent.RESCHEDULE_LATER,
        sentiment=Sentiment.NEGATIVE,
        signals=("next_quarter",),
    )
    turn = step.request.history[-1]

    assert (turn.type, turn.sentiment, turn.signals) == ("prospect_delayed", "negative", ("next_quarter",))


def test_any_of_them_means_those_that_they_have_seen() -> None:
    """A newer offer is prepared and has not left: a time of the mail they answer is booked."""
    unseen = tuple(time + 7 * DAY for time in OFFERS)
    preparing = replace(an_offered_request(), offered_times=unseen, state=State.PROPOSING)

    step = transition(preparing, a_reply(an_analysis(any_offered=True)), NOW)

    assert step.request.agreed_time == OFFERS[0]


def test_a_question_about_an_agreed_time_stops_the_invitation() -> None:
    """It is the rep's to answer before anything leaves."""
    step = transition(an_agreed_request(), a_reply(an_analysis(Intent.QUESTION)), NOW)

    assert step.request.requires_human_review
    assert step.freezes


def test_an_optional_persons_question_stops_what_is_queued() -> None:
    """The rep has to answer first: nothing prepared leaves meanwhile."""
    group = an_offered_request(prospects=(a_prospect(), another_prospect(is_required=False)))
    step = transition(group, a_reply(an_analysis(Intent.QUESTION), sender=MARY), NOW)

    assert step.request.requires_human_review
    assert step.freezes


def test_also_somebody_optional_stops_what_is_about_to_leave() -> None:
    """What was being prepared begins again; what the rep has to see stays theirs."""
    both = (a_prospect(), another_prospect(is_required=False))
    preparing = NextAction(ActionType.SEND_OPTIONS, NOW + DAY, "Find times.")
    offered = an_offered_request(prospects=both, next_action=preparing)
    said = a_reply(an_analysis(Intent.UNCLEAR), sender=MARY, sender_name="Mary Jones")

    step = transition(offered, said, NOW)
    with_rep = transition(replace(offered, requires_human_review=True), said, NOW)

    assert step.freezes
    assert step.request.next_action is not None
    assert step.request.next_action.at < preparing.at
    assert (with_rep.freezes, with_rep.request.next_action) == (False, preparing)


def test_a_doubtful_no_goes_to_the_rep():
    """Where two readers differ about a no, nothing ends and nothing is sent."""
    step = _heard(an_offered_request(), Intent.DECLINE, ambiguous=True, requires_human=True)

    assert not step.request.has_ended
    assert step.request.requires_human_review
    assert not [effect for effect in step.effects if isinstance(effect, SendLetter)]
