"""What follow-ups may bring, as a rep sees and keeps it: real widgets over a desk that behaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from ui import samples
from ui.proofs.presenter import NOTHING, TypedProof, fields_of, line_of, suits
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.proofs import Relevance, parse_proof


def settle(qtbot, bridge, act):
    with qtbot.waitSignal(bridge.settled):
        act()


def words_of(widget):
    return " | ".join(made.text() for made in widget.findChildren(QLabel) if made.isVisible())


def press(qtbot, dialog, name):
    (made,) = [one for one in dialog.findChildren(QPushButton, name) if one.isVisible()]
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.proofs.trigger)
    assert window.proofs.isVisible()
    return window.proofs


def test_the_library_shows_what_came_of_each(qtbot, window, bridge):
    """For whom it is, how often it left, answers and meetings; retired ones last."""
    said = words_of(opened(qtbot, window, bridge))

    assert "Case  •  for pest control, family, up to 50 employees" in said
    assert "Sent 8 times, 5 answered, 3 booked (38%)" in said
    assert said.index("12 trucks") < said.index("after business hours")
    assert "Sent once, 0 answered, 0 booked (0%); retired" in said


def test_one_more_is_kept(qtbot, window, bridge, desk):
    """A number needs its source; put right, it is in the list. Escape goes one step back."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "proofs_add")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(qtbot, dialog, "proofs_add")
    dialog.findChild(QComboBox, "proof_kind").setCurrentIndex(1)
    dialog.findChild(QPlainTextEdit, "proof_content").setPlainText("Two of three callers do not\ncall twice")
    dialog.findChild(QLineEdit, "proof_industries").setText("pest control, lawn care")
    dialog.findChild(QLineEdit, "proof_least").setText("5")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "proofs_save"))
    assert "needs its source" in words_of(dialog)
    dialog.findChild(QLineEdit, "proof_source").setText("Our call report")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "proofs_save"))

    assert desk.kept_proofs[-1].proof.content == "Two of three callers do not call twice"
    assert "Number  •  Our call report  •  for pest control, lawn care, 5 employees or more" in words_of(
        dialog
    )


def test_one_is_retired_and_used_again(qtbot, window, bridge, desk):
    """By the button beside it."""
    dialog, key = opened(qtbot, window, bridge), desk.kept_proofs[0].id
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"retire-{key}"))
    assert not desk.kept_proofs[0].is_active
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"restore-{key}"))
    assert desk.kept_proofs[0].is_active


def test_an_empty_library_says_what_follows(qtbot, window, bridge, desk):
    """No proof is ever made up."""
    desk.kept_proofs.clear()
    assert NOTHING in words_of(opened(qtbot, window, bridge))


def test_every_field_can_be_named(qtbot, window, bridge):
    """For screen readers, and by the keyboard."""
    dialog = opened(qtbot, window, bridge)
    for kind in (QPushButton, QLineEdit, QComboBox, QPlainTextEdit):
        for made in dialog.findChildren(kind):
            assert made.objectName(), made
            assert made.accessibleName(), made.objectName()


@pytest.mark.parametrize(
    "wanted, words",
    [
        (Relevance(), "for every company"),
        (Relevance(least_employees=5, most_employees=9), "for 5 to 9 employees"),
        (Relevance(pain_points=("missed calls",)), "for missed calls"),
    ],
)
def test_for_whom_it_is(wanted, words):
    assert suits(wanted) == words


def test_a_size_is_a_number():
    """Said where it was typed."""
    with pytest.raises(BadInput, match="no whole number"):
        fields_of(TypedProof("resource", "A calculator of what is lost", least="few"))
    kept = parse_proof(fields_of(TypedProof("resource", "A calculator of what is lost", most="20")))
    assert kept.relevant_for == Relevance(most_employees=20)
    assert line_of(samples.proofs()[0]).is_active
