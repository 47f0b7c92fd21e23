"""The library of proofs, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.crm.imports import ImportBatch, Undone
from xforce_desktop.scheduling.proof_list import ProofRow
from xforce_desktop.scheduling.proofs import NewProof, StoredProof


class AgentProofs(AgentLink):
    """The part of the desk for what follow-ups may bring."""

    async def proofs(self) -> Sequence[StoredProof]:
        return await self._connected.desk.library.proofs()

    async def add_proof(self, proof: NewProof) -> None:
        await self._connected.desk.library.add_proof(proof)
        self._changed()

    async def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        await self._connected.desk.library.retire_proof(proof_id, is_active=is_active)
        self._changed()

    async def import_proofs(self, path: str) -> tuple[Sequence[ProofRow], ImportBatch | None]:
        read = await self._connected.desk.library.import_proofs(path)
        self._changed()
        return read

    async def last_proof_import(self) -> tuple[ImportBatch, Undone] | None:
        return await self._connected.desk.library.last_proof_import()

    async def undo_proofs(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        undone = await self._connected.desk.library.undo_proofs(import_id)
        self._changed()
        return undone

    async def export_proofs(self, target: str) -> str:
        return await self._connected.desk.library.export_proofs(target)
