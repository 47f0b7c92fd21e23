"""The library of proofs, off the loop: lists are read and written there, too."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from xforce_desktop.crm.imports import ImportBatch, Undone
from xforce_desktop.crm.list_file import read_bytes
from xforce_desktop.scheduling.account_desk import AccountDesk
from xforce_desktop.scheduling.proof_list import ProofRow, write_proofs
from xforce_desktop.scheduling.proofs import NewProof, StoredProof
from xforce_desktop.scheduling.store_thread import StoreThread


class ProofsService:
    """Keeps ProofsDesk, on the store's thread."""

    def __init__(self, accounts: AccountDesk, thread: StoreThread) -> None:
        self._accounts = accounts
        self._thread = thread

    async def proofs(self) -> Sequence[StoredProof]:
        return await self._thread.run(self._accounts.proofs)

    async def add_proof(self, proof: NewProof) -> None:
        await self._thread.run(self._accounts.add_proof, proof)

    async def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        await self._thread.run(self._accounts.retire_proof, proof_id, is_active=is_active)

    async def import_proofs(self, path: str) -> tuple[Sequence[ProofRow], ImportBatch | None]:
        content = await self._thread.run(read_bytes, Path(path))
        return await self._thread.run(self._accounts.import_proofs, content, Path(path).name)

    async def last_proof_import(self) -> tuple[ImportBatch, Undone] | None:
        return await self._thread.run(self._accounts.last_proof_import)

    async def undo_proofs(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        return await self._thread.run(self._accounts.undo_proofs, import_id)

    async def export_proofs(self, target: str) -> str:
        kept = await self._thread.run(self._accounts.proofs)
        await self._thread.run(write_proofs, kept, Path(target))
        return target
