"""The Qt binding keeps its promises to Python: a version that does not would end the app after a while."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QPushButton

CLICKS = 500


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be lost from Python 3.12 on")
def test_a_slot_does_not_use_up_none(qtbot):
    """PySide6 6.12.0 on Python 3.11 lost one reference per slot and aborted after some thousand signals."""
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(lambda checked=False: None)
    before = sys.getrefcount(None)

    for _ in range(CLICKS):
        button.click()

    assert abs(sys.getrefcount(None) - before) < CLICKS / 10
