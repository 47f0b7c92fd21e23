"""Imports of lists, and what each of them changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Field

from xforce_desktop.store.column_types import (
    Table,
    id_field,
    json_field,
    optional_json,
    optional_time,
    time_field,
)


class CrmImportRow(Table, table=True):
    """One import. `counts` and `kept` as in `ImportBatch`."""

    __tablename__ = "crm_imports"

    id: uuid.UUID = id_field()
    source: str
    imported_at: datetime = time_field()
    counts: Any = json_field()
    undone_at: datetime | None = optional_time()
    kept: Any = json_field()


class CrmImportChangeRow(Table, table=True):
    """One row of another table that an import added or changed. `before` and `after` hold the columns that
    differ, as they are stored; `before` is NULL for a row that was added."""

    __tablename__ = "crm_import_changes"

    import_id: uuid.UUID = Field(foreign_key="crm_imports.id", ondelete="CASCADE", primary_key=True)
    number: int = Field(primary_key=True)
    changed_table: str = Field(max_length=50)
    record_id: uuid.UUID
    label: str
    before: Any = optional_json()
    after: Any = json_field()
