"""The list of those who are not to be written to, as a rep sees and changes it: real widgets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.ui.hands import press, settle, words_of
from xforce_desktop.errors import BadInput

HANK = "hank@oldmill.example"


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.opt_outs.trigger)
    assert window.opt_outs.isVisible()
    return window.opt_outs


def saved(qtbot, bridge, dialog):
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "opt_outs_save"))


def write(dialog, name, text):
    dialog.findChild(QLineEdit, name).setText(text)


def test_the_list_tells_who_since_when_and_why(qtbot, window, bridge):
    """Also who was lifted, with the reason; that one has no button."""
    dialog = opened(qtbot, window, bridge)

    words = words_of(dialog)
    assert "They asked by text not to be written to" in words
    assert "Lifted by you" in words
    assert "She called on Friday" in words
    assert dialog.findChild(QPushButton, f"lift-{HANK}") is not None
    assert dialog.findChild(QPushButton, "lift-rita@bluebird.example") is None


def test_lifting_asks_for_a_reason(qtbot, window, bridge, desk):
    """What the desk refuses is said there, and the form stays; then it is done and shown."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, f"lift-{HANK}")
    desk.failures["lift_opt_out"] = BadInput("A reason is needed.", "Say how you know.")
    saved(qtbot, bridge, dialog)
    assert "A reason is needed. Say how you know." in words_of(dialog)
    desk.failures.clear()

    write(dialog, "opt_outs_reason", "He wrote from his new company")
    saved(qtbot, bridge, dialog)

    assert desk.called("lift_opt_out")[-1] == (HANK, "He wrote from his new company")
    assert "He wrote from his new company" in words_of(dialog)
    assert dialog.findChild(QPushButton, f"lift-{HANK}") is None


def test_what_stays_of_the_person_is_said_until_the_list_is_opened_anew(qtbot, window, bridge):
    """An address that is lifted leaves the number where it is; lifted too, nothing is left to say."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, f"lift-{HANK}")
    write(dialog, "opt_outs_reason", "He wrote from his new company")
    saved(qtbot, bridge, dialog)
    assert "Of the same person +16155550177 stays on the list." in words_of(dialog)

    press(qtbot, dialog, "lift-+16155550177")
    write(dialog, "opt_outs_reason", "He wrote from his new company")
    saved(qtbot, bridge, dialog)

    assert "stays on the list." not in words_of(dialog)


def test_a_number_says_that_twilio_has_a_list_of_its_own(qtbot, window, bridge):
    """Lifting it here does not lift it there."""
    dialog = opened(qtbot, window, bridge)

    press(qtbot, dialog, "lift-+16155550177")

    assert "Twilio still blocks you" in words_of(dialog)


def test_somebody_is_added(qtbot, window, bridge, desk):
    """By hand, after a call; Escape goes back to the list first."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "opt_outs_add")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(qtbot, dialog, "opt_outs_add")
    write(dialog, "opt_outs_place", "eve@fairview.example")
    write(dialog, "opt_outs_reason", "Asked for it on the phone")

    saved(qtbot, bridge, dialog)

    assert desk.called("bar") == [("eve@fairview.example", "Asked for it on the phone")]
    assert "eve@fairview.example" in words_of(dialog)


def test_a_reason_that_is_begun_stays_when_another_one_is_saved(qtbot, window, bridge, desk):
    """The dialog was closed and opened again meanwhile; what was refused is said over the list, too."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("bar")
    press(qtbot, dialog, "opt_outs_add")
    write(dialog, "opt_outs_place", "al@newpest.example")
    press(qtbot, dialog, "opt_outs_save")
    qtbot.waitUntil(lambda: bool(desk.called("bar")))
    dialog.accept()
    dialog.show()
    dialog.back_wanted.emit()
    press(qtbot, dialog, f"lift-{HANK}")
    write(dialog, "opt_outs_reason", "He called")
    settle(qtbot, bridge, going.set)

    reason = dialog.findChild(QLineEdit, "opt_outs_reason")
    assert (reason.isVisible(), reason.isEnabled(), reason.text()) == (True, True, "He called")
    press(qtbot, dialog, "opt_outs_back")
    dialog.accept()


def test_what_is_refused_after_the_form_was_left_is_said_over_the_list(qtbot, window, bridge, desk):
    dialog, going = opened(qtbot, window, bridge), desk.hold("bar")
    desk.failures["bar"] = BadInput("This is no address.", "Give one.")
    press(qtbot, dialog, "opt_outs_add")
    press(qtbot, dialog, "opt_outs_save")
    qtbot.waitUntil(lambda: bool(desk.called("bar")))
    dialog.accept()
    dialog.show()
    dialog.back_wanted.emit()
    settle(qtbot, bridge, going.set)

    assert "This is no address. Give one." in words_of(dialog)
