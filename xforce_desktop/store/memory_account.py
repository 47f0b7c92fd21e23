"""What is known of people and companies beyond one request, and the library of proofs, in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.proofs import CompanyProfile, NewProof, ProofUse, StoredProof
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryAccount(MemoryPart):
    """The part of the transaction that knows accounts and proofs."""

    def company_profile(
        self, company_id: uuid.UUID | None, deal_id: uuid.UUID | None = None
    ) -> CompanyProfile:
        known = self._tables.profiles.get(company_id) if company_id else None
        deal = self._tables.deal_records.get(deal_id) if deal_id else None
        return replace(
            known or CompanyProfile(),
            pain_points=deal.identified_pain_points if deal else (),
            products=deal.products if deal else (),
        )

    def contact(self, address: str) -> Contact | None:
        return self._tables.known_contacts.get(address_key(address))

    def contacts(self) -> Sequence[Contact]:
        return sorted(self._tables.known_contacts.values(), key=lambda one: (one.name, one.address))

    def save_contact(self, contact: Contact) -> None:
        known = self.contact(contact.address)
        if known is None:
            raise StoreError(f"{contact.address} is not known.")
        for other in self.contacts():
            is_rival = other.is_champion and known.company_id and other.company_id == known.company_id
            if contact.is_champion and is_rival and other.address != known.address:
                self._keep(replace(other, is_champion=False))
        changed = replace(
            known,
            is_champion=contact.is_champion,
            may_be_copied=contact.may_be_copied,
            is_owner=contact.is_owner,
            persona=contact.persona,
            persona_reason=contact.persona_reason if contact.persona else "",
        )
        self._keep(changed)

    def _keep(self, contact: Contact) -> None:
        self._log.put(self._tables.known_contacts, address_key(contact.address), contact)

    def champion(self, company_id: uuid.UUID | None) -> Contact | None:
        of_company = (one for one in self.contacts() if company_id and one.company_id == company_id)
        return next((one for one in of_company if one.is_champion), None)

    def proofs(self) -> Sequence[StoredProof]:
        return [self._counted(one) for one in self._tables.proofs.values()]

    def _counted(self, one: StoredProof) -> StoredProof:
        uses = [use for (_, proof_id), use in self._tables.proof_uses.items() if proof_id == one.id]
        return replace(
            one,
            times_used=len(uses),
            answered=sum(bool(use.led_to_response) for use in uses),
            booked=sum(bool(use.led_to_scheduling) for use in uses),
        )

    def add_proof(self, proof: NewProof, at: datetime) -> uuid.UUID:
        one = StoredProof(self._ids.new(), proof, at)
        self._log.put(self._tables.proofs, one.id, one)
        return one.id

    def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        self._log.put(
            self._tables.proofs, proof_id, replace(self._known_proof(proof_id), is_active=is_active)
        )

    def _known_proof(self, proof_id: uuid.UUID) -> StoredProof:
        if proof_id not in self._tables.proofs:
            raise StoreError(f"There is no proof {proof_id}.", "List them with: proofs list")
        return self._tables.proofs[proof_id]

    def proof_uses(self, request_id: RequestId) -> Sequence[ProofUse]:
        kept = [use for (of, _), use in self._tables.proof_uses.items() if of == request_id]
        return sorted(kept, key=lambda use: use.sent_at)

    def proofs_had_by(self, addresses: Sequence[str]) -> set[uuid.UUID]:
        wanted = {address_key(address) for address in addresses}
        return {
            proof_id
            for request_id, proof_id in self._tables.proof_uses
            if wanted & {address_key(one.email) for one in self._tables.requests[request_id].external}
        }

    def save_proof_use(self, use: ProofUse) -> None:
        self._known_proof(use.proof_id)
        self._must_exist(use.request_id)
        self._log.put(self._tables.proof_uses, (use.request_id, use.proof_id), use)
