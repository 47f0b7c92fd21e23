"""What a request tells about its deal: the specification's figures, each signal once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import DAY, HOUR, NOW, a_request
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.deal_signals import DealSignal, deal_adjustment, keep_signals, signals_of
from xforce_desktop.scheduling.intent_trend import Direction, cause_of, direction_of, fall_of, reading_of
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest, Outcome, State

DEAL = uuid.UUID(int=7)
ASKED = HistoryEntry("options_sent", NOW)
PROPOSED = HistoryEntry("prospect_proposed_times", NOW + HOUR)
PUSHED = HistoryEntry("prospect_delayed", NOW + HOUR, signals=("next_quarter",))


def a_deal(**changes: Any) -> MeetingRequest:
    return a_request(**({"deal_id": DEAL, "history": (ASKED,)} | changes))


class Kept:
    """Signals as a store keeps them."""

    def __init__(self) -> None:
        self.rows: list[DealSignal] = []

    def deal_signals(self, deal_id: uuid.UUID) -> list[DealSignal]:
        return [one for one in self.rows if one.deal_id == deal_id and one.superseded_at is None]

    def signals_of_request(self, request_id: RequestId) -> list[DealSignal]:
        return [one for one in self.rows if one.request_id == request_id]

    def add_deal_signal(self, signal: DealSignal) -> None:
        self.rows.append(signal)

    def supersede_deal_signal(self, request_id: RequestId, kind: str, at: Any) -> None:
        self.rows = [
            replace(one, superseded_at=at) if one.type == kind and one.superseded_at is None else one
            for one in self.rows
        ]


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"deal_id": None}, []),
        ({"history": ()}, []),
        ({}, [("scheduling_intent", "neutral", 0.0, 0)]),
        ({"history": (ASKED, PROPOSED)}, [("scheduling_intent", "positive", 0.2, 20)]),
        ({"history": (ASKED, PUSHED)}, [("scheduling_intent", "neutral", 0.06, -6)]),
        (
            {"no_show_count": 1},
            [("scheduling_intent", "negative", 0.09, -9), ("no_show", "negative", 0.2, -20)],
        ),
        (
            {"no_show_count": 2},
            [("scheduling_intent", "negative", 0.18, -18), ("no_show", "negative", 0.4, -40)],
        ),
        (
            {"outcome": Outcome.HELD},
            [("scheduling_intent", "neutral", 0.0, 0), ("meeting_held", "positive", 0.3, 30)],
        ),
        (
            {"outcome": Outcome.GAVE_UP},
            [("scheduling_intent", "neutral", 0.0, 0), ("scheduling_failed", "negative", 0.5, -50)],
        ),
        ({"history": (ASKED, PROPOSED), "outcome": Outcome.CANCELLED_BY_THEM}, []),
        (
            {"history": (ASKED, PUSHED), "outcome": Outcome.CANCELLED_BY_THEM},
            [("scheduling_intent", "neutral", 0.06, -6)],
        ),
    ],
)
def test_each_signal_has_the_weight_of_the_specification(
    changes: dict[str, Any], expected: list[tuple[str, str, float, int]]
) -> None:
    """|adjustment| / 100 for their interest, 0.3 held, 0.2 for each no-show, 0.5 given up."""
    found = signals_of(a_deal(**changes), NOW)

    assert [(one.type, one.impact, one.weight, one.points) for one in found] == expected


def test_a_no_makes_no_deal_look_better() -> None:
    """Dead before it: as dead after it, and nothing new is kept."""
    kept, dead = Kept(), a_deal(no_show_count=5)
    keep_signals(kept, dead, NOW)
    keep_signals(kept, replace(dead, outcome=Outcome.CANCELLED_BY_THEM), NOW + DAY)

    interest = [one for one in kept.rows if one.type == "scheduling_intent"]
    found = [(one.impact, one.points < 0, one.superseded_at) for one in interest]
    assert found == [("negative", True, None)]


def test_nothing_is_kept_twice() -> None:
    """A step that changes nothing adds no row; one that does takes the place of the last."""
    kept, request = Kept(), a_deal()
    for hours in range(3):
        keep_signals(kept, request, NOW + hours * HOUR)
    assert len(kept.rows) == 1

    keep_signals(kept, replace(request, no_show_count=1), NOW + DAY)
    keep_signals(kept, replace(request, no_show_count=1), NOW + 2 * DAY)
    assert [(one.type, one.superseded_at is None) for one in kept.rows] == [
        ("scheduling_intent", False),
        ("scheduling_intent", True),
        ("no_show", True),
    ]


def test_an_outcome_that_is_corrected_corrects_the_signals() -> None:
    """It was no no-show: the meeting was held."""
    kept, missed = Kept(), a_deal(no_show_count=1)
    keep_signals(kept, missed, NOW)
    keep_signals(kept, replace(missed, no_show_count=0, outcome=Outcome.HELD), NOW + DAY)

    assert {one.type for one in kept.deal_signals(DEAL)} == {"scheduling_intent", "meeting_held"}


@pytest.mark.parametrize("points, total", [((20, 30), 20), ((-9, -40), -20), ((20, -9), 11), ((), 0)])
def test_the_deal_moves_by_twenty_points_at_most(points: tuple[int, ...], total: int) -> None:
    """Either way, whatever its requests add up to; what is superseded does not count."""
    one = DealSignal(DEAL, None, "x", "x", "neutral", 0.0, 0, NOW)
    signals = [replace(one, points=number) for number in points]
    gone = replace(one, points=-20, superseded_at=NOW)

    assert deal_adjustment([*signals, gone]) == total


@pytest.mark.parametrize(
    "after, cause",
    [
        ({}, ""),
        ({"title": "Another"}, ""),
        ({"attempt_count": 1}, "We asked."),
        ({"history": (ASKED, PROPOSED)}, "They answered."),
        ({"no_show_count": 1}, "They missed the meeting."),
        ({"scheduled_time": NOW, "calendar_event_id": "event-1"}, "The meeting was booked."),
        ({"state": State.CANCELLED}, "The request ended."),
    ],
)
def test_only_an_interaction_is_a_cause(after: dict[str, Any], cause: str) -> None:
    before = a_deal()
    assert cause_of(before, replace(before, **after)) == cause


def test_the_trend_is_that_of_the_last_two_readings() -> None:
    """And the fall is measured from the best."""
    low, high = reading_of(a_deal(), "", NOW), reading_of(a_deal(history=(ASKED, PROPOSED)), "", NOW)

    assert direction_of([]) is direction_of([high]) is direction_of([high, high]) is Direction.STEADY
    assert direction_of([high, low]) is Direction.DOWN
    assert direction_of([low, high]) is Direction.UP
    assert (fall_of([low, high, low]), fall_of([low, high]), fall_of([])) == (0.7, 0.0, 0.0)
