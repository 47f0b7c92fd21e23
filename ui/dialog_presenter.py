"""What the presenters of dialogs have in common: when they show, and where trouble is said. Knows no Qt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import Generic, Protocol, TypeVar

from ui.formatting import zone_named
from xforce_desktop.errors import XForceError
from xforce_desktop.scheduling.desk import RepDesk


class DialogView(Protocol):
    """What every dialog can be told."""

    def show_fault(self, text: str) -> None: ...


class BusyView(Protocol):
    """A dialog with a form."""

    def set_busy(self, is_busy: bool) -> None:
        """While what is typed is being kept, the form takes neither words nor a second click."""
        ...


class FormView(DialogView, BusyView, Protocol):
    """What a dialog with a form can be told."""


T = TypeVar("T")
ViewT = TypeVar("ViewT", bound=DialogView)
FormViewT = TypeVar("FormViewT", bound=FormView)


class DialogPresenter(ABC, Generic[ViewT]):
    """`is_open` while the dialog is shown."""

    def __init__(self, desk: RepDesk, view: ViewT) -> None:
        self._desk = desk
        self._view = view
        self._form: object | None = None  # in the place of the list; another one each time
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
        self._form = None
        self._view.show_fault("")

    async def refresh(self) -> None:
        """Show what is known now; a form and what is typed stay."""
        if self.is_open:
            await self._show()

    @abstractmethod
    async def _show(self) -> None: ...

    async def _carry_out(self, act: Awaitable[T]) -> T | None:
        """Do it, show what is known then and return what came of it. A form that was begun meanwhile is the
        rep's, and stays.

        What cannot be is said in the dialog, all else stays, and None is returned.
        """
        asked_in = self._form
        try:
            done = await act
        except XForceError as error:
            self._view.show_fault(str(error))
            return None
        if self._form is asked_in:
            self.back()
        await self.refresh()
        return done

    async def _zone(self) -> tzinfo | None:
        """The rep's; None while nobody is signed in, or their zone has no known name."""
        account = await self._desk.account()
        return zone_named(account.timezone) if account else None


class FormPresenter(DialogPresenter[FormViewT]):
    """With a form behind the list."""

    def _begin(self) -> None:
        """Another form from now on, with no fault in it."""
        self._form = object()
        self._view.show_fault("")

    async def _save(self, act: Awaitable[T]) -> T | None:
        """As `_carry_out`, for what is typed in the form."""
        with busy(self._view):
            return await self._carry_out(act)


@contextmanager
def busy(view: BusyView) -> Iterator[None]:
    """No other word and no second click meanwhile."""
    view.set_busy(True)
    try:
        yield
    finally:
        view.set_busy(False)
