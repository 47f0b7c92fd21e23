"""The lines of a list as records: a quoted cell may go over several, and not every quotation ends.

What a record is not certain of is refused as a whole: its lines never become rows of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from enum import Enum, auto

_LONGEST_CELL_LINES = 50  # a quotation that goes on for longer was never closed
_NEVER_CLOSED = "a quotation mark is never closed: it cannot be known where its cells end"
_NOT_PAIRED = "its quotation marks do not pair: it cannot be known where its cells end"
_A_TAIL = "it belongs to a cell that began above and cannot be told from it"

_TOO_LONG = "it holds a cell of more than 10 million characters"
_SHOWN = 100  # characters of such a line

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
    at = 0
    while at < len(lines):
        line = lines[at]
        fault, taken = _judged(lines, at, delimiter) if '"' in line else ("", 1)
        if not fault:
            try:
                cells = cells_in("\n".join(lines[at : at + taken]), delimiter)
            except csv.Error:
                fault, cells = _TOO_LONG, []
        if fault == _TOO_LONG:
            yield fault, _as_it_stands(line[:_SHOWN], delimiter)
            at += taken
        elif fault:
            yield fault, _as_it_stands(line, delimiter)
            tail = _tail(lines, at + 1, delimiter)
            yield from ((_A_TAIL, _as_it_stands(one, delimiter)) for one in tail)
            at += 1 + len(tail)
        else:
            yield "", cells
            at += taken


def _as_it_stands(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _judged(lines: Sequence[str], at: int, delimiter: str) -> tuple[str, int]:
    """What is wrong with the record that begins at that line, and of how many lines it is.

    It is of several where its quotation really ends in one of them, not where only the next one begins. What
    stands between is the cell's, however much it looks like a record.
    """
    scan = _Scan(delimiter)
    if not scan.line(lines[at]):
        is_wrong = scan.is_odd and lines[at].count('"') % 2 == 1
        return (_NOT_PAIRED if is_wrong else ""), 1
    for taken in range(2, min(_LONGEST_CELL_LINES, len(lines) - at) + 1):
        if not scan.line(lines[at + taken - 1]):
            return (_NEVER_CLOSED if scan.is_odd else ""), taken
    return _NEVER_CLOSED, 1


def _tail(lines: Sequence[str], at: int, delimiter: str) -> Sequence[str]:
    """The lines that end the quotation of a record that cannot be used; none where a record with quoted cells
    of its own begins first."""
    for end in range(at, min(at + _LONGEST_CELL_LINES, len(lines))):
        line, scan = lines[end], _Scan(delimiter)
        is_still_open = scan.line(line)
        if (is_still_open or scan.has_quoted) and not scan.is_odd:
            break
        if line.count('"') % 2 == 1:
            return lines[at : end + 1]
    return ()
