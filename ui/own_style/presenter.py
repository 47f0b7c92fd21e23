"""Shows what was learned of how the rep writes, and lets them forget it. Knows no Qt."""

from __future__ import annotations

from typing import Protocol

from ui.dialog_presenter import DialogPresenter, DialogView
from ui.formatting import capitalised, past_moment

NOTHING = (
    "Nothing is known. X-FORCE learns how you write only if settings.toml says learn_style = true, and then "
    "looks at your sent mail once a week."
)
KEPT = (
    "Only these words and numbers are kept, on this computer; no text of a mail. Whoever you write to comes "
    "first: a habit only chooses among forms that are equally formal."
)


class OwnStyleView(DialogView, Protocol):
    """What the presenter tells the dialog."""

    def show_style(self, heading: str, habits: tuple[str, ...], note: str, *, may_forget: bool) -> None: ...


class OwnStylePresenter(DialogPresenter[OwnStyleView]):
    """Shows the habits, each a sentence."""

    async def _show(self) -> None:
        style = await self._desk.learned_style()
        if style is None:
            self._view.show_style(NOTHING, (), "", may_forget=False)
            return
        when = past_moment(style.at, self._desk.now(), await self._zone())
        habits = tuple(f"{capitalised(habit.words)}." for habit in style.habits)
        self._view.show_style(style.words, habits, f"Last looked at {when}. {KEPT}", may_forget=True)

    async def forget(self) -> None:
        """Drop it."""
        await self._carry_out(self._desk.forget_style())
