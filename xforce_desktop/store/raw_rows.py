"""Rows as they are stored, by their tables: many at once, and as JSON and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, Uuid, bindparam, select, update
from sqlmodel import Session

from xforce_desktop.store.column_types import UtcTime
from xforce_desktop.store.tables import METADATA

T = TypeVar("T")
Row = dict[str, Any]
_CHUNK = 400  # rows a statement; SQLite takes 999 values in one condition everywhere


def table(name: str) -> Table:
    return METADATA.tables[name]


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]


def raw(session: Session, of: Table, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """Those of the rows that are there."""
    found: dict[uuid.UUID, Row] = {}
    for chunk in chunks(ids):
        rows = session.execute(select(of).where(of.c.id.in_(chunk))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return found


def by_id(of: Table, values: Row) -> Any:
    """The statement that overwrites these columns; its parameter is `row_id`."""
    return update(of).where(of.c.id == bindparam("row_id")).values(values)


def as_json(values: Row) -> Row:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def from_json(of: Table, values: Row) -> Row:
    made: Row = {}
    for name, value in values.items():
        kind = of.c[name].type
        if value is not None and isinstance(kind, UtcTime):
            made[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Uuid):
            made[name] = uuid.UUID(value)
        else:
            made[name] = value
    return made
