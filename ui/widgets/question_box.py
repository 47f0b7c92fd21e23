"""Asks the rep a question without stopping the loop."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.asking import Ask, Question
from ui.bridge import Bridge
from ui.widgets.parts import restyle


async def ask(question: Question, parent: QWidget | None) -> bool:
    """True for the `yes` button. If the asking coroutine is cancelled, the box goes away."""
    box = QMessageBox(parent)
    box.setObjectName("question")
    box.setIcon(QMessageBox.Icon.Warning if question.is_grave else QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(question.title)
    box.setText(question.title)
    box.setInformativeText(question.text)
    yes = box.addButton(question.yes, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(question.no, QMessageBox.ButtonRole.RejectRole)
    yes.setObjectName("answer_yes")
    no.setObjectName("answer_no")
    restyle(yes, kind="grave" if question.is_grave else "primary")
    box.setEscapeButton(no)
    box.setDefaultButton(no if question.is_grave else yes)
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def on_finished() -> None:
        if not answered.done():
            answered.set_result(box.clickedButton() is yes)

    box.finished.connect(on_finished)
    box.open()
    try:
        return await answered
    finally:
        box.close()
        box.deleteLater()


def ask_over(parent: QWidget, bridge: Bridge) -> Ask:
    """Asks in front of this window or dialog; while the rep thinks, nothing counts as being done."""

    async def asking(question: Question) -> bool:
        with bridge.hushed():
            return await ask(question, parent)

    return asking
