"""The library of proofs at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.proofs.presenter import ProofsPresenter
from ui.proofs.view import ProofsDialog
from ui.widgets.question_box import ask_over
from xforce_desktop.scheduling.desk import RepDesk


class ProofsScreen(DialogScreen[ProofsDialog, ProofsPresenter]):
    """The library, the form for one more, and whole lists in and out."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = ProofsDialog(parent)
        proofs = ProofsPresenter(desk, dialog, ask=ask_over(dialog, bridge))
        super().__init__(bridge, lambda: dialog, proofs, parent, name="proofs")
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
        dialog.import_wanted.connect(lambda path: run(proofs.import_list(path), doing="Importing"))
        dialog.export_wanted.connect(lambda target: run(proofs.export(target), doing="Exporting"))
        dialog.undo_wanted.connect(lambda: run(proofs.undo(), doing="Taking it back"))
