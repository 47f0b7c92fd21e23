"""What the course of a conversation tells, in words, with its trend and its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from ui import samples
from ui.acts import Act
from ui.conversation.insight import insight_of
from ui.conversation.insight_view import InsightWidget
from ui.sample_calls import interest_of
from ui.widgets.sparkline import Sparkline
from xforce_desktop.scheduling.desk import RepCommand, Story
from xforce_desktop.scheduling.request import HistoryEntry

NOW = samples.NOW


def a_story(**changes):
    """The request that waits for a call, with what a test says of it."""
    (summary,) = [one for one in samples.needs_attention() if one.cards]
    summary = replace(summary, request=replace(summary.request, **changes))
    return Story(summary, (), (), interest=interest_of(summary))


def test_interest_is_told_with_its_way_signs_and_dates():
    """Falling, from what was kept of it; each reading says when, what and why."""
    insight = insight_of(a_story(), NOW, UTC)

    assert insight.interest == "Interest: low, falling"
    assert insight.trend == (0.0, 0.7, 0.2, 0.0)
    assert "high (+0.7). They answered." in insight.trend_words
    assert insight.signs == ("They have given no sign yet.",)
    assert insight.advice.startswith("Weak engagement.")


def test_signs_carry_their_weight():
    history = (
        HistoryEntry("options_sent", NOW - timedelta(hours=3)),
        HistoryEntry("prospect_proposed_times", NOW - timedelta(hours=1), signals=("eager",)),
    )
    insight = insight_of(a_story(history=history), NOW, UTC)

    assert insight.interest.startswith("Interest: high")
    assert insight.signs == (
        "They answer after 2.0 hours on average (+0.3)",
        "Proposed other times (+0.4)",
        "Positive, eager language (+0.3)",
    )


@pytest.mark.parametrize(
    "changes, risk, effect",
    [
        ({}, "low (15 of 100)", "Nothing is held back."),
        ({"account_failures": 3}, "medium (35 of 100)", "The words are softer"),
        ({"account_failures": 3, "no_show_count": 2}, "high (60 of 100)", "Nothing more is asked"),
        (
            {"account_failures": 3, "no_show_count": 2, "risk_accepted": "high"},
            "high (60 of 100)",
            "You chose to go on up to high.",
        ),
        (
            {"account_failures": 3, "no_show_count": 2, "attempt_count": 4},
            "critical (80 of 100)",
            "It is yours",
        ),
    ],
)
def test_each_level_of_risk_says_what_follows(changes, risk, effect):
    """With the reasons for it."""
    insight = insight_of(a_story(**changes), NOW, UTC)

    assert insight.risk == f"Risk to your good name: {risk}"
    assert insight.effect.startswith(effect)
    assert "Low response rate: 0 of 3 asks answered" in insight.drivers


def test_the_panel_shows_the_trend_and_unfolds(qtbot):
    """The line has a point for each reading, the highest where interest was best."""
    panel = InsightWidget()
    qtbot.addWidget(panel)
    panel.resize(310, 400)
    panel.show_insight(insight_of(a_story(), NOW, UTC))
    panel.show()
    line = panel.findChild(Sparkline, "insight_trend")

    heights = [point.y() for point in line.points()]
    assert heights.index(min(heights)) == 1
    assert "They answered." in line.accessibleName()
    fold = panel.findChild(QPushButton, "insight_fold")
    fold.click()
    assert fold.text() == "Less"


def test_going_on_anyway_is_a_button_of_the_conversation(qtbot, window, bridge, desk):
    """Where the desk says that it may be done."""
    (summary,) = [one for one in desk.summaries.values() if one.cards]
    request_id = summary.request.id
    desk.summaries[request_id] = replace(summary, commands=(RepCommand.GO_ON, *summary.commands))
    with qtbot.waitSignal(bridge.settled):
        window.show_request(request_id)
    made = window.conversation.findChild(QPushButton, f"conversation_{Act.GO_ON}")
    assert made.text() == "Go on anyway"
    with qtbot.waitSignal(bridge.settled):
        made.click()
    assert desk.called("command") == [(request_id, RepCommand.GO_ON)]
