"""What the presenters of dialogs have in common: when they show, and where trouble is said. Knows no Qt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from datetime import tzinfo
from typing import Generic, Protocol, TypeVar

from ui.formatting import zone_named
from xforce_desktop.errors import XForceError
from xforce_desktop.scheduling.desk import RepDesk


class DialogView(Protocol):
    """What every dialog can be told."""

    def show_fault(self, text: str) -> None: ...


T = TypeVar("T")
ViewT = TypeVar("ViewT", bound=DialogView)


class DialogPresenter(ABC, Generic[ViewT]):
    """`is_open` while the dialog is shown."""

    def __init__(self, desk: RepDesk, view: ViewT) -> None:
        self._desk = desk
        self._view = view
        self.is_open = False

    async def open(self) -> None:
        """Show it from now on."""
        self.is_open = True
        self.back()
        await self.refresh()

    def close(self) -> None:
        self.is_open = False

    def back(self) -> None:
        """As it begins: no fault; where there is a form, the list again."""
        self._view.show_fault("")

    async def refresh(self) -> None:
        """Show what is known now; a form and what is typed stay."""
        if self.is_open:
            await self._show()

    @abstractmethod
    async def _show(self) -> None: ...

    async def _carry_out(self, act: Awaitable[T]) -> T | None:
        """Do it, show what is known then and return what came of it.

        What cannot be is said in the dialog, all else stays, and None is returned.
        """
        try:
            done = await act
        except XForceError as error:
            self._view.show_fault(str(error))
            return None
        self.back()
        await self.refresh()
        return done

    async def _zone(self) -> tzinfo | None:
        """The rep's; None while nobody is signed in, or their zone has no known name."""
        account = await self._desk.account()
        return zone_named(account.timezone) if account else None
