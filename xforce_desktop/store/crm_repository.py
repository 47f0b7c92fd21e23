"""Companies, contacts and deals as whole records, in SQLite."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record
from xforce_desktop.crm.same import bare_name
from xforce_desktop.store import crm_values, record_changes
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.references import fate_of, in_words, references_to, table_of
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    METADATA,
    AccountMemoryRow,
    CompanyRow,
    ContactRow,
    DealRow,
    SchedulingAttendeeRow,
    SchedulingRequestRow,
)

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
        table = METADATA.tables["companies"]
        in_order = sql_select(table).order_by(table.c.name_key)
        return [crm_values.company(row) for row in self._session.execute(in_order)]

    def companies_alike(self, name: str) -> Sequence[Company]:
        table, wanted = METADATA.tables["companies"], bare_name(name)
        names = self._session.execute(sql_select(table.c.name)).scalars()
        alike = {called for called in names if bare_name(called) == wanted}
        in_order = sql_select(table).where(table.c.name.in_(alike)).order_by(table.c.name_key)
        return [crm_values.company(row) for row in self._session.execute(in_order)]

    def deal(self, deal_id: uuid.UUID) -> Deal | None:
        row = self._session.get(DealRow, deal_id)
        return crm_values.deal(row) if row else None

    def deals(self) -> Sequence[Deal]:
        table = METADATA.tables["deals"]
        in_order = sql_select(table).order_by(table.c.name_key, table.c.id)
        return [crm_values.deal(row) for row in self._session.execute(in_order)]

    def deals_of(self, company_id: uuid.UUID) -> Sequence[Deal]:
        wanted = select(DealRow).where(DealRow.company_id == company_id)
        in_order = wanted.order_by(col(DealRow.name_key), col(DealRow.id))
        return [crm_values.deal(row) for row in self._session.exec(in_order)]

    def people(self) -> Sequence[ContactRecord]:
        table = METADATA.tables["contacts"]
        in_order = sql_select(table).order_by(table.c.name, table.c.email_key)
        return [crm_values.contact(row) for row in self._session.execute(in_order)]

    def people_at(self, company_id: uuid.UUID) -> Sequence[ContactRecord]:
        wanted = select(ContactRow).where(ContactRow.company_id == company_id)
        in_order = wanted.order_by(col(ContactRow.name), col(ContactRow.email_key))
        return [crm_values.contact(row) for row in self._session.exec(in_order)]

    def contact_record(self, address: str) -> ContactRecord | None:
        wanted = select(ContactRow).where(ContactRow.email_key == address_key(address))
        row = self._session.exec(wanted).first()
        return crm_values.contact(row) if row else None

    def records_mark(self) -> object:
        return record_changes.mark(self._session)

    def requests_by_record(self) -> Mapping[uuid.UUID, int]:
        request, attendee = SchedulingRequestRow, SchedulingAttendeeRow
        found: Counter[uuid.UUID] = Counter()
        for column, counted in (
            (col(request.company_id), func.count()),
            (col(request.deal_id), func.count()),
            (col(attendee.contact_id), func.count(col(attendee.scheduling_request_id).distinct())),
        ):
            per_record = select(column, counted).where(column.is_not(None)).group_by(column)
            found.update({one: count for one, count in self._session.exec(per_record) if one})
        return found

    def hanging_on(self, record: Record) -> Hanging:
        found: dict[str, Counter[str]] = {"needs": Counter(), "goes": Counter(), "stays": Counter()}
        for other, column in references_to(METADATA.tables[table_of(record)]):
            count = self._session.execute(sql_select(func.count()).where(column == record.id)).scalar_one()
            if count:
                found[fate_of(column)][in_words(other.name)] += count
        return Hanging(**found)

    def delete_record(self, record: Record) -> None:
        if isinstance(record, Company):
            for row in (ContactRow, DealRow):
                of_it = update(row).where(col(row.company_id) == record.id)
                none: dict[str, Any] = {"company_id": None, "updated_at": self._clock.now()}
                roles = {"is_champion": False, "may_be_copied": False} if row is ContactRow else {}
                self._session.execute(of_it.values(**none, **roles))
        if isinstance(record, ContactRecord):
            of_them = update(AccountMemoryRow).where(col(AccountMemoryRow.contact_id) == record.id)
            self._session.execute(of_them.values(contact_id=None))  # their name and address stay in words
        table = METADATA.tables[table_of(record)]
        self._session.execute(delete(table).where(table.c.id == record.id))
        self._session.expire_all()

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
