"""The window as a rep uses it: real widgets, the running loop, and a desk that behaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
)

from tests.ui.hands import settle
from ui import samples
from ui.calls import screen as calls_screen
from ui.calls.view import CallsDialog
from ui.learned.view import LearnedDialog
from ui.memory.view import MemoryDialog
from ui.opt_outs.view import OptOutsDialog
from ui.own_style.view import OwnStyleDialog
from ui.people.view import PeopleDialog
from ui.proofs.view import ProofsDialog
from ui.request_form.fields import Prefill
from ui.sample_learning import DEMOS, a_change
from ui.theme import Theme
from ui.widgets.mail_text import MailText
from xforce_desktop.errors import BadInput, TemporaryError
from xforce_desktop.ports import Notice
from xforce_desktop.scheduling.desk import Group, RepCommand, SyncAnswer
from xforce_desktop.scheduling.events import CallResult
from xforce_desktop.scheduling.lessons import ChangeStatus, Tally
from xforce_desktop.scheduling.remembered import FoundPeople
from xforce_desktop.scheduling.request import MeetingType

ACME, DELTA, HARBOR = (samples.sample_id(name) for name in ("Acme Pest", "Delta Pest", "Harbor Home"))
GARDEN = samples.sample_id("Garden State Pest")


def press(qtbot, parent, name):
    """Click the button of that object name, which has to be there and enabled."""
    found = parent.findChild(QPushButton, name)
    assert found is not None, name
    assert found.isEnabled(), name
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def write(parent, name, text):
    field = parent.findChild(QLineEdit, name)
    assert field is not None, name
    field.setText(text)


def words_of(widget):
    """Everything that can be read in a widget now."""
    said = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    said += [mail.toPlainText() for mail in widget.findChildren(MailText) if mail.isVisible()]
    return " | ".join(said)


def test_the_dashboard_comes_first(window, desk):
    """Four groups with their counts, the account, and the sandbox's clock."""
    assert desk.is_started
    assert window.dashboard.heading_of(Group.PENDING).text() == "PENDING CONFIRMATION (5)"
    assert window.dashboard.heading_of(Group.COMPLETED).text() == "COMPLETED THIS WEEK (3)"
    assert "brent@xforce.example" in words_of(window.strip)
    assert window.strip.sandbox.text() == "Sandbox  •  Tue, Nov 24, 10:05 AM"


def test_a_card_is_paused_by_its_button(qtbot, window, bridge, desk):
    """One click, and the card says so."""
    settle(qtbot, bridge, lambda: press(qtbot, window.dashboard, f"pause-{ACME}"))

    assert desk.called("command") == [(ACME, RepCommand.PAUSE)]
    assert window.dashboard.findChild(QPushButton, f"resume-{ACME}") is not None


@pytest.mark.parametrize(
    "answer, heading", [("answer_yes", "PENDING CONFIRMATION (4)"), ("answer_no", "PENDING CONFIRMATION (5)")]
)
def test_cancel_asks_first(qtbot, window, bridge, answer, heading):
    """The question is a box of the window; the loop goes on behind it."""
    press(qtbot, window.dashboard, f"cancel-{ACME}")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "question") is not None)
    box = window.findChild(QMessageBox, "question")
    assert "Demo with Acme Pest" in box.text()
    assert bridge.busy == ""

    settle(qtbot, bridge, lambda: press(qtbot, box, answer))

    qtbot.waitUntil(lambda: window.dashboard.heading_of(Group.PENDING).text() == heading)


def test_the_window_stays_responsive_while_the_desk_is_slow(qtbot, window, bridge, desk):
    """While a call hangs, the heart of the window keeps beating and what is done is shown."""
    beats = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(True))
    release = desk.hold("sync_now")
    press(qtbot, window.strip, "sync_now")
    heart.start(5)

    qtbot.waitUntil(lambda: len(beats) >= 20, timeout=1000)
    shown = words_of(window.strip)
    settle(qtbot, bridge, release.set)
    heart.stop()

    assert "Looking for news…" in shown
    assert "Looking for news" not in words_of(window.strip)


def test_an_error_is_told_with_its_advice_and_stays(qtbot, window, bridge, desk):
    """Title and advice above the page, until dismissed."""
    desk.failures["sync_now"] = TemporaryError("Could not read your mail yet", "It will be tried again.")

    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "sync_now"))

    (message,) = window.notices.messages()
    assert (message.title, message.text) == ("Could not read your mail yet", "It will be tried again.")
    press(qtbot, window.notices, "dismiss_notice")
    assert window.notices.messages() == ()
    assert not window.notices.isVisible()


def test_sync_now_says_what_came_of_it(qtbot, window, bridge, desk):
    """In the strip, until the next wish; trouble is told as trouble and is no answer."""
    answer = window.strip.findChild(QLabel, "sync_answer")
    desk.news = SyncAnswer(3, 1)
    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "sync_now"))
    assert (answer.text(), answer.isVisible()) == ("3 new, 1 sent", True)

    desk.failures["sync_now"] = TemporaryError("Could not read your mail yet", "It will be tried again.")
    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "sync_now"))

    assert not answer.isVisible()
    assert window.notices.messages()[0].title == "Could not read your mail yet"


def test_a_broken_promise_is_logged_and_told_plainly(qtbot, window, bridge, desk, caplog):
    """No traceback for the rep, the whole of it for the log."""
    desk.failures["sync_now"] = AssertionError("a request without attendees")

    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "sync_now"))

    assert window.notices.messages()[0].title == "Something went wrong in the app"
    assert "a request without attendees" in caplog.text


def test_a_hint_is_no_alarm(qtbot, window, bridge, desk):
    """Nothing to skip to is said, but not as an error that stays."""
    desk.failures["skip_ahead"] = BadInput("Nothing is due.", "Start a meeting.")

    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "skip_ahead"))

    (message,) = window.notices.messages()
    assert (message.title, message.is_error) == ("Nothing is due.", False)


def test_skip_ahead_moves_the_sandboxs_clock(qtbot, window, bridge):
    """The badge shows the new time."""
    settle(qtbot, bridge, lambda: press(qtbot, window.strip, "skip_ahead"))

    assert window.strip.sandbox.text() == "Sandbox  •  Tue, Nov 24, 11:05 AM"


def test_a_request_is_started_from_the_form(qtbot, window, bridge, desk):
    """Fill it by name and address, see the free times, start it, and be back on the dashboard."""
    settle(qtbot, bridge, lambda: press(qtbot, window.sidebar, "go_new"))
    write(window.form, "guest_name_1", "Rita Moss")
    write(window.form, "guest_email_1", "rita@mosshomes.example")
    write(window.form, "company", "Moss Homes")
    settle(qtbot, bridge, lambda: window.form.findChild(QAbstractButton, "type_discovery").click())
    times = window.form.findChild(QListView, "free_times")
    assert times.isVisible()
    assert times.model().rowCount() == 8

    settle(qtbot, bridge, lambda: press(qtbot, window.form, "start_scheduling"))

    (new,) = desk.created
    assert (new.meeting_type, new.external[0].name) == (MeetingType.DISCOVERY, "Rita Moss")
    assert window.dashboard.isVisible()
    assert window.dashboard.heading_of(Group.PENDING).text() == "PENDING CONFIRMATION (6)"


def test_a_learned_length_stands_on_the_form(qtbot, window, bridge, desk):
    """On the type itself, with its reason, until the usual one is kept; another type begins anew."""
    desk.changes = [a_change(DEMOS, Tally(24, 31), Tally(40, 62), ChangeStatus.IN_FORCE)]
    settle(qtbot, bridge, window.show_form)
    write(window.form, "guest_name_1", "Rita Moss")
    settle(qtbot, bridge, lambda: write(window.form, "guest_email_1", "rita@mosshomes.example"))
    demo = window.form.findChild(QRadioButton, "type_demo")
    keep = window.form.findChild(QCheckBox, "keep_usual_length")
    assert (demo.text(), keep.isVisible()) == ("Demo (30 min)", True)
    assert "24 of 31 came to a meeting" in words_of(window.form)

    settle(qtbot, bridge, keep.click)
    assert demo.text() == "Demo (60 min)"
    settle(qtbot, bridge, lambda: window.form.findChild(QRadioButton, "type_discovery").click())
    assert (demo.text(), keep.isVisible(), keep.isChecked()) == ("Demo (60 min)", False, False)
    settle(qtbot, bridge, demo.click)
    settle(qtbot, bridge, lambda: press(qtbot, window.form, "start_scheduling"))

    assert [new.duration_minutes for new in desk.created] == [None]


def test_a_wrong_address_keeps_what_was_typed(qtbot, window, bridge, desk):
    """The field is marked, the words say why, and the text is still there."""
    settle(qtbot, bridge, window.show_form)
    write(window.form, "guest_name_1", "Rita Moss")
    write(window.form, "guest_email_1", "rita at moss")

    settle(qtbot, bridge, lambda: press(qtbot, window.form, "start_scheduling"))

    address = window.form.findChild(QLineEdit, "guest_email_1")
    assert address.property("wrong") is True
    assert address.text() == "rita at moss"
    assert "is not an email address" in words_of(window.form)
    assert desk.created == []


def test_who_may_be_texted_is_said_on_the_form(qtbot, window, bridge, desk):
    """The tick wants a number, the field wants the tick, and both reach the request."""
    settle(qtbot, bridge, window.show_form)
    write(window.form, "guest_name_1", "Rita Moss")
    write(window.form, "guest_email_1", "rita@mosshomes.example")
    tick = window.form.findChild(QCheckBox, "guest_texted_1")
    agreed = window.form.findChild(QLineEdit, "guest_agreed_1")
    assert not tick.isEnabled()

    write(window.form, "guest_phone_1", "+1 615 555 0142")
    assert (tick.isEnabled(), agreed.isEnabled()) == (True, False)
    tick.click()
    settle(qtbot, bridge, lambda: press(qtbot, window.form, "start_scheduling"))
    assert agreed.property("wrong") is True
    agreed.setText("web form")
    settle(qtbot, bridge, lambda: press(qtbot, window.form, "start_scheduling"))

    consent = desk.created[0].external[0].sms_consent
    assert (consent.source, consent.on) == ("web form", desk.now().date())


def test_a_request_is_not_started_twice(qtbot, window, bridge, desk):
    """While the first click is on its way, the button is off."""
    settle(qtbot, bridge, window.show_form)
    write(window.form, "guest_name_1", "Rita Moss")
    write(window.form, "guest_email_1", "rita@mosshomes.example")
    release = desk.hold("create")
    start = window.form.findChild(QPushButton, "start_scheduling")

    start.click()
    qtbot.waitUntil(lambda: desk.called("create") != [])
    start.click()
    settle(qtbot, bridge, release.set)

    assert len(desk.created) == 1
    assert start.isEnabled()


def test_colleagues_are_chosen_with_a_tick(qtbot, window, bridge, desk):
    """A chosen colleague stays on top of whatever is searched for afterwards."""
    settle(qtbot, bridge, window.show_form)
    settle(qtbot, bridge, lambda: window.form.our_team.tick(1))
    settle(qtbot, bridge, lambda: write(window.form, "colleague_search", "priya"))
    model = window.form.findChild(QTableView, "colleagues").model()

    assert [choice.name for choice in window.form.fields().team] == ["Mike Chen"]
    assert [model.index(row, 0).data().split("\n")[0] for row in range(model.rowCount())] == [
        "Mike Chen",
        "Priya Nair",
    ]


def test_the_newest_search_wins(qtbot, window, bridge, desk):
    """A slow answer to an earlier search does not come after the newer one."""
    settle(qtbot, bridge, window.show_form)
    desk.hold("colleagues")
    write(window.form, "colleague_search", "s")
    qtbot.waitUntil(lambda: ("s",) in desk.called("colleagues"))
    desk.held.clear()

    settle(qtbot, bridge, lambda: write(window.form, "colleague_search", "mike"))

    model = window.form.findChild(QTableView, "colleagues").model()
    assert [model.index(row, 0).data().split("\n")[0] for row in range(model.rowCount())] == ["Mike Chen"]


def test_what_the_contacts_know_is_filled_in(qtbot, window, bridge):
    """Once the address is typed: what is empty, and never over what the rep wrote."""
    settle(qtbot, bridge, window.show_form)
    write(window.form, "guest_name_1", "Rita G.")
    write(window.form, "guest_email_1", "rita@bluebird.example")
    address = window.form.findChild(QLineEdit, "guest_email_1")
    settle(qtbot, bridge, lambda: address.editingFinished.emit())

    fields = window.form.fields()
    guest = fields.guests[0]
    assert (guest.name, guest.title, guest.phone) == ("Rita G.", "Operations Manager", "+1 615 555 0142")
    assert fields.company == "Bluebird Pest"
    assert window.form.findChild(QLineEdit, "guest_phone_1").toolTip() == "From your contacts"


def test_a_note_says_that_colleagues_are_from_memory(qtbot, window, bridge, desk):
    """While the directory is away, and it goes when the directory is back."""
    settle(qtbot, bridge, window.show_form)
    note = window.form.findChild(QLabel, "colleague_note")
    assert not note.isVisible()
    desk.found = FoundPeople(samples.TEAM[:1], samples.NOW, trouble="You seem to be offline.")
    settle(qtbot, bridge, lambda: write(window.form, "colleague_search", "sar"))
    qtbot.waitUntil(note.isVisible)
    assert "from memory, last read today" in note.text()
    desk.found = None
    write(window.form, "colleague_search", "mike")
    qtbot.waitUntil(lambda: not note.isVisible())


def test_attendees_are_added_and_removed(qtbot, window, bridge):
    """There is always one row, and each has its own remove."""
    settle(qtbot, bridge, window.show_form)
    press(qtbot, window.form, "add_attendee")
    write(window.form, "guest_name_2", "Bob")
    settle(qtbot, bridge, lambda: press(qtbot, window.form, "guest_remove_1"))

    assert [guest.name for guest in window.form.fields().guests] == ["Bob"]
    assert not window.form.findChild(QPushButton, "guest_remove_2").isVisible()


def test_the_waiting_mail_is_edited_and_sent(qtbot, window, bridge, desk):
    """Review & send leads to the editor; what is typed there is what leaves."""
    settle(qtbot, bridge, lambda: press(qtbot, window.dashboard, f"review-{HARBOR}"))
    body = window.conversation.findChild(QPlainTextEdit, "draft_body")
    body.setPlainText("Hi Ellen, does Wednesday suit you?")

    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "send_draft"))

    ((_, _, sent),) = desk.called("edit_waiting")
    assert sent == "Hi Ellen, does Wednesday suit you?"
    assert not window.conversation.editor.isVisible()


def test_a_refresh_does_not_overwrite_what_is_being_typed(qtbot, window, bridge, desk):
    """The desk may change as often as it likes while the rep writes."""
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    body = window.conversation.findChild(QPlainTextEdit, "draft_body")
    body.setPlainText("Half a sent")

    settle(qtbot, bridge, lambda: desk.tell(Notice("News", "Something else", "")))

    assert body.toPlainText() == "Half a sent"


def test_a_half_edited_mail_stays_while_another_conversation_is_read(qtbot, window, bridge, desk):
    """It waits as long as its draft does."""
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    body = window.conversation.findChild(QPlainTextEdit, "draft_body")
    ours = body.toPlainText()
    body.setPlainText("Half a sent")
    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Acme Pest")))
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    assert body.toPlainText() == "Half a sent"

    body.setPlainText(ours)
    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Acme Pest")))
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))
    assert body.toPlainText() == ours


def test_the_rep_calls_from_the_card_and_says_what_came_of_it(qtbot, window, bridge, desk, monkeypatch):
    """A click on the number holds the mail before it dials; what came of it is asked among the calls."""
    links = []
    monkeypatch.setattr(calls_screen.QDesktopServices, "openUrl", lambda url: links.append(url.toString()))
    settle(qtbot, bridge, lambda: window.show_request(GARDEN))
    number = window.conversation.findChild(QLabel, "call_number")
    assert "Hey Rosa" in words_of(window.conversation.call)
    assert "tel:+12015550164" in number.text()
    assert not number.openExternalLinks()

    settle(qtbot, bridge, lambda: number.linkActivated.emit("tel:+12015550164"))
    assert (len(desk.called("start_call")), links) == (1, ["tel:+12015550164"])
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "call_done"))
    dialog = window.calls.dialog
    dialog.findChild(QLineEdit, "calls_note").setText("She wants Thursday")
    result = dialog.findChild(QComboBox, "calls_result")
    result.setCurrentIndex(result.findData(CallResult.OTHER.value))
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_save"))

    ((_, report),) = desk.called("finish_call")
    assert (report.result, report.note) == (CallResult.OTHER, "She wants Thursday")
    assert not window.conversation.call.isVisible()


def test_a_card_is_folded_and_dismissed(qtbot, window, bridge, desk):
    """Less hides what to say; Dismiss takes the card away."""
    settle(qtbot, bridge, lambda: window.show_request(GARDEN))
    press(qtbot, window.conversation, "call_fold")
    folded = words_of(window.conversation.call)
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "call_dismiss"))

    assert "Call Rosa Klein" in folded
    assert "Hey Rosa" not in folded
    assert len(desk.called("dismiss_card")) == 1
    assert not window.conversation.call.isVisible()


def test_quoted_history_is_folded(qtbot, window, bridge):
    """It opens on demand."""
    settle(qtbot, bridge, lambda: window.show_request(ACME))
    folded = words_of(window.conversation)
    press(qtbot, window.conversation, "quoted_m2")

    assert "On Monday, Brent wrote:" not in folded
    assert "On Monday, Brent wrote:" in words_of(window.conversation)


def test_a_long_link_does_not_push_the_mail_out_of_sight(qtbot, window, bridge, desk, monkeypatch):
    """It is broken where it must be; the page never scrolls sideways."""
    link = "https://teams.example/l/meetup-join/" + "19%3ameeting_" * 40
    mails = samples.conversation

    def with_link(request):
        return tuple(replace(mail, body=link, new_text=link) for mail in mails(request))

    monkeypatch.setattr(samples, "conversation", with_link)
    settle(qtbot, bridge, lambda: window.show_request(ACME))

    texts = window.conversation.findChildren(MailText)
    visible = window.conversation.mapToGlobal(window.conversation.rect().topRight()).x()
    assert [text.toPlainText() for text in texts] == [link, link]
    for text in texts:
        assert text.mapToGlobal(text.rect().topRight()).x() < visible - 300
        assert text.height() >= text.document().size().height()


def test_nothing_in_a_mail_is_markup(qtbot, window, bridge, desk):
    """A prospect's text is shown letter by letter."""
    settle(qtbot, bridge, lambda: window.show_request(ACME))

    formats = {label.textFormat() for label in window.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}
    assert MailText("<b>not bold</b>").toPlainText() == "<b>not bold</b>"


def test_a_notice_leads_to_its_request(qtbot, window, bridge):
    """Open takes the rep to the conversation and the notice away."""
    from ui.notifications import message_of

    window.notices.show_message(message_of(Notice("John answered", "He takes Thursday.", str(ACME))))
    settle(qtbot, bridge, lambda: press(qtbot, window.notices, "open_notice"))

    assert window.conversation.isVisible()
    assert window.notices.messages() == ()


def test_every_button_can_be_reached_and_named(qtbot, window, bridge):
    """An object name, words for a screen reader, and the keyboard."""
    settle(qtbot, bridge, window.show_form)
    settle(qtbot, bridge, lambda: window.show_request(HARBOR))

    buttons = [b for b in window.findChildren(QAbstractButton) if not b.objectName().startswith("qt_")]
    own = [
        b for b in buttons if type(b.parent()).__name__ not in ("QLineEdit", "QTableView", "QCalendarWidget")
    ]
    assert len(own) > 40
    for found in own:
        assert found.objectName(), found.text()
        assert found.accessibleName() or found.text(), found.objectName()
        is_reached_by_arrows = isinstance(found, QRadioButton) and not found.isChecked()
        assert is_reached_by_arrows or found.focusPolicy() & Qt.FocusPolicy.TabFocus, found.objectName()


def test_keys_lead_everywhere(qtbot, window, bridge):
    """Ctrl+N to the form, Ctrl+1 back, Alt+Left out of a conversation."""
    with qtbot.waitActive(window):
        window.come_up()
    settle(qtbot, bridge, lambda: qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier))
    was_form = window.form.isVisible()
    settle(qtbot, bridge, lambda: qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier))
    was_dashboard = window.dashboard.isVisible()
    settle(qtbot, bridge, lambda: window.show_request(ACME))
    window.conversation.setFocus()
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "back"))

    assert (was_form, was_dashboard, window.dashboard.isVisible()) == (True, True, True)


def test_closing_hides_where_there_is_a_tray(qtbot, window):
    """With a tray the program goes on; without one, closing asks to end it."""
    window.hide_on_close(lambda: True)
    with qtbot.waitSignal(window.hidden), qtbot.assertNotEmitted(window.quit_wanted):
        window.close()
    assert not window.isVisible()

    window.hide_on_close(lambda: False)
    window.show()
    with qtbot.waitSignal(window.quit_wanted):
        window.close()


def test_light_and_dark_can_be_switched_while_running(theme, window):
    """Everything takes the new colours at once."""
    seen = {}
    for chosen in (Theme.LIGHT, Theme.DARK):
        theme.choose(chosen)
        seen[chosen] = window.grab().toImage().pixelColor(600, 70).lightness()
    theme.choose(Theme.SYSTEM)

    assert seen[Theme.LIGHT] > 200
    assert seen[Theme.DARK] < 60


def test_a_closed_bridge_drops_new_work(qtbot, qt_loop, bridge, desk):
    """After closing nothing starts any more, and nothing is left running."""
    closing = qt_loop.create_task(bridge.close())
    qtbot.waitUntil(closing.done)

    assert bridge.start(desk.sync_now()) is None
    assert desk.calls == []


def test_a_sign_out_that_failed_still_shows_the_ways_in(qtbot, window, bridge, desk):
    """The agent has ended by then: the meetings are not left standing as if all went on."""
    desk.failures["sign_out"] = TemporaryError("Could not delete the saved sign-in", "The disk refused it.")
    QTimer.singleShot(100, lambda: press(qtbot, window, "answer_yes"))

    settle(qtbot, bridge, window.menus.sign_out.trigger)

    assert window.signing_in.page.isVisible()
    assert ("sign_out",) in desk.calls


@pytest.mark.parametrize("answer, company", [("answer_yes", "Acme Pest"), ("answer_no", "")])
def test_a_form_that_is_half_typed_is_not_lost_unasked(qtbot, window, bridge, answer, company):
    """A meeting with an account begins the form anew only if the rep says so."""
    settle(qtbot, bridge, window.show_form)
    context = window.form.findChild(QPlainTextEdit, "context")
    context.setPlainText("Saw your call report")
    QTimer.singleShot(100, lambda: press(qtbot, window, answer))

    settle(qtbot, bridge, lambda: window.show_form(Prefill(company="Acme Pest")))

    assert window.form.findChild(QLineEdit, "company").text() == company
    assert (context.toPlainText() == "") == bool(company)


OVER_THE_WINDOW = (
    CallsDialog, LearnedDialog, MemoryDialog, OptOutsDialog, OwnStyleDialog, PeopleDialog, ProofsDialog,
)  # fmt: skip


def dialogs_over(window):
    return [one for one in window.findChildren(QDialog) if isinstance(one, OVER_THE_WINDOW)]


def test_a_dialog_is_built_when_it_is_first_opened(qtbot, window, bridge, desk):
    """None stands behind a fresh window; the second time it is the same one, and it is kept up to date."""
    assert dialogs_over(window) == []

    with qtbot.waitSignal(bridge.settled):
        window.show_opt_outs()
    (built,) = dialogs_over(window)
    assert built.isVisible()
    assert built is window.opt_outs

    with qtbot.waitSignal(bridge.settled):
        bridge.start(desk.bar("late@example.com", "asked by phone"))
    qtbot.waitUntil(lambda: "late@example.com" in words_of(built))
    built.reject()
    with qtbot.waitSignal(bridge.settled):
        window.show_opt_outs()
    assert dialogs_over(window) == [built]


def test_the_calls_are_counted_before_their_dialog_is_built(qtbot, window):
    """The dashboard's badge needs no dialog."""
    badge = window.dashboard.findChild(QPushButton, "show_calls")

    qtbot.waitUntil(badge.isVisible)

    assert dialogs_over(window) == []


def test_whom_a_conversation_is_with_can_be_read_in_the_smallest_window(qtbot, window, bridge):
    """The buttons take their room beside it, the links below it."""
    window.resize(window.minimumSize())
    with qtbot.waitSignal(bridge.settled):
        window.show_request(DELTA)

    (title,) = [
        one for one in window.conversation.findChildren(QLabel) if one.text() == "Demo with Delta Pest"
    ]

    qtbot.waitUntil(lambda: title.width() >= title.sizeHint().width())


@pytest.mark.parametrize("height, is_shown", [(640, False), (860, True)])
def test_what_to_say_on_a_call_begins_folded_where_there_is_no_room(qtbot, window, bridge, height, is_shown):
    """In the smallest window it would hide the conversation; one click shows it."""
    window.resize(1000, height)
    with qtbot.waitSignal(bridge.settled):
        window.show_request(GARDEN)
    fold = window.conversation.call._fold

    assert fold.text() == ("Less" if is_shown else "What to say")
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert fold.text() == ("What to say" if is_shown else "Less")
