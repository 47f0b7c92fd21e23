"""The part of the desk for companies, contacts and deals, and how it is done off the loop."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from xforce_desktop.crm.export_files import write_export
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone
from xforce_desktop.crm.list_file import ListFile, ListOptions
from xforce_desktop.crm.records import Company, Kind, Record
from xforce_desktop.crm.search import SearchIndex
from xforce_desktop.scheduling.crm_desk import PLANNED_SHARE, CrmDesk, ImportResult, TypedContact
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.kept_index import KeptIndex
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread


@dataclass(frozen=True)
class TypedRecord:
    """What is to be kept of a form: the fields that were changed, and for a contact the tone; empty: by their
    title, None: as it is.

    `texts_to` is the number that stood beside a consent to texts; None where none was shown.
    """

    kind: Kind
    cells: Mapping[ListField, str]
    tone: str | None = ""
    texts_to: str | None = None


@dataclass(frozen=True)
class CompanyLife:
    """What goes on with a company: what scheduling says of its deals now, newest first, and its requests."""

    signals: Sequence[DealSignal] = ()
    requests: Sequence[MeetingRequest] = ()


class RecordsDesk(Protocol):
    """Companies, contacts and deals. Raises BadInput for what cannot be; nothing changes then."""

    async def records(self) -> SearchIndex:
        """All of them, ready to be searched."""
        ...

    async def company_life(self, company: Company) -> CompanyLife: ...

    async def tone_of(self, address: str) -> str:
        """The persona that was set for somebody; empty: the one of their title."""
        ...

    async def save_record(self, typed: TypedRecord, record_id: uuid.UUID | None = None) -> uuid.UUID:
        """Add one, or with its id change it. BadInput names the field."""
        ...

    async def hanging_on(self, record: Record) -> Hanging:
        """What refers to it."""
        ...

    async def delete_record(self, record: Record, *, knows_what_hangs_on_it: bool = False) -> None: ...

    async def look_at_list(self, path: str, options: ListOptions) -> ListFile:
        """What is in a file, and what its columns are taken for."""
        ...

    async def preview_import(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        """What it would do. `progress` hears hundredths on another thread, and may raise ImportStopped."""
        ...

    async def import_list(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        """All of it or nothing."""
        ...

    async def imports(self) -> Sequence[ImportBatch]:
        """Newest first."""
        ...

    async def undo_import(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]: ...

    async def export_records(self, target: str) -> Sequence[str]:
        """To a file .csv, .json or .vcf, or into a folder; returns what was written."""
        ...


class RecordsService:
    """Asks and writes on the store's thread; what takes long without the store, on others."""

    def __init__(self, crm: CrmDesk, thread: StoreThread) -> None:
        self.crm = crm
        self._thread = thread
        self._index = KeptIndex(crm.store, thread)

    async def records(self) -> SearchIndex:
        return await self._index.now()

    async def company_life(self, company: Company) -> CompanyLife:
        signals, requests = await self._thread.run(self.crm.company_life, company)
        return CompanyLife(signals, requests)

    async def tone_of(self, address: str) -> str:
        return await self._thread.run(self.crm.tone_of, address)

    async def save_record(self, typed: TypedRecord, record_id: uuid.UUID | None = None) -> uuid.UUID:
        if typed.kind is Kind.COMPANY:
            return await self._thread.run(self.crm.save_company, typed.cells, record_id)
        if typed.kind is Kind.DEAL:
            return await self._thread.run(self.crm.save_deal, typed.cells, record_id)
        contact = TypedContact(typed.cells, typed.tone, typed.texts_to)
        return await self._thread.run(self.crm.save_contact, contact, record_id)

    async def hanging_on(self, record: Record) -> Hanging:
        return await self._thread.run(self.crm.hanging_on, record)

    async def delete_record(self, record: Record, *, knows_what_hangs_on_it: bool = False) -> None:
        await self._thread.run(self.crm.delete, record, knows_what_hangs_on_it=knows_what_hangs_on_it)

    async def look_at_list(self, path: str, options: ListOptions) -> ListFile:
        return await asyncio.to_thread(self.crm.look, Path(path), options)

    async def preview_import(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        known = await self._thread.run(self.crm.known)
        return await asyncio.to_thread(self.crm.plan, known, file, is_updating=is_updating, progress=progress)

    async def import_list(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        known = await self._thread.run(self.crm.known)
        planned = await asyncio.to_thread(
            self.crm.plan, known, file, is_updating=is_updating, progress=progress, most=PLANNED_SHARE
        )
        return await self._thread.run(
            self.crm.keep, planned, known, is_updating=is_updating, progress=progress
        )

    async def imports(self) -> Sequence[ImportBatch]:
        return await self._thread.run(self.crm.imports)

    async def undo_import(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        return await self._thread.run(self.crm.undo, import_id)

    async def export_records(self, target: str) -> Sequence[str]:
        known = await self._thread.run(self.crm.everything)
        return [str(path) for path in await asyncio.to_thread(write_export, known, Path(target))]
