"""The list of those who are not to be written to, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.opt_outs.presenter import OptOutsPresenter
from ui.opt_outs.view import OptOutsDialog
from xforce_desktop.scheduling.desk import RepDesk


class OptOutsScreen(QObject):
    """Puts dialog, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog = OptOutsDialog(parent)
        self._bridge = bridge
        self._presenter = OptOutsPresenter(desk, self.dialog)
        self._connect()

    def open(self) -> None:
        self._bridge.start(self._open(), replaces="opt-outs")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    async def _open(self) -> None:
        await self._presenter.open()
        self.dialog.open()

    def _connect(self) -> None:
        dialog, presenter = self.dialog, self._presenter
        dialog.add_wanted.connect(presenter.add)
        dialog.lift_wanted.connect(presenter.lift)
        dialog.save_wanted.connect(lambda: self._bridge.start(presenter.save(), doing="Saving"))
        dialog.back_wanted.connect(presenter.back)
        dialog.finished.connect(lambda result: presenter.close())
