"""The list of those who are not to be written to, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.opt_outs.presenter import OptOutsPresenter
from ui.opt_outs.view import OptOutsDialog
from xforce_desktop.scheduling.desk import RepDesk


class OptOutsScreen(DialogScreen[OptOutsDialog, OptOutsPresenter]):
    """The list, and the form for a reason."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = OptOutsDialog(parent)
        super().__init__(bridge, lambda: dialog, OptOutsPresenter(desk, dialog), parent, name="opt-outs")
        self._connect()

    def open(self) -> None:
        self._show(self._presenter.open)

    def _connect(self) -> None:
        dialog, presenter = self.dialog, self._presenter
        dialog.add_wanted.connect(presenter.add)
        dialog.lift_wanted.connect(presenter.lift)
        dialog.save_wanted.connect(lambda: self._bridge.start(presenter.save(), doing="Saving"))
        dialog.back_wanted.connect(presenter.back)
