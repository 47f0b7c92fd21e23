"""The mail that waits, begun anew while the rep types into it: the new words stand there, theirs beside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from tests.ui.hands import button, press, settle, words_of
from ui import samples
from ui.conversation.overtaken import TOLD

HARBOR, ACME = samples.sample_id("Harbor Home"), samples.sample_id("Acme Pest")


@pytest.fixture
def page(qtbot, window, bridge):
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    return window.conversation


def field(page, name="draft_body"):
    return page.findChild(QPlainTextEdit, name)


def rewrite(desk, body, **changes):
    """The mail that waits at Harbor Home has other words, under the same key."""
    summary = desk.summaries[HARBOR]
    (row,) = summary.waiting
    desk.summaries[HARBOR] = replace(summary, waiting=(replace(row, body=body, **changes),))


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_a_mail_begun_anew_shows_its_new_words_and_what_was_typed(
    qtbot, window, bridge, desk, page, is_elsewhere
):
    """Sent are the new ones; also where they were still being written at first."""
    ours = field(page).toPlainText()
    qtbot.keyClicks(field(page), "X")
    typed = field(page).toPlainText()
    assert typed != ours
    if is_elsewhere:
        settle(qtbot, bridge, lambda: window.show_request(ACME))
    rewrite(desk, "")
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    assert field(page).toPlainText() == ""
    rewrite(desk, "Hi Ellen, without the proof.")
    settle(qtbot, bridge, bridge.changed.emit)

    assert field(page).toPlainText() == "Hi Ellen, without the proof."
    assert TOLD in words_of(page)
    assert field(page, "draft_overtaken").toPlainText() == typed.strip()

    settle(qtbot, bridge, lambda: press(qtbot, page, "send_draft"))
    assert desk.called("edit_waiting") == []


def test_words_typed_over_the_new_ones_are_kept_like_any(qtbot, window, bridge, desk, page):
    """What was overtaken stays to be read until it is put away, also over another conversation."""
    field(page).setPlainText("Half a sent")
    page.findChild(QLineEdit, "draft_subject").setText("My subject")
    rewrite(desk, "Hi Ellen, anew.")
    settle(qtbot, bridge, bridge.changed.emit)
    assert field(page, "draft_overtaken").toPlainText() == "My subject\n\nHalf a sent"
    field(page).setPlainText("Another half")

    settle(qtbot, bridge, lambda: window.show_request(ACME))
    assert TOLD not in words_of(page)
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))

    assert field(page).toPlainText() == "Another half"
    assert field(page, "draft_overtaken").isVisible()
    press(qtbot, page, "draft_put_away")
    assert not field(page, "draft_overtaken").isVisible()
    settle(qtbot, bridge, bridge.changed.emit)
    assert not field(page, "draft_overtaken").isVisible()
    assert field(page).toPlainText() == "Another half"


def test_what_was_typed_and_kept_is_not_overtaken(qtbot, bridge, desk, page):
    """The desk has the rep's own words now."""
    field(page).setPlainText("Hi Ellen, does Wednesday suit you?\n")
    rewrite(desk, "Hi Ellen, does Wednesday suit you?", edited_by_rep=True)

    settle(qtbot, bridge, bridge.changed.emit)

    assert TOLD not in words_of(page)


def test_nothing_typed_is_kept_of_a_mail_that_waits_no_more(qtbot, window, bridge, desk, page):
    """Also if one of that key waits again."""
    field(page).setPlainText("Half a sent")
    summary = desk.summaries[HARBOR]
    desk.summaries[HARBOR] = replace(summary, waiting=())
    settle(qtbot, bridge, bridge.changed.emit)
    desk.summaries[HARBOR] = summary
    settle(qtbot, bridge, bridge.changed.emit)

    assert field(page).toPlainText() == summary.waiting[0].body
    assert page.editor._kept == {}


def test_the_buttons_and_the_field_can_be_reached_and_named(qtbot, bridge, desk, page):
    field(page).setPlainText("Half a sent")
    rewrite(desk, "Hi Ellen, anew.")
    settle(qtbot, bridge, bridge.changed.emit)

    assert button(page, "draft_put_away").accessibleName() == "Put away what you had typed"
    shown = field(page, "draft_overtaken")
    assert (shown.accessibleName(), shown.isReadOnly()) == ("What you had typed", True)
