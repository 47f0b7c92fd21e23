"""Who of ours blocks a meeting, and the advice the specification draws from it."""

from __future__ import annotations

import pytest

from xforce_desktop.availability.attendees import Advice, analyse, without
from xforce_desktop.availability.slots import find_slots


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
    assert "7400 %" in recommendation.reason


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


@pytest.mark.parametrize("address", ["rep@x.test", "stranger@x.test"])
def test_neither_the_organizer_nor_a_stranger_can_be_removed(question, address):
    """Both would be a mistake of the caller."""
    with pytest.raises(ValueError, match=r"removed|nobody"):
        without(question(), address)
