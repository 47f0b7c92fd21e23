"""Who of ours blocks a meeting, and the advice the specification draws from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xforce_desktop.availability.attendees import Advice, analyse, without
from xforce_desktop.availability.slots import find_slots
from xforce_desktop.availability.spans import Span


@pytest.fixture
def full_week(busy):
    """Busy all week but for one hour on the Tuesday."""
    return (
        *(busy(day, "9:00", "17:00") for day in (0, 2, 3, 4)),
        busy(1, "9:00", "11:00"),
        busy(1, "12:00", "17:00"),
    )


def test_three_free_times_are_enough(question, person, busy):
    """Somebody may block a lot: with three times left the advice is to go on."""
    sarah = person("sarah@x.test", *(busy(day, "9:00", "17:00") for day in range(4)))

    analysis = analyse(question(people=(person(), sarah)))

    assert analysis.free_with_everybody == 15
    assert [(b.address, b.freed, b.gain_pct) for b in analysis.blocking] == [("sarah@x.test", 60, 400)]
    assert analysis.recommendation.advice is Advice.PROCEED
    assert analysis.recommendation.new_availability_pct == 100


def test_an_optional_blocker_can_be_left_out(question, person, full_week):
    """With one time left and an optional colleague in the way, the advice names her and the gain."""
    sarah = person("sarah@x.test", *full_week, required=False)

    recommendation = analyse(question(people=(person(), sarah))).recommendation

    assert recommendation.advice is Advice.REMOVE_OPTIONAL
    assert recommendation.remove == ("sarah@x.test",)
    assert recommendation.new_availability_pct == 7400  # 75 free times without her, 1 with her
    assert recommendation.reason == "Removing sarah@x.test increases availability by 7400%"


def test_a_required_blocker_is_for_the_rep(question, person, full_week):
    """Nobody who must come is removed by advice."""
    recommendation = analyse(question(people=(person(), person("boss@x.test", *full_week)))).recommendation

    assert (recommendation.advice, recommendation.remove) == (Advice.ESCALATE, ())
    assert "boss@x.test" in recommendation.reason


def test_the_greater_blocker_decides(question, person, busy, full_week):
    """Optional or not, the one with the greatest gain is spoken of."""
    people = (
        person(),
        person("boss@x.test", busy(0, "9:00", "17:00")),
        person("sarah@x.test", *full_week, required=False),
    )

    assert analyse(question(people=people)).recommendation.remove == ("sarah@x.test",)


def test_the_organizer_is_never_the_blocker(question, person, full_week):
    """If the rep has no time, that is for the rep to solve."""
    analysis = analyse(question(people=(person("rep@x.test", *full_week), person("sarah@x.test"))))

    assert analysis.blocking == ()
    assert analysis.recommendation.advice is Advice.ESCALATE


def test_a_closed_calendar_is_for_the_rep(question, person):
    """What cannot be read cannot be weighed."""
    analysis = analyse(question(people=(person(), person("boss@x.test", readable=False))))

    assert analysis.unreadable == ("boss@x.test",)
    assert analysis.recommendation.advice is Advice.ESCALATE


def test_a_removal_has_the_effect_that_was_promised(question, person, busy):
    """Asked again without her, there are as many more times as the analysis said."""
    sarah = person("sarah@x.test", *(busy(day, "9:00", "17:00") for day in range(4)))
    query = question(people=(person(), sarah))
    analysis = analyse(query)

    after = find_slots(without(query, "sarah@x.test"))

    assert after.free_total == analysis.free_with_everybody + analysis.blocking[0].freed


REQUIRED = "Required attendee Sarah stands in the way: {}% more slots without"


@pytest.mark.parametrize(
    "free, hers, required, gain, advice, pct, reason",
    [
        (9, 7, False, 78, Advice.PROCEED, 100, "Sufficient availability with all attendees"),
        (9, 7, True, 78, Advice.PROCEED, 100, "Sufficient availability with all attendees"),
        (3, 3, False, 100, Advice.PROCEED, 100, "Sufficient availability with all attendees"),
        (2, 1, False, 50, Advice.REMOVE_OPTIONAL, 50, "Removing Sarah increases availability by 50%"),
        (2, 1, True, 50, Advice.ESCALATE, 0, REQUIRED.format(50)),
        (0, 4, False, 400, Advice.REMOVE_OPTIONAL, 400, "Removing Sarah increases availability by 400%"),
        (5, 1, False, None, Advice.PROCEED, 100, "Sufficient availability with all attendees"),  # just 20
        (0, 0, False, None, Advice.ESCALATE, 0, "No available slots found"),
    ],
)  # fmt: skip
def test_the_specifications_figures(question, person, at, free, hers, required, gain, advice, pct, reason):
    """So many starts are free with Sarah and so many more without; a quarter of an hour each, on one day."""
    begins = at(0, "9:00")
    step = timedelta(minutes=30)
    week = Span(at(0, "0:00"), at(5, "0:00"))
    rep = person("rep@x.test", Span(begins + (free + hers) * step, week.end))
    sarah = person("sarah@x.test", Span(begins + free * step, week.end), required=required)
    query = question(people=(rep, sarah), duration_minutes=30)

    analysis = analyse(query, {"sarah@x.test": "Sarah"})

    assert analysis.free_with_everybody == free
    assert [one.gain_pct for one in analysis.blocking] == ([gain] if gain else [])
    told = analysis.recommendation
    assert (told.advice, told.new_availability_pct, told.reason) == (advice, pct, reason)
    if gain:
        assert analysis.blocking[0].best[0] >= begins + free * step, "a time that only she takes away"
    assert find_slots(without(query, "sarah@x.test")).free_total == free + hers


def test_free_times_are_told_with_their_days(question, person, busy):
    """Fifteen starts on one day are few for an offer that spreads over three."""
    sarah = person("sarah@x.test", *(busy(day, "9:00", "17:00") for day in range(4)))

    analysis = analyse(question(people=(person(), sarah)))

    assert (analysis.free_days, analysis.blocking[0].days) == (1, 5)


def test_an_optional_calendar_that_cannot_be_read_is_named(question, person):
    """It counts as free, and is not passed over in silence."""
    analysis = analyse(question(people=(person(), person("sarah@x.test", readable=False, required=False))))

    assert analysis.unreadable == ("sarah@x.test",)
    assert analysis.recommendation.advice is Advice.PROCEED


@pytest.mark.parametrize("address", ["rep@x.test", "stranger@x.test"])
def test_neither_the_organizer_nor_a_stranger_can_be_removed(question, address):
    """Both would be a mistake of the caller."""
    with pytest.raises(ValueError, match=r"removed|nobody"):
        without(question(), address)
