"""What is known of people and companies beyond one request, and the library of proofs, in SQLite."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy
from sqlalchemy import Row, update
from sqlmodel import col, select

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.proofs import (
    CompanyProfile,
    NewProof,
    ProofUse,
    Relevance,
    StoredProof,
)
from xforce_desktop.scheduling.request import Side
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    CompanyRow,
    ContactPersonaOverrideRow,
    ContactRow,
    DealRow,
    SchedulingAttendeeRow,
    SocialProofRow,
    SocialProofUsageRow,
)

_PROOF: Form[NewProof] = Form(NewProof)


class AccountRepository(Repository):
    """The part of the transaction that knows accounts and proofs."""

    def company_profile(
        self, company_id: uuid.UUID | None, deal_id: uuid.UUID | None = None
    ) -> CompanyProfile:
        company = self._session.get(CompanyRow, company_id) if company_id else None
        deal = self._session.get(DealRow, deal_id) if deal_id else None
        return CompanyProfile(
            industry=(company.industry or "") if company else "",
            employees=company.employee_count if company else None,
            ownership=(company.ownership_type or "") if company else "",
            pain_points=tuple((deal.identified_pain_points or ()) if deal else ()),
            products=tuple((deal.products or ()) if deal else ()),
        )

    def contact(self, address: str) -> Contact | None:
        of_address = _CONTACTS.where(col(ContactRow.email_key) == address_key(address))
        row = self._session.execute(of_address).first()
        return _contact(row) if row else None

    def contacts(self) -> Sequence[Contact]:
        in_order = _CONTACTS.order_by(col(ContactRow.name), col(ContactRow.email_key))
        return [_contact(row) for row in self._session.execute(in_order)]

    def save_contact(self, contact: Contact) -> None:
        row = self._contact_row(contact.address)
        if row is None:
            raise StoreError(f"{contact.address} is not known.")
        now = self._clock.now()
        if contact.is_champion and row.company_id is not None:
            others = update(ContactRow).where(
                col(ContactRow.company_id) == row.company_id, col(ContactRow.id) != row.id
            )
            self._session.execute(others.values(is_champion=False))
        values = {
            "is_champion": contact.is_champion,
            "may_be_copied": contact.may_be_copied,
            "is_owner": contact.is_owner,
            "updated_at": now,
        }
        self._overwrite(row, values)
        self._save_persona(row.id, contact, now)

    def _save_persona(self, contact_id: uuid.UUID, contact: Contact, now: datetime) -> None:
        kept = self._persona_row(contact_id)
        reason = contact.persona_reason or None
        if kept is None and contact.persona:
            self._insert(
                ContactPersonaOverrideRow(
                    id=self._ids.new(),
                    contact_id=contact_id,
                    persona=contact.persona,
                    override_reason=reason,
                    created_at=now,
                )
            )
        elif kept is not None and contact.persona:
            self._overwrite(kept, {"persona": contact.persona, "override_reason": reason})
        elif kept is not None:
            self._session.delete(kept)
            self._session.flush()

    def champion(self, company_id: uuid.UUID | None) -> Contact | None:
        if company_id is None:
            return None
        wanted = _CONTACTS.where(
            col(ContactRow.company_id) == company_id, col(ContactRow.is_champion).is_(True)
        )
        row = self._session.execute(wanted).first()
        return _contact(row) if row else None

    def _contact_row(self, address: str) -> ContactRow | None:
        return self._session.exec(
            select(ContactRow).where(ContactRow.email_key == address_key(address))
        ).first()

    def _persona_row(self, contact_id: uuid.UUID) -> ContactPersonaOverrideRow | None:
        wanted = select(ContactPersonaOverrideRow).where(ContactPersonaOverrideRow.contact_id == contact_id)
        return self._session.exec(wanted).first()

    def proofs(self) -> Sequence[StoredProof]:
        uses = self._session.exec(select(SocialProofUsageRow)).all()
        answered = Counter(use.social_proof_id for use in uses if use.led_to_response)
        booked = Counter(use.social_proof_id for use in uses if use.led_to_scheduling)
        in_order = select(SocialProofRow).order_by(col(SocialProofRow.created_at), col(SocialProofRow.id))
        return [
            StoredProof(
                row.id,
                _proof(row),
                row.created_at,
                row.is_active,
                row.times_used,
                answered[row.id],
                booked[row.id],
            )
            for row in self._session.exec(in_order)
        ]

    def add_proof(self, proof: NewProof, at: datetime) -> uuid.UUID:
        row = SocialProofRow(id=self._ids.new(), created_at=at, **proof_columns(proof))
        self._insert(row)
        return row.id

    def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        self._overwrite(self._proof_row(proof_id), {"is_active": is_active})

    def _proof_row(self, proof_id: uuid.UUID) -> SocialProofRow:
        row = self._session.get(SocialProofRow, proof_id)
        if row is None:
            raise StoreError(f"There is no proof {proof_id}.", "List them with: proofs list")
        return row

    def proof_uses(self, request_id: RequestId) -> Sequence[ProofUse]:
        wanted = select(SocialProofUsageRow).where(SocialProofUsageRow.scheduling_request_id == request_id)
        in_order = wanted.order_by(col(SocialProofUsageRow.sent_at), col(SocialProofUsageRow.id))
        return [_use(row) for row in self._session.exec(in_order)]

    def proofs_had_by(self, addresses: Sequence[str]) -> set[uuid.UUID]:
        wanted = {address_key(address) for address in addresses}
        is_same = col(SchedulingAttendeeRow.scheduling_request_id) == col(
            SocialProofUsageRow.scheduling_request_id
        )
        had = (
            select(SocialProofUsageRow.social_proof_id, SchedulingAttendeeRow.email)
            .join(SchedulingAttendeeRow, is_same)
            .where(SchedulingAttendeeRow.side == Side.EXTERNAL.value)
        )
        return {proof_id for proof_id, email in self._session.exec(had) if address_key(email) in wanted}

    def save_proof_use(self, use: ProofUse) -> None:
        library = self._proof_row(use.proof_id)
        same = select(SocialProofUsageRow).where(
            SocialProofUsageRow.scheduling_request_id == use.request_id,
            SocialProofUsageRow.social_proof_id == use.proof_id,
        )
        row = self._session.exec(same).first()
        led = {"led_to_response": use.led_to_response, "led_to_scheduling": use.led_to_scheduling}
        if row is not None:
            self._overwrite(row, led)
        else:
            self._insert(
                SocialProofUsageRow(
                    id=self._ids.new(),
                    scheduling_request_id=use.request_id,
                    social_proof_id=use.proof_id,
                    attempt_number=use.attempt,
                    sent_at=use.sent_at,
                    created_at=self._clock.now(),
                    **led,
                )
            )
        self._overwrite(library, self._figures(use.proof_id))

    def _figures(self, proof_id: uuid.UUID) -> dict[str, Any]:
        """How often it was used, and for which share of that a meeting was booked."""
        wanted = select(SocialProofUsageRow).where(SocialProofUsageRow.social_proof_id == proof_id)
        uses = self._session.exec(wanted).all()
        booked = sum(bool(use.led_to_scheduling) for use in uses)
        rate = (Decimal(booked) / len(uses)).quantize(Decimal("0.0001")) if uses else None
        return {"times_used": len(uses), "conversion_rate": rate}


# Each contact with what the company is called and the rep's judgement, in one question.
_CONTACTS: sqlalchemy.Select[*tuple[Any, ...]] = (
    sqlalchemy.select(
        col(ContactRow.email),
        col(ContactRow.name),
        col(ContactRow.title),
        col(ContactRow.company_id),
        col(CompanyRow.name).label("company"),
        col(ContactRow.is_champion),
        col(ContactRow.may_be_copied),
        col(ContactRow.is_owner),
        col(ContactPersonaOverrideRow.persona),
        col(ContactPersonaOverrideRow.override_reason),
    )
    .outerjoin(CompanyRow, col(CompanyRow.id) == col(ContactRow.company_id))
    .outerjoin(ContactPersonaOverrideRow, col(ContactPersonaOverrideRow.contact_id) == col(ContactRow.id))
)


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        address=row.email,
        name=row.name or "",
        title=row.title or "",
        company_id=row.company_id,
        company=row.company or "",
        is_champion=row.is_champion,
        may_be_copied=row.may_be_copied,
        is_owner=row.is_owner,
        persona=row.persona or "",
        persona_reason=row.override_reason or "",
    )


def proof_columns(proof: NewProof) -> dict[str, Any]:
    """What is stored of one as the rep gave it."""
    return {
        "type": proof.type,
        "title": proof.title or None,
        "content": proof.content,
        "source": proof.source or None,
        "link": proof.link or None,
        "relevant_for": _relevance_json(proof.relevant_for),
    }


def _proof(row: SocialProofRow) -> NewProof:
    stored = {
        "type": row.type,
        "content": row.content,
        "title": row.title or "",
        "source": row.source or "",
        "link": row.link or "",
        "relevant_for": row.relevant_for,
    }
    return _PROOF.parse(stored)


def _relevance_json(wanted: Relevance) -> dict[str, Any]:
    """Only the conditions that there are."""
    stated = {
        "industries": list(wanted.industries),
        "ownership": list(wanted.ownership),
        "pain_points": list(wanted.pain_points),
        "products": list(wanted.products),
        "least_employees": wanted.least_employees,
        "most_employees": wanted.most_employees,
    }
    return {name: value for name, value in stated.items() if value}


def _use(row: SocialProofUsageRow) -> ProofUse:
    return ProofUse(
        RequestId(row.scheduling_request_id),
        row.social_proof_id,
        row.attempt_number,
        row.sent_at,
        row.led_to_response,
        row.led_to_scheduling,
    )
