"""How they behave tells how much they want it: each signal at its threshold, and the level of the sum."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import DAY, HOUR, NOW, a_request
from xforce_desktop.scheduling.intent import intent_of
from xforce_desktop.scheduling.request import HistoryEntry

MINUTE = timedelta(minutes=1)


def _answered(after: timedelta, kind: str = "prospect_replied", *signals: str) -> tuple[HistoryEntry, ...]:
    """One ask and its answer."""
    return HistoryEntry("initial_sent", NOW), HistoryEntry(kind, NOW + after, signals=signals)


def _delays(count: int) -> tuple[HistoryEntry, ...]:
    """So many delays, each at an unremarkable speed."""
    turns = [(HistoryEntry("follow_up_sent", NOW + n * 3 * DAY), n) for n in range(count)]
    return tuple(
        turn
        for ask, n in turns
        for turn in (ask, HistoryEntry("prospect_delayed", NOW + n * 3 * DAY + 10 * HOUR))
    )


@pytest.mark.parametrize(
    "changes, signals",
    [
        ({}, {}),
        ({"history": (HistoryEntry("initial_sent", NOW - 9 * DAY),)}, {}),
        ({"history": _answered(4 * HOUR - MINUTE)}, {"fast_responder": 0.3}),
        ({"history": _answered(4 * HOUR)}, {}),
        ({"history": _answered(48 * HOUR)}, {}),
        ({"history": _answered(48 * HOUR + MINUTE)}, {"slow_responder": -0.2}),
        ({"history": _answered(DAY, "prospect_proposed_times")}, {"active_participant": 0.4}),
        ({"history": _delays(1)}, {}),
        ({"history": _delays(2)}, {"serial_delayer": -0.3}),
        ({"history": _answered(DAY, "prospect_delayed", "next_quarter")}, {"pushing_out": -0.5}),
        ({"history": _answered(DAY, "prospect_replied", "eager")}, {"eager": 0.3}),
        (
            {"history": _answered(DAY, "prospect_replied", "loop_in_others")},
            {"expanding_stakeholders": 0.2},
        ),
        ({"no_show_count": 1}, {"no_show_history": -0.3}),
        ({"no_show_count": 2}, {"no_show_history": -0.6}),
    ],
)
def test_each_signal_has_its_weight(changes: dict[str, Any], signals: dict[str, float]):
    """The specification's signals, one short of and one at each limit."""
    found = intent_of(a_request(**changes)).signals

    assert {signal.type.value: signal.weight for signal in found} == signals
    assert all(signal.evidence for signal in found)


@pytest.mark.parametrize(
    "changes, level, adjustment, confidence",
    [
        ({}, "low", 0, 0.5),
        ({"history": _answered(HOUR)}, "medium", 9, 0.6),
        ({"history": _answered(DAY, "prospect_proposed_times")}, "high", 12, 0.6),
        ({"history": _answered(DAY, "prospect_replied", "loop_in_others")}, "medium", 6, 0.6),
        ({"history": _answered(HOUR), "no_show_count": 1}, "low", 0, 0.7),
        ({"history": _answered(3 * DAY)}, "low", -6, 0.6),
        ({"no_show_count": 1}, "dead", -9, 0.6),
        ({"history": _answered(DAY, "prospect_delayed", "next_quarter")}, "dead", -15, 0.6),
        ({"no_show_count": 3}, "dead", -20, 0.6),
        ({"history": _answered(HOUR, "prospect_proposed_times", "eager", "loop_in_others")}, "high", 20, 0.9),
    ],
    ids=[
        "nothing yet", "fast", "own times", "brings others", "fast but missed one", "slow", "missed one",
        "next quarter", "missed three", "all good",
    ],
)  # fmt: skip
def test_the_sum_decides_the_level(changes: dict[str, Any], level: str, adjustment: int, confidence: float):
    """Above 0.3 high, above 0 medium, above -0.3 low; the deal's adjustment stays within 20 either way."""
    intent = intent_of(a_request(**changes))

    assert (intent.level, intent.deal_impact.confidence_adjustment) == (level, adjustment)
    assert intent.confidence == confidence
    assert intent.deal_impact.recommendation


def test_tenths_meet_the_threshold_exactly():
    """0.3 + 0.2 - 0.2 is not above 0.3, whatever binary fractions make of it."""
    history = _answered(3 * DAY, "prospect_replied", "eager", "loop_in_others")

    assert intent_of(a_request(history=history)).level == "medium"


def test_only_the_last_reply_speaks():
    """Next quarter in the first answer, eager in the second: eager."""
    history = (
        *_answered(DAY, "prospect_delayed", "next_quarter"),
        HistoryEntry("follow_up_sent", NOW + 2 * DAY),
        HistoryEntry("prospect_replied", NOW + 3 * DAY, signals=("eager",)),
    )
    kinds = [signal.type for signal in intent_of(a_request(history=history)).signals]

    assert kinds == ["eager"]
