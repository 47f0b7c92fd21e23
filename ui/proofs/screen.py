"""The library of proofs at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.proofs.presenter import ProofsPresenter
from ui.proofs.view import ProofsDialog
from xforce_desktop.scheduling.desk import RepDesk


class ProofsScreen(QObject):
    """Puts dialog, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog = ProofsDialog(parent)
        self._bridge = bridge
        self._presenter = ProofsPresenter(desk, self.dialog)
        self._connect()

    def open(self) -> None:
        self._bridge.start(self._open(), replaces="proofs")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    async def _open(self) -> None:
        await self._presenter.open()
        self.dialog.open()

    def _connect(self) -> None:
        dialog, proofs, run = self.dialog, self._presenter, self._bridge.start
        dialog.searched.connect(proofs.search)
        dialog.add_wanted.connect(proofs.add)
        dialog.back_wanted.connect(proofs.back)
        dialog.save_wanted.connect(lambda: run(proofs.save(), doing="Keeping it"))
        dialog.retire_wanted.connect(
            lambda key, is_active: run(proofs.retire(key, is_active=is_active), doing="Changing it")
        )
        dialog.finished.connect(lambda result: proofs.close())
