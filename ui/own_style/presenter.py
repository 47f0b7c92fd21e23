"""Shows what was learned of how the rep writes, and lets them forget it. Knows no Qt."""

from __future__ import annotations

from typing import Protocol

from ui.formatting import capitalised, past_moment, zone_named
from xforce_desktop.errors import XForceError
from xforce_desktop.scheduling.desk import RepDesk

NOTHING = (
    "Nothing is known. X-FORCE learns how you write only if settings.toml says learn_style = true, and then "
    "looks at your sent mail once a week."
)
KEPT = (
    "Only these words and numbers are kept, on this computer; no text of a mail. Whoever you write to comes "
    "first: a habit only chooses among forms that are equally formal."
)


class OwnStyleView(Protocol):
    """What the presenter tells the dialog."""

    def show_style(self, heading: str, habits: tuple[str, ...], note: str, *, may_forget: bool) -> None: ...

    def show_fault(self, text: str) -> None: ...


class OwnStylePresenter:
    """`is_open` while the dialog is shown."""

    def __init__(self, desk: RepDesk, view: OwnStyleView) -> None:
        self._desk = desk
        self._view = view
        self.is_open = False

    async def open(self) -> None:
        """Show it from now on."""
        self.is_open = True
        self._view.show_fault("")
        await self.refresh()

    def close(self) -> None:
        self.is_open = False

    async def refresh(self) -> None:
        """Show what is known now."""
        if not self.is_open:
            return
        style = await self._desk.learned_style()
        if style is None:
            self._view.show_style(NOTHING, (), "", may_forget=False)
            return
        account = await self._desk.account()
        zone = zone_named(account.timezone) if account else None
        when = past_moment(style.at, self._desk.now(), zone)
        habits = tuple(f"{capitalised(habit.words)}." for habit in style.habits)
        self._view.show_style(style.words, habits, f"Last looked at {when}. {KEPT}", may_forget=True)

    async def forget(self) -> None:
        """Drop it. What cannot be is said there."""
        try:
            await self._desk.forget_style()
        except XForceError as error:
            self._view.show_fault(f"{error.title} {error.advice}".strip())
            return
        self._view.show_fault("")
        await self.refresh()
