"""The preview of a mail says who worded it, where a model could have."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from ui.request_form.letter_dialog import LetterDialog
from xforce_desktop.messages.letter import Letter

LETTER = Letter("email", "Demo for Acme Pest", "Hey John,\n\nWould one of these work?\n\nBrent")


BY_CLAUDE = "Claude worded it (1.2 s, 900 tokens, about $0.0030)"
WITHOUT = "Worded without Claude: it could not be reached"


@pytest.mark.parametrize("why, shown", [("", []), (BY_CLAUDE, [f"{BY_CLAUDE}."]), (WITHOUT, [f"{WITHOUT}."])])
def test_the_preview_says_who_worded_it(qtbot, why: str, shown: list[str]):
    """Nothing is said where nobody but the offline writer was to be asked."""
    letter = Letter(LETTER.channel, LETTER.subject, LETTER.body, why=why)
    dialog = LetterDialog("To John", letter, "")
    qtbot.addWidget(dialog)

    assert [made.text() for made in dialog.findChildren(QLabel, "preview_writer")] == shown
    assert dialog.findChild(QPlainTextEdit, "preview_body").toPlainText() == LETTER.body
