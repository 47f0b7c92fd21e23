"""A file with companies, contacts and deals, whatever its form: what is in it, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from xforce_desktop.crm.columns import ColumnGuess, guess_columns
from xforce_desktop.crm.csv_reading import ListTable, read_table
from xforce_desktop.crm.decoding import check_size, decode
from xforce_desktop.crm.entries import Entry, entries_of
from xforce_desktop.crm.json_list import entries_of_json, is_json
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.crm.vcards import entries_of_cards, is_vcard
from xforce_desktop.errors import BadInput


@dataclass(frozen=True)
class ListOptions:
    """`columns` maps names of columns to fields, or to "" to leave them out; `encoding` empty: guessed."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


@dataclass(frozen=True)
class ListFile:
    """A file that was read. `columns` is empty for cards; `size` counts the rows or cards, if known."""

    name: str
    encoding: str
    notes: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    size: int
    text: str = ""
    table: ListTable | None = None

    def entries(self, today: date, region: str = DEFAULT_REGION) -> Iterator[Entry]:
        """`region` (ISO 3166) is where numbers without a country code are from.

        Raises BadInput for a list of which no column is used.
        """
        if self.table is not None:
            if not any(one.field for one in self.columns):
                advice = "Choose what each is; on the command line: --map COLUMN=FIELD."
                raise BadInput(f"Of {self.name} no column is known or used.", advice)
            return entries_of(self.table, self.columns, today, region)
        if is_vcard(self.text):
            return entries_of_cards(self.text, today, region)
        return entries_of_json(self.text, today, region)


def read_bytes(path: Path) -> bytes:
    """Raises BadInput for what cannot be read, is too large, or is no file: a folder, a pipe, a device."""
    try:
        found = path.stat()
        if S_ISREG(found.st_mode):
            check_size(found.st_size)
            return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise BadInput(f"{path} cannot be read: {reason}.", "Name another file.") from error
    raise BadInput(f"{path} is {'a folder' if S_ISDIR(found.st_mode) else 'no file'}.", "Name a file.")


def read_list(content: bytes, name: str, options: ListOptions | None = None) -> ListFile:
    """Raises BadInput for a file in which there is nothing, or nothing that could be used."""
    options = options or ListOptions()
    decoded = decode(content, options.encoding)
    if not decoded.text.strip():
        raise BadInput(f"There is nothing in {name}.", "Export it again, or name another file.")
    if is_vcard(decoded.text) or is_json(decoded.text):
        size = decoded.text.upper().count("BEGIN:VCARD")
        return ListFile(name, decoded.encoding, decoded.notes, (), size, decoded.text)
    table = read_table(decoded.text)
    columns = guess_columns(table, options.columns)
    notes = (*decoded.notes, *table.notes)
    return ListFile(name, decoded.encoding, notes, columns, len(table.rows), table=table)
