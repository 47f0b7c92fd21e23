"""What the charts of a table show. Values only; the widget draws them."""

from __future__ import annotations

from dataclasses import dataclass

from xforce_desktop.learning.figures import Rate, Spread
from xforce_desktop.learning.table import Cell, Table

MOST_BARS = 26  # of weeks the newest; more cannot be told apart


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
    """Bars in groups, one group for each label. `note` says what is not drawn, or what whiskers mean."""

    key: str
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

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
    rate = Chart(
        "rate",
        f"{_heading(table, table.rate)}, per cent",
        "%",
        labels,
        (Series(_heading(table, table.rate), tuple(map(_bar, table.column(table.rate)))),),
        "Whiskers: 95 % interval. Under five cases nothing is drawn.",
    )
    spread = Chart(
        "spread",
        _heading(table, table.spread),
        "h",
        labels,
        (Series(_heading(table, table.spread), tuple(map(_bar, table.column(table.spread)))),),
        "Whiskers: from the first to the third quarter.",
    )
    return rate, spread


def _of_weeks(table: Table) -> tuple[Chart, ...]:
    rows = table.rows[-MOST_BARS:]
    shown = Table(table.by, table.about, table.columns, rows)
    labels = tuple(f"{row[0]}"[5:] if table.by == "week" else f"{row[0]}"[:7] for row in rows)
    ended, held = shown.column("total_requests"), shown.column("meetings_held")
    shares = [Rate(_whole(h), _whole(e)) for h, e in zip(held, ended, strict=True)]
    cut = f"The newest {MOST_BARS} of {len(table.rows)}. " if len(rows) < len(table.rows) else ""
    counts = Chart(
        "counts",
        f"Ended requests and meetings held, by {table.by}",
        "",
        labels,
        (Series("Ended", tuple(map(_bar, ended))), Series("Held", tuple(map(_bar, held)))),
        cut,
    )
    success = Chart(
        "success",
        "Success: held of ended, per cent",
        "%",
        labels,
        (Series("Success", tuple(map(_bar, shares))),),
        f"{cut}Whiskers: 95 % interval. Under five cases nothing is drawn.",
    )
    return counts, success


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
