"""What is kept of companies beyond one request, in memory: memory, activities, facts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry, without_name
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryAccountMemory(MemoryPart):
    """The part of the transaction that keeps what is known of companies."""

    def account_memory(
        self, company_id: uuid.UUID | None, *, include_forgotten: bool = False
    ) -> Sequence[MemoryEntry]:
        kept = [
            one
            for one in self._tables.account_memory.values()
            if company_id and one.company_id == company_id and (include_forgotten or not one.is_forgotten)
        ]
        return sorted(kept, key=lambda one: (one.at, one.id.hex))

    def memory_about(self, address: str) -> Sequence[MemoryEntry]:
        key = address_key(address)
        kept = [one for one in self._tables.account_memory.values() if address_key(one.contact) == key]
        return sorted(kept, key=lambda one: (one.at, one.id.hex))

    def requests_at(self, company_id: uuid.UUID | None) -> Sequence[RequestId]:
        requests = [
            one for one in self._tables.requests.values() if company_id and one.company_id == company_id
        ]
        return [one.id for one in sorted(requests, key=lambda one: (one.created_at, one.id.hex))]

    def memory_entry(self, entry_id: uuid.UUID) -> MemoryEntry:
        if entry_id not in self._tables.account_memory:
            raise StoreError(f"Nothing is remembered as {entry_id}.", "List what is: memory list")
        return self._tables.account_memory[entry_id]

    def add_memory(self, entry: MemoryEntry) -> None:
        if entry.id in self._tables.account_memory:
            raise StoreError(f"Entry {entry.id} is already in the store.")
        self._log.put(self._tables.account_memory, entry.id, entry)

    def edit_memory(self, entry: MemoryEntry) -> None:
        self.memory_entry(entry.id)
        self._log.put(self._tables.account_memory, entry.id, entry)

    def forget_memory(self, entry_id: uuid.UUID, at: datetime | None) -> None:
        self.edit_memory(replace(self.memory_entry(entry_id), forgotten_at=at))

    def activities(self, company_id: uuid.UUID | None, since: datetime | None = None) -> Sequence[Activity]:
        happened = [
            one
            for one in self._tables.activities.values()
            if company_id and one.company_id == company_id and (since is None or one.happened_at >= since)
        ]
        return sorted(happened, key=lambda one: (one.happened_at, one.key))

    def add_activity(self, activity: Activity) -> None:
        if activity.key not in self._tables.activities:
            self._log.put(self._tables.activities, activity.key, activity)

    def company_facts(self, company_id: uuid.UUID | None) -> Sequence[CompanyFact]:
        known = [one for one in self._tables.company_facts.values() if one.company_id == company_id]
        return sorted(known, key=lambda one: one.topic)

    def save_company_fact(self, fact: CompanyFact) -> None:
        self._log.put(self._tables.company_facts, (fact.company_id, fact.topic), fact)

    def drop_company_fact(self, company_id: uuid.UUID, topic: str) -> None:
        self._log.drop(self._tables.company_facts, (company_id, topic))

    def erase_person(self, address: str) -> int:
        key = address_key(address)
        entries = self._tables.account_memory.values()
        theirs = [one.id for one in entries if address_key(one.contact) == key]
        for entry_id in theirs:
            self._log.drop(self._tables.account_memory, entry_id)
        for place, fact in list(self._tables.company_facts.items()):
            people = fact.content.get("people", ())
            if isinstance(people, list | tuple) and key in {address_key(str(one)) for one in people}:
                self._log.drop(self._tables.company_facts, place)
        for activity in list(self._tables.activities.values()):
            if address_key(activity.contact) == key:
                name = activity.contact_name or activity.contact
                told = without_name(activity.summary, name)
                without = replace(activity, contact="", contact_name="", summary=told)
                self._log.put(self._tables.activities, activity.key, without)
        return len(theirs)
