"""What was learned, as a rep sees and undoes it: real widgets over a desk that behaves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView, QTabWidget

from tests.ui.fake_desk import FakeDesk
from tests.ui.hands import settle, words_of
from ui import samples
from ui.conversation.ended import ended_card
from ui.learned.presenter import HOLDS_AGAIN, NOTHING, OFF, page_of
from ui.sample_learning import OWNERS, a_change
from xforce_desktop.learning.postmortem import Evidence, postmortem_of
from xforce_desktop.scheduling.lessons import ChangeStatus, Tally
from xforce_desktop.scheduling.request import Outcome


def buttons(dialog, verb):
    found = dialog.findChildren(QPushButton)
    return [one for one in found if one.isVisible() and one.objectName().startswith(f"{verb}-")]


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.learned.trigger)
    assert window.learned.isVisible()
    return window.learned


def test_each_change_has_its_numbers_and_how_sure_it_is(qtbot, window, bridge):
    """The newest first; a proposal waits for the rep's word."""
    said = words_of(opened(qtbot, window, bridge))

    assert "A text right after the first mail, for owners" in said
    assert "owners answered 14 of 20 second asks where that was to be a text, and 5 of 25 where" in said
    assert "In these numbers: between 21 and 69 points better (14 of 20 with it, 5 of 25 without)" in said
    assert "order of mail and text are each tried in about 25% of new requests" in said
    assert said.index("Waits for your word") < said.index("Holds, since")
    assert "11 more requests must end before another" in said
    assert "88 of 142 requests that ended were held" in said
    assert re.search(r"\d+ of \d+ asks brought an answer other than a final no\.", said)


def test_a_change_is_undone_and_a_proposal_taken(qtbot, window, bridge):
    """One click each; what is undone has no button any more."""
    dialog = opened(qtbot, window, bridge)
    (accept,) = buttons(dialog, "accept")
    settle(qtbot, bridge, lambda: qtbot.mouseClick(accept, Qt.MouseButton.LeftButton))
    assert buttons(dialog, "accept") == []
    assert len(buttons(dialog, "undo")) == 2

    for one in buttons(dialog, "undo"):
        assert one.accessibleName().startswith("Undo: ")
        settle(qtbot, bridge, lambda one=one: qtbot.mouseClick(one, Qt.MouseButton.LeftButton))
        break
    assert len(buttons(dialog, "undo")) == 1
    assert "Undone, since" in words_of(dialog)


def test_of_two_for_the_same_group_the_newer_holds(qtbot, window, bridge, desk):
    """The older says so and has no Undo of its own; it holds again once the newer is undone."""
    older = a_change(OWNERS, Tally(14, 20), Tally(5, 25), ChangeStatus.IN_FORCE)
    newer = a_change(replace(OWNERS, value="text_late"), Tally(9, 20), Tally(5, 25), ChangeStatus.IN_FORCE)
    desk.changes = [replace(older, at=older.at - timedelta(days=9)), newer]
    dialog = opened(qtbot, window, bridge)

    (undo,) = buttons(dialog, "undo")
    assert undo.objectName() == f"undo-{newer.id}"
    assert "A newer one holds in its place, since" in words_of(dialog)
    assert HOLDS_AGAIN in words_of(dialog)

    settle(qtbot, bridge, lambda: qtbot.mouseClick(undo, Qt.MouseButton.LeftButton))
    (undo,) = buttons(dialog, "undo")
    assert undo.objectName() == f"undo-{older.id}"
    assert HOLDS_AGAIN not in words_of(dialog)


def test_what_is_watched_and_the_seasons_are_tables(qtbot, window, bridge):
    """With names for those who do not see, and words where there is nothing."""
    dialog = opened(qtbot, window, bridge)
    watched, seasons = (dialog.findChild(QTableView, f"learned_{name}") for name in ("watched", "seasons"))

    def rows(table):
        model = table.model()
        columns = range(model.columnCount())
        return [[model.index(row, c).data() for c in columns] for row in range(model.rowCount())]

    assert rows(watched)[0] == [
        "Begin with 30 minutes",
        "people asked for demos",
        "24 of 31 with it, 40 of 62 without",
        "9 more to a judgement",
    ]
    assert rows(seasons)[0] == ["April, FL", "termite swarm", "14", "3.1 asks, 6.4 days", "x 2"]
    assert watched.accessibleName()
    assert dialog.findChild(QTabWidget, "learned_tabs").accessibleName()


@pytest.mark.parametrize("mode, said", [("on", NOTHING), ("off", OFF)])
async def test_nothing_learned_has_words(mode, said):
    """And so has learning that is off."""
    empty = replace(await FakeDesk(is_empty=True).learning(), mode=mode)
    page = page_of(empty, samples.NOW, None)

    assert said in page.note
    assert page.changes == page.watched == page.seasons == ()
    assert page.rep == "No request has ended yet."


def test_the_end_of_a_conversation_says_why(qtbot, window, bridge):
    """A small card; none while a request goes on."""
    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Northwind Homes")))
    said = words_of(window.conversation.ended)
    assert said.startswith("It was held | 2 asks, booked after 1 day")
    assert "Quick: 2 asks brought the meeting about." in said
    assert "To be kept" in said

    settle(qtbot, bridge, lambda: window.show_request(samples.sample_id("Acme Pest")))
    assert not window.conversation.ended.isVisible()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_end_has_a_heading(outcome):
    """Whatever it was; nothing is shown before the end."""
    request = replace(samples.completed()[0].request, outcome=outcome, no_show_count=2)
    card = ended_card(postmortem_of(Evidence(request), samples.NOW))
    assert card.heading
    assert card.figures.endswith("missed 2 times")
    assert ended_card(None) is None
