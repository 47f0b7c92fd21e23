"""What follow-ups may bring, as a rep sees and keeps it: real widgets over a desk that behaves."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
)

from tests.ui.hands import held, press, settle, words_of
from ui import samples
from ui.proofs.presenter import NOTHING, ProofsPresenter, TypedProof, fields_of, line_of, suits
from xforce_desktop.crm.imports import ImportBatch, Undone
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.proofs import Relevance, parse_proof


def opened(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.proofs.trigger)
    assert window.proofs.isVisible()
    return window.proofs


def test_the_library_shows_what_came_of_each(qtbot, window, bridge):
    """For whom it is, how often it left, answers and meetings; retired ones last."""
    said = words_of(opened(qtbot, window, bridge))

    assert "Case  •  for pest control, family, up to 50 employees" in said
    assert "Sent 8 times, 5 answered, 3 booked (38%)" in said
    assert said.index("12 trucks") < said.index("after business hours")
    assert "Sent once, 0 answered, 0 booked (0%); retired" in said


def test_one_more_is_kept(qtbot, window, bridge, desk):
    """A number needs its source; put right, it is in the list. Escape goes one step back."""
    dialog = opened(qtbot, window, bridge)
    press(qtbot, dialog, "proofs_add")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(qtbot, dialog, "proofs_add")
    dialog.findChild(QComboBox, "proof_kind").setCurrentIndex(1)
    dialog.findChild(QPlainTextEdit, "proof_content").setPlainText("Two of three callers do not\ncall twice")
    dialog.findChild(QLineEdit, "proof_industries").setText("pest control, lawn care")
    dialog.findChild(QLineEdit, "proof_least").setText("5")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "proofs_save"))
    assert "needs its source" in words_of(dialog)
    dialog.findChild(QLineEdit, "proof_source").setText("Our call report")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "proofs_save"))

    assert desk.kept_proofs[-1].proof.content == "Two of three callers do not call twice"
    assert "Number  •  Our call report  •  for pest control, lawn care, 5 employees or more" in words_of(
        dialog
    )


def test_one_is_retired_and_used_again(qtbot, window, bridge, desk):
    """By the button beside it."""
    dialog, key = opened(qtbot, window, bridge), desk.kept_proofs[0].id
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"retire-{key}"))
    assert not desk.kept_proofs[0].is_active
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"restore-{key}"))
    assert desk.kept_proofs[0].is_active


def test_an_empty_library_says_what_follows(qtbot, window, bridge, desk):
    """No proof is ever made up."""
    desk.kept_proofs.clear()
    assert NOTHING in words_of(opened(qtbot, window, bridge))


def test_every_field_can_be_named(qtbot, window, bridge):
    """For screen readers, and by the keyboard."""
    dialog = opened(qtbot, window, bridge)
    for kind in (QPushButton, QLineEdit, QComboBox, QPlainTextEdit):
        for made in dialog.findChildren(kind):
            assert made.objectName(), made
            assert made.accessibleName(), made.objectName()


@pytest.mark.parametrize(
    "wanted, words",
    [
        (Relevance(), "for every company"),
        (Relevance(least_employees=5, most_employees=9), "for 5 to 9 employees"),
        (Relevance(pain_points=("missed calls",)), "for missed calls"),
    ],
)
def test_for_whom_it_is(wanted, words):
    assert suits(wanted) == words


def test_a_size_is_a_number():
    """Said where it was typed."""
    with pytest.raises(BadInput, match="no whole number"):
        fields_of(TypedProof("resource", "A calculator of what is lost", least="few"))
    kept = parse_proof(fields_of(TypedProof("resource", "A calculator of what is lost", most="20")))
    assert kept.relevant_for == Relevance(most_employees=20)
    assert line_of(samples.proofs()[0]).is_active


LIST = (
    "type,content,source\n"
    "case_study,Twelve trucks lost no call,\n"
    "stat,Two of three never call again,\n"
    "stat,34% of their calls come after business hours,Our call report\n"
)


@pytest.fixture
def a_list(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def imported(qtbot, dialog, bridge, path):
    """By the file dialog, which does not stop the app."""
    press(qtbot, dialog, "proofs_import")
    chooser = dialog.findChild(QFileDialog, "proofs_import_dialog")
    settle(qtbot, bridge, lambda: chooser.fileSelected.emit(str(path)))
    chooser.reject()


def test_a_list_is_imported_and_what_was_left_is_told(qtbot, window, bridge, desk, a_list):
    """Each row that was not added with its reason; Escape leads back to the list, where the new one is."""
    dialog = opened(qtbot, window, bridge)
    imported(qtbot, dialog, bridge, a_list)

    said = words_of(dialog)
    assert "1 of 3 proofs in cases.csv added" in said
    assert "Not added: | Row 3: a stat needs its source: whose number or words it is |" in said
    assert "Row 4: these words are in the library already" in said
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert "Twelve trucks lost no call" in words_of(dialog)


def test_a_list_that_is_none_is_refused_over_the_library(qtbot, window, bridge, desk, a_list):
    """In words, where the rep looks; nothing changes, and nothing is to be taken back."""
    a_list.write_text("name,place\nAcme,Atlanta\n", encoding="utf-8")
    dialog, before = opened(qtbot, window, bridge), list(desk.kept_proofs)
    imported(qtbot, dialog, bridge, a_list)

    assert "There is no column type and no content." in words_of(dialog)
    assert desk.kept_proofs == before
    assert not dialog.findChild(QPushButton, "proofs_undo").isVisible()


def half_typed(qtbot, dialog):
    press(qtbot, dialog, "proofs_add")
    content = dialog.findChild(QPlainTextEdit, "proof_content")
    qtbot.keyClicks(content, "Half a sent")
    return content


def chosen(qtbot, dialog, name, path):
    """In the file dialog behind that button."""
    press(qtbot, dialog, name)
    chooser = dialog.findChildren(QFileDialog, f"{name}_dialog")[-1]
    chooser.fileSelected.emit(str(path))
    chooser.reject()


@pytest.mark.parametrize(
    "call, begin, told",
    [
        (
            "import_proofs",
            lambda qtbot, dialog, desk, path: chosen(qtbot, dialog, "proofs_import", path),
            "1 of 3 proofs in cases.csv added",
        ),
        (
            "export_proofs",
            lambda qtbot, dialog, desk, path: chosen(
                qtbot, dialog, "proofs_export", path.with_name("out.csv")
            ),
            "Saved to",
        ),
        (
            "retire_proof",
            lambda qtbot, dialog, desk, path: press(qtbot, dialog, f"retire-{desk.kept_proofs[0].id}"),
            "3 booked (38%); retired",
        ),
    ],
)
def test_what_ends_leaves_the_form_alone(qtbot, window, bridge, desk, a_list, call, begin, told):
    """What came of it is told when the form is left."""
    dialog, going = opened(qtbot, window, bridge), held(desk, call)
    begin(qtbot, dialog, desk, a_list)
    qtbot.waitUntil(lambda: going.is_asked)
    content = half_typed(qtbot, dialog)
    settle(qtbot, bridge, going.set)

    assert (content.isVisible(), content.toPlainText()) == (True, "Half a sent")
    press(qtbot, dialog, "proofs_back")
    assert told in words_of(dialog)


def test_what_came_of_an_import_is_told_when_the_dialog_was_closed_meanwhile(
    qtbot, window, bridge, desk, a_list
):
    """As soon as it is opened again."""
    dialog, going = opened(qtbot, window, bridge), held(desk, "import_proofs")
    chosen(qtbot, dialog, "proofs_import", a_list)
    qtbot.waitUntil(lambda: going.is_asked)
    dialog.accept()
    settle(qtbot, bridge, going.set)

    assert "1 of 3 proofs in cases.csv added" in words_of(opened(qtbot, window, bridge))


def test_while_a_proof_is_kept_the_form_takes_no_words(qtbot, window, bridge, desk):
    """They would be lost with it; nor a second click, nor the way back. What is refused stays."""
    dialog, going = opened(qtbot, window, bridge), held(desk, "add_proof")
    content, before = half_typed(qtbot, dialog), len(desk.kept_proofs)
    press(qtbot, dialog, "proofs_save")
    qtbot.waitUntil(lambda: not content.isEnabled())
    qtbot.keyClicks(content, "ence")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, bridge, going.set)

    assert [one.proof.content for one in desk.kept_proofs[before:]] == ["Half a sent"]
    again = half_typed(qtbot, dialog)
    dialog.findChild(QComboBox, "proof_kind").setCurrentIndex(1)
    settle(qtbot, bridge, lambda: press(qtbot, dialog, "proofs_save"))
    assert "needs its source" in words_of(dialog)
    assert (again.toPlainText(), dialog.focusWidget().objectName()) == ("Half a sent", "proofs_save")


def test_the_import_that_was_named_is_taken_back(qtbot, window, bridge, desk, a_list):
    """Another one that came while it was asked stays."""
    dialog = opened(qtbot, window, bridge)
    imported(qtbot, dialog, bridge, a_list)
    press(qtbot, dialog, "proofs_report_back")
    press(qtbot, dialog, "proofs_undo")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox, "question") is not None)
    later = a_list.with_name("later.csv")
    later.write_text("type,content,source\nresource,A calculator,\n", encoding="utf-8")
    coming = bridge.start(desk.import_proofs(str(later)))
    qtbot.waitUntil(coming.done)
    settle(qtbot, bridge, lambda: press(qtbot, dialog.findChild(QMessageBox, "question"), "answer_yes"))

    kept = {one.proof.content for one in desk.kept_proofs}
    assert "Twelve trucks lost no call" not in kept
    assert "A calculator" in kept
    assert "cases.csv was taken back: 1 proof removed" in words_of(dialog)


@pytest.mark.parametrize("answer, is_there", [("answer_yes", False), ("answer_no", True)])
def test_an_import_is_taken_back_after_a_question(qtbot, window, bridge, desk, a_list, answer, is_there):
    """It says how many go and what stays, and that it is done."""
    dialog = opened(qtbot, window, bridge)
    a_list.write_text(LIST + "resource,A calculator,\n", encoding="utf-8")
    imported(qtbot, dialog, bridge, a_list)
    press(qtbot, dialog, "proofs_report_back")
    settle(qtbot, bridge, lambda: press(qtbot, dialog, f"retire-{desk.kept_proofs[-1].id}"))
    press(qtbot, dialog, "proofs_undo")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox, "question") is not None)
    box = dialog.findChild(QMessageBox, "question")
    assert box.text() == "Undo the import of cases.csv?"
    assert box.informativeText().splitlines() == [
        "1 proof that it added goes.",
        "These stay:",
        "A calculator: it was used or changed since",
    ]

    settle(qtbot, bridge, lambda: press(qtbot, box, answer))

    kept = {one.proof.content for one in desk.kept_proofs}
    assert ("Twelve trucks lost no call" in kept) is is_there
    assert "A calculator" in kept
    assert ("cases.csv was taken back: 1 proof removed" in words_of(dialog)) is not is_there
    assert dialog.findChild(QPushButton, "proofs_undo").isHidden() is not is_there


def test_those_in_use_are_exported(qtbot, window, bridge, tmp_path):
    """To a file of the rep's choice, which is named then; one that is there is not written over."""
    dialog, target = opened(qtbot, window, bridge), tmp_path / "out.csv"

    def export():
        press(qtbot, dialog, "proofs_export")
        chooser = dialog.findChildren(QFileDialog, "proofs_export_dialog")[-1]
        settle(qtbot, bridge, lambda: chooser.fileSelected.emit(str(target.with_suffix(""))))
        chooser.reject()

    export()
    assert f"Saved to {target}." in words_of(dialog)
    text = target.read_text("utf-8-sig")
    assert "with 12 trucks" in text
    assert "after business hours" not in text, "it is retired"
    target.write_text("the rep's own", encoding="utf-8")
    export()
    assert "exists already" in words_of(dialog)
    assert target.read_text("utf-8") == "the rep's own"


@pytest.mark.parametrize(
    "undone, says",
    [
        (Undone(2, 0), "2 proofs that it added go."),
        (Undone(0, 0, ("A: used",)), "Nothing that it added goes.\nThese stay:\nA: used"),
        (
            Undone(1, 0, tuple("abcdefg")),
            "1 proof that it added goes.\nThese stay:\na\nb\nc\nd\ne\nand 2 more",
        ),
    ],
)
def test_the_question_says_what_goes_and_stays(undone, says, desk):
    """A long list is cut short, and counted."""
    asked = []

    async def ask(question):
        asked.append(question)
        return False

    async def last():
        return ImportBatch(uuid.uuid4(), "cases.csv", samples.NOW), undone

    desk.last_proof_import = last
    asyncio.run(ProofsPresenter(desk, None, ask=ask).undo())

    assert [one.text for one in asked] == [says]
