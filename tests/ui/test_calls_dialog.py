"""Calls as a rep sees and makes them: real widgets over a desk that behaves."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit, QPushButton, QTableView

from tests.ui.hands import press, settle, words_of
from ui import samples
from ui.calls import screen
from ui.calls.words import badge_of, summary_of
from ui.tray import Tray
from ui.widgets.icons import app_icon
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import CallBoard
from xforce_desktop.scheduling.events import CallResult

CARD = samples.sample_id("card")


@pytest.fixture
def dialled(monkeypatch):
    links = []
    monkeypatch.setattr(screen.QDesktopServices, "openUrl", lambda url: links.append(url.toString()))
    return links


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.calls.trigger)
    assert window.calls.dialog.isVisible()
    return window.calls.dialog


def test_the_list_and_all_sections_of_the_first(qtbot, window, bridge):
    """Whom, the number, why now, what to say, what to avoid; the list is a table with headings."""
    dialog = opened(qtbot, window, bridge)
    said = words_of(dialog)

    table = dialog.findChild(QTableView, "calls_list")
    model = table.model()
    assert [model.index(0, place).data() for place in range(3)] == [
        "Call Rosa Klein",
        "Garden State Pest  •  Demo",
        "For today",
    ]
    assert model.headerData(2, Qt.Orientation.Horizontal) == "When"
    for words in ("+12015550164", "Why it matters", "What was done so far", "What to say", "Better not"):
        assert words in said
    assert "1 call for today. At most 3 a day are asked of you." in said


def test_call_now_holds_the_mail_and_then_dials(qtbot, window, bridge, desk, dialled):
    """The desk first, then the phone; the conversation and the dialog say until when nothing leaves."""
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_start"))

    assert desk.called("start_call") == [(CARD,)]
    assert dialled == ["tel:+12015550164"]
    assert "You are calling: nothing leaves before 10:35" in words_of(dialog)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_open"))
    assert "You are calling Rosa Klein: nothing leaves until 10:35" in words_of(window.conversation)


def test_nothing_is_dialled_if_the_mail_cannot_be_held(qtbot, window, bridge, desk, dialled):
    """Else a mail might leave in the middle of the call."""
    dialog = opened(qtbot, window, bridge)
    desk.failures["start_call"] = BadInput("There is no number.", "")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_start"))

    assert dialled == []
    assert "There is no number." in words_of(dialog), "the window's own notices lie behind the dialog"


def test_a_computer_that_cannot_dial_names_the_number(qtbot, window, bridge, desk, monkeypatch):
    """The mail is held all the same: the rep dials on a phone of their own."""
    monkeypatch.setattr(screen.QDesktopServices, "openUrl", lambda url: False)
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_start"))

    assert "This computer has no app that makes calls: dial +12015550164." in words_of(dialog)
    assert "Nothing leaves for Rosa Klein before 10:35." in words_of(dialog)


def test_done_asks_of_that_call_and_of_no_other(qtbot, window, bridge, desk):
    """They answered meanwhile, and the tray still shows the call: another one's request is not touched."""
    (summary,) = [one for one in desk.summaries.values() if one.cards]
    other = replace(summary.cards[0], id=uuid.uuid4(), title="Call Somebody Else")
    desk.summaries[summary.request.id] = replace(summary, cards=(other,))

    settle(qtbot, bridge, lambda: window.calls.report(CARD))

    dialog = window.calls.dialog
    assert not dialog.findChild(QComboBox, "calls_result").isVisible()
    assert "This call is not asked of you any more" in words_of(dialog)
    assert "Call Somebody Else" in words_of(dialog)


def test_what_is_being_typed_stays_when_the_card_goes(qtbot, window, bridge, desk):
    """Their mail closes it in the middle of the note; what cannot be saved is said, and can be copied."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "calls_done")
    note = dialog.findChild(QLineEdit, "calls_note")
    note.setText("She said Thursday")
    (request_id,) = [one.request.id for one in desk.summaries.values() if one.cards]

    settle(qtbot, bridge, lambda: bridge.start(desk.dismiss_card(request_id)))

    assert (note.text(), note.isVisible()) == ("She said Thursday", True)
    assert "This call is not asked of you any more" in words_of(dialog)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_save"))
    assert note.text() == "She said Thursday"
    press(qtbot, dialog, "calls_back")


def test_going_back_loses_no_words(qtbot, window, bridge, desk):
    """To look at what was to be said, and on with the note."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "calls_done")
    note = dialog.findChild(QLineEdit, "calls_note")
    note.setText("She said Thursday")
    press(qtbot, dialog, "calls_back")
    press(qtbot, dialog, "calls_done")

    assert (note.text(), note.isVisible()) == ("She said Thursday", True)


@pytest.fixture
def another(desk):
    """A second call, of another meeting."""
    (summary,) = [one for one in desk.summaries.values() if one.cards]
    first = summary.cards[0]
    later = first.raised_at + timedelta(minutes=1)
    card = replace(first, id=uuid.uuid4(), title="Call Somebody Else", raised_at=later)
    other = next(one for one in desk.summaries.values() if not one.cards)
    desk.summaries[other.request.id] = replace(other, cards=(card,))
    return card.id


def half_typed(qtbot, dialog):
    press(qtbot, dialog, "calls_done")
    result = dialog.findChild(QComboBox, "calls_result")
    result.setCurrentIndex(result.findData(CallResult.CALL_BACK.value))
    dialog.findChild(QDateTimeEdit, "calls_at").setDateTime(QDateTime(2026, 11, 26, 14, 30, 0))
    dialog.findChild(QLineEdit, "calls_note").setText("She said Thurs")


def stands(dialog):
    note, at = dialog.findChild(QLineEdit, "calls_note"), dialog.findChild(QDateTimeEdit, "calls_at")
    result = dialog.findChild(QComboBox, "calls_result").currentData()
    return CallResult(result), at.dateTime().toString("d HH:mm"), note.text()


def of_card(desk):
    """The meeting with the call that is first in the list."""
    return next(one for one in desk.summaries.values() if any(card.id == CARD for card in one.cards))


HALF = (CallResult.CALL_BACK, "26 14:30", "She said Thurs")


def test_a_report_of_another_call_begins_empty_and_the_first_is_kept(qtbot, window, bridge, another):
    """It was asked for from the tray; both are there again when the rep comes back to them."""
    dialog = opened(qtbot, window, bridge)
    half_typed(qtbot, dialog)
    settle(qtbot, bridge, lambda: window.calls.report(another))
    assert "Call Somebody Else" in words_of(dialog)
    assert stands(dialog) == (CallResult.BOOKED, "24 11:00", "")
    dialog.findChild(QLineEdit, "calls_note").setText("No answ")

    settle(qtbot, bridge, lambda: window.calls.report(CARD))
    assert stands(dialog) == HALF
    settle(qtbot, bridge, lambda: window.calls.report(another))
    assert stands(dialog)[2] == "No answ"


def test_what_is_saved_leaves_a_report_that_was_begun_since(qtbot, window, bridge, desk, another):
    """Of another call; the first is saved once, however often it is clicked."""
    dialog, going = opened(qtbot, window, bridge), desk.hold("finish_call")
    half_typed(qtbot, dialog)
    press(qtbot, dialog, "calls_save")
    press(qtbot, dialog, "calls_save")
    qtbot.waitUntil(lambda: bool(desk.called("finish_call")))
    window.calls.report(another)
    note = dialog.findChild(QLineEdit, "calls_note")
    qtbot.waitUntil(lambda: note.text() == "")
    note.setText("No answ")
    settle(qtbot, bridge, going.set)

    assert [card_id for card_id, _ in desk.called("finish_call")] == [CARD]
    assert (note.isVisible(), note.text()) == (True, "No answ")
    assert "Call Somebody Else" in words_of(dialog)


def test_back_from_a_call_that_is_gone_shows_what_is_asked_now(qtbot, window, bridge, desk, another):
    """At once, without the buttons of the one that is gone."""
    dialog = opened(qtbot, window, bridge)
    half_typed(qtbot, dialog)
    gone = of_card(desk)
    settle(qtbot, bridge, lambda: bridge.start(desk.dismiss_card(gone.request.id)))
    assert "This call is not asked of you any more" in words_of(dialog)

    press(qtbot, dialog, "calls_back")

    assert "Call Somebody Else" in words_of(dialog)
    assert "Call Rosa Klein" not in words_of(dialog)
    assert "This call is not asked of you any more" not in words_of(dialog)


@pytest.mark.parametrize("name", ["calls_dismiss", "calls_start"])
def test_a_click_on_what_is_gone_says_so(qtbot, window, bridge, desk, another, dialled, name):
    """The list had not followed yet; the call that takes its place is left alone."""
    dialog = opened(qtbot, window, bridge)
    gone = of_card(desk)
    desk.summaries[gone.request.id] = replace(gone, cards=())
    settle(qtbot, bridge, lambda: press(qtbot, dialog, name))

    assert "asked of you" in words_of(dialog).split("are asked of you.")[-1]
    assert "Call Somebody Else" in words_of(dialog)
    assert another in {card.id for one in desk.summaries.values() for card in one.cards}
    assert not dialled


def test_a_click_is_meant_for_the_call_that_is_shown(qtbot, window, bridge, desk, another):
    """Another one takes its place in the same moment."""
    dialog = opened(qtbot, window, bridge)

    def click():
        press(qtbot, dialog, "calls_dismiss")
        window.calls._presenter.choose(another)

    settle(qtbot, bridge, click)

    assert [card_id for _, card_id in desk.called("dismiss_card")] == [CARD]


def test_a_gone_call_can_be_dismissed_no_more(qtbot, window, bridge, desk, another):
    """The list has followed by the time the click arrives: it says so, too."""
    dialog, calls = opened(qtbot, window, bridge), window.calls._presenter

    async def late():
        await calls.refresh()
        await calls.dismiss(CARD)

    gone = of_card(desk)
    desk.summaries[gone.request.id] = replace(gone, cards=())
    settle(qtbot, bridge, lambda: bridge.start(late()))

    assert "This call is not asked of you any more" in words_of(dialog)
    assert not desk.called("dismiss_card")


def test_the_tray_follows_while_the_window_is_hidden(qtbot, window, bridge, desk):
    """A call that is not asked any more goes from its menu."""
    told = []
    settle(qtbot, bridge, window.show_dashboard)
    window.calls.told.connect(lambda badge, lines: told.append(badge))
    window.hide_on_close(lambda: True)
    window.close()
    (request_id,) = [one.request.id for one in desk.summaries.values() if one.cards]

    settle(qtbot, bridge, lambda: bridge.start(desk.dismiss_card(request_id)))
    qtbot.waitUntil(lambda: told[-1:] == [""])


def test_later_puts_it_off_and_says_until_when(qtbot, window, bridge, desk):
    """From the menu of the button; the line says when it comes back."""
    dialog = opened(qtbot, window, bridge)
    later = dialog.findChild(QPushButton, "calls_later")
    settle(qtbot, bridge, later.menu().actions()[0].trigger)

    assert desk.called("put_off_call") == [(CARD, Later.ONE_HOUR)]
    model = dialog.findChild(QTableView, "calls_list").model()
    assert model.index(0, 2).data().startswith("Comes back")


def test_what_came_of_it_is_asked_with_what_follows(qtbot, window, bridge, desk):
    """A time only where one is needed, read by the rep's clock; what cannot be stays in the form."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "calls_done")
    result = dialog.findChild(QComboBox, "calls_result")
    at = dialog.findChild(QDateTimeEdit, "calls_at")
    result.setCurrentIndex(result.findData(CallResult.VOICEMAIL.value))
    assert not at.isEnabled()
    assert "A mail may follow on their next working day." in words_of(dialog)
    result.setCurrentIndex(result.findData(CallResult.BOOKED.value))
    assert at.isEnabled()
    wanted = samples.NOW + timedelta(days=2)
    at.setDateTime(QDateTime(2026, 11, 26, 14, 30, 0))
    dialog.findChild(QLineEdit, "calls_note").setText("Her partner joins")
    desk.failures["finish_call"] = BadInput("The time has passed.", "Give one ahead.")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_save"))
    assert "The time has passed. Give one ahead." in words_of(dialog)
    desk.failures.clear()
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_save"))

    (_, report), (card_id, again) = desk.called("finish_call")
    assert report == again
    assert (card_id, again.result, again.note) == (CARD, CallResult.BOOKED, "Her partner joins")
    assert again.at.date() == wanted.date()
    assert (again.at.hour, again.at.minute, again.at.utcoffset()) == (14, 30, timedelta(hours=-5))
    assert "No call is asked of you." in words_of(dialog)


def test_a_card_that_is_dismissed_goes(qtbot, window, bridge, desk):
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "calls_dismiss"))

    assert len(desk.called("dismiss_card")) == 1
    assert "No call is asked of you." in words_of(dialog)


def test_dashboard_and_tray_lead_to_the_calls(qtbot, window, bridge, desk, dialled):
    """A badge above the groups; in the tray each call with what can be done about it."""
    tray = Tray(app_icon(), "X-FORCE", is_in_front=lambda: False)
    window.calls.told.connect(lambda badge, lines: tray.show_calls(lines))
    tray.call_wanted.connect(window.calls.start)
    tray.later_wanted.connect(window.calls.put_off)
    tray.done_wanted.connect(window.calls.report)
    settle(qtbot, bridge, window.show_dashboard)
    (badge,) = window.dashboard.findChildren(QPushButton, "show_calls")
    assert (badge.text(), badge.isVisible()) == ("1 call for you", True)
    (call,) = [action.menu() for action in tray.menu.actions() if action.menu()]
    assert call.title() == "Call Rosa Klein"
    now, later, done = call.actions()
    assert (now.text(), later.text(), done.text()) == ("Call now", "Later", "Done…")

    settle(qtbot, bridge, now.trigger)
    assert dialled == ["tel:+12015550164"]
    (call,) = [action.menu() for action in tray.menu.actions() if action.menu()]
    settle(qtbot, bridge, call.actions()[2].trigger)
    assert window.calls.dialog.findChild(QComboBox, "calls_result").isVisible()
    settle(qtbot, bridge, call.actions()[1].menu().actions()[2].trigger)
    assert desk.called("put_off_call") == [(CARD, Later.TOMORROW_MORNING)]
    tray.close()


def test_an_empty_board_has_words():
    """And no badge."""
    empty = CallBoard(samples.NOW, (), 0, 3)
    assert summary_of(empty).startswith("No call is asked of you.")
    assert badge_of(empty) == ""
