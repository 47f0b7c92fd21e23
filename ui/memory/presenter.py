"""Shows what is known of a company; the rep adds, corrects, takes out, and takes that back. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from ui.dialog_presenter import FormPresenter, FormView
from ui.memory import words
from ui.memory.words import HAPPENED, ActivityLine, EntryLine, FactLine
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.memory_desk import AccountPicture, NewMemory

NO_COMPANY = "No company is known yet. It is with the first meeting that you ask for with one."
NO_FACTS = "Nothing is worked out yet. Press Refresh, or wait for the day before the next meeting."
NO_ENTRIES = "Nothing is remembered yet. What they say for good is kept here, and what you add."
NO_ACTIVITIES = "Nothing has happened yet."
NO_MATCH = "Nothing of what happened fits."
NOT_KNOWN = "It is not known at which company they are. Choose one above."


@dataclass(frozen=True)
class TypedMemory:
    """The form as it stands. `kind` is a MemoryKind or HAPPENED; `contact` empty is the whole company."""

    kind: str
    text: str
    contact: str = ""


@dataclass(frozen=True)
class FormStart:
    """What the form begins with. `is_edit`: an entry is put in other words, and stays what it is."""

    people: tuple[tuple[str, str], ...]
    kind: str = MemoryKind.FACT.value
    text: str = ""
    contact: str = ""
    is_edit: bool = False


class MemoryView(FormView, Protocol):
    """What the presenter tells the dialog."""

    def show_companies(self, companies: Sequence[tuple[str, str]], chosen: str) -> None:
        """(key, name) of each, by name."""
        ...

    def show_facts(self, lines: tuple[FactLine, ...], note: str) -> None: ...

    def show_entries(self, lines: tuple[EntryLine, ...], note: str) -> None: ...

    def show_activities(self, lines: tuple[ActivityLine, ...], note: str) -> None: ...

    def show_form(self, start: FormStart | None) -> None:
        """Show the form, or with None what is known."""
        ...

    def show_undo(self, words: str) -> None:
        """What can be taken back; empty for nothing."""
        ...

    def typed(self) -> TypedMemory: ...

    def wanted(self) -> tuple[str, str]:
        """The filter of what happened: its group and its words."""
        ...


@dataclass(frozen=True)
class _Undo:
    words: str
    act: Callable[[], Awaitable[object]]


class MemoryPresenter(FormPresenter[MemoryView]):
    """One company at a time. Each company has its own last change, which can be taken back."""

    def __init__(self, desk: RepDesk, view: MemoryView) -> None:
        super().__init__(desk, view)
        self._company: uuid.UUID | None = None
        self._is_lost = False  # asked for that of a meeting whose company nobody knows
        self._picture: AccountPicture | None = None
        self._activities: tuple[ActivityLine, ...] = ()
        self._asked_of: uuid.UUID | None = None  # the company that the form is about
        self._edited: MemoryEntry | None = None
        self._undo: list[_Undo] = []

    async def open(self, company_id: uuid.UUID | None = None) -> None:
        """Show a company from now on: this one, else the one that was shown last, else the first."""
        self._is_lost = False
        self._choose(company_id or self._company)
        await super().open()

    async def open_of_request(self, request_id: RequestId) -> None:
        """The company of that meeting."""
        company_id = await self._desk.account_of(request_id)
        self._is_lost = company_id is None
        self._choose(company_id)
        await super().open()

    async def choose(self, key: str) -> None:
        """Another company."""
        self._is_lost = False
        self._choose(uuid.UUID(key))
        await self.refresh()

    def _choose(self, company_id: uuid.UUID | None) -> None:
        if company_id != self._company:
            self._undo.clear()
        self._company = company_id

    async def _show(self) -> None:
        companies = await self._desk.known_companies()
        if self._company not in {one.company_id for one in companies}:
            self._choose(companies[0].company_id if companies and not self._is_lost else None)
        named = [(str(one.company_id), one.name) for one in companies]
        self._view.show_companies(named, str(self._company or ""))
        self._picture = await self._desk.account_picture(self._company) if self._company else None
        self._show_picture(self._picture, await self._zone())

    def _show_picture(self, picture: AccountPicture | None, zone: tzinfo | None) -> None:
        facts = words.fact_lines(picture, zone) if picture else ()
        entries = words.entry_lines(picture, zone) if picture else ()
        self._activities = words.activity_lines(picture, zone) if picture else ()
        self._view.show_facts(facts, self._note(facts, NO_FACTS))
        self._view.show_entries(entries, self._note(entries, NO_ENTRIES))
        self._view.show_undo(self._undo[-1].words if self._undo else "")
        self.filter()

    def filter(self) -> None:
        """Show what of the course the filter wants."""
        lines = words.filtered(self._activities, *self._view.wanted())
        nothing = NO_MATCH if self._activities else NO_ACTIVITIES
        self._view.show_activities(lines, self._note(lines, nothing))

    def _note(self, lines: Sequence[object], nothing: str) -> str:
        if self._picture is None:
            return NOT_KNOWN if self._is_lost else NO_COMPANY
        return "" if lines else nothing

    def add(self) -> None:
        """Ask for something more."""
        if self._picture is not None:
            self._ask(self._picture, None)

    def edit(self, key: str) -> None:
        """Ask for other words."""
        if self._picture is not None and (one := self._entry(key)) is not None:
            self._ask(self._picture, one)

    def _ask(self, picture: AccountPicture, one: MemoryEntry | None) -> None:
        """About the company that is shown, whatever is shown when it is answered."""
        self._begin()
        self._asked_of, self._edited = picture.company_id, one
        start = FormStart(picture.people)
        if one is not None:
            start = FormStart(picture.people, one.kind.value, one.text, one.contact, is_edit=True)
        self._view.show_form(start)

    def back(self) -> None:
        """Show what is known again."""
        super().back()
        self._view.show_form(None)

    async def save(self) -> None:
        """Keep what is typed."""
        if self._asked_of is not None:
            await self._save(self._keep(self._asked_of, self._edited, self._view.typed()))

    async def _keep(self, company_id: uuid.UUID, old: MemoryEntry | None, typed: TypedMemory) -> None:
        if old is not None:
            await self._desk.reword_memory(old.id, typed.text)
            self._can_undo(company_id, "Take back the change", lambda: self._desk.put_back_memory(old))
        elif typed.kind == HAPPENED:
            await self._desk.note_activity(company_id, typed.text, typed.contact)
        else:
            new = NewMemory(MemoryKind(typed.kind), typed.text, typed.contact)
            added = await self._desk.remember_of(company_id, new)
            said = "Take back what was added"
            self._can_undo(company_id, said, lambda: self._desk.forget_memory(added.id))

    async def forget(self, key: str) -> None:
        """Take an entry out. It can be brought back."""
        await self._carry_out(self._forget(uuid.UUID(key)))

    async def _forget(self, entry_id: uuid.UUID) -> None:
        old = await self._desk.forget_memory(entry_id)
        said = f"Bring back “{_short(old.text)}”"
        self._can_undo(old.company_id, said, lambda: self._desk.put_back_memory(old))

    def _can_undo(self, company_id: uuid.UUID, said: str, act: Callable[[], Awaitable[object]]) -> None:
        """If that company is still the one that is shown."""
        if company_id == self._company:
            self._undo.append(_Undo(said, act))

    async def undo(self) -> None:
        """Take the last change back; the one before it is then the last."""
        if self._undo:
            await self._carry_out(self._undo.pop().act())

    async def work_out(self) -> None:
        """Work out anew what the store tells of the company."""
        if self._company is not None:
            await self._carry_out(self._desk.refresh_account(self._company))

    def _entry(self, key: str) -> MemoryEntry | None:
        entries = self._picture.entries if self._picture else ()
        return next((one for one in entries if str(one.id) == key), None)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
