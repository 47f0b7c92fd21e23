"""The states of the page for the rep's own words that pictures are taken of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ui import samples
from ui.main_window import MainWindow
from ui.sample_desk import SampleDesk
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.scheduling.wording_desk import StoredTemplate

Shoot = Callable[[QWidget, str], Awaitable[None]]
OWN = OwnTemplate(
    LetterKind.INITIAL,
    "demo",
    "I'd like to show you {{ topic }}{% if company %} and how it would sound at {{ company }}{% endif %}. "
    "{{ length }}, no slides.\n\n{{ times }}\n\nWhich of these suits you?",
    "A look at {{ topic }}",
)
REFUSED = OwnTemplate(
    LetterKind.FOLLOW_UP,
    "",
    "Just following up, as I have not heard from you. Would one of these work?\n\n{{ times }}",
)


async def wording_states(window: MainWindow, desk: SampleDesk, shoot: Shoot) -> None:
    """Our wording to begin with, the rep's own, one that was not used, a fault, and the signature."""
    window.show_wording()
    await shoot(window, "wording")
    desk.own[(OWN.kind, OWN.meeting_type)] = StoredTemplate(OWN, samples.NOW)
    refused = ("watching: 'not heard from you'",)
    desk.own[(REFUSED.kind, "")] = StoredTemplate(REFUSED, samples.NOW, refused, samples.NOW)
    await _choose(window, OWN.kind.value, "demo")
    await shoot(window, "wording-own")
    await _choose(window, REFUSED.kind.value, "")
    await shoot(window, "wording-refused")
    await _choose(window, OWN.kind.value, "demo")
    await asyncio.sleep(0.1)  # the words of that kind are in the field
    body = window.wording.findChild(QPlainTextEdit, "template_body")
    assert body is not None, "the page has a text"
    body.setPlainText("Hello {{ fist_name }}, I'd like to show you {{ topic }}.\n\n{{ times }}")
    window.wording.edited.emit()
    await shoot(window, "wording-wrong")
    window.wording.signature_wanted.emit()
    await shoot(window.signature, "signature")
    window.signature.reject()


async def _choose(window: MainWindow, kind: str, meeting_type: str) -> None:
    for name, key in (("template_kind", kind), ("template_type", meeting_type)):
        shown = window.wording.findChild(QComboBox, name)
        assert shown is not None, name
        shown.setCurrentIndex(shown.findData(key))
    window.wording.chosen.emit(kind, meeting_type)
