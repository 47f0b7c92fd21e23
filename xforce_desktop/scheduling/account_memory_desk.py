"""What is known of accounts, and what the rep adds, corrects and takes out, carried out on the store."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from xforce_desktop.crm.same import words_key
from xforce_desktop.errors import BadInput, StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.remarks import channel_of, is_wish, limits_of
from xforce_desktop.scheduling import account_watch, codec, company_facts, remembering
from xforce_desktop.scheduling.account_memory import Activity, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.activities import BY_HAND
from xforce_desktop.scheduling.company_facts import Refreshed
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.memory_desk import AccountChoice, AccountPicture, MemoryDesk, NewMemory
from xforce_desktop.scheduling.remembering import day_in
from xforce_desktop.scheduling.request import Actor
from xforce_desktop.scheduling.standing import company_of, zone_of_rep
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

SAID_BY_YOU = "Added by you"
LIMITS = frozenset({MemoryKind.CONSTRAINT, MemoryKind.PREFERENCE})


@dataclass(frozen=True)
class AccountMemoryDesk:
    """Keeps the protocol on the store's thread; each change is one transaction, and open requests of the
    company hear of it in the same."""

    engine: Engine
    thread: StoreThread
    # What each entry was turned into from here: before and after, the last change last.
    _changes: dict[uuid.UUID, list[tuple[MemoryEntry, MemoryEntry]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    async def known_companies(self) -> Sequence[AccountChoice]:
        return await self.thread.run(self.engine.in_transaction, _choices)

    async def account_of(self, request_id: RequestId) -> uuid.UUID | None:
        found: uuid.UUID | None = await self.thread.run(
            self.engine.in_transaction, lambda work: company_of(work, work.load(request_id))
        )
        return found

    async def account_picture(self, company_id: uuid.UUID) -> AccountPicture:
        now = self.engine.clock.now()
        return await self.thread.run(
            self.engine.in_transaction, lambda work: picture_of(work, company_id, now)
        )

    async def remember_of(self, company_id: uuid.UUID, new: NewMemory) -> MemoryEntry:
        def act(work: UnitOfWork) -> MemoryEntry:
            entry = self._entry(work, company_id, new)
            work.add_memory(entry)
            account_watch.let_hear(self.engine, work, company_id)
            return entry

        return await self.thread.run(self.engine.in_transaction, act)

    def _entry(self, work: UnitOfWork, company_id: uuid.UUID, new: NewMemory) -> MemoryEntry:
        _name_of(work, company_id)
        text, now = _checked(new.text), self.engine.clock.now()
        same = {one.text.casefold() for one in work.account_memory(company_id)}
        if text.casefold() in same:
            raise BadInput("That is known already.", "Change the entry that says so.", field="text")
        address, name = _person(work, company_id, new.contact)
        return MemoryEntry(
            id=self.engine.ids.new(),
            company_id=company_id,
            kind=new.kind,
            text=text,
            source=f"{SAID_BY_YOU} on {day_in(now, zone_of_rep(work))}.",
            at=now,
            contact=address,
            contact_name=name,
            content=_meant(new.kind, text),
        )

    async def reword_memory(self, entry_id: uuid.UUID, text: str) -> MemoryEntry:
        def reworded(old: MemoryEntry) -> MemoryEntry:
            plain = _checked(text)
            return remembering.rewritten(old, plain, _meant(old.kind, plain), self.engine.clock.now())

        _, new = await self._change(entry_id, reworded)
        return new

    async def forget_memory(self, entry_id: uuid.UUID) -> MemoryEntry:
        def forgotten(old: MemoryEntry) -> MemoryEntry:
            now = self.engine.clock.now()
            return replace(old, forgotten_at=now, edited_at=now, edited_by=Actor.USER)

        old, _ = await self._change(entry_id, forgotten)
        return old

    async def _change(
        self, entry_id: uuid.UUID, changed: Callable[[MemoryEntry], MemoryEntry]
    ) -> tuple[MemoryEntry, MemoryEntry]:
        """The entry as it was and as it is kept now; it can be put back."""

        def act(work: UnitOfWork) -> tuple[MemoryEntry, MemoryEntry]:
            old = _known(work, entry_id)
            work.edit_memory(changed(old))
            account_watch.let_hear(self.engine, work, old.company_id, taken_out=old)
            return old, work.memory_entry(entry_id)

        done = await self.thread.run(self.engine.in_transaction, act)
        self._changes.setdefault(entry_id, []).append(done)
        return done

    async def put_back_memory(self, entry: MemoryEntry) -> None:
        changes = self._changes.get(entry.id, [])

        def act(work: UnitOfWork) -> None:
            now = _known(work, entry.id, also_forgotten=True)
            if not changes or changes[-1][1] != now:
                reason = "It may have been changed since. Look at it again and change it by hand."
                raise BadInput("That can't be taken back any more.", reason)
            old, _ = changes[-1]
            if old.contact and work.opted_out([old.contact]):
                raise _barred(old.contact_name or old.contact)
            work.edit_memory(old)
            account_watch.let_hear(self.engine, work, old.company_id, put_in=old)

        await self.thread.run(self.engine.in_transaction, act)
        changes.pop()

    async def note_activity(self, company_id: uuid.UUID, text: str, contact: str = "") -> None:
        def act(work: UnitOfWork) -> None:
            _name_of(work, company_id)
            address, name = _person(work, company_id, contact)
            now, key = self.engine.clock.now(), f"hand:{self.engine.ids.new()}"
            work.add_activity(
                Activity(
                    company_id,
                    key,
                    BY_HAND,
                    _checked(text),
                    SAID_BY_YOU,
                    now,
                    contact=address,
                    contact_name=name,
                )
            )

        await self.thread.run(self.engine.in_transaction, act)

    async def refresh_account(self, company_id: uuid.UUID) -> Refreshed:
        def act(work: UnitOfWork) -> Refreshed:
            _name_of(work, company_id)
            return company_facts.refresh(work, company_id, self.engine.clock.now())

        return await self.thread.run(self.engine.in_transaction, act)


def picture_of(work: UnitOfWork, company_id: uuid.UUID, now: datetime) -> AccountPicture:
    """Raises BadInput for an unknown company."""
    return AccountPicture(
        company_id=company_id,
        name=_name_of(work, company_id),
        now=now,
        facts=tuple(work.company_facts(company_id)),
        entries=tuple(work.account_memory(company_id)),
        activities=tuple(work.activities(company_id)),
        people=tuple((one.email, one.name) for one in work.people_at(company_id)),
    )


def company_named(choices: Sequence[AccountChoice], name: str) -> AccountChoice:
    """The company of that name, in any case. Raises BadInput that names some that are there."""
    wanted = words_key(name)
    found = [one for one in choices if words_key(one.name) == wanted]
    if found:
        return found[0]
    near = [one.name for one in choices if wanted and wanted in one.name.casefold()][:3]
    advice = f"Did you mean {', '.join(near)}?" if near else "`crm show` lists the companies."
    raise BadInput(f"There is no company “{name}”.", advice, field="company")


def _choices(work: UnitOfWork) -> list[AccountChoice]:
    return [AccountChoice(one.id, one.name) for one in work.companies()]


def _name_of(work: UnitOfWork, company_id: uuid.UUID) -> str:
    company = work.company(company_id)
    if company is None:
        raise BadInput("That company is not known.", "Choose one of those that are.", field="company")
    return company.name


def _known(work: UnitOfWork, entry_id: uuid.UUID, *, also_forgotten: bool = False) -> MemoryEntry:
    try:
        entry = work.memory_entry(entry_id)
    except StoreError as error:
        raise BadInput(error.title, error.advice) from error
    if entry.is_forgotten and not also_forgotten:
        raise BadInput("That was taken out already.", "`memory list` shows what is known.")
    return entry


def _checked(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise BadInput("There are no words to keep.", "Write a short sentence.", field="text")
    if len(plain) > remembering.LONGEST_TEXT:
        advice = f"Keep it under {remembering.LONGEST_TEXT} characters."
        raise BadInput("That is too long to be read before a call.", advice, field="text")
    return plain


def _person(work: UnitOfWork, company_id: uuid.UUID, contact: str) -> tuple[str, str]:
    """Address and name. Raises BadInput for who is not known to be there."""
    if not contact.strip():
        return "", ""
    known = work.contact_record(contact)
    if known is None or known.company_id != company_id:
        advice = "Add them first (contacts add), or leave the person out."
        raise BadInput(f"{contact.strip()} is not known at that company.", advice, field="contact")
    if work.opted_out([known.email]):
        raise _barred(known.name or known.email)
    return known.email, known.name


def _barred(name: str) -> BadInput:
    return BadInput(f"{name} asked not to be written to.", "Nothing is kept of them.")


def _meant(kind: MemoryKind, text: str) -> dict[str, object]:
    """What follows from the rep's words for times and ways; nothing where they say none."""
    if kind not in LIMITS:
        return {}
    content: dict[str, object] = {}
    if limits := limits_of(text):
        content["constraints"] = codec.CONSTRAINTS.dump(limits)
        if kind is MemoryKind.PREFERENCE and is_wish(text):
            content["is_wish"] = True
    if channel := channel_of(text):
        content["channel"] = channel
    return content


def _is_a_desk(desk: AccountMemoryDesk) -> MemoryDesk:
    """Checked by mypy only: AccountMemoryDesk keeps the protocol."""
    return desk
