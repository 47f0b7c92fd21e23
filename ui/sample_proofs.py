"""The library of proofs on the sample desk: kept in memory, read and written as by the program."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ui import samples
from ui.sample_base import SampleBase
from xforce_desktop.crm.imports import PROOFS_ADDED, ImportBatch, Undone
from xforce_desktop.crm.list_file import read_bytes
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.proof_list import ProofRow, read_proofs, write_proofs
from xforce_desktop.scheduling.proofs import NewProof, StoredProof


class SampleProofs(SampleBase):
    """A part of the sample desk. `kept_proofs` is the library."""

    def __init__(self, *, is_empty: bool) -> None:
        self.kept_proofs: list[StoredProof] = [] if is_empty else samples.proofs()
        self._imported: list[tuple[ImportBatch, set[uuid.UUID]]] = []  # newest last

    async def proofs(self) -> Sequence[StoredProof]:
        return tuple(self.kept_proofs)

    async def add_proof(self, proof: NewProof) -> None:
        self._added(proof)
        self._tell()

    async def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        self.kept_proofs = [
            replace(one, is_active=is_active) if one.id == proof_id else one for one in self.kept_proofs
        ]
        self._tell()

    async def import_proofs(self, path: str) -> tuple[Sequence[ProofRow], ImportBatch | None]:
        rows = read_proofs(read_bytes(Path(path)), self.kept_proofs)
        added = {self._added(row.proof) for row in rows if row.proof}
        if not added:
            return rows, None
        batch = ImportBatch(uuid.uuid4(), Path(path).name, self._now, {PROOFS_ADDED: len(added)})
        self._imported.append((batch, added))
        self._tell()
        return rows, batch

    async def last_proof_import(self) -> tuple[ImportBatch, Undone] | None:
        return self._undone(*self._imported[-1]) if self._imported else None

    def _undone(self, batch: ImportBatch, added: set[uuid.UUID]) -> tuple[ImportBatch, Undone]:
        ours = [one for one in self.kept_proofs if one.id in added]
        stay = [one for one in ours if one.times_used or not one.is_active]
        told = tuple(f"{one.proof.content[:60]}: it was used or changed since" for one in stay)
        return batch, Undone(len(ours) - len(stay), 0, told)

    async def undo_proofs(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        found = [one for one in self._imported if import_id in (None, one[0].id)]
        if not found:
            raise BadInput("There is no import of proofs to undo.")
        self._imported.remove(found[-1])
        batch, added = found[-1]
        done = self._undone(batch, added)
        self.kept_proofs = [
            one for one in self.kept_proofs if one.id not in added or one.times_used or not one.is_active
        ]
        self._tell()
        return done

    async def export_proofs(self, target: str) -> str:
        write_proofs(self.kept_proofs, Path(target))
        return target

    def _added(self, proof: NewProof) -> uuid.UUID:
        self.kept_proofs.append(StoredProof(uuid.uuid4(), proof, self._now))
        return self.kept_proofs[-1].id
