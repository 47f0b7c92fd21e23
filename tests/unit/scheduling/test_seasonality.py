"""Busy months stretch the gap, quiet ones shorten it."""

from __future__ import annotations

from datetime import date

import pytest

from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.seasonality import season_for, trade_of, trades

SOUTHEAST = ["FL", "GA", "SC", "NC", "AL", "MS", "LA", "TX"]


@pytest.mark.parametrize(
    "on, there, elsewhere",
    [
        (date(2026, 2, 28), "winter_slow", "winter_slow"),
        (date(2026, 3, 1), "termite_swarm", "normal"),
        (date(2026, 5, 31), "termite_swarm", "normal"),
        (date(2026, 6, 1), "summer_peak", "summer_peak"),
        (date(2026, 9, 30), "summer_peak", "summer_peak"),
        (date(2026, 10, 1), "normal", "normal"),
        (date(2026, 11, 30), "normal", "normal"),
        (date(2026, 12, 1), "winter_slow", "winter_slow"),
        (date(2027, 1, 15), "winter_slow", "winter_slow"),
    ],
)
def test_months_count_from_one(on, there, elsewhere):
    """Swarms March to May in the Southeast, summer June to September, slow December to February."""
    assert {season_for(state, on).type for state in SOUTHEAST} == {there}
    assert {season_for(state, on).type for state in ("NY", "CA", "")} == {elsewhere}


@pytest.mark.parametrize(
    "on, busy, multiplier, tone, words",
    [
        (date(2026, 4, 1), True, 2, "acknowledge_busy", "swarm season"),
        (date(2026, 7, 1), True, 1.5, "acknowledge_busy", "summer"),
        (date(2026, 10, 15), False, 1, "standard", ""),
        (date(2026, 12, 15), False, 0.75, "planning_ahead", "before spring"),
    ],
)
def test_a_season_changes_gap_tone_and_words(on, busy, multiplier, tone, words):
    """The specification's figures; the normal season says nothing."""
    season = season_for("FL", on)

    assert (season.busy, season.interval_multiplier, season.tone) == (busy, multiplier, tone)
    assert words in season.line
    assert bool(season.line) == bool(words)


@pytest.mark.parametrize("state", ["FL", "fl ", "Florida", "florida"])
def test_a_state_is_known_as_people_write_it(state):
    """As a code or by name."""
    assert season_for(state, date(2026, 4, 1)).type == "termite_swarm"


def test_without_a_trade_every_month_is_normal():
    """A rep of no trade has no seasons; an unknown one is refused."""
    assert season_for("FL", date(2026, 7, 1), trade="").type == "normal"
    with pytest.raises(BadInput, match="roofing"):
        season_for("FL", date(2026, 7, 1), trade="roofing")


def test_pest_control_ships():
    """The list for the settings screen."""
    assert trades()["pest_control"] == "Pest control"


@pytest.mark.parametrize(
    "industry, trade",
    [
        ("", "pest_control"),
        ("Pest control", "pest_control"),
        ("pest_control", "pest_control"),
        ("Commercial pest-control services", "pest_control"),
        ("Software", ""),
        ("Roofing", ""),
    ],
)
def test_only_their_own_trade_has_its_seasons(industry, trade):
    """Nobody speaks of swarms to a software company; where nothing is known, the trade that ships holds."""
    assert trade_of(industry) == trade
    assert season_for("FL", date(2026, 4, 1), trade).busy == bool(trade)
