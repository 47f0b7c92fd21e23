"""The text of a list as a table: separator, quotes, head and rows, however untidy.

Numbers of rows are a spreadsheet's: the first is 1, the head and empty rows count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from xforce_desktop.crm.csv_records import records_of
from xforce_desktop.crm.fields import fields_by_name, plain_name
from xforce_desktop.errors import BadInput

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LOOKED_AT = 60  # lines, to find the separator
_HEAD_WITHIN = 10  # rows; above the head some programs write a title
_SAYS_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_A_VALUE = re.compile(r"@|\d{3}|^\d+$")


@dataclass(frozen=True)
class TableRow:
    """`fault` says why the row cannot be used as a whole; then its cells are as they stood."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class ListTable:
    """`head` has a name for every column; `has_head` whether the file has them or they were made up."""

    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    delimiter: str
    has_head: bool
    notes: tuple[str, ...] = field(default=())


def read_table(text: str, known: Container[str] | None = None) -> ListTable:
    """`known` are the plain names by which a head is recognised, the fields' of crm if not given.

    Raises BadInput if there is nothing in it.
    """
    lines = text.split("\n")
    names = fields_by_name() if known is None else known
    delimiter, begins = _delimiter(lines, names)
    records = list(records_of(lines[begins:], delimiter))
    if begins:
        records = [("", []), *records]
    width = max((_width(cells) for _, cells in records), default=0)
    if not width:
        raise BadInput("There is nothing in this list.", "Export it again, or name another file.")
    at, has_head = _find_head(records, names)
    notes = [f"Read as separated by {DELIMITERS[delimiter]}."] if width > 1 else ["Read as a single column."]
    if has_head:
        above = sum(bool(_width(cells)) for _, cells in records[:at])
        if above:
            notes.append(f"The {above} line(s) above the head were left out.")
        head = _names(records[at][1])
        body = records[at + 1 :]
    else:
        notes.append("The list has no head; its columns are numbered.")
        common = _common_width(records)
        head, body, at = tuple(f"Column {n + 1}" for n in range(common)), records, -1
    rows = tuple(_rows(body, at + 2, len(head)))
    return ListTable(head, rows, delimiter, has_head, tuple(notes))


def _delimiter(lines: Sequence[str], known: Container[str]) -> tuple[str, int]:
    """The separator and where the table begins: some programs name it in the first line. Else the one by
    which the head has names that we know, and then the one that stands evenly."""
    named = _SAYS_SEPARATOR.fullmatch(lines[0]) if lines else None
    if named and named[1] in DELIMITERS:
        return named[1], 1
    sample = [line for line in lines[:_LOOKED_AT] if line.strip()]
    return max(DELIMITERS, key=lambda one: (_names_known(sample, one, known), *_evenness(sample, one))), 0


def _names_known(lines: Sequence[str], delimiter: str, known: Container[str]) -> int:
    """How many columns of a head are known so; a single one says nothing of what is between."""
    heads = (
        sum(plain_name(cell) in known for cell in cells)
        for _, cells in records_of(lines[:_HEAD_WITHIN], delimiter)
    )
    most = max(heads, default=0)
    return most if most > 1 else 0


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """How many records agree on their number of separators; more separators win a tie."""
    counts = [0 if fault else len(cells) - 1 for fault, cells in records_of(lines, delimiter)]
    some = [count for count in counts if count > 0]
    if not some:
        return 0.0, 0
    most_usual = max(set(some), key=some.count)
    return some.count(most_usual) / len(counts), most_usual


def _width(cells: Sequence[str]) -> int:
    """Up to the last cell with something in it."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)


def _find_head(records: Sequence[tuple[str, list[str]]], known: Container[str]) -> tuple[int, bool]:
    """Where the head is: the first row that names two columns we know, else one of names only."""
    for at, (_, cells) in enumerate(records[:_HEAD_WITHIN]):
        hits = sum(plain_name(cell) in known for cell in cells)
        holds_values = any(_A_VALUE.search(cell) for cell in cells if plain_name(cell) not in known)
        if hits >= 2 or (hits == 1 and not holds_values):
            return at, True
    first = next((at for at, (_, cells) in enumerate(records) if _width(cells)), 0)
    return first, _looks_like_names(records, first)


def _looks_like_names(records: Sequence[tuple[str, list[str]]], first: int) -> bool:
    """No word in it that we know, yet a head: short, all different, without values, and values below it."""
    cells = [cell.strip() for cell in records[first][1]]
    told = [cell for cell in cells if cell]
    if not told or len(set(told)) != len(told) or any(len(c) > 40 or _A_VALUE.search(c) for c in told):
        return False
    below = [cell for _, row in records[first + 1 : first + 30] for cell in row]
    return any("@" in cell for cell in below)


def _common_width(records: Sequence[tuple[str, list[str]]]) -> int:
    widths = [_width(cells) for _, cells in records if _width(cells)]
    return max(set(widths), key=lambda width: (widths.count(width), width))


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for each column of the head: what is empty or there twice gets its number."""
    made: list[str] = []
    for number, cell in enumerate(cells[: _width(cells)], 1):
        name = " ".join(cell.split()) or f"Column {number}"
        made.append(f"{name} ({number})" if name in made else name)
    return tuple(made)


def _rows(records: Sequence[tuple[str, list[str]]], first: int, width: int) -> Iterator[TableRow]:
    for number, (fault, cells) in enumerate(records, first):
        used = _width(cells)
        if not used:
            continue
        if not fault and used > width:
            fault = (
                f"it has {used} cells where there are {width} columns: it cannot be known which belongs where"
            )
        padded = tuple(cell.strip() for cell in cells) + ("",) * (width - len(cells))
        yield TableRow(number, padded if fault else padded[:width], fault)
