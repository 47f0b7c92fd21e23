"""Companies, contacts and deals, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone
from xforce_desktop.crm.list_file import ListFile, ListOptions
from xforce_desktop.crm.records import Company, Record
from xforce_desktop.crm.search import SearchIndex
from xforce_desktop.scheduling.crm_desk import ImportResult
from xforce_desktop.scheduling.records_desk import CompanyLife, TypedRecord


class AgentRecords(AgentLink):
    """The part of the desk for companies, contacts and deals."""

    async def records(self) -> SearchIndex:
        return await self._connected.desk.records.records()

    async def company_life(self, company: Company) -> CompanyLife:
        return await self._connected.desk.records.company_life(company)

    async def tone_of(self, address: str) -> str:
        return await self._connected.desk.records.tone_of(address)

    async def save_record(self, typed: TypedRecord, record_id: uuid.UUID | None = None) -> uuid.UUID:
        saved = await self._connected.desk.records.save_record(typed, record_id)
        self._changed()
        return saved

    async def hanging_on(self, record: Record) -> Hanging:
        return await self._connected.desk.records.hanging_on(record)

    async def delete_record(self, record: Record, *, knows_what_hangs_on_it: bool = False) -> None:
        await self._connected.desk.records.delete_record(
            record, knows_what_hangs_on_it=knows_what_hangs_on_it
        )
        self._changed()

    async def look_at_list(self, path: str, options: ListOptions) -> ListFile:
        return await self._connected.desk.records.look_at_list(path, options)

    async def preview_import(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        return await self._connected.desk.records.preview_import(file, progress, is_updating=is_updating)

    async def import_list(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        result = await self._connected.desk.records.import_list(file, progress, is_updating=is_updating)
        self._changed()
        return result

    async def imports(self) -> Sequence[ImportBatch]:
        return await self._connected.desk.records.imports()

    async def undo_import(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        undone = await self._connected.desk.records.undo_import(import_id)
        self._changed()
        return undone

    async def export_records(self, target: str) -> Sequence[str]:
        return await self._connected.desk.records.export_records(target)
