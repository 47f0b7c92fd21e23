"""A dialog at work: it is shown once its presenter has something to show, and told of when it closes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from ui.bridge import Bridge


class Presenter(Protocol):
    """What every dialog's presenter can do."""

    async def refresh(self) -> None: ...

    def close(self) -> None: ...


DialogT = TypeVar("DialogT", bound=QDialog)
PresenterT = TypeVar("PresenterT", bound=Presenter)


class DialogScreen(QObject, Generic[DialogT, PresenterT]):
    """Puts dialog, presenter and bridge together for the window. `make` is asked for the dialog when it is
    first needed; `name` is that of its opening task."""

    def __init__(
        self,
        bridge: Bridge,
        make: Callable[[], DialogT],
        presenter: PresenterT,
        parent: QWidget,
        *,
        name: str,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._make, self._presenter = bridge, make, presenter
        self._parent, self._name = parent, name

    @cached_property
    def dialog(self) -> DialogT:
        made = self._make()
        made.finished.connect(lambda result: self._presenter.close())
        return made

    async def refresh(self) -> None:
        await self._presenter.refresh()

    def _show(self, opening: Callable[[], Awaitable[None]]) -> None:
        """The dialog comes once `opening` is through; it takes the place of one that is still on its way."""
        self._bridge.start(self._shown(opening), replaces=self._name)

    async def _shown(self, opening: Callable[[], Awaitable[None]]) -> None:
        await opening()
        self.dialog.open()
