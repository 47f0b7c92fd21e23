"""Every figure by hand: six requests whose course fits on a page."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ui.sample_metrics import a_history
from xforce_desktop.availability.workdays import Locale
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.learning import figures
from xforce_desktop.learning.asks import (
    KINDS_IN_ORDER,
    asks_of,
    hour_band,
    kind_in_words,
    working_hours,
)
from xforce_desktop.learning.breakdowns import By, breakdown
from xforce_desktop.learning.figures import Rate, Spread, spread_of
from xforce_desktop.learning.headlines import duration_in_words, figures_of
from xforce_desktop.learning.metrics import headline
from xforce_desktop.learning.scope import Scope
from xforce_desktop.learning.time_saved import time_saved
from xforce_desktop.learning.weeks import Week, scheduler_metrics
from xforce_desktop.scheduling.courses import Course, Turn
from xforce_desktop.scheduling.request import Outcome, State
from xforce_desktop.scheduling.rules.sending import ASKS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 4, 13, 15, 0, tzinfo=UTC)  # 10:00 in Chicago, 11:00 in New York
NEW_YORK = ZoneInfo("America/New_York")
MINUTES = figures.Minutes(mail=5, text=2, reminder=2, lookup=4, booking=4, review=1)


def ours(hours: float, kind: str = "initial", channel: str = "email") -> Turn:
    return Turn(MONDAY + hours * HOUR, True, kind, channel)


def theirs(hours: float, channel: str = "email") -> Turn:
    return Turn(MONDAY + hours * HOUR, False, "", channel)


def a_course(number: int, **changes: Any) -> Course:
    plain: dict[str, Any] = {
        "id": RequestId(uuid.UUID(int=number)),
        "created_at": MONDAY,
        "meeting_type": "demo",
        "state": State.AWAITING_RESPONSE,
        "title": "Owner",
        "zone": "America/Chicago",
        "company": "Acme",
        "company_state": "TN",
    }
    return Course(**(plain | changes))


HELD: dict[str, Any] = {"state": State.COMPLETED, "outcome": Outcome.HELD}
COURSES = (
    # answered the first mail two hours later, booked, held on Thursday; worth 9,000
    a_course(
        1, **HELD, attempt_count=1,
        turns=(ours(0), theirs(2), ours(2.5, "confirmation"), ours(70, "reminder")),
        booked_at=(MONDAY + 2.25 * HOUR,), scheduled_time=MONDAY + 3 * DAY, deal_id=uuid.UUID(int=9),
        deal_value=9000.0, events={"SlotsFound": 1, "MeetingBooked": 1, "RepApproved": 1},
    ),
    # silent once, then answered the follow-up at night, after 18 hours; missed, then held
    a_course(
        2, **HELD, attempt_count=3, no_show_count=1, meeting_type="discovery",
        turns=(ours(0), ours(49, "follow_up"), theirs(67), ours(200, "no_show"), theirs(201)),
        booked_at=(MONDAY + 68 * HOUR, MONDAY + 202 * HOUR), scheduled_time=MONDAY + 10 * DAY,
        deal_id=uuid.UUID(int=9), deal_value=9000.0, edited=1, was_left_to_rep=True, events={"RepUndid": 2},
    ),
    # three mails and a text, no word
    a_course(
        3, state=State.CANCELLED, outcome=Outcome.GAVE_UP, attempt_count=4, title="Technician",
        turns=(ours(0), ours(48, "follow_up"), ours(96, "social_proof"), ours(144, "sms", "sms")),
    ),
    # cancelled by them after the booking
    a_course(
        4, state=State.CANCELLED, outcome=Outcome.CANCELLED_BY_THEM, attempt_count=1, created_at=MONDAY - DAY,
        turns=(ours(0), theirs(1)), booked_at=(MONDAY + 2 * HOUR,),
    ),
    # still open: the first mail has its time
    a_course(5, attempt_count=1, turns=(ours(0),)),
    # still open, and booked
    a_course(
        6, state=State.CONFIRMED, attempt_count=1, turns=(ours(0), theirs(4)),
        booked_at=(MONDAY + 5 * HOUR,), scheduled_time=MONDAY + 2 * DAY,
    ),
)  # fmt: skip


def test_the_headline_by_hand():
    """What is open counts in no share; whoever is booked is not open any more for the booking rate."""
    told = headline(COURSES, MINUTES)

    assert (told.requests, told.ended, told.still_open, told.held) == (6, 4, 2, 2)
    assert told.success == Rate(2, 4)
    assert told.booking == Rate(4, 5)
    assert told.show == Rate(2, 3)
    assert told.recovery == Rate(1, 1)
    assert told.reply == Rate(5, 10), "of eleven asks one is open"
    assert told.wait_h == Spread(5, 2.0, 1.0, 4.0), "of 1, 1, 2, 4 and 18 hours"
    assert told.asks_per_booking == Spread(4), "four are too few for a median"
    assert told.days_booked_ahead == Spread(2)
    assert told.left_to_rep == Rate(1, 6)
    assert told.edited == Rate(1, 13)
    assert (told.undone, told.deals.deals, told.deals.value) == (2, 1, 9000.0)


def test_a_wait_is_measured_in_their_working_hours():
    """Wednesday 11:00 to Thursday 05:00 in Chicago: seven of the eighteen hours are working ones."""
    second = list(asks_of(COURSES[1]))[1]

    assert (second.kind, second.waited_h, second.waited_work_h) == ("Follow-up 1", 18.0, 7.0)


@pytest.mark.parametrize(
    "start, end, hours",
    [
        (datetime(2026, 4, 17, 22, tzinfo=UTC), datetime(2026, 4, 20, 14, tzinfo=UTC), 2.0),  # over a weekend
        (datetime(2026, 7, 2, 22, tzinfo=UTC), datetime(2026, 7, 6, 14, tzinfo=UTC), 2.0),  # a holiday
        (datetime(2026, 4, 18, 15, tzinfo=UTC), datetime(2026, 4, 18, 20, tzinfo=UTC), 0.0),  # a Saturday
        (datetime(2026, 4, 15, 15, tzinfo=UTC), datetime(2026, 4, 15, 17, tzinfo=UTC), 2.0),
    ],
)  # fmt: skip
def test_working_hours(start: datetime, end: datetime, hours: float):
    """Monday to Friday, 08:00 to 18:00 in Chicago, no public holiday of Tennessee."""
    assert working_hours(start, end, Locale("America/Chicago", "US", "TN")) == hours


def test_an_ask_is_answered_before_the_next_or_not_at_all():
    """The answer is that of the follow-up, as is the booking; what still waits is open."""
    asks = list(asks_of(COURSES[1]))
    assert [(ask.kind, ask.answered, ask.booked) for ask in asks] == [
        ("Initial", False, False),
        ("Follow-up 1", True, True),
        ("After a no-show", True, True),
    ]
    (waiting,) = asks_of(COURSES[4])
    assert (waiting.is_open, waiting.answered, waiting.booked) == (True, None, None)


def test_an_ask_that_waits_is_no_failure_whatever_came_before_it():
    """They missed a meeting and have just been asked again; one of two bookings was two months ago."""
    first, again = MONDAY + 2 * HOUR, MONDAY + 102 * HOUR
    turns = (ours(0), theirs(1), ours(100, "no_show"))
    waits = a_course(1, turns=turns, booked_at=(first,), no_show_count=1)
    booked = a_course(1, turns=(*turns, theirs(101)), booked_at=(first, again), no_show_count=1)

    assert [(ask.answered, ask.booked, ask.is_open) for ask in asks_of(waits)] == [
        (True, True, False), (None, None, True)
    ]  # fmt: skip
    assert [(ask.answered, ask.booked) for ask in asks_of(booked)] == [(True, True), (True, True)]


def test_what_we_withdrew_before_they_could_answer_tells_nothing():
    """The last ask; the one before it went unanswered in its own time."""
    withdrawn = a_course(
        1, state=State.CANCELLED, outcome=Outcome.CANCELLED_BY_US, turns=(ours(0), ours(48, "follow_up"))
    )

    assert [(ask.answered, ask.booked, ask.is_open) for ask in asks_of(withdrawn)] == [
        (False, False, False), (None, None, False)
    ]  # fmt: skip


def test_words_after_the_booking_are_no_slow_answer():
    """Booked on the phone within the hour; "see you Friday" came four days later."""
    (ask,) = asks_of(a_course(1, turns=(ours(0), theirs(100)), booked_at=(MONDAY + HOUR,)))

    assert (ask.answered, ask.booked, ask.waited_h, ask.waited_work_h) == (True, True, None, None)


@pytest.mark.parametrize("second, waited_h", [(-1, 2 - 1 / 3600), (0, 2.0), (1, None)])
def test_an_answer_counts_up_to_the_moment_of_the_booking(second: int, waited_h: float | None):
    """The pass that read it may have booked at once; a word after that is none, and the booking tells."""
    turns = (ours(0), theirs(2 + second / 3600))
    (ask,) = asks_of(a_course(1, turns=turns, booked_at=(MONDAY + 2 * HOUR,)))

    assert (ask.answered, ask.booked) == (True, True)
    assert (ask.waited_h, ask.waited_work_h) == (waited_h, waited_h)


def test_an_answer_at_the_moment_of_our_next_ask_belongs_to_the_one_before():
    """Other times are sent in the pass that read what they wrote: within its second."""
    first, second = asks_of(a_course(1, turns=(ours(0), theirs(3), ours(3, "counter"))))

    assert (first.answered, first.waited_h) == (True, 3.0)
    assert second.is_open


def test_asks_and_days_of_a_meeting_that_was_booked_twice():
    """One ask to the first booking, though three more followed; two days ahead of the time that was held."""
    twice = a_course(
        1, **HELD, attempt_count=4, no_show_count=1, scheduled_time=MONDAY + 20 * DAY,
        turns=(ours(0), theirs(1), *(ours(day * 24, "no_show") for day in (5, 8, 11))),
        booked_at=(MONDAY + 2 * HOUR, MONDAY + 18 * DAY),
    )  # fmt: skip

    told = headline([twice] * 5, MINUTES)

    assert told.asks_per_booking.median == 1
    assert told.days_booked_ahead.median == 2


@pytest.mark.parametrize("values, value", [((9000.0, None), 9000), ((None, 9000.0), 9000), ((1.0, 2.0), 2)])
def test_a_deal_keeps_the_value_that_is_known(values: tuple[float | None, ...], value: float):
    deal = uuid.UUID(int=9)
    courses = [a_course(n, **HELD, deal_id=deal, deal_value=one) for n, one in enumerate(values)]

    assert headline(courses, MINUTES).deals.value == value


def test_follow_ups_are_counted_since_their_last_answer():
    """The fourth and later ones stand together; their word begins the count anew."""
    chased = [ours(0), *(ours(hours, "follow_up") for hours in (1, 2, 3, 4)), theirs(5), ours(6, "follow_up")]

    kinds = [ask.kind for ask in asks_of(a_course(1, turns=tuple(chased)))]

    assert kinds == ["Initial", "Follow-up 1", "Follow-up 2", "Follow-up 3+", "Follow-up 3+", "Follow-up 1"]


def test_the_specifications_table_by_hand():
    """By the rep's Monday: the one of Sunday evening belongs to the week before."""
    late_sunday = datetime(2026, 4, 13, 3, 0, tzinfo=UTC)  # Sunday 23:00 in New York
    early = a_course(7, **HELD, attempt_count=2, created_at=late_sunday, scheduled_time=late_sunday + DAY)

    before, week = scheduler_metrics([early, *(one for one in COURSES if one.created_at == MONDAY)], NEW_YORK)

    assert before == Week(date(2026, 4, 6), 1, 1, 0, 0, 2.0, 0.0, 1.0, 1.0)
    assert week == Week(
        date(2026, 4, 13), 3, 2, 0, 1, pytest.approx(8 / 3), pytest.approx(1 / 3), 6.5, pytest.approx(2 / 3)
    )
    (april,) = scheduler_metrics(COURSES, NEW_YORK, by_month=True)
    assert (april.week, april.total_requests, april.cancelled_by_prospect) == (date(2026, 4, 1), 4, 1)


@pytest.mark.parametrize(
    "by, rows",
    [
        (By.CHANNEL, {"Email": Rate(5, 9), "Text": Rate(0, 1)}),
        (By.KIND, {
            "After a no-show": Rate(1, 1), "Follow-up 1": Rate(1, 2), "Initial": Rate(3, 5),
            "Social proof": Rate(0, 1), "Text": Rate(0, 1),
        }),
        (By.HOUR, {"10-12": Rate(4, 9), "18-20": Rate(1, 1)}),
        (By.WEEKDAY, {"Monday": Rate(3, 5), "Tuesday": Rate(1, 1), "Wednesday": Rate(1, 2),
                      "Friday": Rate(0, 1), "Sunday": Rate(0, 1)}),
        (By.PERSONA, {"Owner": Rate(5, 6), "Technician": Rate(0, 4)}),
        (By.MEETING_TYPE, {"Demo": Rate(3, 7), "Discovery": Rate(2, 3)}),
    ],
)  # fmt: skip
def test_reply_rates_by_hand(by: By, rows: dict[str, Rate]):
    """Hours and days are those of the prospect."""
    table = breakdown(COURSES, by, NEW_YORK)
    name = by.value.replace("-", "_")

    assert dict(zip(table.column(name), table.column("reply_rate"), strict=True)) == rows


def test_requests_by_persona_carry_their_own_shares():
    """Booked, show rate and asks to a booking stand beside what came of the asks."""
    table = breakdown(COURSES, By.PERSONA, NEW_YORK)

    owner = dict(zip((column.key for column in table.columns), table.rows[0], strict=True))
    assert (owner["requests"], owner["ended"], owner["booked_rate"]) == (5, 3, Rate(4, 4))
    assert (owner["show_rate"], owner["asks_per_booking"]) == (Rate(2, 3), Spread(4))
    assert (owner["asks"], owner["open"], owner["booking_rate"]) == (7, 1, Rate(5, 6))


def test_the_estimate_of_time_saved_by_hand():
    """1 mail + 2 short ones + 1 search + 1 booking - 1 review; never less than nothing."""
    saved = time_saved(COURSES[:1], MINUTES)

    assert (saved.mails, saved.reminders, saved.lookups, saved.bookings, saved.reviews) == (1, 2, 1, 1, 1)
    assert saved.minutes == 5 + 2 * 2 + 4 + 4 - 1
    assert saved.in_words(MINUTES).startswith(
        "Estimate, in minutes: mails 1 × 5 + reminders and confirmations 2 × 2 + looks at calendars 1 × 4"
    )
    only_reviews = a_course(1, events={"RepApproved": 9})
    assert time_saved([only_reviews], MINUTES).minutes == 0


@pytest.mark.parametrize(
    "hits, n, low, high",
    [(0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (5, 10, 23.66, 76.34), (81, 263, 25.53, 36.62)],
)
def test_wilsons_interval(hits: int, n: int, low: float, high: float):
    """Against the published values: Newcombe 1998 has 0.2553 to 0.3662 for 81 of 263."""
    assert Rate(hits, n).interval_pct == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


def test_few_cases_tell_no_share():
    """Four of four is no 100 %."""
    assert (Rate(4, 4).pct, Rate(4, 4).interval_pct, Rate(4, 5).pct) == (None, None, 80.0)
    assert spread_of([1.0] * 4) == Spread(4)
    assert spread_of([4.0, 1.0, 3.0, 2.0, 10.0]) == Spread(5, 3.0, 2.0, 4.0)


def test_a_scope_chooses_by_the_reps_day():
    """Days are inclusive; the other fields hold in any case of letters."""
    sunday, whole = date(2026, 4, 12), Scope(date(2026, 4, 13), date(2026, 4, 19))
    assert [one.id.int for one in whole.of(COURSES, NEW_YORK)] == [1, 2, 3, 5, 6]
    assert [one.id.int for one in Scope(last_on=sunday).of(COURSES, NEW_YORK)] == [4]
    assert whole.previous() == Scope(date(2026, 4, 6), sunday)
    assert Scope(sunday).previous() is None
    assert Scope(date(1, 1, 4), date(1, 1, 6)).previous() == Scope(date(1, 1, 1), date(1, 1, 3))
    for first in (date(1, 1, 1), date(1, 1, 3), date(1, 1, 2)):
        assert Scope(first, date(2026, 1, 1)).previous() is None
    assert [one.id.int for one in Scope(persona="Technician").of(COURSES, NEW_YORK)] == [3]
    narrow = Scope(meeting_type="discovery", company="acme", state="tn")
    assert [one.id.int for one in narrow.of(COURSES, NEW_YORK)] == [2]
    with pytest.raises(BadInput, match="ends before"):
        Scope(date(2026, 4, 19), sunday)


def test_figures_are_compared_with_the_period_before():
    """Each carries its number of cases; without an earlier period nothing is compared."""
    now, before = headline(COURSES, MINUTES), headline(COURSES[:1], MINUTES)

    told = {one.key: one for one in figures_of(now, before, MINUTES)}
    alone = {one.key: one for one in figures_of(now, None, MINUTES)}

    assert (told["reply"].text, told["reply"].n) == ("50 % (5 of 10)", 10)
    assert told["reply"].before_text == "1 of 1 (too few to tell)"
    assert told["success"].text == "2 of 4 (too few to tell)"
    assert (told["requests"].before, alone["requests"].before) == (1, None)
    assert told["wait_h"].text == "2.0 h (n 5)"
    assert told["deals"].text == "1 ($9,000)"


@pytest.mark.parametrize(
    "minutes, words",
    [(0, "none yet"), (40.4, "about 40 minutes"), (150, "about 2.5 hours"), (1530, "about 26 hours")],
)
def test_time_saved_is_told_no_more_exactly_than_it_is_known(minutes: float, words: str):
    assert duration_in_words(minutes) == words


def test_hours_outside_the_day_are_one_band():
    assert [hour_band(hour) for hour in (5, 6, 7, 12, 19, 20, 23)] == [
        "20-06", "06-08", "06-08", "12-14", "18-20", "20-06", "20-06",
    ]  # fmt: skip


def test_a_large_history_is_told_quickly_and_adds_up():
    """Every ask is in each of the tables once."""
    courses = a_history(3, 2000, MONDAY)
    sums = {
        by: sum(int(str(count)) for count in breakdown(courses, by, NEW_YORK).column("asks"))
        for by in (By.CHANNEL, By.HOUR, By.WEEKDAY, By.KIND, By.PERSONA, By.MEETING_TYPE)
    }
    assert len(set(sums.values())) == 1
    assert headline(courses, MINUTES).requests == 2000


def test_every_kind_of_ask_has_its_words():
    """A new kind is not left out of the table."""
    assert {kind_in_words(kind.value) for kind in ASKS} <= set(KINDS_IN_ORDER)
