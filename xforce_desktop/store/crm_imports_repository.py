"""Imports in SQLite: many rows at once, and back again exactly.

An undo looks at the rows as they are stored: a column that still has the value the import gave it gets the
old one back; a row that the import added goes if nothing in it was changed since and nothing refers to it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row as SqlRow
from sqlalchemy import Table, Uuid, bindparam, delete, insert, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone, quietly
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Kind
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.proofs import NewProof
from xforce_desktop.store import crm_values
from xforce_desktop.store.account_repository import proof_columns
from xforce_desktop.store.column_types import UtcTime
from xforce_desktop.store.crm_import_tables import CrmImportRow
from xforce_desktop.store.references import in_words, references_to, table_of
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import METADATA, SocialProofRow

T = TypeVar("T")
_CHUNK = 400  # rows a statement; SQLite takes 999 values in one condition everywhere
_OWN = frozenset({"created_at", "updated_at", "id"})

Row = dict[str, Any]


class CrmImportsRepository(Repository):
    """The part of the transaction that keeps imports."""

    def keep_import(
        self, batch: ImportBatch, changes: Sequence[Change], progress: Progress = quietly
    ) -> None:
        now = self._clock.now()
        self._keep_batch(batch)
        made: list[Row] = []
        for chunk in _chunks(changes):
            for kind in Kind:
                some = [change for change in chunk if change.kind is kind]
                if some:
                    made += self._write(_table(table_of(some[0].after)), some, now)
            progress(len(made), len(changes))
        numbered = [{"import_id": batch.id, "number": number} | one for number, one in enumerate(made, 1)]
        for some_made in _chunks(numbered):
            self._session.execute(insert(_table("crm_import_changes")), list(some_made))
        self._session.expire_all()

    def _keep_batch(self, batch: ImportBatch) -> None:
        self._insert(
            CrmImportRow(
                id=batch.id,
                source=batch.source,
                imported_at=batch.at,
                counts=dict(batch.counts),
                kept=list(batch.kept),
            )
        )

    def _write(self, table: Table, changes: Sequence[Change], now: datetime) -> list[Row]:
        """Write them, and tell of each what differs, as it is stored."""
        known = self._raw(table, [change.after.id for change in changes if change.before is not None])
        added: list[Row] = []
        made: list[Row] = []
        for change in changes:
            values = crm_values.columns(change.after)
            old = known.get(change.after.id)
            base = {
                "changed_table": table.name,
                "record_id": change.after.id,
                "label": title_of(change.after),
            }
            if old is None:
                row = values | {"created_at": now, "updated_at": now}
                added.append(row)
                made.append(base | {"before": None, "after": _stored(row)})
                continue
            before = crm_values.columns(change.before) if change.before else {}
            differs = {name: value for name, value in values.items() if before.get(name) != value}
            differs["updated_at"] = now
            self._session.execute(_by_id(table, differs), {"row_id": change.after.id})
            made.append(
                base
                | {
                    "before": _stored({name: old[name] for name in differs}),
                    "after": _stored(differs),
                }
            )
        if added:
            self._session.execute(insert(table), added)
        return made

    def keep_proof_import(self, batch: ImportBatch, proofs: Sequence[NewProof]) -> None:
        self._keep_batch(batch)
        for number, proof in enumerate(proofs, 1):
            values = proof_columns(proof)
            row = SocialProofRow(id=self._ids.new(), created_at=batch.at, **values)
            self._insert(row)
            change = {
                "import_id": batch.id,
                "number": number,
                "changed_table": "social_proof_library",
                "record_id": row.id,
                "label": proof.title or proof.content[:60],
                "before": None,
                "after": values | {"is_active": True, "times_used": 0},
            }
            self._session.execute(insert(_table("crm_import_changes")), [change])

    def imports(self) -> Sequence[ImportBatch]:
        newest = select_rows(CrmImportRow).order_by(
            col(CrmImportRow.imported_at).desc(), col(CrmImportRow.id).desc()
        )
        return [_batch(row) for row in self._session.exec(newest)]

    def undo_import(self, import_id: uuid.UUID, at: datetime) -> Undone:
        row = self._session.get(CrmImportRow, import_id)
        if row is None:
            raise StoreError(f"There is no import {import_id}.", "`crm imports` lists them.")
        kept_changes = _table("crm_import_changes")
        of_it = select(kept_changes).where(kept_changes.c.import_id == import_id)
        changes = self._session.execute(of_it.order_by(kept_changes.c.number.desc())).all()
        restored, kept = self._restore([one for one in changes if one.before is not None])
        removed, kept_too = self._remove([one for one in changes if one.before is None])
        kept += kept_too
        if kept:
            self._overwrite(row, {"undone_at": at, "kept": kept})
        else:
            self._session.execute(delete(kept_changes).where(kept_changes.c.import_id == import_id))
            self._session.delete(row)
        self._session.flush()
        self._session.expire_all()
        return Undone(removed, restored, tuple(kept))

    def _restore(self, changes: Sequence[SqlRow[Any]]) -> tuple[int, list[str]]:
        kept: list[str] = []
        restored = 0
        for change in changes:
            table = _table(change.changed_table)
            now = self._raw(table, [change.record_id]).get(change.record_id)
            if now is None:
                kept.append(f"{change.label}: it has been deleted since")
                continue
            stored = _stored(now)
            changed = {name for name, value in change.after.items() if stored[name] != value} - _OWN
            back = {name: value for name, value in change.before.items() if name not in changed}
            if changed:
                back.pop("updated_at", None)
                kept.append(f"{change.label}: {_listed(changed)} was changed since and stays")
            if back:
                self._session.execute(_by_id(table, _loaded(table, back)), {"row_id": change.record_id})
                restored += 1
        return restored, kept

    def _remove(self, changes: Sequence[SqlRow[Any]]) -> tuple[int, list[str]]:
        """People and deals first, so that the companies they were at are free."""
        kept: list[str] = []
        removed = 0
        by_table: dict[str, list[SqlRow[Any]]] = defaultdict(list)
        for change in changes:
            by_table[change.changed_table].append(change)
        for name in sorted(by_table, key=lambda one: one == "companies"):
            table, some = _table(name), by_table[name]
            now = self._raw(table, [change.record_id for change in some])
            goes: list[uuid.UUID] = []
            hanging = self._hanging(table, list(now))
            for change in some:
                reason = _why_kept(table, change, now.get(change.record_id), hanging)
                if reason:
                    kept.append(f"{change.label}: {reason}")
                elif change.record_id in now:
                    goes.append(change.record_id)
            for chunk in _chunks(goes):
                self._session.execute(delete(table).where(table.c.id.in_(chunk)))
            removed += len(goes)
        return removed, kept

    def _raw(self, table: Table, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Row]:
        found: dict[uuid.UUID, Row] = {}
        for chunk in _chunks(ids):
            rows = self._session.execute(select(table).where(table.c.id.in_(chunk))).mappings()
            found |= {row["id"]: dict(row) for row in rows}
        return found

    def _hanging(self, table: Table, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, set[str]]:
        """What refers to each of these rows, by the names of the tables."""
        found: dict[uuid.UUID, set[str]] = defaultdict(set)
        for other, column in references_to(table):
            for chunk in _chunks(ids):
                for (one,) in self._session.execute(select(column).where(column.in_(chunk)).distinct()):
                    found[one].add(other.name)
        return found


def _why_kept(
    table: Table, change: SqlRow[Any], now: Row | None, hanging: Mapping[uuid.UUID, set[str]]
) -> str:
    """Empty if it can go, or has gone already."""
    if now is None:
        return ""
    stored = _stored(now)
    changed = {name for name, value in change.after.items() if stored[name] != value} - _OWN
    if changed:
        return f"{_listed(changed)} was changed since"
    if others := hanging.get(change.record_id):
        return f"it is used by {', '.join(sorted(in_words(name) for name in others))}"
    return ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in names if not name.endswith("_key")))


def _table(name: str) -> Table:
    return METADATA.tables[name]


def _by_id(table: Table, values: Row) -> Any:
    return update(table).where(table.c.id == bindparam("row_id")).values(values)


def _stored(values: Row) -> Row:
    """Values as JSON."""
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _loaded(table: Table, values: Row) -> Row:
    """The same back from JSON."""
    made: Row = {}
    for name, value in values.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, UtcTime):
            made[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Uuid):
            made[name] = uuid.UUID(value)
        else:
            made[name] = value
    return made


def _batch(row: CrmImportRow) -> ImportBatch:
    return ImportBatch(row.id, row.source, row.imported_at, dict(row.counts), row.undone_at, tuple(row.kept))


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]
