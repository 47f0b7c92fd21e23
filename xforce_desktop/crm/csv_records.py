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


def is_open(line: str, delimiter: str) -> bool:
    """Whether a cell that begins in it goes on in the next line."""
    return '"' in line and _Scan(delimiter).line(line)


def cells_in(text: str, delimiter: str) -> list[str]:
    """Of one record."""
    return next(csv.reader([text], delimiter=delimiter), [])


def records_of(lines: Sequence[str], delimiter: str, width: int) -> Iterator[tuple[str, list[str]]]:
    """Each record with what is wrong with it; `width` is how many cells one should have.

    A quotation that never ends takes its own line, and those behind it that end it, not the records behind.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        fault, taken = _judged(lines, at, delimiter, width) if '"' in line else ("", 1)
        if not fault:
            try:
                cells = cells_in("\n".join(lines[at : at + taken]), delimiter)
            except csv.Error:
                fault = _NOT_PAIRED
        if fault:
            yield fault, _as_it_stands(line, delimiter)
            tail = _tail(lines, at + 1, delimiter, width)
            yield from ((_A_TAIL, _as_it_stands(one, delimiter)) for one in tail)
            at += 1 + len(tail)
        else:
            yield "", cells
            at += taken


def _as_it_stands(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _judged(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[str, int]:
    """What is wrong with the record that begins at that line, and of how many lines it is.

    It is of several where its quotation really ends in one of them: not where only the next one begins, nor
    where all lines between are records themselves.
    """
    scan = _Scan(delimiter)
    if not scan.line(lines[at]):
        is_wrong = scan.is_odd and lines[at].count('"') % 2 == 1
        return (_NOT_PAIRED if is_wrong else ""), 1
    for taken in range(2, _LONGEST_CELL_LINES + 1):
        if at + taken > len(lines):
            break
        if not scan.line(lines[at + taken - 1]):
            between = [line for line in lines[at + 1 : at + taken - 1] if line.strip()]
            swallows = bool(between) and all(_is_whole(line, delimiter, width) for line in between)
            return (_NEVER_CLOSED if scan.is_odd or swallows else ""), taken
    return _NEVER_CLOSED, 1


def _is_whole(line: str, delimiter: str, width: int) -> bool:
    return width > 1 and '"' not in line and line.count(delimiter) == width - 1


def _tail(lines: Sequence[str], at: int, delimiter: str, width: int) -> Sequence[str]:
    """The lines that end the quotation of a record that cannot be used; none where a record begins first."""
    for end in range(at, min(at + _LONGEST_CELL_LINES, len(lines))):
        line, scan = lines[end], _Scan(delimiter)
        is_still_open = scan.line(line)
        if is_still_open or scan.has_quoted:
            break
        if line.count('"') % 2 == 1:
            return lines[at : end + 1]
        if _is_whole(line, delimiter, width):
            break
    return ()
