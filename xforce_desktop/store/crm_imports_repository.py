"""Imports in SQLite: many rows at once, and of each row what it was before."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, func, insert, or_, select
from sqlmodel import col
from sqlmodel import select as select_rows

from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone, quietly
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Kind
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.proofs import NewProof
from xforce_desktop.store import crm_values, raw_rows
from xforce_desktop.store.account_repository import proof_columns
from xforce_desktop.store.crm_import_tables import CrmImportRow
from xforce_desktop.store.crm_undo import ImportUndo
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.raw_rows import Row
from xforce_desktop.store.references import table_of
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import SocialProofRow

_TOGETHER = frozenset({"phone", "sms_consent"})


class CrmImportsRepository(Repository):
    """The part of the transaction that keeps imports."""

    def keep_import(
        self, batch: ImportBatch, changes: Sequence[Change], progress: Progress = quietly
    ) -> None:
        now = self._clock.now()
        self._keep_batch(batch)
        made: list[Row] = []
        for chunk in raw_rows.chunks(changes):
            for kind in Kind:
                some = [change for change in chunk if change.kind is kind]
                if some:
                    made += self._write(raw_rows.table(table_of(some[0].after)), some, now)
            progress(len(made), len(changes))
        numbered = [{"import_id": batch.id, "number": number} | one for number, one in enumerate(made, 1)]
        for some_made in raw_rows.chunks(numbered):
            self._session.execute(insert(raw_rows.table("crm_import_changes")), list(some_made))
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
        known = raw_rows.raw(
            self._session, table, [change.after.id for change in changes if change.before is not None]
        )
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
                made.append(base | {"before": None, "after": raw_rows.as_json(row)})
                continue
            before = crm_values.columns(change.before) if change.before else {}
            differs = {name: value for name, value in values.items() if before.get(name) != value}
            if differs.keys() & _TOGETHER:  # a consent is for the number beside it: an undo has to know both
                differs |= {name: values[name] for name in _TOGETHER}
            differs["updated_at"] = now
            self._session.execute(raw_rows.by_id(table, differs), {"row_id": change.after.id})
            made.append(
                base
                | {
                    "before": raw_rows.as_json({name: old[name] for name in differs}),
                    "after": raw_rows.as_json(differs),
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
            self._session.execute(insert(raw_rows.table("crm_import_changes")), [change])

    def imports(self) -> Sequence[ImportBatch]:
        newest = select_rows(CrmImportRow).order_by(
            col(CrmImportRow.imported_at).desc(), col(CrmImportRow.id).desc()
        )
        return [_batch(row) for row in self._session.exec(newest)]

    def later_imports(self, import_id: uuid.UUID) -> Sequence[ImportBatch]:
        changes = raw_rows.table("crm_import_changes")
        touched = select(changes.c.record_id).where(changes.c.import_id == import_id)
        touching = select(changes.c.import_id).where(
            changes.c.import_id != import_id, changes.c.record_id.in_(touched)
        )
        others = set(self._session.execute(touching.distinct()).scalars())
        newer = itertools.takewhile(lambda one: one.id != import_id, self.imports())
        return [one for one in newer if one.id in others and one.undone_at is None]

    def undo_import(self, import_id: uuid.UUID, at: datetime) -> Undone:
        row = self._session.get(CrmImportRow, import_id)
        if row is None:
            raise StoreError(f"There is no import {import_id}.", "`crm imports` lists them.")
        kept_changes = raw_rows.table("crm_import_changes")
        is_of_it = kept_changes.c.import_id == import_id
        in_order = select(kept_changes).where(is_of_it).order_by(kept_changes.c.number.desc())
        undo = ImportUndo(self._session)
        undo.take_back(self._session.execute(in_order).all())
        self._session.execute(delete(kept_changes).where(is_of_it))
        if undo.kept:
            self._overwrite(row, {"undone_at": at, "kept": undo.kept})
        else:
            self._session.delete(row)
        self._session.flush()
        self._session.expire_all()
        return Undone(undo.removed, undo.restored, tuple(undo.kept))

    def erase_from_imports(self, address: str) -> None:
        key, changes = address_key(address), raw_rows.table("crm_import_changes")
        label = func.lower(changes.c.label)
        is_named = or_(label == key, label.endswith(f"<{key}>", autoescape=True))
        people = raw_rows.table("contacts")
        theirs = select(people.c.id).where(people.c.email_key == key)
        self._session.execute(delete(changes).where(or_(changes.c.record_id.in_(theirs), is_named)))
        for row in self._session.exec(select_rows(CrmImportRow)).all():
            left = [one for one in row.kept if key not in one.casefold()]
            if left != row.kept:
                self._overwrite(row, {"kept": left})
        self._session.flush()


def _batch(row: CrmImportRow) -> ImportBatch:
    return ImportBatch(row.id, row.source, row.imported_at, dict(row.counts), row.undone_at, tuple(row.kept))
