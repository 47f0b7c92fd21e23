"""Each type of meeting is asked for in its own way, with the specification's figures."""

from __future__ import annotations

import pytest

from xforce_desktop.scheduling.strategy import meeting_types, stop_rules, strategy_for

# max attempts, interval in hours, tone, to a person after, channels
FIGURES = {
    "discovery": (4, 24, "light", 3, ("email", "email", "sms", "phone")),
    "demo": (5, 24, "professional", 4, ("email", "email", "sms", "email", "phone")),
    "exec_review": (2, 48, "executive", 1, ("email", "phone")),
    "follow_up": (3, 48, "light", 2, ("email", "sms", "phone")),
    "negotiation": (3, 24, "direct", 1, ("email", "phone")),
}
LADDERS = {
    "discovery": [(30, 15, "Quick Intro", 2)],
    "demo": [(60, 30, "Focused Demo", 2), (30, 15, "Executive Summary", 4)],
    "exec_review": [],
    "follow_up": [(30, 15, "Quick Sync", 2)],
    "negotiation": [],
}


@pytest.mark.parametrize("meeting_type", FIGURES)
def test_a_type_has_the_figures_of_the_specification(meeting_type):
    """Attempts, interval, tone, hand-over and channels."""
    strategy = strategy_for(meeting_type)

    assert (
        strategy.max_attempts,
        strategy.follow_up_interval_hours,
        strategy.tone,
        strategy.escalate_to_human_after,
        strategy.channel_progression,
    ) == FIGURES[meeting_type]


@pytest.mark.parametrize("meeting_type", LADDERS)
def test_a_type_has_the_duration_ladder_of_the_specification(meeting_type):
    """Lengths, titles and the asks after which they are offered."""
    strategy = strategy_for(meeting_type)
    ladder = [
        (step.from_minutes, step.to_minutes, step.new_title, step.trigger_after_attempts)
        for step in strategy.de_escalation_options
    ]

    assert ladder == LADDERS[meeting_type]
    assert strategy.de_escalation_enabled == bool(ladder)


def test_there_are_five_types():
    """No more and no fewer than the specification names."""
    assert set(meeting_types()) == set(FIGURES)


@pytest.mark.parametrize("meeting_type", ["custom", "", "something else"])
def test_other_types_follow_discovery_with_five_attempts(meeting_type):
    """The limit is 5 where the type names none; the rest is discovery's."""
    strategy, discovery = strategy_for(meeting_type), strategy_for("discovery")

    assert strategy.max_attempts == 5
    assert strategy.channel_progression == discovery.channel_progression
    assert strategy.de_escalation_options == discovery.de_escalation_options
    assert (strategy.tone, strategy.escalate_to_human_after) == (discovery.tone, 3)


def test_the_stop_rules_are_those_of_the_specification():
    """Five asks, three no-shows, three weeks, a day between two nudges."""
    rules = stop_rules()

    assert (rules.max_attempts, rules.max_no_shows, rules.max_days_active) == (5, 3, 21)
    assert rules.min_days_between_follow_ups == 1
    assert rules.pause_on_negative_sentiment


@pytest.mark.parametrize(
    "meeting_type, minutes, asks, offered",
    [
        ("demo", 60, 1, None),
        ("demo", 60, 2, 30),
        ("demo", 30, 3, None),
        ("demo", 30, 4, 15),
        ("demo", 15, 5, None),
        ("demo", 45, 5, None),
        ("discovery", 30, 2, 15),
        ("exec_review", 30, 5, None),
        ("custom", 30, 2, 15),
    ],
)
def test_a_shorter_meeting_is_offered_at_its_time(meeting_type, minutes, asks, offered):
    """After the named number of asks, from the named length only."""
    step = strategy_for(meeting_type).de_escalation_due(minutes, asks)

    assert (step.to_minutes if step else None) == offered


def test_no_meeting_gets_shorter_than_the_rep_allows():
    """The rep's minimum holds against the ladder."""
    assert strategy_for("demo").de_escalation_due(30, 4, least_minutes=20) is None
    assert strategy_for("demo").de_escalation_due(60, 4, least_minutes=30) is not None
