"""The library of proofs as a table: read with reasons, written so that it reads the same again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xforce_desktop.crm.csv_reading import ListTable, TableRow, read_table
from xforce_desktop.crm.decoding import decode
from xforce_desktop.crm.export import safe
from xforce_desktop.crm.fields import plain_name
from xforce_desktop.crm.same import words_key
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.crm.values import cell_text, listed
from xforce_desktop.errors import BadInput
from xforce_desktop.new_files import write_new
from xforce_desktop.scheduling.proofs import (
    NewProof,
    StoredProof,
    parse_proof,
    why_not_new,
    words_in,
)

FIELDS = (
    "type",
    "content",
    "title",
    "source",
    "link",
    "industries",
    "ownership",
    "pain_points",
    "products",
    "least_employees",
    "most_employees",
)
_LISTS = frozenset({"industries", "ownership", "pain_points", "products"})
_SIZES = frozenset({"least_employees", "most_employees"})
_NAMES: Mapping[str, str] = {plain_name(name): name for name in FIELDS} | {
    "kind": "type",
    "text": "content",
    "words": "content",
    "quote": "content",
    "url": "link",
    "industry": "industries",
    "trade": "industries",
    "trades": "industries",
    "painpoint": "pain_points",
    "product": "products",
    "minemployees": "least_employees",
    "maxemployees": "most_employees",
}


@dataclass(frozen=True)
class ProofRow:
    """One row: what is added, or why it is not. Numbers as in a spreadsheet."""

    number: int
    proof: NewProof | None
    reason: str = ""


def read_proofs(content: bytes, known: Iterable[StoredProof]) -> list[ProofRow]:
    """Each row of a CSV with a head. Words that are in the library already, or twice in the list, are left.

    Raises BadInput for a list without the columns that are needed.
    """
    table = read_table(decode(content).text, _NAMES)
    columns = _columns(table)
    there = words_in(known)
    rows: list[ProofRow] = []
    for row in table.rows:
        made = _row(row, columns)
        if made.proof is not None and (reason := why_not_new(made.proof.content, there)):
            made = ProofRow(row.number, None, reason)
        elif made.proof is not None:
            there[words_key(made.proof.content)] = True
        rows.append(made)
    return rows


def _columns(table: ListTable) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, name in enumerate(table.head):
        field = _NAMES.get(plain_name(name))
        if field and field not in columns:
            columns[field] = place
    missing = [name for name in ("type", "content") if name not in columns]
    if missing:
        raise BadInput(f"There is no column {' and no '.join(missing)}.", f"Known are: {', '.join(FIELDS)}.")
    return columns


def _row(row: TableRow, columns: Mapping[str, int]) -> ProofRow:
    if row.fault:
        return ProofRow(row.number, None, row.fault)
    try:
        cells = {name: cell_text(row.cells[place]) for name, place in columns.items()}
        return ProofRow(row.number, parse_proof(_fields(cells)))
    except Unusable as error:
        return ProofRow(row.number, None, str(error))
    except BadInput as error:
        return ProofRow(row.number, None, error.title.rstrip("."))


def _fields(cells: Mapping[str, str]) -> dict[str, object]:
    relevant: dict[str, object] = {name: listed(cells[name]) for name in _LISTS & set(cells) if cells[name]}
    for name in _SIZES & set(cells):
        if cells[name] and not cells[name].isdecimal():
            raise Unusable(f"“{cells[name]}” is no whole number of employees")
        if cells[name]:
            relevant[name] = int(cells[name])
    plain: dict[str, object] = {
        name: cell for name, cell in cells.items() if name not in _LISTS | _SIZES and cell
    }
    plain["type"] = plain_kind(cells["type"])
    return plain | {"content": cells["content"], "relevant_for": relevant}


def plain_kind(text: str) -> str:
    """ "Case study" and "case-study" are case_study."""
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


def proofs_as_csv(proofs: Sequence[StoredProof]) -> str:
    """Those in use, with what came of each behind; safe in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*FIELDS, "times_used", "answered", "booked"])
    for one in proofs:
        if one.is_active:
            results = (one.times_used, one.answered, one.booked)
            writer.writerow([*(safe(cell) for cell in _cells(one.proof)), *results])
    return "\ufeff" + out.getvalue()


def write_proofs(proofs: Sequence[StoredProof], target: Path) -> None:
    """Raises BadInput for a file that is there already, or that cannot be written."""
    write_new(target, proofs_as_csv(proofs).encode())


def _cells(proof: NewProof) -> list[str]:
    wanted = proof.relevant_for
    lists = (wanted.industries, wanted.ownership, wanted.pain_points, wanted.products)
    sizes = (wanted.least_employees, wanted.most_employees)
    return [
        proof.type,
        proof.content,
        proof.title,
        proof.source,
        proof.link,
        *("; ".join(some) for some in lists),
        *("" if size is None else str(size) for size in sizes),
    ]
