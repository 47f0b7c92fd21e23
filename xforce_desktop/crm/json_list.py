"""Records as the export writes them in JSON, read again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from xforce_desktop.crm.entries import Entry, entry
from xforce_desktop.crm.fields import ListField
from xforce_desktop.errors import BadInput

_BEGINS = re.compile(r"\s*(\{|\[\s*\{)")
_GROUPS = ("companies", "contacts", "deals")


def is_json(text: str) -> bool:
    return bool(_BEGINS.match(text))


def entries_of_json(text: str, today: date, region: str) -> Iterator[Entry]:
    """One for each record, numbered from 1. Raises BadInput for what is not JSON, or of another form."""
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"This is not JSON: {error}.", "Export it again.") from error
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise BadInput("This JSON is no list of records.", "Import what `crm export` wrote.") from error
    if not isinstance(parsed, dict) or not set(parsed) <= set(_GROUPS):
        raise BadInput("This JSON holds no companies, contacts and deals.", "Import what `crm export` wrote.")
    records = [record for group in _GROUPS for record in _listed(parsed.get(group, []))]
    for number, record in enumerate(records, 1):
        yield _entry(number, record, today, region)


def _listed(group: object) -> list[object]:
    if not isinstance(group, list):
        raise BadInput("This JSON holds no list of records.", "Import what `crm export` wrote.")
    return group


def _entry(number: int, record: object, today: date, region: str) -> Entry:
    if not isinstance(record, dict):
        return Entry(number, refused="it is no object with fields")
    unknown = sorted(str(name) for name in record if name not in set(ListField))
    if unknown:
        return Entry(number, refused=f"there is no field {', '.join(unknown)}")
    if nested := [name for name, value in record.items() if isinstance(value, dict | list)]:
        return Entry(number, refused=f"{', '.join(nested)} holds several values; write them as one text")
    told = {ListField(name): str(value) for name, value in record.items() if value is not None}
    cells = {field: cell for field, cell in told.items() if cell.strip()}
    return entry(number, cells, today, region, is_table=False)
