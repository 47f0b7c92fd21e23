"""Companies, contacts and deals as a rep sees and keeps them: real widgets over a desk that behaves."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
)

from tests.ui.hands import held, press, settle, words_of
from ui import sample_accounts
from ui.accounts.import_presenter import Step
from ui.accounts.model import KEY_ROLE
from xforce_desktop.crm.imports import ImportStopped
from xforce_desktop.crm.list_file import ListOptions
from xforce_desktop.crm.records import Company, Kind
from xforce_desktop.errors import BadInput

LIST = "Shop,Who,Mail\nNew Pest Inc,Al Li,al@newpest.example\nAcme Pest,Jo,nobody\n"


def field(page, name):
    return page.findChild(QLineEdit, name)


def rows(page):
    model = page._table.model()
    return [
        tuple(model.data(model.index(row, at)) for at in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


@pytest.fixture
def page(qtbot, window, bridge):
    settle(qtbot, bridge, lambda: qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier))
    assert window.accounts.isVisible()
    return window.accounts


def show_kind(qtbot, page, kind):
    page.findChild(QTabBar, "accounts_tabs").setCurrentIndex(list(Kind).index(kind))


def choose(qtbot, bridge, page, row):
    settle(qtbot, bridge, lambda: page._table.selectRow(row))


def search(qtbot, page, text):
    with qtbot.waitSignal(page.searched):
        field(page, "accounts_search").setText(text)


def test_the_lists_show_what_there_is(qtbot, page):
    """Counts in the tabs, a row each, champions marked."""
    tabs = page.findChild(QTabBar, "accounts_tabs")
    assert [tabs.tabText(at) for at in range(3)] == ["Companies  3", "Contacts  3", "Deals  1"]
    assert rows(page)[0] == ("Acme Pest", "GA", "pest control", "42", "2", "2")
    show_kind(qtbot, page, Kind.CONTACT)
    assert rows(page)[0][0] == "Dana Reyes  ★"
    show_kind(qtbot, page, Kind.DEAL)
    assert rows(page) == [("AI receptionist", "Acme Pest", "proposal", "12,000", "1")]


def test_a_search_finds_by_any_words(qtbot, page):
    """In every list, without accents; what nothing holds is said."""
    search(qtbot, page, "renee BAYSHORE")
    show_kind(qtbot, page, Kind.CONTACT)
    assert [row[0] for row in rows(page)] == ["Renée Brûlé"]
    search(qtbot, page, "nobody at all")
    assert rows(page) == []
    assert "Nothing holds all these words." in words_of(page)


def test_a_company_shows_what_goes_on_with_it(qtbot, page, bridge):
    """Contacts, deals, what scheduling says, requests."""
    choose(qtbot, bridge, page, 0)
    said = words_of(page)

    assert "Dana Reyes, Operations Manager  ★ helps us" in said
    assert "Answered within the hour, twice (positive)" in said
    assert "AI receptionist" in said
    choose(qtbot, bridge, page, 2)
    assert "Nobody is known there yet." in words_of(page)


def test_a_contact_is_changed_in_its_form(qtbot, page, bridge, desk):
    """What is wrong is said at its field and keeps nothing; put right, it is kept with tone and ticks."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 1)
    field(page, "contact_phone").setText("12")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))
    assert "“12” is not a number that exists" in page.findChild(QLabel, "record_fault").text()
    assert field(page, "contact_phone").property("wrong") is True
    field(page, "contact_phone").setText("(404) 555-0188")
    page.findChild(QCheckBox, "contact_champion").setChecked(True)
    tone = page.findChild(QComboBox, "contact_tone")
    tone.setCurrentIndex(tone.findData("executive"))
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    john = next(one for one in desk.kept.values() if getattr(one, "email", "") == "john@acmepest.example")
    assert (john.phone, john.is_champion, desk.tones[john.email]) == ("+14045550188", True, "executive")
    assert page.findChild(QLabel, "accounts_told").text() == "Saved."


def kept(desk, address):
    return next(one for one in desk.kept.values() if getattr(one, "email", "") == address)


def test_a_champion_of_nowhere_is_named_by_the_address(qtbot, page, bridge, desk):
    """Where no name is known."""
    show_kind(qtbot, page, Kind.CONTACT)
    settle(qtbot, bridge, lambda: press(qtbot, page, "accounts_add"))
    field(page, "contact_email").setText("jo@nowhere.example")
    page.findChild(QCheckBox, "contact_champion").setChecked(True)
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    assert "It is not known where jo@nowhere.example works." in words_of(page)


def test_a_form_sends_only_what_was_changed_in_it(qtbot, page, bridge, desk):
    """What a call changed meanwhile stays; what could not be typed so today is not in the way."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    shown = kept(desk, "dana@acmepest.example")
    assert shown.sms_consent is not None
    desk.kept[shown.id] = replace(shown, phone="", sms_consent=None)
    field(page, "contact_title").setText("COO")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    assert kept(desk, shown.email) == replace(shown, phone="", sms_consent=None, title="COO")
    desk.kept[shown.id] = replace(shown, phone="555-0142", sms_consent=None)
    settle(qtbot, bridge, lambda: bridge.start(page.window()._screens.accounts.refresh(), replaces="x"))
    choose(qtbot, bridge, page, 1)
    choose(qtbot, bridge, page, 0)
    assert field(page, "contact_phone").text() == "555-0142"
    field(page, "contact_title").setText("CEO")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))
    assert (kept(desk, shown.email).title, kept(desk, shown.email).phone) == ("CEO", "555-0142")


def number_of(desk, record, phone):
    """Another change comes in between."""
    desk.kept[record.id] = replace(desk.kept[record.id], phone=phone)


def test_a_consent_is_not_given_to_a_number_that_the_form_never_showed(qtbot, page, bridge, desk):
    """What is typed stays, and is kept as soon as the number that it is for is written in."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    dana = kept(desk, "dana@acmepest.example")
    number_of(desk, dana, "+14045550199")
    field(page, "contact_sms_source").setText("told me so by phone")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    assert "Their number is +14045550199 now." in page.findChild(QLabel, "record_fault").text()
    assert kept(desk, dana.email).sms_consent == dana.sms_consent
    assert field(page, "contact_sms_source").text() == "told me so by phone"
    field(page, "contact_phone").setText("+1 404 555 0199")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))
    assert kept(desk, dana.email).sms_consent.source == "told me so by phone"


def refresh(qtbot, page, bridge):
    settle(qtbot, bridge, lambda: bridge.start(page.window()._screens.accounts.refresh(), replaces="x"))


def test_a_form_without_words_follows_its_record(qtbot, page, bridge, desk):
    """One with words stays; one whose record is gone goes with it."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    dana = kept(desk, "dana@acmepest.example")
    number_of(desk, dana, "+14045550199")
    refresh(qtbot, page, bridge)
    assert field(page, "contact_phone").text() == "+14045550199"
    field(page, "contact_title").setText("Half a ti")
    number_of(desk, dana, "+14045550188")
    refresh(qtbot, page, bridge)
    assert (field(page, "contact_phone").text(), field(page, "contact_title").text()) == (
        "+14045550199",
        "Half a ti",
    )
    field(page, "contact_title").setText(dana.title)
    del desk.kept[dana.id]
    refresh(qtbot, page, bridge)
    assert not field(page, "contact_phone").isVisible()


@pytest.mark.parametrize("answer", ["answer_no", "answer_yes"])
def test_half_typed_words_are_lost_only_after_a_question(qtbot, page, bridge, desk, answer):
    """By a click on another one, or on Add; the mark in the list stays with the form."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    field(page, "contact_title").setText("Half a ti")
    page._table.selectRow(1)
    qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "question") is not None)
    box = page.window().findChild(QMessageBox, "question")
    assert box.text() == "Leave “Dana Reyes <dana@acmepest.example>” unsaved?"
    settle(qtbot, bridge, lambda: press(qtbot, box, answer))

    is_left = answer == "answer_yes"
    assert (field(page, "contact_title").text() == "Half a ti") is not is_left
    assert page._table.currentIndex().row() == int(is_left)
    if not is_left:
        page.add_wanted.emit()
        qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "question") is not None)
        settle(qtbot, bridge, lambda: press(qtbot, page.window().findChild(QMessageBox, "question"), answer))
        assert field(page, "contact_title").text() == "Half a ti"


def test_the_one_that_was_shown_last_can_be_chosen_after_an_empty_form(qtbot, page, bridge):
    """A click on the row that was marked before."""
    choose(qtbot, bridge, page, 0)
    settle(qtbot, bridge, lambda: press(qtbot, page, "accounts_add"))
    choose(qtbot, bridge, page, 0)

    assert field(page, "company_company").text() == "Acme Pest"


def test_what_is_typed_goes_to_the_record_that_is_shown(qtbot, page, bridge, desk):
    """Another one was chosen, and its form is still on its way."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    shown, going = kept(desk, "dana@acmepest.example"), held(desk, "tone_of")
    others = [one for one in desk.kept.values() if one.id != shown.id]
    page._table.selectRow(1)
    qtbot.waitUntil(lambda: going.is_asked)
    field(page, "contact_title").setText("COO")
    press(qtbot, page, "record_save")
    going.set()
    qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "question") is not None)
    settle(qtbot, bridge, lambda: press(qtbot, page.window().findChild(QMessageBox, "question"), "answer_no"))

    assert kept(desk, shown.email).title == "COO"
    assert [one for one in desk.kept.values() if one.id != shown.id] == others


def test_another_one_is_shown_once_the_first_is_saved(qtbot, page, bridge, desk):
    """Without a question, as nothing is lost; what is refused is asked about."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    going = held(desk, "save_record")
    field(page, "contact_title").setText("COO")
    press(qtbot, page, "record_save")
    qtbot.waitUntil(lambda: going.is_asked)
    page._table.selectRow(1)
    qtbot.wait(20)
    assert field(page, "contact_title").text() == "COO"
    settle(qtbot, bridge, going.set)
    assert field(page, "contact_email").text() == "john@acmepest.example"
    assert kept(desk, "dana@acmepest.example").title == "COO"

    going.clear()
    field(page, "contact_phone").setText("12")
    press(qtbot, page, "record_save")
    page._table.selectRow(0)
    going.set()
    qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "question") is not None)
    assert "“12” is not a number that exists" in page.findChild(QLabel, "record_fault").text()
    settle(qtbot, bridge, lambda: press(qtbot, page.window().findChild(QMessageBox, "question"), "answer_no"))
    assert field(page, "contact_phone").text() == "12"


async def yes(question):
    return True


def test_words_typed_while_it_is_saved_stay_and_are_saved_next(qtbot, page, bridge, desk):
    """Of a new one, too: it is not added twice."""
    settle(qtbot, bridge, lambda: press(qtbot, page, "accounts_add"))
    going = held(desk, "save_record")
    field(page, "company_company").setText("Züri Pest")
    press(qtbot, page, "record_save")
    qtbot.waitUntil(lambda: going.is_asked)
    field(page, "company_state").setText("TX")
    settle(qtbot, bridge, going.set)
    assert field(page, "company_state").text() == "TX"
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    named = [one for one in desk.kept.values() if isinstance(one, Company) and one.name == "Züri Pest"]
    assert [one.state for one in named] == ["TX"]


def test_an_undo_leaves_half_typed_words(qtbot, window, page, bridge, desk, tmp_path):
    """Of somebody who was there before the import, and of a new one."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    window._screens.accounts._presenter._ask = yes
    settle(qtbot, bridge, lambda: press(qtbot, page, "accounts_add"))
    field(page, "company_company").setText("Half a co")

    settle(qtbot, bridge, lambda: bridge.start(imported(desk, path)))
    settle(qtbot, bridge, lambda: page.undo_wanted.emit())

    assert "was taken back" in page.findChild(QLabel, "accounts_told").text()
    assert field(page, "company_company").text() == "Half a co"


async def imported(desk, path):
    file = await desk.look_at_list(str(path), ListOptions({}))
    await desk.import_list(file, lambda done, of: None)


def test_a_form_is_saved_as_what_it_is(qtbot, page, bridge, desk):
    """Also when another list was opened beside it."""
    choose(qtbot, bridge, page, 0)
    show_kind(qtbot, page, Kind.CONTACT)
    field(page, "company_industry").setText("lawn care")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    assert desk.kept[sample_accounts.ACME.id].industry == "lawn care"
    assert page.findChild(QLabel, "record_fault").text() == ""


def test_one_more_is_added(qtbot, page, bridge, desk):
    """Its form begins empty, its name is needed."""
    settle(qtbot, bridge, lambda: press(qtbot, page, "accounts_add"))
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))
    assert "The company is missing." in words_of(page)
    field(page, "company_company").setText("Züri Pest")
    field(page, "company_state").setText("texas")
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_save"))

    assert ("Züri Pest", "TX") in {
        (one.name, one.state) for one in desk.kept.values() if isinstance(one, Company)
    }
    assert "Züri Pest" in [row[0] for row in rows(page)]


def test_a_meeting_begins_with_what_is_known(qtbot, window, page, bridge):
    """Company, state, deal, and the person with phone and recorded consent."""
    show_kind(qtbot, page, Kind.CONTACT)
    choose(qtbot, bridge, page, 0)
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_meeting"))
    form = window.form.fields()

    assert window.form.isVisible()
    assert (form.company, form.company_state, form.deal) == ("Acme Pest", "GA", "AI receptionist")
    (guest,) = form.guests
    assert (guest.name, guest.address, guest.phone) == ("Dana Reyes", "dana@acmepest.example", "+14045550143")
    assert (guest.may_be_texted, guest.how_agreed) == (True, "web form")
    assert guest.agreed_on == sample_accounts.records()[4].sms_consent.given_on


def take(qtbot, dialog, row, meaning):
    """By keyboard: the list of that column is opened, walked through and left with Enter."""
    box = dialog.findChild(QComboBox, f"import_column_{row}")
    qtbot.keyClick(box, Qt.Key.Key_Down)
    steps = box.findData(meaning) - box.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(box.view(), Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)


def opened(qtbot, window, page, bridge, path):
    """The import with that file."""
    press(qtbot, page, "accounts_import")
    settle(qtbot, bridge, lambda: window.importing.file_wanted.emit(str(path)))
    return window.importing


def columns_of(dialog):
    boxes = (dialog.findChild(QComboBox, f"import_column_{row}") for row in (1, 2, 3))
    return [box.currentData() for box in boxes]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_C])
def test_a_column_is_only_taken_for_what_was_chosen(qtbot, window, page, bridge, desk, tmp_path, key):
    """A key opens the list, and walking through it changes nothing; Escape leaves all as it was, and not the
    dialog. What is chosen with Enter is taken, and the focus stays with it."""
    path = tmp_path / "list.csv"
    path.write_text("Company,Colour,Email\nNew Pest Inc,red,al@newpest.example\n")
    dialog = opened(qtbot, window, page, bridge, path)
    box = dialog.findChild(QComboBox, "import_column_2")
    before = columns_of(dialog)
    assert before == ["company", "", "email"]
    box.setFocus()
    qtbot.keyClick(box, key)
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Escape)
    assert (columns_of(dialog), dialog.columns(), dialog.isVisible()) == (before, {}, True)

    settle(qtbot, bridge, lambda: take(qtbot, dialog, 2, "industry"))

    assert columns_of(dialog) == ["company", "industry", "email"]
    assert dialog.findChild(QComboBox, "import_column_2") is box
    assert dialog.focusWidget() is box
    assert "as you said" in words_of(dialog)
    dialog.reject()


def test_a_column_that_another_one_is_taken_for_is_left_out(qtbot, window, page, bridge, tmp_path):
    """Its box and its reason say so where they stand."""
    path = tmp_path / "list.csv"
    path.write_text("Company,Colour,Email\nNew Pest Inc,red,al@newpest.example\n")
    dialog = opened(qtbot, window, page, bridge, path)
    settle(qtbot, bridge, lambda: take(qtbot, dialog, 2, "company"))
    assert columns_of(dialog) == ["", "company", "email"]
    assert "another column is the company already" in words_of(dialog)
    other = tmp_path / "other.csv"
    other.write_text("Mail,Zone\nal@newpest.example,America/New_York\n")
    dialog.show_step(Step.FILE)
    settle(qtbot, bridge, lambda: dialog.file_wanted.emit(str(other)))

    assert dialog.findChild(QComboBox, "import_column_3") is None
    assert "al@newpest.example" in words_of(dialog)
    assert "red" not in words_of(dialog)
    dialog.reject()


CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Reyes\nEMAIL:dana@acmepest.example\nTITLE:COO\nEND:VCARD\n"


@pytest.mark.parametrize(
    "name, text",
    [("list.vcf", CARD), ("list.csv", "Email,Name,Title\ndana@acmepest.example,Dana Reyes,COO\n")],
)
def test_what_is_known_is_replaced_by_lists_and_cards(
    qtbot, window, page, bridge, desk, tmp_path, name, text
):
    """Ticked by keyboard on the preview, which then shows what that would do; the focus stays there."""
    path = tmp_path / name
    path.write_text(text)
    dialog = opened(qtbot, window, page, bridge, path)
    if name.endswith("csv"):
        settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_preview"))
    tick = dialog.findChild(QCheckBox, "import_update")
    assert tick.isVisible()
    assert not dialog.findChild(QPushButton, "import_go").isEnabled()
    tick.setFocus()
    settle(qtbot, bridge, lambda: qtbot.keyClick(tick, Qt.Key.Key_Space))
    assert "Would be: 1 contact changed." in words_of(dialog)
    assert dialog.focusWidget() is tick
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_go"))

    assert kept(desk, "dana@acmepest.example").title == "COO"
    dialog.reject()
    press(qtbot, page, "accounts_import")
    assert not tick.isChecked()
    dialog.reject()


def test_an_import_goes_step_by_step(qtbot, window, page, bridge, desk, tmp_path):
    """Columns corrected, preview, import, report, undo."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    before = dict(desk.kept)
    press(qtbot, page, "accounts_import")
    dialog = window.importing
    settle(qtbot, bridge, lambda: dialog.file_wanted.emit(str(path)))
    assert dialog.findChild(QComboBox, "import_column_3").currentText() == "mail address"
    for row, meaning in ((1, "company"), (2, "name")):
        settle(qtbot, bridge, lambda row=row, meaning=meaning: take(qtbot, dialog, row, meaning))
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_preview"))
    assert "Would be: 1 company and 1 contact added." in words_of(dialog)
    lines = dialog.findChild(QPlainTextEdit, "import_preview_lines").toPlainText()
    assert "row 3: mail address: “nobody” is not a mail address" in lines
    assert desk.kept == before
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_go"))
    assert len(desk.kept) == len(before) + 2
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_undo"))
    assert desk.kept == before
    assert "Taken back: 2 removed" in words_of(dialog)
    dialog.reject()


def test_a_preview_waits_for_the_columns_that_were_chosen(qtbot, window, page, bridge, desk, tmp_path):
    """What is shown, and imported then, is read with them."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    press(qtbot, page, "accounts_import")
    dialog = window.importing
    settle(qtbot, bridge, lambda: dialog.file_wanted.emit(str(path)))
    going = held(desk, "look_at_list")
    take(qtbot, dialog, 1, "company")
    qtbot.waitUntil(lambda: going.is_asked)
    dialog.preview_wanted.emit()
    qtbot.wait(20)
    settle(qtbot, bridge, going.set)

    assert "Would be: 1 company" in words_of(dialog)
    dialog.reject()


def test_an_undo_that_cannot_be_is_said_in_the_dialog(qtbot, window, page, bridge, desk, tmp_path):
    """What the window says lies behind it; the button stays."""
    path = tmp_path / "list.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Al Li\nEMAIL:al@newpest.example\nEND:VCARD\n")
    press(qtbot, page, "accounts_import")
    dialog = window.importing
    settle(qtbot, bridge, lambda: dialog.file_wanted.emit(str(path)))
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_go"))

    async def refused(import_id):
        raise BadInput("later.csv changed some of the same records.", "Undo that one first.")

    desk.undo_import = refused
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "import_undo"))

    assert "later.csv changed some of the same records." in words_of(dialog)
    dialog.reject()


def test_a_stop_keeps_nothing(qtbot, window, page, bridge, desk, tmp_path, monkeypatch):
    """The wizard goes back to the columns and says so."""
    path, stopped, plan = tmp_path / "list.csv", threading.Event(), desk._plan
    path.write_text("Company,Name,Email\n" + "".join(f"A{n},N,n{n}@x.example\n" for n in range(200)))
    before = dict(desk.kept)

    def held_at_half(file, progress, is_updating):
        def told(done, of):
            progress(done, of)
            assert done != 100 or stopped.wait(5), "nobody stopped it"

        return plan(file, told, is_updating)

    def stop():
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        stopped.set()

    monkeypatch.setattr(desk, "_plan", held_at_half)
    press(qtbot, page, "accounts_import")
    dialog = window.importing
    settle(qtbot, bridge, lambda: dialog.file_wanted.emit(str(path)))
    dialog.preview_wanted.emit()
    qtbot.waitUntil(lambda: dialog._bar.value() > 0)
    settle(qtbot, bridge, stop)

    assert ImportStopped().title in words_of(dialog)
    assert desk.kept == before
    dialog.reject()


def test_what_is_no_list_is_said(qtbot, window, page, bridge, tmp_path):
    """On the first page; another file can be named."""
    path = tmp_path / "empty.csv"
    path.write_text("")
    press(qtbot, page, "accounts_import")
    settle(qtbot, bridge, lambda: window.importing.file_wanted.emit(str(path)))

    assert "nothing in empty.csv" in words_of(window.importing)
    window.importing.reject()


def test_a_deletion_says_what_is_left_without_it(qtbot, window, page, bridge, desk):
    """Only after a yes."""
    asked = []

    async def yes(question):
        asked.append(question)
        return True

    window._screens.accounts._presenter._ask = yes
    choose(qtbot, bridge, page, 0)
    settle(qtbot, bridge, lambda: press(qtbot, page, "record_delete"))

    assert asked[0].text == (
        "1 remembered fact will be deleted with it. 2 contacts, 1 deal will stay without a company. "
        "This cannot be taken back."
    )
    assert sample_accounts.ACME.id not in desk.kept


def test_an_export_is_written(qtbot, page, bridge, tmp_path):
    """And said where."""
    target = tmp_path / "all.csv"
    settle(qtbot, bridge, lambda: page.export_wanted.emit(str(target)))

    assert "Renée Brûlé" in target.read_text("utf-8")
    assert str(target) in page.findChild(QLabel, "accounts_told").text()


FORMS = ("csv", "vcf", "json")


def typed_target(qtbot, page, name, form):
    """The dialog with that name typed and then that form chosen."""
    press(qtbot, page, "accounts_export")
    chooser = page.findChildren(QFileDialog, "export_dialog")[-1]
    field(chooser, "fileNameEdit").setText(name)
    forms = chooser.findChild(QComboBox, "fileTypeCombo")
    forms.setCurrentIndex(FORMS.index(form))
    forms.activated.emit(forms.currentIndex())
    return chooser


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["accounts", "accounts.csv"])
def test_an_export_has_the_form_that_was_chosen(qtbot, page, bridge, tmp_path, name, form):
    """A name without an ending gets that of the form; one that is there gives way to it at once."""
    chooser = typed_target(qtbot, page, str(tmp_path / name), form)
    settle(qtbot, bridge, chooser.accept)

    assert [path.name for path in tmp_path.iterdir()] == [f"accounts.{form}"]


def test_every_control_can_be_named_and_reached(page):
    """For those who hear the screen, and for those without a mouse."""
    for made in (
        *page.findChildren(QPushButton),
        *page.findChildren(QLineEdit),
        *page.findChildren(QComboBox),
    ):
        assert made.objectName(), made
        assert made.accessibleName(), made.objectName()
        assert made.focusPolicy() & Qt.FocusPolicy.TabFocus, made.objectName()
    assert page._table.model().data(page._table.model().index(0, 0), KEY_ROLE) == str(sample_accounts.ACME.id)
