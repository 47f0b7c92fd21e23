"""The people of a request as a rep sees and changes them: real widgets over a desk that behaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
)

from tests.ui.hands import button, press, settle, words_of
from ui import samples
from xforce_desktop.errors import TemporaryError
from xforce_desktop.ports import Notice
from xforce_desktop.scheduling.new_request import ExternalAttendee

ACME, HELD = samples.sample_id("Acme Pest"), samples.sample_id("Clearwater")
MARY = ExternalAttendee(address="mary@acmepest.example", name="Mary Jones")


def write(window, name, text):
    window.people.findChild(QLineEdit, name).setText(text)


def opened(qtbot, window, bridge):
    """The people of Acme Pest."""
    settle(qtbot, bridge, lambda: window.show_request(ACME))
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "people"))
    return window.people


def typed(qtbot, window, bridge, address="rita@acmepest.example"):
    """Half of a guest is typed."""
    settle(qtbot, bridge, lambda: press(qtbot, window.people, "people_add_guest"))
    write(window, "guest_name_0", "Rita Gomez")
    write(window, "guest_email_0", address)


def test_the_head_leads_to_the_people(qtbot, window, bridge):
    """Beside the title stands how many they are; the dialog has both sides."""
    dialog = opened(qtbot, window, bridge)

    assert button(window.conversation, "people").text() == "People (2)"
    assert dialog.isVisible()
    assert "OUR SIDE | THEIR SIDE | Brent Carter (you)" in words_of(dialog)
    assert "Required, has not answered yet" in words_of(dialog)
    assert not button(dialog, "remove-john@acmepest.example").isEnabled()


def test_the_menu_leads_there_only_from_a_conversation_that_goes_on(qtbot, window, bridge):
    """Neither from the dashboard nor from what has ended."""
    action = next(made for made in window.findChildren(QAction) if made.text() == "&People…")
    on_dashboard = action.isEnabled()
    settle(qtbot, bridge, lambda: window.show_request(HELD))
    on_ended, link = action.isEnabled(), window.conversation.findChild(QPushButton, "people")
    was_linked = link.isVisible()
    settle(qtbot, bridge, lambda: window.show_request(ACME))

    assert (on_dashboard, on_ended, was_linked) == (False, False, False)
    assert (action.isEnabled(), action.shortcut().toString()) == (True, "Ctrl+P")
    settle(qtbot, bridge, action.trigger)
    assert window.people.isVisible()


def test_somebody_of_theirs_is_added(qtbot, window, bridge, desk):
    """Typed, added with Ctrl+Return, and in the list."""
    dialog = opened(qtbot, window, bridge)
    typed(qtbot, window, bridge)
    write(window, "guest_phone_0", "+1 404 555 0199")
    dialog.findChild(QCheckBox, "guest_texted_0").setChecked(True)
    write(window, "guest_agreed_0", "web form")

    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_save"))

    ((_, added),) = desk.called("add_person")
    assert (added.name, added.sms_consent.source) == ("Rita Gomez", "web form")
    assert "Rita Gomez" in words_of(dialog)
    assert button(window.conversation, "people").text() == "People (3)"


def test_a_wrong_address_is_marked_and_nothing_is_lost(qtbot, window, bridge, desk):
    """Not by the error, not by news, not by going back to the list and coming again."""
    dialog = opened(qtbot, window, bridge)
    typed(qtbot, window, bridge, "rita at acme")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_save"))
    address = dialog.findChild(QLineEdit, "guest_email_0")
    assert address.property("wrong") is True
    assert "“rita at acme” is not an email address" in words_of(dialog)

    settle(qtbot, bridge, lambda: desk.tell(Notice("News", "Something else", "")))
    qtbot.keyClick(address, Qt.Key.Key_Escape)
    assert button(dialog, "people_add_guest")
    assert dialog.isVisible()
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_guest"))

    assert (address.text(), address.property("wrong")) == ("rita at acme", False)
    assert dialog.findChild(QLineEdit, "guest_name_0").text() == "Rita Gomez"


def test_another_question_begins_with_an_empty_form(qtbot, window, bridge):
    """What was typed to add somebody is not who comes instead of John; the tick of Required is not asked."""
    dialog = opened(qtbot, window, bridge)
    typed(qtbot, window, bridge)
    dialog.findChild(QComboBox, "guest_zone_0").setEditText("Mars")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    settle(qtbot, bridge, lambda: press(qtbot, dialog, "replace-john@acmepest.example"))

    assert dialog.findChild(QLineEdit, "guest_name_0").text() == ""
    assert dialog.findChild(QComboBox, "guest_zone_0").currentText() == ""
    assert not dialog.findChild(QCheckBox, "guest_required_0").isVisible()
    assert "Replace John Smith" in words_of(dialog)


def words(dialog):
    names = ("guest_name_0", "guest_email_0", "guest_phone_0", "guest_agreed_0")
    return [dialog.findChild(QLineEdit, name).text() for name in names]


def test_half_typed_words_wait_for_their_question(qtbot, window, bridge, desk):
    """Whoever comes instead of John is asked between, and a consent is saved; it is theirs in one meeting."""
    dialog = opened(qtbot, window, bridge)
    typed(qtbot, window, bridge)
    write(window, "guest_phone_0", "+1 404 555 0199")
    dialog.findChild(QCheckBox, "guest_texted_0").setChecked(True)
    write(window, "guest_agreed_0", "web form")
    half = words(dialog)
    press(qtbot, dialog, "people_back")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "replace-john@acmepest.example"))
    assert words(dialog) == ["", "", "", ""]
    press(qtbot, dialog, "people_back")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "texts-john@acmepest.example"))
    write(window, "consent_phone", "+1 404 555 0142")
    write(window, "consent_source", "on the phone")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "consent_save"))
    assert desk.called("note_consent")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_guest"))
    assert words(dialog) == half
    assert dialog.findChild(QCheckBox, "guest_texted_0").isChecked()

    dialog.accept()
    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Delta Pest")))
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "people"))
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_guest"))
    assert words(dialog) == ["", "", "", ""]


def test_a_consent_that_is_half_typed_waits_for_whose_it_is(qtbot, window, bridge, desk):
    """What nobody typed follows what is known of them."""
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: bridge.start(desk.add_person(ACME, MARY)))
    qtbot.waitUntil(lambda: "Mary Jones" in words_of(dialog))

    def ask(address):
        settle(qtbot, bridge, lambda: press(qtbot, dialog, f"texts-{address}"))
        return dialog.findChild(QLineEdit, "consent_source"), dialog.findChild(QLineEdit, "consent_phone")

    source, _ = ask("john@acmepest.example")
    source.setText("Half a sou")
    press(qtbot, dialog, "consent_back")
    source, phone = ask(MARY.address)
    assert (source.text(), phone.text()) == ("", "")
    press(qtbot, dialog, "consent_back")
    request = desk.summaries[ACME].request
    people = [
        replace(one, phone="+14045550188") if one.email == MARY.address else one for one in request.attendees
    ]
    desk.summaries[ACME] = replace(desk.summaries[ACME], request=replace(request, attendees=tuple(people)))
    settle(qtbot, bridge, bridge.changed.emit)
    assert ask(MARY.address)[1].text() == "+14045550188"
    press(qtbot, dialog, "consent_back")
    assert ask("john@acmepest.example")[0].text() == "Half a sou"
    press(qtbot, dialog, "consent_back")


def test_a_colleague_is_searched_and_picked_by_keyboard(qtbot, window, bridge, desk):
    """One only: choosing Priya gives Mike up."""
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_colleague"))
    table = dialog.findChild(QTableView, "newcomers")
    for row in (1, 2):
        table.setFocus()
        table.setCurrentIndex(table.model().index(row, 0))
        qtbot.keyClick(table, Qt.Key.Key_Space)
    settle(qtbot, bridge, lambda: write(window, "newcomer_search", "tom"))
    assert table.model().rowCount() == 2  # the chosen one stays

    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_save"))

    ((_, added),) = desk.called("add_person")
    assert added.name == "Priya Nair"


def test_removing_asks_over_the_dialog(qtbot, window, bridge, desk):
    """The question says what follows; yes takes them out."""
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: bridge.start(desk.add_person(ACME, MARY)))
    qtbot.waitUntil(lambda: "Mary Jones" in words_of(dialog))
    press(qtbot, dialog, f"remove-{MARY.address}")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox, "question") is not None)
    box = dialog.findChild(QMessageBox, "question")
    assert "Mary gets no mail about it." in box.informativeText()

    settle(qtbot, bridge, lambda: press(qtbot, box, "answer_yes"))

    assert desk.called("remove_person") == [(ACME, MARY.address)]
    assert "Mary Jones" not in words_of(dialog)


def test_somebody_half_typed_stays_when_another_one_is_added(qtbot, window, bridge, desk):
    """The dialog was closed and opened again while the first was on their way."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("add_person")
    typed(qtbot, window, bridge)
    press(qtbot, dialog, "people_save")
    qtbot.waitUntil(lambda: bool(desk.called("add_person")))
    assert not dialog.findChild(QLineEdit, "guest_name_0").isEnabled()
    dialog.accept()
    press(qtbot, window.conversation, "people")
    qtbot.waitUntil(dialog.isVisible)
    dialog.replace_wanted.emit("john@acmepest.example")
    qtbot.waitUntil(lambda: "Replace John Smith" in words_of(dialog))
    write(window, "guest_name_0", "Ann Half")
    settle(qtbot, bridge, going.set)

    name = dialog.findChild(QLineEdit, "guest_name_0")
    assert (name.isVisible(), name.isEnabled(), name.text()) == (True, True, "Ann Half")


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_whoever_was_added_is_not_half_typed_any_more(qtbot, window, bridge, desk, is_elsewhere):
    """The dialog was closed by its X on the way, and another question was asked or none."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("add_person")
    typed(qtbot, window, bridge)
    press(qtbot, dialog, "people_save")
    qtbot.waitUntil(lambda: bool(desk.called("add_person")))
    dialog.close()
    if is_elsewhere:
        press(qtbot, window.conversation, "people")
        qtbot.waitUntil(dialog.isVisible)
        dialog.replace_wanted.emit("john@acmepest.example")
        qtbot.waitUntil(lambda: "Replace John Smith" in words_of(dialog))
    settle(qtbot, bridge, going.set)
    if is_elsewhere:
        press(qtbot, dialog, "people_back")
    else:
        settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "people"))

    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_guest"))

    assert "Rita Gomez" in words_of_list(window)
    assert words(dialog) == ["", "", "", ""]


def test_a_consent_that_was_noted_is_not_half_typed_any_more(qtbot, window, bridge, desk):
    """The dialog was closed on the way, and it was taken back elsewhere since."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("note_consent")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "texts-john@acmepest.example"))
    write(window, "consent_phone", "+1 404 555 0142")
    write(window, "consent_source", "on the phone")
    press(qtbot, dialog, "consent_save")
    qtbot.waitUntil(lambda: bool(desk.called("note_consent")))
    dialog.close()
    settle(qtbot, bridge, going.set)
    settle(qtbot, bridge, lambda: bridge.start(desk.note_consent(ACME, "john@acmepest.example", None)))
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "people"))

    settle(qtbot, bridge, lambda: press(qtbot, dialog, "texts-john@acmepest.example"))

    assert dialog.findChild(QLineEdit, "consent_source").text() == ""


def words_of_list(window):
    return [person.name for person in window.people._page.theirs]


def test_a_refusal_after_the_dialog_was_closed_is_told(qtbot, window, bridge, desk):
    """And what was typed is there again."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("add_person")
    desk.failures["add_person"] = TemporaryError("Could not be kept", "Try again.")
    typed(qtbot, window, bridge)
    press(qtbot, dialog, "people_save")
    qtbot.waitUntil(lambda: bool(desk.called("add_person")))
    dialog.close()
    told = []
    bridge.failed.connect(lambda title, advice, is_grave: told.append(title))
    settle(qtbot, bridge, going.set)

    assert told == ["Could not be kept"]
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "people"))
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "people_add_guest"))
    assert words(dialog)[:2] == ["Rita Gomez", "rita@acmepest.example"]


def test_every_button_can_be_reached_and_named(qtbot, window, bridge, desk):
    """Those of the rows say of whom they speak."""
    dialog = opened(qtbot, window, bridge)

    shown = [made for made in dialog.findChildren(QAbstractButton) if made.isVisible()]
    assert {made.accessibleName() for made in shown} >= {
        "Replace John Smith",
        "Remove John Smith",
        "Add a colleague",
        "Add somebody on their side",
        "Close",
    }
    for made in shown:
        assert made.objectName(), made.text()
        assert made.focusPolicy() & Qt.FocusPolicy.TabFocus, made.objectName()


def test_closing_keeps_the_conversation(qtbot, window, bridge):
    """Escape in the list ends the dialog, and nothing else."""
    dialog = opened(qtbot, window, bridge)

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert window.conversation.isVisible()
