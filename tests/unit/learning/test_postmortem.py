"""Why a request ended so: the specification's figures in tables of examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import DAY, HOUR, NOW, a_prospect, a_request
from xforce_desktop.learning.evidence import units_of
from xforce_desktop.learning.observations import asks_of
from xforce_desktop.learning.postmortem import Evidence, postmortem_of
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling.events import RepCalled
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.request import (
    Actor,
    EntryType,
    HistoryEntry,
    MeetingType,
    Outcome,
    Resolution,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.unit_of_work import ActionEntry, JournalLine, StoredConflict

ENDED_AT = NOW + 9 * DAY


def ours(kind="follow_up", days=0, hours=0, channel="email"):
    return HistoryEntry(f"{kind}_sent", NOW + days * DAY + hours * HOUR, channel=channel)


def theirs(days=0, hours=0, channel="email"):
    return HistoryEntry("prospect_replied", NOW + days * DAY + hours * HOUR, channel=channel)


def an_ended(outcome=Outcome.HELD, asks=1, **changes):
    """A demo of an hour in Tennessee that ended, after so many asks of which the last was answered."""
    sent = tuple(ours("initial" if not n else "follow_up", days=n) for n in range(asks))
    reply = (theirs(days=asks - 1, hours=3),) if outcome in {Outcome.HELD, Outcome.NO_SHOW} else ()
    plain = {
        "state": State.COMPLETED if outcome is Outcome.HELD else State.CANCELLED,
        "outcome": outcome,
        "completed_at": ENDED_AT,
        "attempt_count": asks,
        "history": (*sent, *reply),
        "booked_at": NOW + asks * DAY if reply else None,
        "scheduled_time": NOW + 8 * DAY if reply else None,
    }
    return a_request(**(plain | changes))


def an_action(kind, why="so"):
    return ActionEntry(kind, Actor.AI, why, NOW)


def looked_back(request, **found):
    return postmortem_of(Evidence(request, **found), ENDED_AT)


@pytest.mark.parametrize("asks, is_quick", [(1, True), (2, True), (3, False), (4, False)])
def test_up_to_two_asks_are_quick(asks, is_quick):
    """What worked says so, and the account is one that answers; from three on neither."""
    found = looked_back(an_ended(asks=asks))

    assert any(text.startswith("Quick") for text in found.what_worked) == is_quick
    assert any("keep in regular contact" in text for text in found.for_account) == is_quick
    assert found.total_attempts == asks


@pytest.mark.parametrize("outcome", [Outcome.GAVE_UP, Outcome.CANCELLED_BY_THEM])
@pytest.mark.parametrize("asks, is_many", [(1, False), (3, False), (4, True), (5, True)])
def test_from_four_asks_on_follow_ups_did_not_help(outcome, asks, is_many):
    """For what they ended as for what was given up."""
    found = looked_back(an_ended(outcome, asks))

    assert any(text.startswith("Many follow-ups") for text in found.what_failed) == is_many


@pytest.mark.parametrize(
    "outcome, channel, called, is_said",
    [
        (Outcome.GAVE_UP, "email", False, True),
        (Outcome.CANCELLED_BY_THEM, "email", False, True),
        (Outcome.GAVE_UP, "sms", False, False),
        (Outcome.GAVE_UP, "email", True, False),
        (Outcome.HELD, "email", False, False),
        (Outcome.CANCELLED_BY_US, "email", False, False),
    ],
)
def test_mail_alone_is_said_where_it_did_not_do(outcome, channel, called, is_said):
    """A text or a call that the rep made is another channel; what we withdrew did not fail."""
    request = an_ended(outcome, history=(ours("initial"), ours("sms", days=1, channel=channel)))
    journal = [JournalLine(1, NOW, RepCalled("Card"), State.AWAITING_RESPONSE, State.AWAITING_RESPONSE)]

    found = looked_back(request, journal=journal if called else ())

    assert any(text.startswith("Only mail was used") for text in found.what_failed) == is_said
    assert ("phone" in found.channels_used) == called


def test_who_said_no_is_not_to_be_reached_by_more_channels():
    """After a plain no only what was used is said; after an opt-out not even that."""
    no = looked_back(an_ended(Outcome.CANCELLED_BY_THEM)).what_failed
    out = looked_back(an_ended(Outcome.CANCELLED_BY_THEM, outcome_notes="opted out")).what_failed

    assert no == ("Only mail was used.", "They said no.")
    assert out == ("They asked not to be written to.",)


def test_a_place_of_the_text_counts_only_where_it_was_chosen():
    """Who agreed to texts after the request had begun had no choice made for them."""
    on = an_ended().created_at.date()
    places = []
    for agreed_on in (on, on + DAY):
        consent = SmsConsent(agreed_on, "by phone")
        john = a_prospect(phone="+16155550142", sms_consent=consent)
        request = an_ended(meeting_type=MeetingType.DEMO, prospects=(john,))
        places.append(looked_back(request).lesson.place_of_text)
    assert places == ["text_late", ""]


def test_why_there_was_only_mail_is_said_as_far_as_it_is_known():
    """A call that was suggested and not made; texts to which nobody had agreed."""
    request = an_ended(Outcome.GAVE_UP)
    with_number = replace(request, attendees=(*request.internal, a_prospect(phone="+16155550142")))

    called = looked_back(request, actions=[an_action(EntryType.CALL_SUGGESTED)]).what_failed
    texted = looked_back(with_number).what_failed

    assert "a call was suggested" in called[0]
    assert "had not agreed to texts" in texted[0]


@pytest.mark.parametrize("number, words", [(0, ""), (1, "once"), (2, "twice"), (3, "3 times")])
def test_a_missed_meeting_means_earlier_reminders(number, words):
    """Day before and morning; how often it was missed is what failed."""
    found = looked_back(an_ended(no_show_count=number))

    reminders = [text for text in found.for_account if "the day before and on the morning" in text]
    assert bool(reminders) == bool(number)
    assert all(words in text for text in reminders)
    assert found.no_shows == number


@pytest.mark.parametrize(
    "meeting, is_shortened, is_kept",
    [
        (MeetingType.DEMO, True, True),
        (MeetingType.DEMO, False, False),
        (MeetingType.DISCOVERY, True, False),
    ],
)
def test_a_demo_that_had_to_be_cut_suggests_a_shorter_format(meeting, is_shortened, is_kept):
    """For demos only; that the shorter meeting worked is said of all."""
    request = an_ended(meeting_type=meeting, first_duration_minutes=60, duration_minutes=30)
    actions = [an_action(EntryType.DE_ESCALATED)] if is_shortened else []

    found = looked_back(request, actions=actions)

    assert bool(found.for_meeting_type) == is_kept
    assert found.de_escalated == is_shortened
    worked = [text for text in found.what_worked if "30 minutes instead of 60" in text]
    assert bool(worked) == is_shortened


def test_what_began_before_its_first_length_was_kept_says_nothing_about_lengths():
    """It has been cut to half an hour since, and nobody knows from what."""
    request = an_ended(meeting_type=MeetingType.DEMO, first_duration_minutes=0, duration_minutes=30)
    found = looked_back(request, actions=[an_action(EntryType.DE_ESCALATED)])
    kept = looked_back(replace(request, first_duration_minutes=60))

    assert list(units_of(found.lesson, Knob.LENGTH)) == []
    assert [unit.value for unit in units_of(kept.lesson, Knob.LENGTH)] == ["60"]
    assert "Offering a shorter meeting worked: 30 minutes." in found.what_worked


@pytest.mark.parametrize(
    "begins, state, days, is_slow",
    [
        (date(2026, 6, 8), "TN", 11, True),  # summer everywhere
        (date(2026, 6, 8), "TN", 10, False),  # more than ten
        (date(2026, 4, 6), "FL", 12, True),  # swarms in the Southeast
        (date(2026, 4, 6), "TN", 12, False),  # an ordinary month there
        (date(2026, 1, 5), "FL", 20, False),  # the quiet season
    ],
)
def test_a_busy_season_that_took_more_than_ten_days_is_kept(begins, state, days, is_slow):
    """By the season of the day on which it was asked for."""
    at = datetime.combine(begins, datetime.min.time(), UTC) + timedelta(hours=15)
    request = an_ended(created_at=at, company_state=state, scheduled_time=at + days * DAY)

    found = looked_back(request)

    assert bool(found.for_season) == is_slow
    assert found.days_to_schedule == days
    assert all(f"{days} days" in text for text in found.for_season)


def test_what_was_answered_is_told_with_hour_weekday_and_kind():
    """On their clock, and how long they took; the minutes that were held."""
    found = looked_back(an_ended(asks=2))

    assert "They answered by mail." in found.what_worked
    assert (
        "What they answered: a follow-up on a Tuesday at 09:00 their time, after 3 hours, soon."
        in found.what_worked
    )
    assert found.what_worked[-1] == "60 minutes were held."


@pytest.mark.parametrize(
    "outcome, notes, failed",
    [
        (Outcome.CANCELLED_BY_THEM, "opted out", "They asked not to be written to."),
        (Outcome.CANCELLED_BY_THEM, "John declined: no budget", "They said no."),
    ],
)
def test_how_they_ended_it_is_told(outcome, notes, failed):
    """A no is not an opt-out."""
    assert failed in looked_back(an_ended(outcome, outcome_notes=notes)).what_failed


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_postmortem(outcome):
    """Whatever the end; nothing is made up where nothing happened."""
    found = looked_back(an_ended(outcome, asks=0, history=(), booked_at=None, scheduled_time=None))

    assert found.outcome is outcome
    assert (found.total_attempts, found.days_to_schedule, found.lesson.asks) == (0, None, ())
    assert not any("0 asks" in text for text in (*found.what_worked, *found.what_failed, *found.for_account))


def test_an_obstacle_is_told_with_what_became_of_it():
    """Overcome in one that was held, still there in one that was not."""

    def obstacle(successful):
        return StoredConflict(
            ConflictType.NEED_APPROVAL, "Board", Resolution.PAUSE_AND_RESUME, NOW, None, successful, 3, NOW
        )

    held = looked_back(an_ended(), conflicts=[obstacle(True)])
    lost = looked_back(an_ended(Outcome.GAVE_UP), conflicts=[obstacle(False)])

    assert "They came, although there was an obstacle (need approval)." in held.what_worked
    assert "An obstacle was still there: need approval." in lost.what_failed


def test_an_ask_is_answered_by_what_comes_before_the_next_one():
    """Counted anew after each reply of theirs, with hour and weekday on their clock."""
    history = (ours("initial"), ours(days=1), theirs(days=1, hours=2), ours("counter", days=2))
    first, second, third = asks_of(an_ended(Outcome.GAVE_UP, history=history), ())

    assert [(a.number, a.answered, a.after_hours) for a in (first, second, third)] == [
        (1, False, None),
        (2, True, 2.0),
        (1, False, None),
    ]
    assert (first.hour, first.weekday, second.gap_hours) == (9, 0, 24.0)


@pytest.mark.parametrize(
    "outcome, answered",
    [(Outcome.GAVE_UP, False), (Outcome.CANCELLED_BY_US, None)],
)
def test_silence_after_what_we_withdrew_is_no_failure(outcome, answered):
    """Nobody can know whether they would have answered; only of the last ask."""
    asks = asks_of(an_ended(outcome, history=(ours("initial"), ours(days=1))), ())

    assert [ask.answered for ask in asks] == [False, answered]


def test_a_no_is_an_answer_that_no_setting_is_praised_for():
    """It has a time, and does not count as answered."""
    (ask,) = asks_of(an_ended(Outcome.CANCELLED_BY_THEM, history=(ours("initial"), theirs(hours=5))), ())

    assert (ask.answered, ask.after_hours) == (False, 5.0)


@pytest.mark.parametrize(
    "booked_hours, answered", [((), False), ((4,), False), ((6,), True), ((4, 300), False)]
)
def test_a_yes_that_was_booked_is_no_no_whatever_came_of_it(booked_hours, answered):
    """Taken off the calendar since: their last word is the no only if no booking followed it."""
    request = an_ended(Outcome.CANCELLED_BY_THEM, history=(ours("initial"), theirs(hours=5)))

    (ask,) = asks_of(request, [NOW + hours * HOUR for hours in booked_hours])

    assert ask.answered is answered


@pytest.mark.parametrize("agreed, could", [(True, True), (False, False)])
def test_texts_are_compared_only_where_they_were_allowed(agreed, could):
    """Their consent and a number; executives' ladder has no text at all."""
    consent = SmsConsent(date(2026, 6, 1), "by phone") if agreed else None
    john = a_prospect(phone="+16155550142", sms_consent=consent)
    request = an_ended(prospects=(john,))

    assert looked_back(request).lesson.could_text == could
    review = replace(request, meeting_type=MeetingType.EXEC_REVIEW)
    assert not looked_back(review).lesson.could_text
