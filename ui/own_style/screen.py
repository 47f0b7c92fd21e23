"""What was learned of how the rep writes, at work: clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.own_style.presenter import OwnStylePresenter
from ui.own_style.view import OwnStyleDialog
from xforce_desktop.scheduling.desk import RepDesk


class OwnStyleScreen(DialogScreen[OwnStyleDialog, OwnStylePresenter]):
    """The habits, and the button that forgets them."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = OwnStyleDialog(parent)
        super().__init__(bridge, lambda: dialog, OwnStylePresenter(desk, dialog), parent, name="own-style")
        self._connect()

    def open(self) -> None:
        self._show(self._presenter.open)

    def _connect(self) -> None:
        dialog, presenter = self.dialog, self._presenter
        dialog.forget_wanted.connect(lambda: self._bridge.start(presenter.forget(), doing="Forgetting"))
