"""The mail after the meeting on the screen: filled in by hand, copied, never sent."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui.conversation.after_meeting import AfterMeetingWidget
from xforce_desktop.scheduling.request import FollowUpTemplate

MAIL = FollowUpTemplate("Great talking today", "Hi John,\n\n• {{point_1}}\n\nBest,\nBrent", ("point_1",))


def test_what_was_typed_is_kept_and_copied(qtbot: QtBot) -> None:
    widget = AfterMeetingWidget()
    qtbot.addWidget(widget)
    widget.show_mail(MAIL)
    body = widget.findChild(QPlainTextEdit, "after_meeting_body")
    body.setPlainText(body.toPlainText().replace("{{point_1}}", "Routing"))

    widget.show_mail(MAIL)  # the page is drawn again
    widget.findChild(QPushButton, "after_meeting_copy").click()

    assert (
        QGuiApplication.clipboard().text() == "Great talking today\n\nHi John,\n\n• Routing\n\nBest,\nBrent"
    )


def test_without_one_there_is_nothing_to_see(qtbot: QtBot) -> None:
    widget = AfterMeetingWidget()
    qtbot.addWidget(widget)
    widget.show_mail(MAIL)

    widget.show_mail(None)

    assert widget.isHidden()
