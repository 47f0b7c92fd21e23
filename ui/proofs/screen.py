"""The library of proofs at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.proofs.presenter import ProofsPresenter
from ui.proofs.view import ProofsDialog
from xforce_desktop.scheduling.desk import RepDesk


class ProofsScreen(DialogScreen[ProofsDialog, ProofsPresenter]):
    """The library, and the form for one more."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = ProofsDialog(parent)
        super().__init__(bridge, dialog, ProofsPresenter(desk, dialog), parent, name="proofs")
        self._connect()

    def open(self) -> None:
        self._show(self._presenter.open)

    def _connect(self) -> None:
        dialog, proofs, run = self.dialog, self._presenter, self._bridge.start
        dialog.searched.connect(proofs.search)
        dialog.add_wanted.connect(proofs.add)
        dialog.back_wanted.connect(proofs.back)
        dialog.save_wanted.connect(lambda: run(proofs.save(), doing="Keeping it"))
        dialog.retire_wanted.connect(
            lambda key, is_active: run(proofs.retire(key, is_active=is_active), doing="Changing it")
        )
