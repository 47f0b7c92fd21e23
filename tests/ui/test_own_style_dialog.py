"""What was learned of the rep's style, as they see and forget it: real widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from tests.ui.hands import press, settle, words_of
from xforce_desktop.errors import StoreBusy


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.own_style.trigger)
    assert window.own_style.isVisible()
    return window.own_style


def forget(qtbot, bridge, dialog):
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "own_style_forget"))


def test_each_habit_is_shown_with_its_numbers(qtbot, window, bridge):
    """Also the one that is not clear enough, and what is kept."""
    words = words_of(opened(qtbot, window, bridge))

    assert "2 habits followed, learned from 60 mails of yours to people outside." in words
    assert "Greeting: hi, in 52 of 60 mails." in words
    assert "in 20 of 38 mails (not clear enough, so not followed)" in words
    assert "no text of a mail" in words


def test_forget_drops_it_and_says_so(qtbot, window, bridge, desk):
    """Then there is nothing left to forget."""
    dialog = opened(qtbot, window, bridge)

    forget(qtbot, bridge, dialog)

    assert desk.style is None
    assert "Nothing is known." in words_of(dialog)
    assert not dialog.findChild(QPushButton, "own_style_forget").isEnabled()


def test_what_cannot_be_forgotten_now_is_said(qtbot, window, bridge, desk):
    dialog = opened(qtbot, window, bridge)
    desk.failures["forget_style"] = StoreBusy("Another computer works with it.", "Try again.")

    forget(qtbot, bridge, dialog)

    assert "Another computer works with it. Try again." in words_of(dialog)
    assert "Greeting: hi" in words_of(dialog)
