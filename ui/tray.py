"""The icon in the system tray, with its menu and its messages; where there is no tray, nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

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

    def __init__(self, icon: QIcon, title: str, *, is_in_front: Callable[[], bool]) -> None:
        super().__init__()
        self._is_in_front = is_in_front
        self._last: RequestId | None = None
        self._leads_to = ""
        self._menu = QMenu()
        for text, signal in (
            ("Open", self.open_wanted),
            ("New meeting", self.new_wanted),
            ("Sync now", self.sync_wanted),
        ):
            self._menu.addAction(text).triggered.connect(lambda checked=False, wanted=signal: wanted.emit())
        self._menu.addSeparator()
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

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def _on_message_clicked(self) -> None:
        self.open_wanted.emit()
        if self._last is not None:
            wanted = self.brief_wanted if self._leads_to == "brief" else self.request_wanted
            wanted.emit(self._last)
