"""What was learned, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.learned.presenter import LearnedPresenter
from ui.learned.view import LearnedDialog
from xforce_desktop.scheduling.desk import RepDesk


class LearnedScreen(QObject):
    """Puts dialog, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog = LearnedDialog(parent)
        self._bridge = bridge
        self._presenter = LearnedPresenter(desk, self.dialog)
        self._connect()

    def open(self) -> None:
        self._bridge.start(self._open(), replaces="learned")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    async def _open(self) -> None:
        await self._presenter.open()
        self.dialog.open()

    def _connect(self) -> None:
        dialog, learned, run = self.dialog, self._presenter, self._bridge.start
        dialog.undo_wanted.connect(lambda key: run(learned.undo(key), doing="Undoing it"))
        dialog.accept_wanted.connect(lambda key: run(learned.accept(key), doing="Changing it"))
        dialog.finished.connect(lambda result: learned.close())
