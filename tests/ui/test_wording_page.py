"""The page for the rep's own words as a rep sees it: real widgets over a desk that behaves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton

from tests.ui.hands import held, press, settle, words_of
from ui.widgets.mail_text import MailText
from xforce_desktop.messages.assignment import LetterKind


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, lambda: qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier))
    assert window.wording.isVisible()
    return window.wording


def shown_mail(page):
    return page.findChild(MailText, "template_preview").toPlainText()


def test_typing_shows_the_mail_and_saving_keeps_it(qtbot, window, bridge, desk):
    """A placeholder comes by its button, the preview after a pause, and Ctrl+S saves."""
    with qtbot.waitActive(window):
        window.come_up()
    page = opened(qtbot, window, bridge)
    body = page.findChild(QPlainTextEdit, "template_body")
    body.setPlainText("Some words on this.\n\n{{ times }}\n\nYours at ")
    body.moveCursor(body.textCursor().MoveOperation.End)
    press(qtbot, page, "insert_company")
    qtbot.waitUntil(lambda: "Yours at Acme Pest" in shown_mail(page))

    settle(qtbot, bridge, lambda: press(qtbot, page, "save_template"))

    assert desk.own[(LetterKind.INITIAL, "")].template.body.endswith("Yours at {{ company }}")
    assert "Saved." in words_of(page)
    assert "●" in page.findChild(QComboBox, "template_kind").currentText()


def test_a_fault_marks_the_field(qtbot, window, bridge):
    """And the mail goes away; put right, both are as before."""
    page = opened(qtbot, window, bridge)
    body = page.findChild(QPlainTextEdit, "template_body")
    body.setPlainText("{{ nobody }}")
    qtbot.waitUntil(lambda: "There is no placeholder {{ nobody }}" in words_of(page))
    assert body.property("wrong") is True
    body.setPlainText("Some words.\n\n{{ times }}")
    qtbot.waitUntil(lambda: body.property("wrong") is False)
    assert "Some words." in shown_mail(page)


def test_another_kind_brings_its_own_words(qtbot, window, bridge):
    """And its own placeholders; mails of a running conversation have no subject to write."""
    page = opened(qtbot, window, bridge)
    kind = page.findChild(QComboBox, "template_kind")
    kind.setCurrentIndex(kind.findData("pause_ack"))
    settle(qtbot, bridge, lambda: kind.activated.emit(kind.currentIndex()))
    assert "{{ until }}" in page.typed().body
    assert page.findChild(QPushButton, "insert_until").isVisible()
    assert not page._subject.isVisible()


def test_the_signature_is_shown_as_it_leaves(qtbot, window, bridge, desk):
    """Typed with a script, shown without; saved and at once in the mail."""
    page = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, page, "edit_signature"))
    dialog = window.signature
    dialog.findChild(QPlainTextEdit, "signature_text").setPlainText("<b>Brent C.</b><script>x</script>")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "signature_save"))
    assert not dialog.isVisible()
    assert desk.signature_text == "<b>Brent C.</b><script>x</script>"
    assert shown_mail(page).endswith("Brent\n\nBrent C.")


def test_a_signature_that_is_typed_on_stays_open(qtbot, window, bridge, desk):
    """What was saved first is kept; the rest is still there to be saved."""
    settle(qtbot, bridge, window.show_wording)
    settle(qtbot, bridge, lambda: press(qtbot, window.wording, "edit_signature"))
    dialog, going = window.signature, held(desk, "save_signature")
    text = dialog.findChild(QPlainTextEdit, "signature_text")
    text.setPlainText("Brent C.")
    press(qtbot, dialog, "signature_save")
    qtbot.waitUntil(lambda: going.is_asked)
    text.setPlainText("Brent C.\nHalf a li")
    settle(qtbot, bridge, going.set)

    assert desk.signature_text == "Brent C."
    assert (dialog.isVisible(), text.toPlainText()) == (True, "Brent C.\nHalf a li")
    dialog.reject()


def test_a_signature_of_nothing_is_told_in_the_dialog(qtbot, window, bridge, desk):
    """It stays open with what was typed."""
    before = desk.signature_text
    page = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, page, "edit_signature"))
    window.signature.findChild(QPlainTextEdit, "signature_text").setPlainText("<img src='x'>")
    settle(qtbot, bridge, lambda: press(qtbot, window.signature, "signature_save"))
    assert window.signature.isVisible()
    assert "Nothing is left" in words_of(window.signature)
    assert desk.signature_text == before
    window.signature.reject()


def test_every_button_of_the_page_can_be_reached_and_named(qtbot, window, bridge):
    """An object name, words for a screen reader, and the keyboard."""
    page = opened(qtbot, window, bridge)
    buttons = page.findChildren(QPushButton)
    assert len(buttons) > 10
    for found in buttons:
        assert found.objectName(), found.text()
        assert found.accessibleName(), found.objectName()
        assert found.focusPolicy() & Qt.FocusPolicy.TabFocus, found.objectName()
