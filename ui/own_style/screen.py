"""What was learned of how the rep writes, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.own_style.presenter import OwnStylePresenter
from ui.own_style.view import OwnStyleDialog
from xforce_desktop.scheduling.desk import RepDesk


class OwnStyleScreen(QObject):
    """Puts dialog, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog = OwnStyleDialog(parent)
        self._bridge = bridge
        self._presenter = OwnStylePresenter(desk, self.dialog)
        self._connect()

    def open(self) -> None:
        self._bridge.start(self._open(), replaces="own-style")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    async def _open(self) -> None:
        await self._presenter.open()
        self.dialog.open()

    def _connect(self) -> None:
        dialog, presenter = self.dialog, self._presenter
        dialog.forget_wanted.connect(lambda: self._bridge.start(presenter.forget(), doing="Forgetting"))
        dialog.finished.connect(lambda result: presenter.close())
