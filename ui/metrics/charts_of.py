"""What the charts of a table show. Values only; the widget draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ui.formatting import full_date, month_day, month_name
from xforce_desktop.learning.figures import Rate, Spread
from xforce_desktop.learning.table import Cell, Table

MOST_BARS = 26  # of weeks the newest; more cannot be told apart
MOST_LABELS = 8  # names that would run into each other are left out in turn
MOST_COUNTS = 13  # under more bars the counts would run into each other
WIDE = 6  # letters of a name; with many such names the charts stand one below the other
WHISKERS = "Whiskers: 95 % interval. Under five cases nothing is drawn."
CASES = "Below each bar: its cases. "
NO_ROOM = "The cases of each are in the table. "


@dataclass(frozen=True)
class Bar:
    """`value` is None where there is none or there are too few cases; `low` and `high` are its interval."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Series:
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """Bars in groups, one group for each label. `note` says what is not drawn, or what whiskers mean.

    `names` stand below the groups, empty where one is left out for want of room.
    """

    key: str
    title: str
    unit: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    @property
    def ticks(self) -> tuple[str, ...]:
        """Below each group: its cases, then its name."""
        counts = _cases(self.series)
        return (
            tuple(f"{count}\n{name}" for count, name in zip(counts, self.names, strict=True))
            if counts
            else self.names
        )

    @property
    def is_wide(self) -> bool:
        """Whether its names need the whole width."""
        return sum(map(bool, self.names)) > 5 and max(map(len, "\n".join(self.names).split("\n"))) > WIDE

    @property
    def spoken(self) -> str:
        """The whole chart in one sentence for each bar."""
        lines = [
            f"{series.name}, {label}: {_spoken(bar, self.unit)}"
            for series in self.series
            for label, bar in zip(self.labels, series.bars, strict=True)
        ]
        return f"{self.title}. " + "; ".join(lines)


def charts_of(table: Table) -> tuple[Chart, ...]:
    """Two for each table; none where there is nothing to draw."""
    if not table.rows or table.by == "figures":
        return ()
    if table.by in ("week", "month"):
        return _of_weeks(table)
    labels = tuple(str(row[0]) for row in table.rows)
    names = tuple(label.replace(" ", "\n") for label in labels)
    of_rate, of_spread = _series_of(table, table.rate), _series_of(table, table.spread)
    rate = Chart(
        "rate",
        f"{_heading(table, table.rate)}, per cent",
        "%",
        labels,
        names,
        (of_rate,),
        f"{_where(of_rate)}{WHISKERS}",
    )
    spread = Chart(
        "spread",
        _heading(table, table.spread),
        "h",
        labels,
        names,
        (of_spread,),
        f"{_where(of_spread)}Whiskers: from the first to the third quartile.",
    )
    return rate, spread


def _of_weeks(table: Table) -> tuple[Chart, ...]:
    rows = table.rows[-MOST_BARS:]
    shown = Table(table.by, table.about, table.columns, rows)
    days = [row[0] for row in rows if isinstance(row[0], date)]
    say = month_day if table.by == "week" else month_name
    labels, names = tuple(map(full_date if table.by == "week" else _month, days)), _names_of(days, say)
    ended, held = shown.column("total_requests"), shown.column("meetings_held")
    shares = [Rate(_whole(h), _whole(e)) for h, e in zip(held, ended, strict=True)]
    cut = f"The newest {MOST_BARS} of {len(table.rows)}. " if len(rows) < len(table.rows) else ""
    counts = Chart(
        "counts",
        f"Ended requests and meetings held, by {table.by}",
        "",
        labels,
        names,
        (Series("Ended", tuple(map(_bar, ended))), Series("Held", tuple(map(_bar, held)))),
        cut,
    )
    success_bars = Series("Success", tuple(map(_bar, shares)))
    success = Chart(
        "success",
        "Success: held of ended, per cent",
        "%",
        labels,
        names,
        (success_bars,),
        f"{cut}{_where(success_bars)}{WHISKERS}",
    )
    return counts, success


def _month(day: date) -> str:
    """ "Aug 2026"."""
    return f"{month_name(day)} {day.year}"


def _names_of(days: Sequence[date], say: Callable[[date], str]) -> tuple[str, ...]:
    """As many as have room; below the first one of another year the year."""
    step = max(1, -(-len(days) // MOST_LABELS))
    shown = days[::step]
    is_one_year = len({day.year for day in days}) == 1
    year = {
        day: "" if is_one_year or (before and before.year == day.year) else f"\n{day.year}"
        for before, day in zip((None, *shown), shown, strict=False)
    }
    return tuple(f"{say(day)}{year[day]}" if day in year else "" for day in days)


def _series_of(table: Table, key: str) -> Series:
    return Series(_heading(table, key), tuple(map(_bar, table.column(key))))


def _cases(series: Sequence[Series]) -> tuple[str, ...]:
    """What stands below the bars; nothing where bars have no cases of their own, or no room for them."""
    counts = [bar.n for one in series for bar in one.bars]
    if len(series) > 1 or len(counts) > MOST_COUNTS or not any(counts):
        return ()
    return tuple(str(n or 0) for n in counts)


def _where(series: Series) -> str:
    """Where the cases of the bars are found."""
    if _cases((series,)):
        return CASES
    return NO_ROOM if any(bar.n for bar in series.bars) else ""


def _bar(cell: Cell) -> Bar:
    match cell:
        case Rate():
            low, high = cell.interval_pct or (None, None)
            return Bar(cell.pct, low, high, cell.n)
        case Spread():
            return Bar(cell.median, cell.low, cell.high, cell.n)
        case int() | float():
            return Bar(float(cell))
    return Bar(None)


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _heading(table: Table, key: str) -> str:
    return next(column.heading for column in table.columns if column.key == key)


def _spoken(bar: Bar, unit: str) -> str:
    if bar.value is None:
        return "too few to tell" if bar.n else "none"
    cases = "" if bar.n is None else f", n {bar.n}"
    return f"{bar.value:.0f} {unit}".strip() + cases
