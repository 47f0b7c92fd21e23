"""Companies, contacts and deals as files that any program reads, and that read again give the same records.

In a CSV nothing is a formula: a cell that a spreadsheet would calculate gets an apostrophe in front, which
the import takes off again.
"""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xforce_desktop.crm.fields import PLACES, ListField
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record, TextConsent
from xforce_desktop.crm.vcards import card_of

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_BEHIND_SEPARATOR = re.compile(r"([;|\t]\s*)(?=[=+\-@'])")
CSV_FIELDS = tuple(PLACES)


@dataclass(frozen=True)
class Everything:
    """All records, in the order in which they are written."""

    companies: Sequence[Company]
    people: Sequence[ContactRecord]
    deals: Sequence[Deal]

    def by_id(self) -> dict[uuid.UUID, Company]:
        return {one.id: one for one in self.companies}


def cells_of(record: Record) -> dict[ListField, str]:
    """What is known of a record, as an import reads it."""
    kinds = {Company: Kind.COMPANY, ContactRecord: Kind.CONTACT, Deal: Kind.DEAL}
    mine = kinds[type(record)]
    found = {f: _cell(getattr(record, name)) for f, (kind, name) in PLACES.items() if kind is mine}
    return {field: cell for field, cell in found.items() if cell}


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, TextConsent):
        return f"{value.given_on.isoformat()} {value.source}"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return f"{value:.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def rows_of(known: Everything) -> list[dict[ListField, str]]:
    """One row for each contact with its company, then companies without contacts, then deals with theirs."""
    companies = known.by_id()
    rows = [_with_company(one, companies) for one in known.people]
    peopled = {one.company_id for one in known.people}
    rows += [cells_of(one) for one in known.companies if one.id not in peopled]
    rows += [_with_company(one, companies) for one in known.deals]
    return rows


def _with_company(one: ContactRecord | Deal, companies: Mapping[uuid.UUID, Company]) -> dict[ListField, str]:
    company = companies.get(one.company_id) if one.company_id else None
    return cells_of(one) | (cells_of(company) if company else {})


def as_csv(known: Everything) -> str:
    """With a head, one line a record; begins with a mark so that spreadsheets read it as UTF-8."""
    return table_as_csv(CSV_FIELDS, rows_of(known))


def as_three_csv(known: Everything) -> dict[str, str]:
    """A file for each kind of record."""
    named = {one.id: {ListField.COMPANY: one.name, ListField.STATE: one.state} for one in known.companies}
    companies = [cells_of(one) for one in known.companies]
    people = [cells_of(one) | _at(named, one.company_id) for one in known.people]
    deals = [cells_of(one) | _at(named, one.company_id) for one in known.deals]
    place = (ListField.COMPANY, ListField.STATE)
    return {
        "companies.csv": table_as_csv(_fields_of(Kind.COMPANY), companies),
        "contacts.csv": table_as_csv((*place, *_fields_of(Kind.CONTACT)), people),
        "deals.csv": table_as_csv((*place, *_fields_of(Kind.DEAL)), deals),
    }


def _fields_of(kind: Kind) -> tuple[ListField, ...]:
    return tuple(field for field, (of, _) in PLACES.items() if of is kind)


def _at(
    named: Mapping[uuid.UUID, dict[ListField, str]], company_id: uuid.UUID | None
) -> dict[ListField, str]:
    return named.get(company_id, {}) if company_id else {}


def table_as_csv(fields: Sequence[ListField], rows: Iterable[Mapping[ListField, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.value for field in fields])
    for row in rows:
        writer.writerow([safe(row.get(field, "")) for field in fields])
    return "\ufeff" + out.getvalue()


def safe(cell: str) -> str:
    """Nothing that a spreadsheet would calculate, also where it takes another character for the separator."""
    inside = _BEHIND_SEPARATOR.sub(r"\1'", cell)
    return f"'{inside}" if cell.startswith(_FORMULA_STARTS) else inside


def as_json(known: Everything) -> str:
    """All fields by the names that an import knows, one object a record."""
    companies = known.by_id()
    made = {
        "companies": [_named(cells_of(one)) for one in known.companies],
        "contacts": [_named(_with_company(one, companies)) for one in known.people],
        "deals": [_named(_with_company(one, companies)) for one in known.deals],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _named(cells: Mapping[ListField, str]) -> dict[str, str]:
    return {field.value: cell for field, cell in cells.items()}


def as_vcards(known: Everything) -> str:
    """The contacts; a card has no place for deals."""
    companies = known.by_id()
    return "".join(card_of(_with_company(one, companies)) for one in known.people)
