"""Companies, contacts and deals on the sample desk: kept in memory, read and planned as by the program."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ui import sample_accounts, samples
from xforce_desktop.crm import forms
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.export import Everything
from xforce_desktop.crm.export_files import write_export
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone
from xforce_desktop.crm.list_file import ListFile, ListOptions, read_bytes, read_list
from xforce_desktop.crm.plan import ImportPlan, PlanRules, plan_import
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record
from xforce_desktop.crm.search import SearchIndex, index_of
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.crm_desk import ImportResult
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.records_desk import CompanyLife, TypedRecord

Kept = dict[uuid.UUID, Record]


class SampleRecords:
    """A part of the sample desk. `kept` holds the records, `tones` what was set of whom."""

    def __init__(self, *, is_empty: bool = False) -> None:
        self.kept: Kept = {} if is_empty else {one.id: one for one in sample_accounts.records()}
        self.tones: dict[str, str] = {}
        self._batches: list[tuple[ImportBatch, Kept]] = []
        self._new_ids = SeededIds(11)

    async def records(self) -> SearchIndex:
        known = self._everything()
        return index_of(known.companies, known.people, known.deals, sample_accounts.requests_by_record())

    async def company_life(self, company: Company) -> CompanyLife:
        if company.name != sample_accounts.ACME.name:
            return CompanyLife()
        deal = next(one for one in self.kept.values() if isinstance(one, Deal))
        signal = DealSignal(
            deal.id,
            None,
            "scheduling_intent",
            "Answered within the hour, twice",
            "positive",
            0.1,
            10,
            samples.NOW,
        )
        return CompanyLife((signal,), tuple(summary.request for summary in samples.pending()[:1]))

    async def tone_of(self, address: str) -> str:
        return self.tones.get(address, "")

    async def save_record(self, typed: TypedRecord, record_id: uuid.UUID | None = None) -> uuid.UUID:
        is_company = typed.kind is Kind.COMPANY
        own = {f: cell for f, cell in typed.cells.items() if is_company or f is not ListField.COMPANY}
        values = forms.typed(own, samples.NOW.date())
        old = self.kept.get(record_id) if record_id else None
        record = old or _blank(typed.kind, self._new_ids.new())
        if isinstance(record, ContactRecord):
            forms.check_number(values, record.phone, typed.texts_to)
        record = forms.changed(record, values)
        if isinstance(record, ContactRecord | Deal) and ListField.COMPANY in typed.cells:
            record = replace(record, company_id=self._company(typed.cells[ListField.COMPANY]))
        if isinstance(record, ContactRecord):
            if record.is_champion and record.company_id is None:
                who = record.name or record.email
                raise BadInput(f"It is not known where {who} works.", "Add them with their company.")
            if typed.tone is not None:
                self.tones[record.email] = typed.tone
        self.kept[record.id] = record
        return record.id

    async def hanging_on(self, record: Record) -> Hanging:
        known = self._everything()
        at = {
            "contacts": sum(one.company_id == record.id for one in known.people),
            "deals": sum(one.company_id == record.id for one in known.deals),
        }
        facts = {"remembered facts": 1} if record.id == sample_accounts.ACME.id else {}
        return Hanging(goes=facts, stays={what: count for what, count in at.items() if count})

    async def delete_record(self, record: Record, *, knows_what_hangs_on_it: bool = False) -> None:
        for one in list(self.kept.values()):
            if isinstance(one, ContactRecord | Deal) and one.company_id == record.id:
                self.kept[one.id] = replace(one, company_id=None)
        del self.kept[record.id]

    async def look_at_list(self, path: str, options: ListOptions) -> ListFile:
        return read_list(read_bytes(Path(path)), Path(path).name, options)

    async def preview_import(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        return ImportResult(file, await asyncio.to_thread(self._plan, file, progress, is_updating))

    async def import_list(
        self, file: ListFile, progress: Progress, *, is_updating: bool = False
    ) -> ImportResult:
        plan = await asyncio.to_thread(self._plan, file, progress, is_updating)
        if not plan.changes:
            return ImportResult(file, plan)
        batch = ImportBatch(self._new_ids.new(), file.name, samples.NOW)
        self._batches.insert(0, (batch, dict(self.kept)))
        self.kept |= {change.after.id: change.after for change in plan.changes}
        return ImportResult(file, plan, batch)

    async def imports(self) -> Sequence[ImportBatch]:
        return [batch for batch, _ in self._batches]

    async def undo_import(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        batch, before = self._batches.pop(0)
        removed = len(self.kept) - len(before)
        self.kept = before
        return batch, Undone(removed, 0)

    async def export_records(self, target: str) -> Sequence[str]:
        return [str(path) for path in write_export(self._everything(), Path(target))]

    def _plan(self, file: ListFile, progress: Progress, is_updating: bool) -> ImportPlan:
        known = self._everything()
        book = Book(known.companies, known.people, known.deals)
        entries = file.entries(samples.NOW.date())
        rules = PlanRules(is_updating)
        return plan_import(
            entries, book, self._new_ids, rules, lambda done: progress(done, max(file.size, done))
        )

    def _everything(self) -> Everything:
        records = self.kept.values()
        return Everything(
            sorted((one for one in records if isinstance(one, Company)), key=lambda one: one.name.casefold()),
            sorted((one for one in records if isinstance(one, ContactRecord)), key=lambda one: one.name),
            sorted((one for one in records if isinstance(one, Deal)), key=lambda one: one.name.casefold()),
        )

    def _company(self, name: str) -> uuid.UUID | None:
        if not name.strip():
            return None
        companies = [one for one in self.kept.values() if isinstance(one, Company)]
        known = next((one for one in companies if one.name.casefold() == name.casefold()), None)
        if known is None:
            known = Company(self._new_ids.new(), name)
            self.kept[known.id] = known
        return known.id


def _blank(kind: Kind, record_id: uuid.UUID) -> Record:
    if kind is Kind.COMPANY:
        return Company(record_id, "")
    return ContactRecord(record_id, "") if kind is Kind.CONTACT else Deal(record_id, "")
