"""Companies, contacts and deals as whole records, in SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record
from xforce_desktop.store import crm_values
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import CompanyRow, ContactRow, DealRow

_TABLES: dict[type[Record], type[CompanyRow] | type[ContactRow] | type[DealRow]] = {
    Company: CompanyRow,
    ContactRecord: ContactRow,
    Deal: DealRow,
}


class CrmRepository(Repository):
    """The part of the transaction that knows records as a whole."""

    def company(self, company_id: uuid.UUID) -> Company | None:
        row = self._session.get(CompanyRow, company_id)
        return crm_values.company(row) if row else None

    def companies(self) -> Sequence[Company]:
        in_order = select(CompanyRow).order_by(col(CompanyRow.name_key))
        return [crm_values.company(row) for row in self._session.exec(in_order)]

    def deal(self, deal_id: uuid.UUID) -> Deal | None:
        row = self._session.get(DealRow, deal_id)
        return crm_values.deal(row) if row else None

    def deals(self) -> Sequence[Deal]:
        in_order = select(DealRow).order_by(col(DealRow.name_key), col(DealRow.id))
        return [crm_values.deal(row) for row in self._session.exec(in_order)]

    def deals_of(self, company_id: uuid.UUID) -> Sequence[Deal]:
        wanted = select(DealRow).where(DealRow.company_id == company_id)
        in_order = wanted.order_by(col(DealRow.name_key), col(DealRow.id))
        return [crm_values.deal(row) for row in self._session.exec(in_order)]

    def people(self) -> Sequence[ContactRecord]:
        in_order = select(ContactRow).order_by(col(ContactRow.name), col(ContactRow.email_key))
        return [crm_values.contact(row) for row in self._session.exec(in_order)]

    def people_at(self, company_id: uuid.UUID) -> Sequence[ContactRecord]:
        wanted = select(ContactRow).where(ContactRow.company_id == company_id)
        in_order = wanted.order_by(col(ContactRow.name), col(ContactRow.email_key))
        return [crm_values.contact(row) for row in self._session.exec(in_order)]

    def contact_record(self, address: str) -> ContactRecord | None:
        wanted = select(ContactRow).where(ContactRow.email_key == address_key(address))
        row = self._session.exec(wanted).first()
        return crm_values.contact(row) if row else None

    def save_records(self, records: Sequence[Record]) -> None:
        now = self._clock.now()
        for record in records:
            table = _TABLES[type(record)]
            values: dict[str, Any] = crm_values.columns(record) | {"updated_at": now}
            row = self._session.get(table, record.id)
            if row is None:
                self._insert(table(created_at=now, **values))
            else:
                self._overwrite(row, values)
