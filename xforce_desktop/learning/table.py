"""A table of figures: columns with a name for scripts and a heading for people; cells know their n."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xforce_desktop.learning.figures import Rate, Share, Spread, least_sample
from xforce_desktop.learning.rounding import rounded

Cell = str | int | float | date | Rate | Spread | Share | None
FORMULA_SIGNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
)  # what a spreadsheet would compute: owasp.org, CSV Injection
_ENDS: Mapping[type[Rate | Spread] | None, tuple[str, ...]] = {
    Rate: ("", "_low", "_high", "_hits", "_n"),
    Spread: ("_median", "_p25", "_p75", "_n"),
    None: ("",),
}
BOM = "\ufeff"  # by it Excel knows UTF-8


@dataclass(frozen=True)
class Column:
    """`key` names it in CSV and JSON; `unit` is that of a Spread: h, days or asks. `kind`: what the cells are
    of which a script gets more than one value."""

    key: str
    heading: str
    unit: str = ""
    kind: type[Rate | Spread] | None = None


@dataclass(frozen=True)
class Table:
    """`rate` and `spread` are the keys of the columns that a chart shows. `about` says what a row is."""

    by: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rate: str = ""
    spread: str = ""

    def column(self, key: str) -> Sequence[Cell]:
        """The cells below one heading."""
        place = [column.key for column in self.columns].index(key)
        return [row[place] for row in self.rows]


def in_words(cell: Cell, column: Column) -> str:
    """As people read it; too few cases are said to be too few."""
    match cell:
        case None:
            return "–"
        case Rate():
            return rate_in_words(cell)
        case Spread():
            return spread_in_words(cell, column.unit)
        case float():
            return f"{cell:.1f}"
        case Share():
            few = cell.n < least_sample()
            return "too few to tell" if few else f"{100 * cell.value:.0f} %"
        case date():
            return cell.isoformat()
    return str(cell)


def rate_in_words(rate: Rate) -> str:
    """ "67 % (20 of 30)"; of few cases the numbers alone."""
    if rate.n == 0:
        return "none yet"
    if rate.pct is None:
        return f"{rate.hits} of {rate.n} (too few to tell)"
    return f"{rate.pct:.0f} % ({rate.hits} of {rate.n})"


def spread_in_words(spread: Spread, unit: str) -> str:
    """ "4.5 h (n 30)"."""
    if spread.n == 0:
        return "none yet"
    if spread.median is None:
        return f"too few to tell (n {spread.n})"
    return f"{spread.median:.1f} {unit} (n {spread.n})"


def to_csv(table: Table, *, for_excel: bool = False) -> str:
    """One tidy table: a line for each row, numbers bare, ISO days, shares from 0 to 1; empty where it is not
    known or too few. Text that a spreadsheet would take for a formula is kept from that by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(name for column in table.columns for name in _names(column))
    for row in table.rows:
        writer.writerow(value for cell in row for value in _values(cell))
    return (BOM if for_excel else "") + out.getvalue()


def to_json(table: Table) -> list[dict[str, object]]:
    """An object for each row, with the names of the CSV."""
    return [
        {
            name: value
            for column, cell in zip(table.columns, row, strict=True)
            for name, value in zip(_names(column), _bare(cell), strict=True)
        }
        for row in table.rows
    ]


def _names(column: Column) -> tuple[str, ...]:
    return tuple(f"{column.key}{end}" for end in _ENDS[column.kind])


def _bare(cell: Cell) -> tuple[object, ...]:
    """Numbers, text and None, as many as there are names."""
    if isinstance(cell, Rate):
        low, high = cell.interval_pct or (None, None)
        return _share(cell.pct), _share(low), _share(high), cell.hits, cell.n
    if isinstance(cell, Spread):
        return rounded(cell.median), rounded(cell.low), rounded(cell.high), cell.n
    if isinstance(cell, Share):
        return (rounded(cell.value),)
    if isinstance(cell, date):
        return (cell.isoformat(),)
    return (rounded(cell) if isinstance(cell, float) else cell,)


def _values(cell: Cell) -> tuple[object, ...]:
    return tuple(
        "" if value is None else safe(value) if isinstance(value, str) else value for value in _bare(cell)
    )


def safe(text: str) -> str:
    """The same text, kept from being computed."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _share(pct: float | None) -> float | None:
    return None if pct is None else round(pct / 100, 4)
