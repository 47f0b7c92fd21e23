"""Persistence has its price: each sign of strain at its threshold, and what follows from the sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import DAY, HOUR, NOW, a_request, an_offered_request
from xforce_desktop.scheduling.reputation import ReputationRisk, assess
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest
from xforce_desktop.scheduling.rules import timing

QUIET = "neutral"


def _talk(asks: int, replies: int, sentiment: str = QUIET) -> tuple[HistoryEntry, ...]:
    """So many asks, the first of them answered."""
    asked = [HistoryEntry("follow_up_sent", NOW + day * DAY) for day in range(asks)]
    said = [
        HistoryEntry("prospect_replied", NOW + day * DAY + HOUR, sentiment=sentiment)
        for day in range(replies)
    ]
    return tuple(asked + said)


def _request(**changes: Any) -> MeetingRequest:
    """A request that strains nobody; a test says what does."""
    return a_request(**({"history": _talk(1, 1)} | changes))


@pytest.mark.parametrize(
    "changes, points, driver",
    [
        ({"attempt_count": 3}, 0, ""),
        ({"attempt_count": 4}, 20, "4 asks sent"),
        ({"attempt_count": 9}, 20, "9 asks sent"),
        ({"no_show_count": 1}, 0, ""),
        ({"no_show_count": 2}, 25, "2 no-shows"),
        ({"history": _talk(1, 1, "positive")}, 0, ""),
        ({"history": _talk(1, 1, "negative")}, 30, "Negative tone in their last reply"),
        ({"history": _talk(1, 1, "frustrated")}, 40, "Frustrated tone in their last reply"),
        ({"history": _talk(1, 1, "")}, 0, ""),
        ({"history": ()}, 0, ""),
        ({"history": _talk(1, 0)}, 0, ""),
        ({"history": _talk(2, 0)}, 0, ""),
        ({"history": _talk(3, 0)}, 15, "Low response rate: 0 of 3 asks answered"),
        ({"history": _talk(3, 1)}, 0, ""),
        ({"history": _talk(4, 1)}, 15, "Low response rate: 1 of 4 asks answered"),
        ({"history": _talk(10, 3)}, 0, ""),
        ({"attempt_count": 3, "deal_value": 100.0}, 0, ""),
        ({"attempt_count": 4, "deal_value": 5000.0}, 20, "4 asks sent"),
        ({"attempt_count": 4, "deal_value": None}, 20, "4 asks sent"),
        ({"attempt_count": 4, "deal_value": 4999.99}, 30, "High persistence for a deal of low value"),
        ({"attempt_count": 4, "deal_value": 0.0}, 30, "High persistence for a deal of low value"),
        ({"account_failures": 2}, 0, ""),
        ({"account_failures": 3}, 20, "3 earlier requests with this company were given up"),
    ],
)
def test_each_sign_has_its_points_from_its_threshold_on(changes: dict[str, Any], points: int, driver: str):
    """The specification's six factors, one below and one at each limit."""
    risk = assess(_request(**changes))

    assert risk.score == points
    assert risk.drivers[-1:] == ((driver,) if driver else ())


def test_only_the_last_reply_sets_the_tone():
    """Who was cross once and is friendly now is not cross."""
    history = (
        HistoryEntry("prospect_replied", NOW, sentiment="frustrated"),
        HistoryEntry("prospect_proposed_times", NOW + DAY, sentiment="positive"),
    )
    assert assess(a_request(history=history)).score == 0


@pytest.mark.parametrize(
    "changes, score, level, recommendation, tone, multiplier, channels",
    [
        ({}, 0, "low", "continue", None, 1.0, ("email", "sms", "phone")),
        ({"no_show_count": 2}, 25, "low", "continue", None, 1.0, ("email", "sms", "phone")),
        (
            {"attempt_count": 4, "deal_value": 1.0},
            30, "medium", "soften", "softer", 1.5, ("email", "sms", "phone"),
        ),
        (
            {"no_show_count": 2, "account_failures": 3},
            45, "medium", "soften", "softer", 1.5, ("email", "sms", "phone"),
        ),
        (
            {"attempt_count": 4, "history": _talk(1, 1, "negative")},
            50, "high", "pause", None, 2.0, ("email",),
        ),
        (
            {"no_show_count": 2, "history": _talk(1, 1, "frustrated")},
            65, "high", "pause", None, 2.0, ("email",),
        ),
        (
            {"attempt_count": 4, "deal_value": 1.0, "history": _talk(1, 1, "frustrated")},
            70, "critical", "human_takeover", None, 2.0, ("email",),
        ),
    ],
)  # fmt: skip
def test_the_sum_decides_what_follows(
    changes: dict[str, Any],
    score: int,
    level: str,
    recommendation: str,
    tone: str | None,
    multiplier: float,
    channels: tuple[str, ...],
):
    """At 30, 50 and 70 the level rises: softer, rarer and without texts, then a person."""
    risk = assess(_request(**changes))

    assert (risk.score, risk.level, risk.recommendation) == (score, level, recommendation)
    assert _adjusted(risk) == (tone, multiplier, channels)


def _adjusted(risk: ReputationRisk) -> tuple[object, ...]:
    return risk.adjustments.tone_shift, risk.adjustments.interval_multiplier, risk.adjustments.channels


def test_the_score_ends_at_a_hundred():
    """All signs together would be 130."""
    worst = _request(
        attempt_count=9,
        no_show_count=3,
        deal_value=1.0,
        account_failures=9,
        history=_talk(9, 1, "frustrated"),
    )
    risk = assess(worst)

    assert risk.score == 100
    assert len(risk.drivers) == 6


def test_strain_stretches_the_gap_and_says_so():
    """A demo's 24 hours of the slow season, 18, become 27 once more of it would cost the good name."""
    monday = datetime(2026, 1, 12, 15, tzinfo=UTC)  # 09:00 in Chicago
    plain = an_offered_request(history=_talk(1, 1))
    strained = replace(plain, no_show_count=2, account_failures=3)

    soon, later = timing.follow_up(plain, monday), timing.follow_up(strained, monday)

    assert soon.at == datetime(2026, 1, 13, 14, tzinfo=UTC)  # 18 hours lead into the night, so 08:00
    assert later.at == monday + timedelta(hours=27)
    assert "press" not in soon.why
    assert "x 1.5 not to press them (2 no-shows, 3 earlier requests" in later.why
