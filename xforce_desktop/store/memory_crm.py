"""Companies, contacts and deals as whole records, in memory."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record
from xforce_desktop.crm.same import bare_name, words_key
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.proofs import CompanyProfile
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart
from xforce_desktop.store.memory_tables import ContactExtra

K = TypeVar("K")


def _some(things: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in things.items() if count}


def _records_of(request: MeetingRequest) -> set[uuid.UUID | None]:
    return {request.company_id, request.deal_id, *(one.contact_id for one in request.attendees)}


class MemoryCrm(MemoryPart):
    """The part of the transaction that knows records as a whole."""

    def company(self, company_id: uuid.UUID) -> Company | None:
        if company_id not in self._tables.company_names:
            return None
        profile = self._tables.profiles.get(company_id, CompanyProfile())
        return Company(
            company_id,
            self._tables.company_names[company_id],
            self._tables.company_states.get(company_id, ""),
            profile.industry,
            profile.employees,
            profile.ownership,
        )

    def companies(self) -> Sequence[Company]:
        known = (self.company(one) for one in self._tables.company_names)
        return sorted((one for one in known if one), key=lambda one: words_key(one.name))

    def companies_alike(self, name: str) -> Sequence[Company]:
        return [one for one in self.companies() if bare_name(one.name) == bare_name(name)]

    def deal(self, deal_id: uuid.UUID) -> Deal | None:
        return self._tables.deal_records.get(deal_id)

    def deals(self) -> Sequence[Deal]:
        kept = self._tables.deal_records.values()
        return sorted(kept, key=lambda one: (words_key(one.name), one.id.hex))

    def deals_of(self, company_id: uuid.UUID) -> Sequence[Deal]:
        return [one for one in self.deals() if one.company_id == company_id]

    def people(self) -> Sequence[ContactRecord]:
        records = [self._record(key, contact) for key, contact in self._tables.known_contacts.items()]
        return sorted(records, key=lambda one: (one.name, address_key(one.email)))

    def people_at(self, company_id: uuid.UUID) -> Sequence[ContactRecord]:
        return [one for one in self.people() if one.company_id == company_id]

    def contact_record(self, address: str) -> ContactRecord | None:
        key = address_key(address)
        known = self._tables.known_contacts.get(key)
        return self._record(key, known) if known else None

    def _record(self, key: str, contact: Contact) -> ContactRecord:
        extra = self._tables.contact_extras.get(key, ContactExtra())
        return ContactRecord(
            id=self._tables.contacts[key],
            email=contact.address,
            company_id=contact.company_id,
            name=contact.name,
            title=contact.title,
            phone=extra.phone,
            timezone=extra.timezone,
            is_champion=contact.is_champion,
            is_owner=contact.is_owner,
            may_be_copied=contact.may_be_copied,
            sms_consent=extra.sms_consent,
        )

    def records_mark(self) -> object:
        return tuple(self.companies()), tuple(self.people()), tuple(self.deals())

    def requests_by_record(self) -> Mapping[uuid.UUID, int]:
        return Counter(
            one for request in self._tables.requests.values() for one in _records_of(request) if one
        )

    def hanging_on(self, record: Record) -> Hanging:
        needs = {"requests": self.requests_by_record().get(record.id, 0)}
        goes: dict[str, int] = {}
        stays: dict[str, int] = {}
        tables = self._tables
        if isinstance(record, Company):
            goes["pieces of intelligence"] = sum(at == record.id for at, _ in tables.company_facts)
            goes["activities"] = sum(one.company_id == record.id for one in tables.activities.values())
            goes["remembered facts"] = sum(
                one.company_id == record.id for one in tables.account_memory.values()
            )
            stays |= {"contacts": len(self.people_at(record.id)), "deals": len(self.deals_of(record.id))}
        elif isinstance(record, ContactRecord):
            key = address_key(record.email)
            known = tables.known_contacts.get(key)
            goes["tones that were set"] = int(known is not None and bool(known.persona))
            stays["activities"] = sum(address_key(one.contact) == key for one in tables.activities.values())
            stays["remembered facts"] = sum(
                address_key(one.contact) == key for one in tables.account_memory.values()
            )
        else:
            signals = (one for kept in tables.deal_signals.values() for one in kept)
            goes["signals"] = sum(one.deal_id == record.id for one in signals)
            stays["activities"] = sum(one.deal_id == record.id for one in tables.activities.values())
        return Hanging(_some(needs), _some(goes), _some(stays))

    def delete_record(self, record: Record) -> None:
        if self.requests_by_record().get(record.id):
            raise StoreError("A request refers to it.")
        tables, drop = self._tables, self._log.drop
        if isinstance(record, Company):
            of_it: list[Record] = [
                replace(one, company_id=None, is_champion=False, may_be_copied=False)
                for one in self.people_at(record.id)
            ]
            of_it += [replace(one, company_id=None) for one in self.deals_of(record.id)]
            self.save_records(of_it)
            self._drop_what_goes_with(record)
            drop(tables.companies, words_key(record.name))
            drop(tables.company_names, record.id)
            drop(tables.company_states, record.id)
            drop(tables.profiles, record.id)
        elif isinstance(record, ContactRecord):
            key = address_key(record.email)
            drop(tables.contacts, key)
            drop(tables.known_contacts, key)
            drop(tables.contact_extras, key)
        else:
            drop(tables.deals, (words_key(record.name), record.company_id))
            drop(tables.deal_records, record.id)
            for request_id, signals in list(tables.deal_signals.items()):
                left = tuple(one for one in signals if one.deal_id != record.id)
                self._log.put(tables.deal_signals, request_id, left)

    def _drop_what_goes_with(self, company: Company) -> None:
        tables, drop = self._tables, self._log.drop
        for entry in [one for one in tables.account_memory.values() if one.company_id == company.id]:
            drop(tables.account_memory, entry.id)
        for place in [one for one in tables.company_facts if one[0] == company.id]:
            drop(tables.company_facts, place)
        for key in [key for key, one in tables.activities.items() if one.company_id == company.id]:
            drop(tables.activities, key)

    def save_records(self, records: Sequence[Record]) -> None:
        for record in records:
            if isinstance(record, Company):
                self._save_company(record)
            elif isinstance(record, ContactRecord):
                self._save_contact(record)
            else:
                self._save_deal(record)

    def _save_company(self, one: Company) -> None:
        tables, put = self._tables, self._log.put
        self._drop_key(tables.companies, one.id)
        put(tables.companies, words_key(one.name), one.id)
        put(tables.company_names, one.id, one.name)
        put(tables.company_states, one.id, one.state)
        profile = CompanyProfile(one.industry, one.employee_count, one.ownership_type)
        put(tables.profiles, one.id, profile)
        for key, contact in list(tables.known_contacts.items()):
            if contact.company_id == one.id and contact.company != one.name:
                put(tables.known_contacts, key, replace(contact, company=one.name))

    def _save_contact(self, one: ContactRecord) -> None:
        tables, key = self._tables, address_key(one.email)
        old = next((known for known, kept in tables.contacts.items() if kept == one.id), key)
        known = tables.known_contacts.get(old, Contact(one.email))
        if old != key:
            self._log.drop(tables.known_contacts, old)
            self._log.drop(tables.contacts, old)
            self._log.drop(tables.contact_extras, old)
        changed = replace(
            known,
            address=one.email,
            name=one.name,
            title=one.title,
            company_id=one.company_id,
            company=tables.company_names.get(one.company_id, "") if one.company_id else "",
            is_champion=one.is_champion,
            may_be_copied=one.may_be_copied,
            is_owner=one.is_owner,
        )
        self._log.put(tables.known_contacts, key, changed)
        self._log.put(tables.contact_extras, key, ContactExtra(one.phone, one.timezone, one.sms_consent))
        self._log.put(tables.contacts, key, one.id)

    def _save_deal(self, one: Deal) -> None:
        self._drop_key(self._tables.deals, one.id)
        self._log.put(self._tables.deals, (words_key(one.name), one.company_id), one.id)
        self._log.put(self._tables.deal_records, one.id, one)

    def _drop_key(self, table: dict[K, uuid.UUID], record_id: uuid.UUID) -> None:
        for key in [known for known, kept in table.items() if kept == record_id]:
            self._log.drop(table, key)
