"""The icon in the system tray, with its menu and its messages; where there is no tray, nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.calls.presenter import CallLine
from ui.calls.words import LATER
from ui.notifications import Message
from xforce_desktop.ids import RequestId


class Tray(QObject):
    """The tray icon. `is_in_front` says whether the window is being looked at: then no message pops up."""

    open_wanted = Signal()
    new_wanted = Signal()
    sync_wanted = Signal()
    quit_wanted = Signal()
    request_wanted = Signal(object)  # request id
    brief_wanted = Signal(object)  # request id
    call_wanted = Signal(object)  # card id: dial, and hold the mail
    later_wanted = Signal(object, object)  # card id, Later
    done_wanted = Signal(object)  # card id

    def __init__(self, icon: QIcon, title: str, *, is_in_front: Callable[[], bool]) -> None:
        super().__init__()
        self._is_in_front = is_in_front
        self._last: RequestId | None = None
        self._leads_to = ""
        self._menu = QMenu()
        self._calls: list[QMenu] = []
        self._shown: list[tuple[uuid.UUID, str]] = []  # the calls in the menu
        for text, signal in (
            ("Open", self.open_wanted),
            ("New meeting", self.new_wanted),
            ("Sync now", self.sync_wanted),
        ):
            self._menu.addAction(text).triggered.connect(lambda checked=False, wanted=signal: wanted.emit())
        self._below_calls = self._menu.addSeparator()
        self._menu.addAction("Quit").triggered.connect(lambda checked=False: self.quit_wanted.emit())
        self._icon = QSystemTrayIcon(icon)
        self._icon.setToolTip(title)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self._on_message_clicked)

    @property
    def menu(self) -> QMenu:
        return self._menu

    def is_there(self) -> bool:
        """Whether the desktop has a tray and the icon is in it; a tray that came later is taken now."""
        self.show()
        return QSystemTrayIcon.isSystemTrayAvailable() and self._icon.isVisible()

    def show(self) -> None:
        if QSystemTrayIcon.isSystemTrayAvailable() and not self._icon.isVisible():
            self._icon.show()

    def close(self) -> None:
        self._icon.hide()
        self._menu.deleteLater()
        self._icon.deleteLater()

    def show_message(self, message: Message) -> None:
        if not self.is_there() or self._is_in_front():
            return
        self._last, self._leads_to = message.request_id, message.leads_to
        self._icon.showMessage(message.title, message.text, self._icon.icon())

    def show_calls(self, lines: tuple[CallLine, ...]) -> None:
        """The calls at the top, each with what can be done about it. A menu that is open is left alone."""
        wanted = [(line.card_id, line.title) for line in lines]
        if wanted == self._shown:
            return
        self._shown = wanted
        for old in self._calls:
            self._menu.removeAction(old.menuAction())
            old.deleteLater()
        self._calls = [self._call_menu(line) for line in lines]
        for made in self._calls:
            self._menu.insertMenu(self._below_calls, made)

    def _call_menu(self, line: CallLine) -> QMenu:
        made, card_id = QMenu(line.title, self._menu), line.card_id
        made.addAction("Call now").triggered.connect(lambda checked=False: self.call_wanted.emit(card_id))
        later = made.addMenu("Later")
        for choice, words in LATER.items():
            later.addAction(words).triggered.connect(
                lambda checked=False, chosen=choice: self.later_wanted.emit(card_id, chosen)
            )
        made.addAction("Done…").triggered.connect(lambda checked=False: self.done_wanted.emit(card_id))
        return made

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def _on_message_clicked(self) -> None:
        self.open_wanted.emit()
        if self._last is not None:
            wanted = self.brief_wanted if self._leads_to == "brief" else self.request_wanted
            wanted.emit(self._last)
