"""The part of the desk for the library of proofs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Protocol

from xforce_desktop.crm.imports import ImportBatch, Undone
from xforce_desktop.scheduling.proof_list import ProofRow
from xforce_desktop.scheduling.proofs import NewProof, StoredProof


class ProofsDesk(Protocol):
    """What follow-ups may bring. Raises BadInput for what cannot be; nothing changes then."""

    async def proofs(self) -> Sequence[StoredProof]:
        """All of them, retired ones too, and what each has led to."""
        ...

    async def add_proof(self, proof: NewProof) -> None:
        """Raises BadInput for words that are kept already."""
        ...

    async def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        """Mails bring it no more, or with `is_active` again."""
        ...

    async def import_proofs(self, path: str) -> tuple[Sequence[ProofRow], ImportBatch | None]:
        """Add those of a CSV that are new; each row with the reason if it is left. None: nothing was kept."""
        ...

    async def last_proof_import(self) -> tuple[ImportBatch, Undone] | None:
        """The one that `undo_proofs` would take back, and what would go and stay; None: there is none."""
        ...

    async def undo_proofs(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        """Take that import back, or the last one; what a mail has brought since stays."""
        ...

    async def export_proofs(self, target: str) -> str:
        """Those in use to a CSV; returns where. Raises BadInput for a file that is there already."""
        ...
