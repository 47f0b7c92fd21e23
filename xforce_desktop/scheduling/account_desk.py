"""What the rep keeps of people beyond one request, and the library of what a follow-up can bring."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.persona import Persona
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.correspondents import same_company
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import Company, check_guest
from xforce_desktop.scheduling.proofs import NewProof, StoredProof
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ContactChange:
    """What is to be kept of somebody; None leaves it as it is. `persona` empty: by their title again."""

    is_champion: bool | None = None
    may_be_copied: bool | None = None
    is_owner: bool | None = None
    persona: str | None = None
    reason: str = ""


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
        """Raises BadInput for words that are in the library already."""
        words = proof.content.casefold()

        def act(work: UnitOfWork) -> uuid.UUID:
            if any(one.is_active and one.proof.content.casefold() == words for one in work.proofs()):
                raise BadInput("These words are in the library already.")
            return work.add_proof(proof, self.engine.clock.now())

        return self.engine.in_transaction(act)

    def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        """Mails bring it no more, or with `is_active` again."""

        def act(work: UnitOfWork) -> None:
            if proof_id not in {one.id for one in work.proofs()}:
                raise BadInput(f"There is no proof {proof_id}.", "`proofs list` shows them.")
            work.retire_proof(proof_id, is_active=is_active)

        self.engine.in_transaction(act)


def change_in(work: UnitOfWork, address: str, change: ContactChange) -> None:
    """`change_contact` within a transaction of the caller's."""
    if change.persona and change.persona not in set(Persona):
        raise BadInput(f"“{change.persona}” is no tone.", f"Use one of {', '.join(Persona)}.")
    known = work.contact(address.strip())
    if known is None:
        raise BadInput(f"{address} is not known.", "Add them first: contacts add.", field="address")
    changed = _changed(known, change)
    if changed.is_champion and changed.company_id is None:
        raise BadInput(f"It is not known where {known.name} works.", "Add them with their company.")
    if changed.is_champion and is_ours(work.account(), known.address):
        raise BadInput(f"{known.name} is on our side.", "Name somebody who works there.")
    work.save_contact(changed)


def is_ours(account: Account | None, address: str) -> bool:
    """Whether it is the rep's own address, or one of a colleague."""
    ours = {one.casefold() for one in (account.address, *account.aliases)} if account else set()
    return address.casefold() in ours or (account is not None and same_company(address, account.address))


def _changed(known: Contact, change: ContactChange) -> Contact:
    """A leave to be copied goes with being the champion."""
    champion = known.is_champion if change.is_champion is None else change.is_champion
    leave = known.may_be_copied if change.may_be_copied is None else change.may_be_copied
    persona = known.persona if change.persona is None else change.persona
    return replace(
        known,
        is_champion=champion,
        may_be_copied=leave and champion,
        is_owner=known.is_owner if change.is_owner is None else change.is_owner,
        persona=persona,
        persona_reason=change.reason if change.persona else known.persona_reason if persona else "",
    )
