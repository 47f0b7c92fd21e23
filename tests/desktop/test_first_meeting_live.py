"""One meeting on the screens, from the form to the dashboard's last group."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListView, QPlainTextEdit, QTableView

from tests.desktop.live import JOHN, REP, SARAH, Live, live
from ui.acts import Act
from xforce_desktop.scheduling.desk import Group
from xforce_desktop.scheduling.request import State


def test_from_the_form_to_held(tmp_path, alone):
    """The rep types, reads, changes a line and sends; the answer books it, and it is held."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("No meetings yet."))
        await fill(app)
        await preview(app)
        app.press("start_scheduling")
        await app.until(lambda: app.headings()[Group.NEEDS_ATTENTION] == "NEEDS ATTENTION (1)")
        request_id = (await app.desk.overview()).needs_attention[0].request.id
        await send_edited(app, request_id)
        await be_answered(app, request_id)
        await be_held(app, request_id)

    assert live(tmp_path, story, options=alone) == 0


async def fill(app: Live) -> None:
    """By keyboard alone: a colleague, the prospect, the context; the free times follow."""
    QTest.keyClick(app.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    await app.until(lambda: app.shows("Schedule a meeting"))
    app.write("colleague_search", "sar")
    team = app.find(QTableView, "colleagues")
    await app.until(lambda: team.model().rowCount() == 1)
    team.setFocus()
    team.setCurrentIndex(team.model().index(0, 0))
    QTest.keyClick(team, Qt.Key.Key_Space)
    app.write("guest_name_1", "John Smith")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), JOHN)
    app.write("company", "Acme Pest")
    app.write("company_state", "GA")
    app.replace_text("context", "Demo of the AI receptionist for after-hours calls.")
    await app.until(lambda: app.find(QListView, "free_times").model().rowCount() == 8)
    assert "free times; the agent would begin with these." in app.words(app.window.form)


async def preview(app: Live) -> None:
    """The mail as it would read now."""
    app.press("preview_email")
    await app.until(lambda: app.find(QDialog, "letter_preview"))
    dialog = app.find(QDialog, "letter_preview")
    assert f"To John Smith <{JOHN}>" in app.words(dialog)
    assert "John," in "".join(text.toPlainText() for text in dialog.findChildren(QPlainTextEdit))
    dialog.reject()


async def send_edited(app: Live, request_id) -> None:
    """What the rep makes of the draft is what leaves."""
    await app.until(lambda: "A mail waits for your approval" in app.card(request_id))
    assert await app.sent() == []
    app.press(f"{Act.REVIEW}-{request_id}")
    await app.until(lambda: app.find(QPlainTextEdit, "draft_body").toPlainText())
    words = app.find(QPlainTextEdit, "draft_body").toPlainText()
    app.replace_text("draft_body", words.replace("John,", "Dear John,", 1))
    app.press("send_draft")
    await app.until(lambda: app.shows("You approved", "Sent the first offer"))
    (mail,) = await app.sent()
    assert "Dear John," in mail["body"]
    app.press("back")
    await app.until(lambda: app.headings()[Group.PENDING] == "PENDING CONFIRMATION (1)")


async def be_answered(app: Live, request_id) -> None:
    """Their plain yes books the first time; the invitation accepted, it is confirmed."""
    await app.reply("The first one works, thanks.\n\nJohn")
    app.press("sync_now")
    await app.until(lambda: app.headings()[Group.CONFIRMED] == "CONFIRMED & UPCOMING (1)")
    assert "waiting for their answer" in app.card(request_id)
    meeting = await app.meeting()
    assert {JOHN, SARAH} <= {one["address"] for one in meeting["attendees"]}
    await app.accept_invitation()
    app.press("sync_now")
    await app.until(lambda: "Invite accepted" in app.card(request_id))


async def be_held(app: Live, request_id) -> None:
    """Skip to the brief, a day before, and to the reminder; after the meeting the report says who came."""
    mails = len(await app.sent())
    app.press("skip_ahead")
    await app.until(lambda: "The prep brief is ready" in app.card(request_id))
    app.press("skip_ahead")
    await app.until(lambda: "reminder sent" in app.card(request_id))
    assert len(await app.sent()) == mails + 1
    await app.end_meeting(JOHN, REP, SARAH)
    await app.until(lambda: app.headings()[Group.COMPLETED] == "COMPLETED THIS WEEK (1)")
    assert app.shows("1 meeting held")
    assert (await app.summary(request_id)).request.state is State.COMPLETED
