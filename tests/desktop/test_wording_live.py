"""The rep's own words, from the page to the mail that leaves, in the whole program."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from tests.desktop.live import REP, Live, live
from ui.widgets.mail_text import MailText

MINE = "A few words on how this sounds, and room for your questions.\n\n{{ times }}\n\nPick any."


def test_a_template_is_typed_tried_saved_and_used(tmp_path, alone):
    """The preview follows, the test comes to the rep only, and the next first mail is worded so."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.find(QPushButton, "go_wording"))
        app.press("go_wording")
        await app.until(lambda: app.find(QPushButton, "insert_times"))
        app.replace_text("template_body", MINE)
        await app.until(lambda: "Pick any." in app.find(MailText, "template_preview").toPlainText())
        app.press("test_template")
        await app.until(lambda: app.shows("A test is on its way"))
        await app.desk.sync_now()
        (test,) = await app.sent()
        assert test["subject"].startswith("[Test] ")
        assert [address.casefold() for address in test["to"]] == [REP]
        app.press("save_template")
        await app.until(lambda: app.shows("Saved."))
        app.press("go_dashboard")
        request_id = await app.create()
        await app.desk.sync_now()
        (waiting,) = (await app.summary(request_id)).waiting
        assert waiting.writer == "template"
        assert "A few words on how this sounds" in waiting.body

    assert live(tmp_path, story, options=alone) == 0


def test_a_wrong_placeholder_is_told_while_typing(tmp_path, alone):
    """It names what there is; nothing can be saved that cannot be sent."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.find(QPushButton, "go_wording"))
        app.press("go_wording")
        await app.until(lambda: app.find(QPushButton, "insert_times"))
        app.replace_text("template_body", "Hi {{ nobody }}\n\n{{ times }}")
        await app.until(lambda: app.shows("There is no placeholder {{ nobody }}", "first_name"))
        app.press("save_template")
        await app.until(lambda: app.find(QPlainTextEdit, "template_body").property("wrong") is True)
        assert list(await app.desk.templates()) == []

    assert live(tmp_path, story, options=alone) == 0
