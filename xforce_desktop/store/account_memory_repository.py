"""What is kept of companies beyond one request, in SQLite: memory, activities, facts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, true
from sqlmodel import SQLModel, col, select

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.account_memory import (
    Activity,
    CompanyFact,
    MemoryEntry,
    MemoryKind,
    without_name,
)
from xforce_desktop.scheduling.request import Actor
from xforce_desktop.store.columns import json_ready
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    AccountMemoryRow,
    ActivityRow,
    CompanyIntelligenceRow,
    ContactRow,
    SchedulingRequestRow,
)


class AccountMemoryRepository(Repository):
    """The part of the transaction that keeps what is known of companies."""

    def account_memory(
        self, company_id: uuid.UUID | None, *, include_forgotten: bool = False
    ) -> Sequence[MemoryEntry]:
        if company_id is None:
            return []
        wanted = select(AccountMemoryRow).where(AccountMemoryRow.company_id == company_id)
        if not include_forgotten:
            wanted = wanted.where(col(AccountMemoryRow.forgotten_at).is_(None))
        in_order = wanted.order_by(col(AccountMemoryRow.created_at), col(AccountMemoryRow.id))
        return [_entry(row) for row in self._session.exec(in_order)]

    def memory_about(self, address: str) -> Sequence[MemoryEntry]:
        key = address_key(address)
        wanted = select(AccountMemoryRow).where(
            func.lower(AccountMemoryRow.contact_address) == key if key.isascii() else true()
        )
        in_order = wanted.order_by(col(AccountMemoryRow.created_at), col(AccountMemoryRow.id))
        rows = self._session.exec(in_order)
        return [_entry(row) for row in rows if address_key(row.contact_address) == key]

    def requests_at(self, company_id: uuid.UUID | None) -> Sequence[RequestId]:
        if company_id is None:
            return []
        of_company = select(SchedulingRequestRow.id).where(SchedulingRequestRow.company_id == company_id)
        in_order = of_company.order_by(col(SchedulingRequestRow.created_at), col(SchedulingRequestRow.id))
        return [RequestId(found) for found in self._session.exec(in_order)]

    def memory_entry(self, entry_id: uuid.UUID) -> MemoryEntry:
        return _entry(self._memory_row(entry_id))

    def _memory_row(self, entry_id: uuid.UUID) -> AccountMemoryRow:
        row = self._session.get(AccountMemoryRow, entry_id)
        if row is None:
            raise StoreError(f"Nothing is remembered as {entry_id}.", "List what is: memory list")
        return row

    def add_memory(self, entry: MemoryEntry) -> None:
        if self._session.get(AccountMemoryRow, entry.id) is not None:
            raise StoreError(f"Entry {entry.id} is already in the store.")
        self._insert(AccountMemoryRow(id=entry.id, **self._entry_columns(entry)))

    def edit_memory(self, entry: MemoryEntry) -> None:
        self._overwrite(self._memory_row(entry.id), self._entry_columns(entry))

    def forget_memory(self, entry_id: uuid.UUID, at: datetime | None) -> None:
        self._overwrite(self._memory_row(entry_id), {"forgotten_at": at})

    def _entry_columns(self, entry: MemoryEntry) -> dict[str, Any]:
        return {
            "company_id": entry.company_id,
            "contact_id": self._known_contact_id(entry.contact),
            "scheduling_request_id": entry.request_id,
            "kind": entry.kind.value,
            "content": json_ready(entry.content),
            "source": entry.source,
            "created_at": entry.at,
            "forgotten_at": entry.forgotten_at,
            "text": entry.text,
            "contact_address": entry.contact,
            "contact_name": entry.contact_name,
            "key": entry.key,
            "edited_at": entry.edited_at,
            "edited_by": entry.edited_by.value if entry.edited_by else None,
        }

    def _known_contact_id(self, address: str) -> uuid.UUID | None:
        if not address:
            return None
        wanted = select(ContactRow.id).where(ContactRow.email_key == address_key(address))
        return self._session.exec(wanted).first()

    def activities(self, company_id: uuid.UUID | None, since: datetime | None = None) -> Sequence[Activity]:
        if company_id is None:
            return []
        wanted = select(ActivityRow).where(ActivityRow.company_id == company_id)
        if since is not None:
            wanted = wanted.where(ActivityRow.happened_at >= since)
        in_order = wanted.order_by(col(ActivityRow.happened_at), col(ActivityRow.key))
        return [_activity(row) for row in self._session.exec(in_order)]

    def add_activity(self, activity: Activity) -> None:
        same = select(ActivityRow.id).where(ActivityRow.key == activity.key)
        if self._session.exec(same).first() is not None:
            return
        self._insert(
            ActivityRow(
                id=self._ids.new(),
                company_id=activity.company_id,
                deal_id=activity.deal_id,
                contact_id=self._known_contact_id(activity.contact),
                type=activity.type,
                summary=activity.summary,
                source=activity.source,
                happened_at=activity.happened_at,
                created_at=self._clock.now(),
                contact_address=activity.contact,
                contact_name=activity.contact_name,
                key=activity.key,
                request_id=activity.request_id,
            )
        )

    def company_facts(self, company_id: uuid.UUID | None) -> Sequence[CompanyFact]:
        if company_id is None:
            return []
        wanted = select(CompanyIntelligenceRow).where(CompanyIntelligenceRow.company_id == company_id)
        return [_fact(row) for row in self._session.exec(wanted.order_by(col(CompanyIntelligenceRow.topic)))]

    def save_company_fact(self, fact: CompanyFact) -> None:
        values = {
            "text": fact.text,
            "content": json_ready(fact.content),
            "source": fact.source,
            "as_of": fact.as_of,
        }
        same = select(CompanyIntelligenceRow).where(
            CompanyIntelligenceRow.company_id == fact.company_id, CompanyIntelligenceRow.topic == fact.topic
        )
        row: SQLModel | None = self._session.exec(same).first()
        if row is not None:
            self._overwrite(row, values)
            return
        self._insert(
            CompanyIntelligenceRow(
                id=self._ids.new(),
                company_id=fact.company_id,
                topic=fact.topic,
                created_at=self._clock.now(),
                **values,
            )
        )

    def drop_company_fact(self, company_id: uuid.UUID, topic: str) -> None:
        gone = delete(CompanyIntelligenceRow).where(
            col(CompanyIntelligenceRow.company_id) == company_id, col(CompanyIntelligenceRow.topic) == topic
        )
        self._session.execute(gone)

    def erase_person(self, address: str) -> int:
        key = address_key(address)
        entries = self._session.exec(select(AccountMemoryRow)).all()
        theirs = [row for row in entries if address_key(row.contact_address) == key]
        for row in theirs:
            self._session.delete(row)
        facts = self._session.exec(select(CompanyIntelligenceRow)).all()
        for fact in facts:
            if key in {address_key(str(one)) for one in _people_of(fact.content)}:
                self._session.delete(fact)
        for activity in self._session.exec(select(ActivityRow)).all():
            if address_key(activity.contact_address) == key:
                self._overwrite(activity, _without_person(activity))
        self._session.flush()
        return len(theirs)


def _people_of(content: Any) -> Sequence[object]:
    """The addresses that a fact names, which its content lists under `people`."""
    named = content.get("people", ()) if isinstance(content, dict) else ()
    return named if isinstance(named, list | tuple) else ()


def _without_person(row: ActivityRow) -> dict[str, Any]:
    name = row.contact_name or row.contact_address
    return {
        "contact_id": None,
        "contact_address": "",
        "contact_name": "",
        "summary": without_name(row.summary, name),
    }


def _entry(row: AccountMemoryRow) -> MemoryEntry:
    return MemoryEntry(
        id=row.id,
        company_id=row.company_id,
        kind=MemoryKind(row.kind),
        text=row.text,
        source=row.source,
        at=row.created_at,
        contact=row.contact_address,
        contact_name=row.contact_name,
        request_id=RequestId(row.scheduling_request_id) if row.scheduling_request_id else None,
        content=row.content,
        key=row.key,
        edited_at=row.edited_at,
        edited_by=Actor(row.edited_by) if row.edited_by else None,
        forgotten_at=row.forgotten_at,
    )


def _activity(row: ActivityRow) -> Activity:
    return Activity(
        company_id=row.company_id,
        key=row.key or str(row.id),
        type=row.type,
        summary=row.summary,
        source=row.source,
        happened_at=row.happened_at,
        deal_id=row.deal_id,
        contact=row.contact_address,
        contact_name=row.contact_name,
        request_id=RequestId(row.request_id) if row.request_id else None,
    )


def _fact(row: CompanyIntelligenceRow) -> CompanyFact:
    return CompanyFact(row.company_id, row.topic, row.text, row.source, row.as_of, row.content)
