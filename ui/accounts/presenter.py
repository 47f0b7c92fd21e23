"""Finds companies, contacts and deals, and keeps what is typed of them. Knows no Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from ui.accounts.prefill import people_at, prefill_of
from ui.accounts.words import (
    MOST_NAMED,
    NONE_FOUND,
    NONE_YET,
    RecordLine,
    changed_cells,
    deletion_in_words,
    form_cells,
    leaving,
    life_in_words,
    lines_of,
    person_line,
    saved_in_words,
)
from ui.asking import Ask, Question
from ui.request_form.fields import Prefill
from xforce_desktop.crm.book import kind_of
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Company, ContactRecord, Kind, Record
from xforce_desktop.crm.search import Matches, SearchIndex
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.records_desk import TypedRecord


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

    def show_chosen(self, key: str) -> None:
        """Mark that one in the list; empty: none."""
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
        self._saving = asyncio.Lock()  # what is saved is saved before another form is opened

    async def open(self) -> None:
        """Show what there is now; what is typed in a form stays."""
        await self.refresh()

    async def refresh(self) -> None:
        """The list and the form move only if something in them has changed; what is typed stays."""
        index = await self._desk.records()
        if not self._is_shown or _content(index) != _content(self._index):
            self._index, self._is_shown = index, True
            self._show_found()
            await self._renew()
        await self._offer_undo()

    async def _renew(self) -> None:
        """The form as its record is now, unless something is typed in it."""
        chosen = self._chosen
        if chosen is None or self._has_words():
            return
        record = self._record(str(chosen.id))
        content = await self._content_of(record) if record else None
        if self._chosen is not chosen or self._has_words():
            return
        if record is None or content is None:
            self._show_none()
        elif content != self._content:
            await self._show_record(record, content)

    def _has_words(self) -> bool:
        """Whether something is typed in the form that is shown, and not saved."""
        if self._chosen is None and not self._is_adding:
            return False
        cells, tone = self._view.typed()
        return bool(changed_cells(cells, self._content.cells)) or tone != self._content.tone

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
        """Show one in its form, if the rep agrees to lose what is typed in another one."""
        async with self._saving:
            record = self._record(key)
            content = await self._content_of(record) if record else None
        if record and content and await self._may_leave():
            await self._show_record(record, content)

    async def add(self) -> None:
        """An empty form for one more; for a contact or deal at the company that is shown."""
        async with self._saving:
            at = self._chosen if self._kind is not Kind.COMPANY else None
        if await self._may_leave():
            cells = {ListField.COMPANY: at.name} if isinstance(at, Company) else {}
            self._show_form(FormContent(self._kind, f"New {self._kind}", cells), None)
            self._view.show_life(())

    async def _may_leave(self) -> bool:
        if not self._has_words() or await self._ask(leaving(self._content.heading)):
            return True
        self._view.show_chosen(str(self._chosen.id) if self._chosen else "")
        return False

    async def _content_of(self, record: Record) -> FormContent:
        tone = await self._desk.tone_of(record.email) if isinstance(record, ContactRecord) else ""
        cells = form_cells(record, self._index)
        return FormContent(kind_of(record), title_of(record), cells, tone, is_kept=True)

    async def _show_record(self, record: Record, content: FormContent) -> None:
        self._show_form(content, record)
        await self._show_life(record)

    def _show_form(self, content: FormContent, record: Record | None) -> None:
        self._content, self._chosen, self._is_adding = content, record, record is None
        self._view.show_form(content)
        self._view.show_fault("", "")

    def _show_none(self) -> None:
        self._content, self._chosen, self._is_adding = FormContent(Kind.COMPANY, "", {}), None, False
        self._view.show_form(None)
        self._view.show_life(())

    async def save(self) -> None:
        """Keep what was changed in the form since it was shown. What is wrong is said in it."""
        async with self._saving:
            if self._chosen is not None or self._is_adding:
                await self._save(self._chosen, self._content, *self._view.typed())

    async def _save(
        self, before: Record | None, content: FormContent, cells: dict[ListField, str], tone: str
    ) -> None:
        changed = changed_cells(cells, content.cells) if content.is_kept else cells
        told = tone if tone != content.tone or not content.is_kept else None
        typed = TypedRecord(content.kind, changed, told, texts_to=cells.get(ListField.PHONE))
        try:
            saved = str(await self._desk.save_record(typed, before.id if before else None))
        except BadInput as error:
            self._view.show_fault(error.field, str(error))
            return
        await self.refresh()
        if self._content is content and (record := self._record(saved)):
            await self._show_saved(record, (cells, tone))
        self._view.show_told(saved_in_words(before, self._record(saved), changed))

    async def _show_saved(self, record: Record, typed: tuple[dict[ListField, str], str]) -> None:
        """As it is now; what was typed meanwhile stays and can be saved next."""
        now = await self._content_of(record)
        if self._view.typed() == typed:
            await self._show_record(record, now)
        else:
            self._content, self._chosen, self._is_adding = now, record, False
            self._view.show_fault("", "")

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
        if self._chosen is record:
            self._show_none()
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
        await self.refresh()

    async def export(self, target: str) -> None:
        """Everything into that file."""
        written = await self._desk.export_records(target)
        self._view.show_told(f"Saved to {', '.join(written)}.")

    def new_meeting(self) -> None:
        """Open the form for a meeting with whom or what is shown."""
        if self._chosen is not None:
            known = self._record(str(self._chosen.id))
            self._start_meeting(prefill_of(known or self._chosen, self._index, self._desk.now()))

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
        if self._chosen is record:
            people = [person_line(one) for one in people_at(record.id, self._index)]
            deals = [one.name for one in self._index.deals if one.company_id == record.id]
            self._view.show_life(life_in_words(people, deals, life))

    async def _offer_undo(self) -> None:
        last = next((one for one in await self._desk.imports() if one.undone_at is None), None)
        self._view.offer_undo(last.source if last else "")


def _content(index: SearchIndex) -> tuple[object, ...]:
    return index.companies, index.people, index.deals, dict(index.requests)
