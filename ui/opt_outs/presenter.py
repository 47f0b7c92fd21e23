"""Shows who is not to be written to, and lets the rep add or lift somebody, with a reason. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from ui.dialog_presenter import FormPresenter, FormView
from ui.formatting import capitalised, past_moment
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.unit_of_work import OptOut

NOBODY = "Nobody is on the list."
ADDS = (
    "An address stands for its person: nothing leaves to them any more, and open meetings with them end. A "
    "number alone bars texts to it; mail goes on."
)
LIFTS = "They may be mailed there again, in a new meeting; the reason stays in the list and in the log."
LIFTS_NUMBER = (
    "They may be texted again as far as X-FORCE is concerned; if they texted STOP, Twilio still blocks you "
    "until they text START. The reason stays in the list and in the log."
)


@dataclass(frozen=True)
class OptOutLine:
    """One address or number. `key` is empty for one that was lifted: it holds no more."""

    place: str
    why: str
    key: str


@dataclass(frozen=True)
class ReasonForm:
    """What is asked of the rep; with `key` empty also for whom."""

    heading: str
    follows: str
    save: str
    key: str = ""


class OptOutsView(FormView, Protocol):
    """What the presenter tells the dialog."""

    def show_lines(self, lines: tuple[OptOutLine, ...], note: str) -> None: ...

    def show_form(self, form: ReasonForm | None) -> None:
        """Show the form, or with None the list."""
        ...

    def typed(self) -> tuple[str, str]:
        """For whom, and why."""
        ...


class OptOutsPresenter(FormPresenter[OptOutsView]):
    """The list, and the form that asks for a reason."""

    def __init__(self, desk: RepDesk, view: OptOutsView) -> None:
        super().__init__(desk, view)
        self._asked: ReasonForm | None = None
        self._still: Sequence[str] = ()  # of somebody who was just lifted

    async def open(self) -> None:
        """Show the list from now on."""
        self._still = ()
        await super().open()

    async def _show(self) -> None:
        zone, now = await self._zone(), self._desk.now()
        lines = tuple(_line(one, now, zone) for one in await self._desk.opt_outs())
        self._view.show_lines(lines, _stays(self._still) if lines else NOBODY)

    def add(self) -> None:
        """Ask who is not to be written to any more."""
        self._ask(ReasonForm("Put somebody on the list", ADDS, "Add"))

    def lift(self, key: str) -> None:
        """Ask why somebody may be written to again."""
        follows = LIFTS if "@" in key else LIFTS_NUMBER
        self._ask(ReasonForm(f"Write to {key} again?", follows, "Lift", key))

    def back(self) -> None:
        """Show the list again."""
        super().back()
        self._asked = None
        self._view.show_form(None)

    async def save(self) -> None:
        """Do what the form says."""
        if self._asked is not None:
            await self._save(self._do(self._asked, *self._view.typed()))

    async def _do(self, form: ReasonForm, place: str, reason: str) -> None:
        if form.key:
            self._still = await self._desk.lift_opt_out(form.key, reason)
        else:
            await self._desk.bar(place, reason)
            self._still = ()

    def _ask(self, form: ReasonForm) -> None:
        self._begin()
        self._asked = form
        self._view.show_form(form)


def _stays(still: Sequence[str]) -> str:
    """What was not lifted with somebody; empty if nothing is left of them."""
    if not still:
        return ""
    return f"Of the same person {' and '.join(still)} stays on the list. Lift that, too, if it is to be used."


def _line(one: OptOut, now: datetime, zone: tzinfo | None) -> OptOutLine:
    why = f"{one.reason.rstrip('.')}, {past_moment(one.at, now, zone)}."
    if one.lifted_at is None:
        return OptOutLine(one.address, capitalised(why), one.address)
    lifted = f"Lifted by you {past_moment(one.lifted_at, now, zone)}: {one.lifted_why}"
    return OptOutLine(one.address, f"{lifted} ({capitalised(why)})", "")
