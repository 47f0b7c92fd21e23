"""What is known of a company, as a rep sees and corrects it: real widgets over a desk that behaves."""

from __future__ import annotations

import uuid
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QTableView

from tests.ui.hands import held, press, settle, words_of
from ui import sample_memory, samples
from ui.memory.presenter import NO_COMPANY, NO_ENTRIES, NO_MATCH, NOT_KNOWN
from ui.memory.words import (
    FILTERS,
    KINDS,
    TOPICS,
    activity_lines,
    entry_lines,
    filtered,
    follows_of,
    group_of,
)
from ui.sample_memory import ACME, DELTA
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.request import Actor


def opened(qtbot, window, bridge, tab=1):
    settle(qtbot, bridge, window.menus.memory.trigger)
    assert window.memory.isVisible()
    window.memory.tabs.setCurrentIndex(tab)
    return window.memory


def rows_of(dialog):
    model = dialog.findChild(QTableView, "memory_activities").model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_the_dialog_shows_what_is_known_and_where_from(qtbot, window, bridge):
    """Facts, memory with what follows from it, and what happened, newest first."""
    dialog = opened(qtbot, window, bridge, tab=0)
    said = words_of(dialog)
    assert "John Smith (Owner, helps us there); Mary Jones (Operations Manager)." in said
    assert "Contacts of the company, as of yesterday at 2:05 PM" in said
    dialog.tabs.setCurrentIndex(1)
    said = words_of(dialog)
    assert "New offers with John Smith: not on Mondays." in said
    assert "John Smith wrote it by mail on November 12, 2026. In their words: “Never Mondays" in said
    assert rows_of(dialog)[0] == "Met John at the trade fair in Atlanta."
    assert rows_of(dialog)[-1] == "You asked John Smith for a meeting."


def test_one_is_forgotten_and_brought_back(qtbot, window, bridge, desk):
    """By the buttons; what can be brought back is named."""
    dialog = opened(qtbot, window, bridge)
    key = desk.pictures[ACME].entries[0].id
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"forget-{key}"))
    assert key not in {one.id for one in desk.pictures[ACME].entries}
    assert dialog.findChild(QPushButton, "memory_undo").text() == "Bring back “Not on Mondays.”"
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_undo"))
    assert key in {one.id for one in desk.pictures[ACME].entries}
    assert not dialog.findChild(QPushButton, "memory_undo").isVisible()


def test_one_is_put_in_other_words_and_back(qtbot, window, bridge, desk):
    """What follows from the words follows them; Escape in the form changes nothing."""
    dialog = opened(qtbot, window, bridge)
    key = desk.pictures[ACME].entries[0].id
    press(qtbot, dialog, f"edit-{key}")
    text = dialog.findChild(QPlainTextEdit, "memory_text")
    assert text.toPlainText() == "Not on Mondays."
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(qtbot, dialog, f"edit-{key}")
    text.setPlainText("Never on Tuesdays")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_save"))
    assert "New offers with John Smith: not on Tuesdays." in words_of(dialog)
    assert "Changed by you" in words_of(dialog)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_undo"))
    assert "New offers with John Smith: not on Mondays." in words_of(dialog)


def test_something_is_added_and_what_happened_is_noted(qtbot, window, bridge, desk):
    """Of one of them or of all; without words nothing is kept."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "memory_add")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_save"))
    assert "There are no words to keep." in words_of(dialog)
    kinds, whose = (dialog.findChild(QComboBox, name) for name in ("memory_kind", "memory_whose"))
    text = dialog.findChild(QPlainTextEdit, "memory_text")
    kinds.setCurrentIndex(kinds.findData(MemoryKind.CONSTRAINT.value))
    whose.setCurrentIndex(whose.findData("mary@acmepest.example"))
    text.setPlainText("Never on Fridays")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_save"))
    assert "New offers with Mary Jones: not on Fridays." in words_of(dialog)
    press(qtbot, dialog, "memory_add")
    kinds.setCurrentIndex(kinds.findData("happened"))
    text.setPlainText("Sent them a basket")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_save"))
    assert rows_of(dialog)[0] == "Sent them a basket"


def test_what_happened_is_filtered(qtbot, window, bridge):
    """By kind and by words; nothing that fits is said in words."""
    dialog = opened(qtbot, window, bridge, tab=2)
    group, words = dialog.findChild(QComboBox, "memory_filter"), dialog.findChild(QLineEdit, "memory_words")
    group.setCurrentIndex(group.findData("meeting"))
    assert len(rows_of(dialog)) == 2
    words.setText("booked")
    qtbot.waitUntil(lambda: len(rows_of(dialog)) == 1)
    words.setText("nothing like it")
    qtbot.waitUntil(lambda: rows_of(dialog) == [])
    assert NO_MATCH in words_of(dialog)


def test_a_line_of_the_course_leads_to_its_meeting(qtbot, window, bridge):
    """One that belongs to none leads nowhere."""
    dialog = opened(qtbot, window, bridge, tab=2)
    table = dialog.findChild(QTableView, "memory_activities")
    table.activated.emit(table.model().index(0, 0))
    assert dialog.isVisible()
    settle(qtbot, bridge, lambda: table.activated.emit(table.model().index(1, 0)))
    assert not dialog.isVisible()
    qtbot.waitUntil(window.conversation.isVisible)


def test_a_conversation_opens_its_company(qtbot, window, bridge, desk):
    """By its link and its keys; an unknown company is said to be unknown."""
    settle(qtbot, bridge, lambda: window.show_what_we_know(DELTA))
    window.memory.accept()
    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Acme Pest")))
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "memory"))
    chosen = window.memory.findChild(QComboBox, "memory_company")
    assert chosen.currentText() == "Acme Pest"
    window.memory.accept()
    desk.pictures.pop(ACME)
    settle(qtbot, bridge, lambda: press(qtbot, window.conversation, "memory"))
    assert NOT_KNOWN in words_of(window.memory)


def test_another_company_and_none_have_words(qtbot, window, bridge, desk):
    """Nothing is taken back at a company where nothing was changed."""
    dialog = opened(qtbot, window, bridge)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"forget-{desk.pictures[ACME].entries[0].id}"))
    settle(qtbot, bridge, lambda: dialog.company_wanted.emit(str(DELTA)))
    assert NO_ENTRIES in words_of(dialog)
    assert not dialog.findChild(QPushButton, "memory_undo").isVisible()
    desk.pictures.clear()
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_refresh"))
    settle(qtbot, bridge, window.menus.memory.trigger)
    assert NO_COMPANY in words_of(dialog)


def test_what_is_typed_is_kept_with_the_company_it_was_typed_for(qtbot, window, bridge, desk):
    """The company goes while the form is open: nothing lands at the one that is shown in its place."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "memory_add")
    dialog.findChild(QPlainTextEdit, "memory_text").setPlainText("They use PestPac")
    acme = desk.pictures.pop(ACME)
    settle(qtbot, bridge, bridge.changed.emit)
    desk.pictures[ACME] = acme
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "memory_save"))

    assert desk.pictures[DELTA].entries == ()
    assert desk.pictures[ACME].entries[-1].text == "They use PestPac"


def test_what_ends_leaves_the_words_alone(qtbot, window, bridge, desk):
    """What is known is worked out anew while something is typed."""
    dialog, going = opened(qtbot, window, bridge), held(desk, "refresh_account")
    press(qtbot, dialog, "memory_refresh")
    qtbot.waitUntil(lambda: going.is_asked)
    press(qtbot, dialog, "memory_add")
    text = dialog.findChild(QPlainTextEdit, "memory_text")
    text.setPlainText("They use Pest")
    settle(qtbot, bridge, going.set)

    assert (text.isVisible(), text.toPlainText()) == (True, "They use Pest")
    press(qtbot, dialog, "memory_back")


def test_what_cannot_be_taken_out_is_said_in_the_dialog(qtbot, window, bridge, desk):
    """What the window says lies behind it."""
    dialog = opened(qtbot, window, bridge)

    async def gone(entry_id):
        raise BadInput("It is not remembered any more.", "Look again.")

    desk.forget_memory = gone
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"forget-{desk.pictures[ACME].entries[0].id}"))

    assert "It is not remembered any more. Look again." in words_of(dialog)


def test_every_control_has_a_name_and_can_be_reached(qtbot, window, bridge):
    """For who cannot see it, and for who does not use a mouse."""
    dialog = opened(qtbot, window, bridge)
    dialog.add_wanted.emit()
    for kind in (QPushButton, QComboBox, QPlainTextEdit, QLineEdit, QTableView):
        for one in dialog.findChildren(kind):
            if one.objectName().startswith("qt_"):
                continue
            assert one.objectName(), one
            assert one.accessibleName() or one.text(), one.objectName()
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.objectName()


def test_the_words_of_the_dialog_cover_every_kind():
    """Whoever adds a kind of memory or a filter adds its words."""
    assert set(KINDS) == set(MemoryKind)
    assert set(FILTERS) >= {group_of(one) for one in sample_memory.acme().activities}
    assert set(TOPICS) >= {one.topic for one in sample_memory.acme().facts}


def test_what_follows_is_said_for_each_kind():
    """For all or for one, wall or wish, and where nothing was understood."""
    (limit, *_), picture = sample_memory.acme().entries, sample_memory.acme()
    wish = replace(limit, contact="", content={**limit.content, "is_wish": True})
    assert follows_of(wish) == "Offered first: not on Mondays."
    assert follows_of(replace(limit, content={"channel": "sms"})) == (
        "Follow-ups with John Smith go by text, with their consent."
    )
    assert follows_of(replace(limit, content={})).startswith("No day or hour was understood")
    updated = replace(picture, entries=(replace(limit, edited_at=samples.NOW, edited_by=Actor.AI),))
    assert entry_lines(updated, None)[0].changed.startswith("Changed by the app")


def test_the_filter_wants_every_word():
    """In any order, of what happened and where it is from; no words and no kind want everything."""
    lines = activity_lines(sample_memory.acme(), None)
    found = filtered(lines, "", "calendar BOOKED")
    assert [one.what for one in found] == ["Meeting with John Smith booked for Friday at 2:00 PM."]
    assert filtered(lines, "", "") == lines
    assert filtered(lines, "call", "booked") == ()


def test_an_entry_that_is_gone_is_not_edited(qtbot, window, bridge):
    """It was taken out elsewhere: the form stays closed."""
    dialog = opened(qtbot, window, bridge)
    dialog.edit_wanted.emit(str(uuid.UUID(int=1)))
    assert dialog.findChild(QPushButton, "memory_add").isVisible()
