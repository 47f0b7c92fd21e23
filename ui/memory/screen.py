"""What is known of a company at work: clicks become the presenter's coroutines."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.memory.presenter import MemoryPresenter
from ui.memory.view import MemoryDialog
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepDesk


class MemoryScreen(QObject):
    """Puts dialog, presenter and bridge together for the window. `on_request` opens a meeting."""

    def __init__(
        self, bridge: Bridge, desk: RepDesk, parent: QWidget, *, on_request: Callable[[RequestId], None]
    ) -> None:
        super().__init__(parent)
        self.dialog = MemoryDialog(parent)
        self._bridge, self._on_request = bridge, on_request
        self._presenter = MemoryPresenter(desk, self.dialog)
        self._connect()

    def open(self, company_id: uuid.UUID | None = None) -> None:
        """What is known of this company; without one, of the one that was looked at last."""
        self._bridge.start(self._shown(self._presenter.open(company_id)), replaces="memory")

    def open_of_request(self, request_id: RequestId) -> None:
        """What is known of the company of that meeting."""
        self._bridge.start(self._shown(self._presenter.open_of_request(request_id)), replaces="memory")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    async def _shown(self, opening: Coroutine[Any, Any, None]) -> None:
        await opening
        self.dialog.open()

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
        dialog.finished.connect(lambda result: memory.close())

    def _leave_for(self, request_id: RequestId) -> None:
        self.dialog.accept()
        self._on_request(request_id)
