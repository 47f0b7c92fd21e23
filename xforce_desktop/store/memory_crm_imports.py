"""Imports, in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone, quietly
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Company, ContactRecord, Record
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.proofs import NewProof, StoredProof
from xforce_desktop.store.memory_crm import MemoryCrm


class MemoryCrmImports(MemoryCrm):
    """The part of the transaction that keeps imports."""

    def keep_import(
        self, batch: ImportBatch, changes: Sequence[Change], progress: Progress = quietly
    ) -> None:
        self.save_records([change.after for change in changes])
        self._log.put(self._tables.imports, batch.id, (batch, tuple(changes)))
        progress(len(changes), len(changes))

    def keep_proof_import(self, batch: ImportBatch, proofs: Sequence[NewProof]) -> None:
        made = [StoredProof(self._ids.new(), proof, batch.at) for proof in proofs]
        for one in made:
            self._log.put(self._tables.proofs, one.id, one)
        self._log.put(self._tables.imports, batch.id, (batch, ()))
        self._log.put(self._tables.imported_proofs, batch.id, tuple(one.id for one in made))

    def imports(self) -> Sequence[ImportBatch]:
        kept = [batch for batch, _ in self._tables.imports.values()]
        return sorted(kept, key=lambda one: (one.at, one.id.hex), reverse=True)

    def undo_import(self, import_id: uuid.UUID, at: datetime) -> Undone:
        if import_id not in self._tables.imports:
            raise StoreError(f"There is no import {import_id}.", "`crm imports` lists them.")
        batch, changes = self._tables.imports[import_id]
        kept: list[str] = []
        restored = removed = 0
        for change in reversed(changes):
            now = self._current(change.after)
            label = title_of(change.after)
            if change.before is not None and now is not None:
                back, changed = _back(change.before, change.after, now)
                self.save_records([back])
                restored += back != now
                kept += [f"{label}: {', '.join(changed)} was changed since and stays"] if changed else []
            elif change.before is None and now is not None:
                reason = "changed since" if now != change.after else ", ".join(self.hanging_on(now))
                kept += [f"{label}: {reason}"] if reason else []
                removed += not reason
                if not reason:
                    self.delete_record(now)
        gone, stay = self._remove_proofs(import_id)
        removed, kept = removed + gone, kept + stay
        if kept:
            undone = (replace(batch, undone_at=at, kept=tuple(kept)), changes)
            self._log.put(self._tables.imports, import_id, undone)
        else:
            self._log.drop(self._tables.imports, import_id)
        return Undone(removed, restored, tuple(kept))

    def _remove_proofs(self, import_id: uuid.UUID) -> tuple[int, list[str]]:
        used = {proof_id for _, proof_id in self._tables.proof_uses}
        ids = self._tables.imported_proofs.get(import_id, ())
        known = [one for one in ids if one in self._tables.proofs]
        stay = [one for one in known if one in used or not self._tables.proofs[one].is_active]
        for one in known:
            if one not in stay:
                self._log.drop(self._tables.proofs, one)
        words = [self._tables.proofs[one].proof.content[:60] for one in stay]
        return len(known) - len(stay), [f"{word}: it was used or changed since" for word in words]

    def _current(self, record: Record) -> Record | None:
        if isinstance(record, Company):
            return self.company(record.id)
        if isinstance(record, ContactRecord):
            return next((one for one in self.people() if one.id == record.id), None)
        return self.deal(record.id)


def _back(before: Record, after: Record, now: Record) -> tuple[Record, list[str]]:
    """The record with what the import changed put back, and the names of what was changed since."""
    names = [one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name)]
    changed = [name for name in names if getattr(now, name) != getattr(after, name)]
    old = {name: getattr(before, name) for name in names if name not in changed}
    return replace(now, **old), changed
