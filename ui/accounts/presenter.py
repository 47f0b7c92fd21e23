"""Finds companies, contacts and deals, and keeps what is typed of them. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Protocol

from ui.accounts.words import (
    NONE_FOUND,
    NONE_YET,
    RecordLine,
    changed_cells,
    deletion_in_words,
    form_cells,
    lines_of,
    saved_in_words,
)
from ui.asking import Ask, Question
from ui.request_form.fields import Prefill
from xforce_desktop.crm.book import kind_of
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record
from xforce_desktop.crm.search import Matches, SearchIndex
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.records_desk import CompanyLife, TypedRecord
from xforce_desktop.scheduling.remembered import Origin, Remembered

MOST_NAMED = 5


@dataclass(frozen=True)
class FormContent:
    """A form to be shown: what stands in it, the tone of a contact, and whether it is there already."""

    kind: Kind
    heading: str
    cells: Mapping[ListField, str]
    tone: str = ""
    is_kept: bool = False


class AccountsView(Protocol):
    """What the presenter tells the page."""

    def show_rows(self, kind: Kind, rows: Sequence[RecordLine], note: str) -> None: ...

    def show_counts(self, counts: Mapping[Kind, int]) -> None: ...

    def show_form(self, content: FormContent | None) -> None:
        """None: nothing is chosen."""
        ...

    def show_life(self, words: Sequence[tuple[str, str]]) -> None:
        """What goes on with the company: headings with their lines."""
        ...

    def typed(self) -> tuple[dict[ListField, str], str]:
        """The form as it stands, and the tone."""
        ...

    def show_fault(self, field: str, text: str) -> None:
        """An empty text takes it away."""
        ...

    def show_told(self, text: str) -> None: ...

    def offer_undo(self, words: str) -> None:
        """What the last import was, which can be undone; empty: there is none."""
        ...


class AccountsPresenter:
    """`start_meeting` opens the request form with what is known."""

    def __init__(
        self, desk: RepDesk, view: AccountsView, *, ask: Ask, start_meeting: Callable[[Prefill], None]
    ) -> None:
        self._desk, self._view, self._ask = desk, view, ask
        self._start_meeting = start_meeting
        self._index = SearchIndex()
        self._found = Matches()
        self._kind = Kind.COMPANY
        self._text = ""
        self._chosen: Record | None = None
        self._content = FormContent(Kind.COMPANY, "", {})
        self._is_adding = False
        self._is_shown = False

    async def open(self) -> None:
        """Show what there is now; a form stays as it is."""
        await self.refresh()

    async def refresh(self) -> None:
        """The list moves only if something in it has changed."""
        index = await self._desk.records()
        if not self._is_shown or _content(index) != _content(self._index):
            self._index, self._is_shown = index, True
            self._show_found()
        await self._offer_undo()

    def search(self, text: str) -> None:
        """Show those that hold all words of `text`."""
        self._text = text
        self._show_found()

    def show_kind(self, kind: Kind) -> None:
        """Show companies, contacts or deals."""
        if kind is not self._kind:
            self._kind = kind
            self._show_found()

    async def choose(self, key: str) -> None:
        """Show one in its form."""
        record = self._record(key)
        if record is None:
            return
        self._chosen, self._is_adding = record, False
        tone = await self._desk.tone_of(record.email) if isinstance(record, ContactRecord) else ""
        cells = form_cells(record, self._index)
        self._show_form(FormContent(kind_of(record), title_of(record), cells, tone, is_kept=True))
        self._view.show_fault("", "")
        await self._show_life(record)

    def add(self) -> None:
        """An empty form for one more; for a contact or deal at the company that is shown."""
        at = self._chosen if isinstance(self._chosen, Company) and self._kind is not Kind.COMPANY else None
        self._chosen, self._is_adding = None, True
        cells = {ListField.COMPANY: at.name} if at else {}
        self._show_form(FormContent(self._kind, f"New {self._kind}", cells))
        self._view.show_fault("", "")
        self._view.show_life(())

    def _show_form(self, content: FormContent) -> None:
        self._content = content
        self._view.show_form(content)

    async def save(self) -> None:
        """Keep what was changed in the form since it was shown. What is wrong is said in it."""
        if self._chosen is None and not self._is_adding:
            return
        cells, tone = self._view.typed()
        record_id = self._chosen.id if self._chosen else None
        content = self._content
        changed = changed_cells(cells, content.cells) if content.is_kept else cells
        told = tone if tone != content.tone or not content.is_kept else None
        try:
            saved = await self._desk.save_record(TypedRecord(content.kind, changed, told), record_id)
        except BadInput as error:
            self._view.show_fault(error.field, str(error))
            return
        self._view.show_fault("", "")
        before = self._chosen
        await self.refresh()
        await self.choose(str(saved))
        self._view.show_told(saved_in_words(before, self._chosen, changed))

    async def delete(self) -> None:
        """Ask, saying what would be left without it; then remove it."""
        record = self._chosen
        if record is None:
            return
        try:
            await self._confirm_and_delete(record)
        except XForceError as error:
            self._view.show_fault("", str(error))

    async def _confirm_and_delete(self, record: Record) -> None:
        text = deletion_in_words(record, await self._desk.hanging_on(record))
        question = Question(f"Delete {title_of(record)}?", text, "Delete", "Keep", is_grave=True)
        if not await self._ask(question):
            return
        await self._desk.delete_record(record, knows_what_hangs_on_it=True)
        self._chosen = None
        self._view.show_form(None)
        self._view.show_life(())
        await self.refresh()

    async def undo_last(self) -> None:
        """Take the last import back, after a question."""
        last = next((one for one in await self._desk.imports() if one.undone_at is None), None)
        if last is None:
            return
        question = Question(
            f"Undo the import of {last.source}?",
            "What it added goes, what it changed becomes what it was. What was changed since stays.",
            "Undo it",
            "Keep it",
        )
        if not await self._ask(question):
            return
        batch, undone = await self._desk.undo_import(last.id)
        more = f" and {len(undone.kept) - MOST_NAMED} more" if len(undone.kept) > MOST_NAMED else ""
        named = "; ".join(undone.kept[:MOST_NAMED])
        kept = f" What went on living stays: {named}{more}." if undone.kept else ""
        self._view.show_told(
            f"{batch.source} was taken back: {undone.removed} removed, {undone.restored} put back.{kept}"
        )
        self._chosen = None
        self._view.show_form(None)
        self._view.show_life(())
        await self.refresh()

    async def export(self, target: str) -> None:
        """Everything into that file."""
        written = await self._desk.export_records(target)
        self._view.show_told(f"Saved to {', '.join(written)}.")

    def new_meeting(self) -> None:
        """Open the form for a meeting with whom or what is shown."""
        if self._chosen is not None:
            self._start_meeting(self._prefill(self._chosen))

    def _prefill(self, record: Record) -> Prefill:
        company_id = record.id if isinstance(record, Company) else record.company_id
        company = self._index.by_id.get(company_id) if company_id else None
        people = [record] if isinstance(record, ContactRecord) else self._people_at(company_id)[:MOST_NAMED]
        deals = [one for one in self._index.deals if company_id and one.company_id == company_id]
        deal = record if isinstance(record, Deal) else deals[0] if len(deals) == 1 else None
        guests = tuple(_guest(one, company, self._desk.now()) for one in people)
        name, state = (company.name, company.state) if company else ("", "")
        return Prefill(name, state, deal.name if deal else "", guests)

    def _people_at(self, company_id: uuid.UUID | None) -> list[ContactRecord]:
        return [one for one in self._index.people if company_id and one.company_id == company_id]

    def _show_found(self) -> None:
        self._found = self._index.find(self._text)
        by_kind = self._by_kind()
        self._view.show_counts({kind: len(some) for kind, some in by_kind.items()})
        records = by_kind[self._kind]
        note = "" if records else NONE_FOUND if self._text.strip() else NONE_YET[self._kind]
        self._view.show_rows(self._kind, lines_of(self._kind, records, self._index), note)

    def _by_kind(self) -> dict[Kind, Sequence[Record]]:
        found = self._found
        return {Kind.COMPANY: found.companies, Kind.CONTACT: found.people, Kind.DEAL: found.deals}

    def _record(self, key: str) -> Record | None:
        every = chain[Record](self._index.companies, self._index.people, self._index.deals)
        return next((one for one in every if str(one.id) == key), None)

    async def _show_life(self, record: Record) -> None:
        if not isinstance(record, Company):
            self._view.show_life(())
            return
        life = await self._desk.company_life(record)
        people = [_person_line(one) for one in self._people_at(record.id)]
        deals = [one.name for one in self._index.deals if one.company_id == record.id]
        self._view.show_life(life_in_words(people, deals, life))

    async def _offer_undo(self) -> None:
        last = next((one for one in await self._desk.imports() if one.undone_at is None), None)
        self._view.offer_undo(last.source if last else "")


def _content(index: SearchIndex) -> tuple[object, ...]:
    return index.companies, index.people, index.deals, dict(index.requests)


def life_in_words(
    people: Sequence[str], deals: Sequence[str], life: CompanyLife
) -> tuple[tuple[str, str], ...]:
    """What goes on with a company, each heading with its lines; what there is nothing of says so."""
    signals = [f"{one.description} ({one.impact})" for one in life.signals]
    requests = [f"{one.title or 'Meeting'}: {one.state.replace('_', ' ')}" for one in life.requests]
    parts = (
        ("Contacts", people, "Nobody is known there yet."),
        ("Deals", deals, "No deal yet."),
        ("What scheduling says", signals, "Nothing noticed yet."),
        ("Requests", requests, "No meeting was asked for yet."),
    )
    return tuple((heading, _lines(some, none)) for heading, some, none in parts)


def _lines(some: Sequence[str], none: str) -> str:
    more = len(some) - MOST_NAMED
    told = [*some[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]
    return "\n".join(told) or none


def _person_line(one: ContactRecord) -> str:
    said = ", ".join(word for word in (one.name or one.email, one.title) if word)
    return f"{said}{'  ★ helps us' if one.is_champion else ''}"


def _guest(one: ContactRecord, company: Company | None, now: datetime) -> Remembered:
    at = company.name if company else ""
    return Remembered(
        Origin.CONTACT, one.email, one.name, now, one.title, at, one.phone, one.timezone, one.sms_consent
    )
