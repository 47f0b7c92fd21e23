"""What was learned, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.learned.presenter import LearnedPresenter
from ui.learned.view import LearnedDialog
from xforce_desktop.scheduling.desk import RepDesk


class LearnedScreen(DialogScreen[LearnedDialog, LearnedPresenter]):
    """What was learned, with Undo."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = LearnedDialog(parent)
        super().__init__(bridge, lambda: dialog, LearnedPresenter(desk, dialog), parent, name="learned")
        self._connect()

    def open(self) -> None:
        self._show(self._presenter.open)

    def _connect(self) -> None:
        dialog, learned, run = self.dialog, self._presenter, self._bridge.start
        dialog.undo_wanted.connect(lambda key: run(learned.undo(key), doing="Undoing it"))
        dialog.accept_wanted.connect(lambda key: run(learned.accept(key), doing="Changing it"))
