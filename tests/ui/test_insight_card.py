"""The dashboard's card about a colleague who stands in the way, with its two decisions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ui.samples import sample_id


@pytest.fixture
def acme() -> str:
    return str(sample_id("Acme Pest"))


def texts(widget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]


def test_the_card_stands_above_all_groups(window, acme: str):
    """Its lines are the specification's; screen readers hear the headline with each button."""
    insights = window.dashboard.insights

    assert insights.isVisible()
    shown = texts(insights)
    assert shown[0] == "Scheduling Insight"
    assert "Sarah Lopez (Sales Engineer)" in shown
    assert "Removing Sarah increases available slots by 78% (from 9 to 16)" in shown
    remove = insights.findChild(QPushButton, f"insight-remove-{acme}")
    assert remove.text() == "Remove Sarah && Continue"
    assert remove.accessibleName().startswith("Remove Sarah & Continue: With Sarah, who is optional")
    assert insights.findChild(QPushButton, f"insight-keep-{acme}").focusPolicy() & Qt.FocusPolicy.TabFocus


def test_removing_closes_the_card(qtbot, window, bridge, desk, acme: str):
    remove = window.dashboard.insights.findChild(QPushButton, f"insight-remove-{acme}")

    with qtbot.waitSignal(bridge.settled):
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)

    assert desk.called("remove_blocker") == [(sample_id("Acme Pest"), "sarah@xforce.example")]
    assert not window.dashboard.insights.isVisible()


def test_keeping_leaves_a_task_on_the_meetings_card(qtbot, window, bridge, desk, acme: str):
    keep = window.dashboard.insights.findChild(QPushButton, f"insight-keep-{acme}")

    with qtbot.waitSignal(bridge.settled):
        qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)

    assert desk.called("keep_blocker") == [(sample_id("Acme Pest"),)]
    assert not window.dashboard.insights.isVisible()
    assert any(text.startswith("Ask Sarah to free one of these") for text in texts(window.dashboard.board))
