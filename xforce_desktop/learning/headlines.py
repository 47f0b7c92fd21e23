"""The headline figures in words, each with its number of cases, what it means and how it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.learning.figures import Minutes, Rate, Spread
from xforce_desktop.learning.metrics import DealsMoved, Headline
from xforce_desktop.learning.table import Column, Table, rate_in_words, spread_in_words
from xforce_desktop.learning.time_saved import TimeSaved


@dataclass(frozen=True)
class Figure:
    """`value` is in `unit` (percent, hours, days, asks, minutes, count); None for too few or none.

    `low` and `high`: of a share its 95 % interval, of a median the quartiles. `before` is the value of the
    previous period.
    """

    key: str
    label: str
    text: str
    meaning: str
    unit: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    before: float | None = None
    before_text: str = ""


_Raw = int | Rate | Spread | TimeSaved | DealsMoved


@dataclass(frozen=True)
class _Line:
    key: str
    label: str
    unit: str
    meaning: str


_LINES = (
    _Line("requests", "Requests", "count", "Asked for in the period"),
    _Line("ended", "Ended", "count", "Of these, held, cancelled or given up"),
    _Line("still_open", "Still open", "count", "They go on, and count in no share"),
    _Line("held", "Meetings held", "count", "Took place, by report or by the rep's word"),
    _Line("success", "Success", "percent", "Held, of the requests that ended"),
    _Line("booking", "Booked", "percent", "Ever on the calendar, of those that ended or were booked"),
    _Line("show", "Show rate", "percent", "Held, of held and missed meetings"),
    _Line("recovery", "No-shows made good", "percent", "Held in the end, of ended requests with a no-show"),
    _Line(
        "reply", "Asks answered", "percent", "They wrote themselves before we asked again; open ones left out"
    ),
    _Line(
        "wait_work_h", "Answer after, working hours", "hours", "Median, Monday to Friday 08:00-18:00 there"
    ),
    _Line("wait_h", "Answer after, by the clock", "hours", "Median, nights and weekends included"),
    _Line("asks_per_booking", "Asks to a booking", "asks", "Median, asks before a request was first booked"),
    _Line("days_to_meeting", "Days to the meeting", "days", "Median, from asking to the meeting's time"),
    _Line(
        "days_booked_ahead",
        "Booked ahead",
        "days",
        "Median, from the last booking to the meeting, of held ones",
    ),
    _Line(
        "left_to_rep",
        "Handed to you",
        "percent",
        "Requests in which something needed your decision, of all requests",
    ),
    _Line("edited", "Reworded by you", "percent", "Of the messages that left"),
    _Line("undone", "Held back by you", "count", "Times that you pressed Undo"),
    _Line("deals", "Deals moved", "count", "Deals with a held meeting"),
    _Line("saved", "Time saved (estimate)", "minutes", ""),
)
_UNITS = {"hours": "h", "days": "days", "asks": "asks"}


FIGURE_COLUMNS = (
    Column("figure", "Figure"),
    Column("shown", "Now"),
    Column("before_shown", "Before"),
    Column("value", "Value"),
    Column("low", "Low"),
    Column("high", "High"),
    Column("unit", "Unit"),
    Column("n", "Cases"),
    Column("before", "Value before"),
)
ABOUT_FIGURES = (
    "One row for each figure. Low and high are the 95 % interval of a share, and the quartiles of a median."
)


def figures_table(figures: Sequence[Figure]) -> Table:
    """All of them, to be read or saved as any other table."""
    rows = tuple(
        (one.label, one.text, one.before_text, one.value, one.low, one.high, one.unit, one.n, one.before)
        for one in figures
    )
    return Table("figures", ABOUT_FIGURES, FIGURE_COLUMNS, rows)


def figures_of(now: Headline, before: Headline | None, each: Minutes) -> Sequence[Figure]:
    """In the order in which they are shown; `before` is the previous period, None if there is none."""
    return [_figure(line, now, before, each) for line in _LINES]


def _figure(line: _Line, now: Headline, before: Headline | None, each: Minutes) -> Figure:
    raw: _Raw = getattr(now, line.key)
    value, n, low, high = _numbers(raw)
    earlier: _Raw | None = getattr(before, line.key) if before else None
    return Figure(
        key=line.key,
        label=line.label,
        text=_text(raw, line.unit),
        meaning=raw.in_words(each) if isinstance(raw, TimeSaved) else line.meaning,
        unit=line.unit,
        value=value,
        n=now.requests if n is None else n,
        low=low,
        high=high,
        before=_numbers(earlier)[0] if earlier is not None else None,
        before_text=_text(earlier, line.unit) if earlier is not None else "",
    )


def _numbers(raw: _Raw) -> tuple[float | None, int | None, float | None, float | None]:
    """Value, n (None: all requests), and low and high."""
    match raw:
        case Rate():
            low, high = raw.interval_pct or (None, None)
            return raw.pct, raw.n, low, high
        case Spread():
            return raw.median, raw.n, raw.low, raw.high
        case TimeSaved():
            return raw.minutes, None, None, None
        case DealsMoved():
            return float(raw.deals), None, None, None
    return float(raw), None, None, None


def _text(raw: _Raw, unit: str) -> str:
    match raw:
        case Rate():
            return rate_in_words(raw)
        case Spread():
            return spread_in_words(raw, _UNITS[unit])
        case TimeSaved():
            return duration_in_words(raw.minutes)
        case DealsMoved():
            return _deals(raw)
    return str(raw)


def duration_in_words(minutes: float) -> str:
    """ "about 3 hours", "about 40 minutes"; never more exact than an estimate is."""
    if minutes < 1:
        return "none yet"
    if minutes < 90:
        return f"about {round(minutes)} minutes"
    hours = minutes / 60
    return f"about {hours:.1f} hours" if hours < 10 else f"about {round(hours)} hours"


def _deals(moved: DealsMoved) -> str:
    if not moved.valued:
        return str(moved.deals)
    of = "" if moved.valued == moved.deals else f", {moved.valued} of known value"
    return f"{moved.deals} (${moved.value:,.0f}{of})"
