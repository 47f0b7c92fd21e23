"""What is known of a company at work: clicks become the presenter's coroutines."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.memory.presenter import MemoryPresenter
from ui.memory.view import MemoryDialog
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepDesk


class MemoryScreen(DialogScreen[MemoryDialog, MemoryPresenter]):
    """What is known, and the form for one thing more. `on_request` opens a meeting."""

    def __init__(
        self, bridge: Bridge, desk: RepDesk, parent: QWidget, *, on_request: Callable[[RequestId], None]
    ) -> None:
        dialog = MemoryDialog(parent)
        super().__init__(bridge, lambda: dialog, MemoryPresenter(desk, dialog), parent, name="memory")
        self._on_request = on_request
        self._connect()

    def open(self, company_id: uuid.UUID | None = None) -> None:
        """What is known of this company; without one, of the one that was looked at last."""
        self._show(lambda: self._presenter.open(company_id))

    def open_of_request(self, request_id: RequestId) -> None:
        """What is known of the company of that meeting."""
        self._show(lambda: self._presenter.open_of_request(request_id))

    def _connect(self) -> None:
        dialog, memory, run = self.dialog, self._presenter, self._bridge.start
        dialog.company_wanted.connect(lambda key: run(memory.choose(key), replaces="memory"))
        dialog.add_wanted.connect(memory.add)
        dialog.edit_wanted.connect(memory.edit)
        dialog.back_wanted.connect(memory.back)
        dialog.filter_changed.connect(memory.filter)
        dialog.save_wanted.connect(lambda: run(memory.save(), doing="Keeping it"))
        dialog.forget_wanted.connect(lambda key: run(memory.forget(key), doing="Taking it out"))
        dialog.undo_wanted.connect(lambda: run(memory.undo(), doing="Taking it back"))
        dialog.refresh_wanted.connect(lambda: run(memory.work_out(), doing="Working it out"))
        dialog.request_wanted.connect(self._leave_for)

    def _leave_for(self, request_id: RequestId) -> None:
        self.dialog.accept()
        self._on_request(request_id)
