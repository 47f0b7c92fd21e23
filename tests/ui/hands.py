"""What a rep does with a widget and reads in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.bridge import Bridge


def settle(qtbot: QtBot, bridge: Bridge, act: Callable[[], object]) -> None:
    """Do something and wait until the tasks it began have ended."""
    with qtbot.waitSignal(bridge.settled):
        act()


class Hold(asyncio.Event):
    """What a call waits for; `is_asked` once it does."""

    is_asked = False


def held(desk: object, name: str) -> Hold:
    """That call of the desk waits until what is returned is set."""
    going, act = Hold(), getattr(desk, name)

    async def waiting(*arguments: object, **named: object) -> object:
        going.is_asked = True
        await going.wait()
        return await act(*arguments, **named)

    setattr(desk, name, waiting)
    return going


def button(widget: QWidget, name: str) -> QPushButton:
    """The one of that object name that can be seen."""
    (found,) = [made for made in widget.findChildren(QPushButton, name) if made.isVisible()]
    return found


def press(qtbot: QtBot, widget: QWidget, name: str) -> None:
    """Click the button of that object name, which has to be seen and enabled."""
    assert button(widget, name).isEnabled(), name
    qtbot.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def words_of(widget: QWidget) -> str:
    """Every label that can be read now."""
    return " | ".join(made.text() for made in widget.findChildren(QLabel) if made.isVisible())
