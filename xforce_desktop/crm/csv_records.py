"""The lines of a list as records: a quoted cell may go over several, and not every quotation ends.

What a record is not certain of is refused as a whole: its lines never become rows of their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from statistics import mode

_LONGEST_CELL_LINES = 50  # a quotation that goes on for longer was never closed
_NEVER_CLOSED = "a quotation mark is never closed: it cannot be known where its cells end"
_NOT_PAIRED = "its quotation marks do not pair: it cannot be known where its cells end"
_PERHAPS_OPEN = "a cell of several lines holds what looks like other rows: is a quotation mark missing?"
_A_TAIL = "it belongs to a cell that began above and cannot be told from it"

_TOO_LONG = "it holds a cell of more than 10 million characters"
_SHOWN = 100  # characters of such a line

_ADDRESS = re.compile(r"[^\s@,;|]+@[^\s@,;|]+\.\w+")

csv.field_size_limit(10_000_000)


class _In(Enum):
    """Where in a record a character stands, as the csv module sees it."""

    START = auto()  # of a cell
    PLAIN = auto()  # in a cell without quotes, in which one is a character
    QUOTED = auto()
    LEFT = auto()  # behind a quote in a quoted cell: another makes it a character


class _Scan:
    """Goes through a record line by line. `is_odd`: a quoted cell went on behind its end, or a quote stood
    in a plain cell of a line that is not the first."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter, self._at, self._lines = delimiter, _In.START, 0
        self.is_odd = False
        self.has_quoted = False

    def line(self, text: str) -> bool:
        """Whether a quoted cell still goes on at its end."""
        for char in text:
            self._at = self._next(char)
        if self._at is not _In.QUOTED:
            self._at = _In.START
        self._lines += 1
        return self._at is _In.QUOTED

    def _next(self, char: str) -> _In:
        if self._at is _In.QUOTED:
            return _In.LEFT if char == '"' else _In.QUOTED
        if char == self._delimiter:
            return _In.START
        if char == '"' and self._at in (_In.START, _In.LEFT):
            self.has_quoted = True
            return _In.QUOTED
        if self._at is _In.LEFT or (char == '"' and self._lines):
            self.is_odd = True
        return _In.PLAIN


def cells_in(text: str, delimiter: str) -> list[str]:
    """Of one record."""
    return next(csv.reader([text], delimiter=delimiter), [])


def records_of(lines: Sequence[str], delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Each record with what is wrong with it.

    A quotation that never ends takes its own line, and those behind it that end it, not the records behind.
    """
    at, width = 0, _usual_width(lines, delimiter)
    while at < len(lines):
        line = lines[at]
        fault, taken = _judged(lines, at, delimiter, width) if '"' in line else ("", 1)
        if not fault:
            try:
                cells = cells_in("\n".join(lines[at : at + taken]), delimiter)
            except csv.Error:
                fault, cells = _TOO_LONG, []
            if any(_holds_rows(cell, delimiter) for cell in cells):
                fault = _PERHAPS_OPEN
        if fault in {_TOO_LONG, _PERHAPS_OPEN}:
            yield fault, _as_it_stands(line[:_SHOWN], delimiter)
            at += taken
        elif fault:
            yield fault, _as_it_stands(line, delimiter)
            tail = _tail(lines, at + 1, delimiter, width)
            yield from ((_A_TAIL, _as_it_stands(one, delimiter)) for one in tail)
            at += 1 + len(tail)
        else:
            yield "", cells
            at += taken


def _as_it_stands(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _usual_width(lines: Sequence[str], delimiter: str) -> int:
    """How many cells those lines have that hold an address and no quotation; 0 if there are none."""
    widths = [len(line.split(delimiter)) for line in lines if _has_address(line, delimiter)]
    return mode(widths) if widths else 0


def _has_address(line: str, delimiter: str) -> bool:
    """As one of several cells."""
    if "@" not in line or '"' in line or delimiter not in line:
        return False
    return any(_ADDRESS.fullmatch(cell.strip()) for cell in line.split(delimiter))


def _is_a_row(line: str, delimiter: str, width: int) -> bool:
    return len(line.split(delimiter)) == width and _has_address(line, delimiter)


def _holds_rows(cell: str, delimiter: str) -> bool:
    return "\n" in cell and any(_has_address(line, delimiter) for line in cell.split("\n"))


def _judged(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[str, int]:
    """What is wrong with the record that begins at that line, and of how many lines it is.

    It is of several where its quotation really ends in one of them: not where only the next one begins, nor
    where all that stands between are rows with an address, as the others have.
    """
    scan = _Scan(delimiter)
    if not scan.line(lines[at]):
        is_wrong = scan.is_odd and lines[at].count('"') % 2 == 1
        return (_NOT_PAIRED if is_wrong else ""), 1
    for taken in range(2, min(_LONGEST_CELL_LINES, len(lines) - at) + 1):
        if not scan.line(lines[at + taken - 1]):
            between = [line for line in lines[at + 1 : at + taken - 1] if line.strip()]
            swallows = len(between) > 1 and all(_is_a_row(line, delimiter, width) for line in between)
            return (_NEVER_CLOSED if scan.is_odd or swallows else ""), taken
    return _NEVER_CLOSED, 1


def _tail(lines: Sequence[str], at: int, delimiter: str, width: int) -> Sequence[str]:
    """The lines that end the quotation of a record that cannot be used; none where rows with an address, or a
    record with quoted cells of its own, begin first."""
    for end in range(at, min(at + _LONGEST_CELL_LINES, len(lines))):
        line, scan = lines[end], _Scan(delimiter)
        is_still_open = scan.line(line)
        if all(_is_a_row(one, delimiter, width) for one in lines[end : end + 2]) or (
            (is_still_open or scan.has_quoted) and not scan.is_odd
        ):
            break
        if line.count('"') % 2 == 1:
            return lines[at : end + 1]
    return ()
