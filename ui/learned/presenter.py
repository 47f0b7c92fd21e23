"""Shows what was learned from how requests ended: changes with their numbers, what is watched. No Qt."""

from __future__ import annotations

import calendar
import uuid
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from ui.dialog_presenter import DialogPresenter, DialogView
from ui.formatting import capitalised, past_moment
from xforce_desktop.scheduling.learning_desk import LearningView, RepFigures, ShownChange, Watched
from xforce_desktop.scheduling.lessons import ChangeStatus, SeasonPattern

NOTHING = "Nothing was changed so far. X-FORCE moves a setting only when the numbers are clear."
NOTHING_WATCHED = "Not enough was seen yet to compare anything."
NO_SEASONS = "No request has ended yet."
OFF = (
    "Learning is off (settings.toml, learning): what ended is looked back on, and nothing is moved or tried."
)
HOLDS_AGAIN = "This one holds again if that is undone or taken back."
STATUS = {
    ChangeStatus.PROPOSED: "Waits for your word",
    ChangeStatus.IN_FORCE: "Holds",
    ChangeStatus.UNDONE: "Undone",
    ChangeStatus.TAKEN_BACK: "Taken back, as it did worse",
}


@dataclass(frozen=True)
class ChangeLine:
    """One setting that was moved. `undo` and `accept` are empty where there is nothing to do."""

    key: str
    heading: str
    why: str
    effect: str
    state: str
    holds: bool
    undo: str = ""
    accept: str = ""


@dataclass(frozen=True)
class LearnedPage:
    """Everything the dialog shows. Rows of tables are texts, in the order of the columns."""

    note: str
    changes: tuple[ChangeLine, ...]
    watched: tuple[tuple[str, str, str, str], ...]  # what, for whom, numbers, missing
    seasons: tuple[tuple[str, str, str, str, str], ...]  # month, season, requests, asks and days, gap
    rep: str


class LearnedView(DialogView, Protocol):
    """What the presenter tells the dialog."""

    def show_page(self, page: LearnedPage) -> None: ...


class LearnedPresenter(DialogPresenter[LearnedView]):
    """Shows the page; a change may be undone, a proposal taken."""

    async def _show(self) -> None:
        view = await self._desk.learning()
        self._view.show_page(page_of(view, self._desk.now(), await self._zone()))

    async def undo(self, key: str) -> None:
        """It does not hold any more."""
        await self._carry_out(self._desk.undo_learned(uuid.UUID(key)))

    async def accept(self, key: str) -> None:
        """It holds from now on."""
        await self._carry_out(self._desk.accept_learned(uuid.UUID(key)))


def page_of(view: LearningView, now: datetime, zone: tzinfo | None) -> LearnedPage:
    """Everything in words, times in `zone`."""
    return LearnedPage(
        note=_note(view),
        changes=tuple(_change(one, now, zone) for one in view.changes),
        watched=tuple(_watched(one) for one in view.watched),
        seasons=tuple(_season(one) for one in view.seasons),
        rep=_rep(view.rep),
    )


def _note(view: LearningView) -> str:
    if view.mode == "off":
        return OFF
    tried = (
        f"Another hour, another gap and another order of mail and text are each tried in about "
        f"{view.variation:.0%} of new requests."
    )
    if not view.variation:
        tried = "Nothing is tried at random (settings.toml, learning_variation), so little can be learned."
    rests = f" After the last change, {_more(view.rests_for, 'request')} must end before another."
    return (NOTHING + " " if not view.changes else "") + tried + (rests if view.rests_for else "")


def _more(number: int, noun: str) -> str:
    return f"{number} more {noun}" + ("" if number == 1 else "s")


def _change(one: ShownChange, now: datetime, zone: tzinfo | None) -> ChangeLine:
    change = one.change
    is_proposed = change.status is ChangeStatus.PROPOSED
    return ChangeLine(
        key=str(change.id),
        heading=f"{capitalised(one.what)}, for {one.group}",
        why=change.why,
        effect=f"{one.effect} ({one.numbers}).",
        state=_state(one, now, zone),
        holds=one.holds,
        undo="Not wanted" if is_proposed else "Undo" if one.holds else "",
        accept="Do it" if is_proposed else "",
    )


def _state(one: ShownChange, now: datetime, zone: tzinfo | None) -> str:
    change, newer = one.change, one.superseded_by
    if newer is not None:
        return f"A newer one holds in its place, since {past_moment(newer.at, now, zone)}. {HOLDS_AGAIN}"
    return f"{STATUS[change.status]}, since {past_moment(change.ended_at or change.at, now, zone)}"


def _watched(one: Watched) -> tuple[str, str, str, str]:
    seen = f"{one.with_it.hits} of {one.with_it.of} with it, {one.without.hits} of {one.without.of} without"
    missing = "seen enough" if one.missing is None else f"{one.missing} more to a judgement"
    return capitalised(one.what), one.group, seen, missing


def _season(one: SeasonPattern) -> tuple[str, str, str, str, str]:
    where = one.state or "state not known"
    needed = "none came to a booking"
    if one.avg_attempts_needed is not None and one.avg_days_to_schedule is not None:
        needed = f"{one.avg_attempts_needed:.1f} asks, {one.avg_days_to_schedule:.1f} days"
    return (
        f"{calendar.month_name[one.month]}, {where}",
        one.pattern_type.replace("_", " "),
        str(one.sample_size),
        needed,
        f"x {one.interval_multiplier:g}",
    )


def _rep(rep: RepFigures) -> str:
    """The rep's own figures in a sentence or two; nothing is judged."""
    if not rep.ended:
        return "No request has ended yet."
    held = f"{rep.held} of {rep.ended} requests that ended were held"
    if rep.avg_asks is None or rep.avg_days is None:
        return f"{held}."
    return (
        f"{held} (95% sure: {rep.low:.0%} to {rep.high:.0%}). A booking took {rep.avg_asks:.1f} asks and "
        f"{rep.avg_days:.1f} days on average; {rep.answered} of {rep.asks} asks brought an answer other than "
        "a final no."
    )
