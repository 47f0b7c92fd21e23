"""What the rep keeps of people beyond one request, and the library of what a follow-up can bring."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.crm.imports import PROOFS_ADDED, ImportBatch, Undone
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.contact_rules import ContactChange, change_in
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import Company, check_guest
from xforce_desktop.scheduling.proof_list import ProofRow, read_proofs
from xforce_desktop.scheduling.proofs import NewProof, StoredProof, why_not_new, words_in
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AccountDesk:
    """Synchronous, each method one transaction. Raises BadInput for what cannot be; nothing changes then."""

    engine: Engine

    def contacts(self) -> Sequence[Contact]:
        """By name."""
        return self.engine.in_transaction(lambda work: work.contacts())

    def add_contact(self, address: str, name: str, title: str = "", company: str = "") -> None:
        """Somebody who need not be in a meeting. What is known of them already stays."""
        person = check_guest({"address": address, "name": name, "title": title})

        def act(work: UnitOfWork) -> None:
            at = work.company_id(Company(name=company).name) if company.strip() else None
            work.contact_id(person.name, person.address, at, person.title, "")

        self.engine.in_transaction(act)

    def change_contact(self, address: str, change: ContactChange) -> None:
        """Raises BadInput for who is not known, and for a champion without a company."""
        self.engine.in_transaction(lambda work: change_in(work, address, change))

    def proofs(self) -> Sequence[StoredProof]:
        """Oldest first, retired ones too."""
        return self.engine.in_transaction(lambda work: work.proofs())

    def add_proof(self, proof: NewProof) -> uuid.UUID:
        """Raises BadInput for words that are in the library already, retired or not."""

        def act(work: UnitOfWork) -> uuid.UUID:
            if reason := why_not_new(proof.content, words_in(work.proofs())):
                raise BadInput(f"{reason[0].upper()}{reason[1:]}.")
            return work.add_proof(proof, self.engine.clock.now())

        return self.engine.in_transaction(act)

    def import_proofs(
        self, content: bytes, name: str, *, is_preview: bool = False
    ) -> tuple[list[ProofRow], ImportBatch | None]:
        """Add those of a CSV that are new. None with the rows: nothing was kept."""

        def act(work: UnitOfWork) -> tuple[list[ProofRow], ImportBatch | None]:
            rows = read_proofs(content, work.proofs())
            new = [row.proof for row in rows if row.proof is not None]
            if is_preview or not new:
                return rows, None
            counts = {PROOFS_ADDED: len(new)}
            batch = ImportBatch(self.engine.ids.new(), name, self.engine.clock.now(), counts)
            work.keep_proof_import(batch, new)
            return rows, batch

        return self.engine.in_transaction(act)

    def last_proof_import(self) -> tuple[ImportBatch, Undone] | None:
        """What `undo_proofs` would take back, and what would go and stay. None: there is nothing."""
        with self.engine.store.begin() as work:  # never committed
            return self._undo(work)

    def undo_proofs(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        """Take that import of proofs back, or the last one; those that a mail has brought since stay."""
        done = self.engine.in_transaction(lambda work: self._undo(work, import_id))
        if done is None and import_id is not None:
            raise BadInput(f"There is no import of proofs {import_id} to undo.", "It may be undone already.")
        if done is None:
            raise BadInput("There is no import of proofs to undo.")
        return done

    def _undo(
        self, work: UnitOfWork, import_id: uuid.UUID | None = None
    ) -> tuple[ImportBatch, Undone] | None:
        ours = [one for one in work.imports() if PROOFS_ADDED in one.counts and one.undone_at is None]
        chosen = next((one for one in ours if import_id in (None, one.id)), None)
        return (chosen, work.undo_import(chosen.id, self.engine.clock.now())) if chosen else None

    def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        """Mails bring it no more, or with `is_active` again."""

        def act(work: UnitOfWork) -> None:
            if proof_id not in {one.id for one in work.proofs()}:
                raise BadInput(f"There is no proof {proof_id}.", "`proofs list` shows them.")
            work.retire_proof(proof_id, is_active=is_active)

        self.engine.in_transaction(act)
