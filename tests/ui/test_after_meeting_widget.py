"""The mail after the meeting on the screen: filled in by hand, copied, never sent."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui import samples
from ui.conversation.after_meeting import AfterMeetingWidget
from xforce_desktop.scheduling.request import FollowUpTemplate

HERS, HIS = samples.sample_id("Acme Pest"), samples.sample_id("Delta Pest")
MAIL = FollowUpTemplate("Great talking today", "Hi John,\n\n• {{point_1}}\n\nBest,\nBrent", ("point_1",))


def test_what_was_typed_is_kept_and_copied(qtbot: QtBot) -> None:
    widget = AfterMeetingWidget()
    qtbot.addWidget(widget)
    widget.show_mail(HERS, MAIL)
    body = widget.findChild(QPlainTextEdit, "after_meeting_body")
    body.setPlainText(body.toPlainText().replace("{{point_1}}", "Routing"))

    widget.show_mail(HERS, MAIL)  # the page is drawn again
    widget.findChild(QPushButton, "after_meeting_copy").click()

    assert (
        QGuiApplication.clipboard().text() == "Great talking today\n\nHi John,\n\n• Routing\n\nBest,\nBrent"
    )


def test_what_is_half_typed_stays_with_its_meeting(qtbot: QtBot) -> None:
    """Another conversation is read between; the mail was prepared anew meanwhile."""
    widget = AfterMeetingWidget()
    qtbot.addWidget(widget)
    body = widget.findChild(QPlainTextEdit, "after_meeting_body")
    widget.show_mail(HERS, MAIL)
    body.setPlainText("Hi John, half a sent")
    widget.show_mail(HIS, replace(MAIL, body="Hi Al"))
    assert body.toPlainText() == "Hi Al"
    widget.show_mail(HIS, replace(MAIL, body="Hi Al, again"))
    assert body.toPlainText() == "Hi Al, again"
    widget.show_mail(HERS, None)

    widget.show_mail(HERS, replace(MAIL, body="Hi John, again"))

    assert body.toPlainText() == "Hi John, half a sent"


def test_without_one_there_is_nothing_to_see(qtbot: QtBot) -> None:
    widget = AfterMeetingWidget()
    qtbot.addWidget(widget)
    widget.show_mail(HERS, MAIL)

    widget.show_mail(HERS, None)

    assert widget.isHidden()
