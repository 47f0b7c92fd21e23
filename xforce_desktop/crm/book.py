"""All that is known while a list is read: the store's records and what the list has added so far."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record
from xforce_desktop.crm.same import (
    bare_name,
    company_domain,
    names_and_states_agree,
    state_in_name,
    words_key,
)

KINDS: dict[type[Record], Kind] = {
    Company: Kind.COMPANY,
    ContactRecord: Kind.CONTACT,
    Deal: Kind.DEAL,
}


def kind_of(record: Record) -> Kind:
    return KINDS[type(record)]


@dataclass(frozen=True)
class Change:
    """A record as it was, None: it is new, and as it is to be."""

    before: Record | None
    after: Record

    @property
    def kind(self) -> Kind:
        return kind_of(self.after)


@dataclass(frozen=True)
class Found:
    """The company that an entry means, if there is one, and others that it may be, each with the reason."""

    company: Company | None
    doubts: tuple[tuple[Company, str], ...] = ()


class Book:
    """Finds records again, and remembers what was put in place of what."""

    def __init__(
        self, companies: Iterable[Company], people: Iterable[ContactRecord], deals: Iterable[Deal]
    ) -> None:
        self._now: dict[uuid.UUID, Record] = {}
        self._before: dict[uuid.UUID, Record | None] = {}
        self._by_bare_name: dict[str, list[uuid.UUID]] = defaultdict(list)
        self._by_key: dict[str, uuid.UUID] = {}
        self._by_address: dict[str, uuid.UUID] = {}
        self._deals: dict[tuple[str, uuid.UUID | None], uuid.UUID] = {}
        self._domains: dict[uuid.UUID, set[str]] = defaultdict(set)
        self._champions: dict[uuid.UUID, uuid.UUID] = {}
        self._by_name: dict[tuple[str, uuid.UUID | None], list[uuid.UUID]] = defaultdict(list)
        for record in chain[Record](companies, people, deals):
            self._index(record)

    def put(self, record: Record) -> None:
        """Add it, or put it in place of the one with its id."""
        self._before.setdefault(record.id, self._now.get(record.id))
        self._index(record)

    def changes(self) -> list[Change]:
        """Companies first, in the order in which they came; what ended as it began is none."""
        changed = [Change(before, self._now[one]) for one, before in self._before.items()]
        order = list(Kind)
        return sorted(
            (change for change in changed if change.before != change.after),
            key=lambda change: order.index(change.kind),
        )

    def company(self, company_id: uuid.UUID | None) -> Company | None:
        record = self._now.get(company_id) if company_id else None
        return record if isinstance(record, Company) else None

    def contact(self, address: str) -> ContactRecord | None:
        record = self._now.get(self._by_address.get(words_key(address), uuid.UUID(int=0)))
        return record if isinstance(record, ContactRecord) else None

    def deal(self, name: str, company_id: uuid.UUID | None) -> Deal | None:
        record = self._now.get(self._deals.get((words_key(name), company_id), uuid.UUID(int=0)))
        return record if isinstance(record, Deal) else None

    def champion(self, company_id: uuid.UUID | None) -> ContactRecord | None:
        at = self._champions.get(company_id) if company_id else None
        record = self._now.get(at) if at else None
        is_one = isinstance(record, ContactRecord) and record.is_champion and record.company_id == company_id
        return record if is_one and isinstance(record, ContactRecord) else None

    def of_same_name(self, name: str, company_id: uuid.UUID | None) -> Sequence[ContactRecord]:
        """Others of that name at that company."""
        found = (self._now[one] for one in self._by_name.get((words_key(name), company_id), ()))
        return [one for one in found if isinstance(one, ContactRecord)]

    def is_name_taken(self, name: str) -> bool:
        return words_key(name) in self._by_key

    def find_company(self, name: str, state: str, address: str) -> Found:
        """Which company of that name is meant; see `same`. A state in the name counts as told.

        The very name with its state comes first, and one in another state last; between them who shares the
        mail domain, is in the state, has the name.
        """
        doubts: list[tuple[Company, str]] = []
        state = state or state_in_name(name)
        domain = company_domain(address) if address else ""
        exact = self.company(self._by_key.get(words_key(name)))
        candidates = [self.company(one) for one in self._by_bare_name.get(bare_name(name), ())]
        looked_at = [(one, self._shares(one, domain), _state_of(one)) for one in candidates if one]
        looked_at.sort(key=lambda seen: _rank(seen[0], seen[1], seen[2], state, is_exact=seen[0] is exact))
        for one, shares, known_state in looked_at:
            if names_and_states_agree((one.name, name), (known_state, state), shares):
                return Found(one)
            doubts.append((one, _why_not(one, known_state, state)))
        return Found(None, tuple(doubts))

    def _shares(self, company: Company, domain: str) -> bool:
        return bool(domain) and domain in self._domains.get(company.id, ())

    def _index(self, record: Record) -> None:
        is_new = record.id not in self._now
        old = self._now.get(record.id)
        self._now[record.id] = record
        if isinstance(record, Company):
            self._by_key[words_key(record.name)] = record.id
            if is_new:
                self._by_bare_name[bare_name(record.name)].append(record.id)
        elif isinstance(record, ContactRecord):
            self._by_address[words_key(record.email)] = record.id
            self._index_contact(record, old if isinstance(old, ContactRecord) else None)
        else:
            self._deals[(words_key(record.name), record.company_id)] = record.id

    def _index_contact(self, record: ContactRecord, old: ContactRecord | None) -> None:
        if record.name and (old is None or (old.name, old.company_id) != (record.name, record.company_id)):
            self._by_name[(words_key(record.name), record.company_id)].append(record.id)
        if record.company_id is None:
            return
        if domain := company_domain(record.email):
            self._domains[record.company_id].add(domain)
        if record.is_champion:
            self._champions[record.company_id] = record.id


def _state_of(company: Company) -> str:
    return company.state or state_in_name(company.name)


def _rank(one: Company, shares: bool, known_state: str, state: str, *, is_exact: bool) -> tuple[bool, ...]:
    """The lower, the nearer: `shares` the mail domain, is of the state, or of that very name."""
    is_named_so = is_exact and bool(state_in_name(one.name))
    differs = bool(known_state and state) and known_state != state
    return not is_named_so, differs, not shares, known_state != state, not is_exact


def _why_not(one: Company, known_state: str, state: str) -> str:
    if known_state and state and known_state != state:
        return f"“{one.name}” is in {known_state}, this one in {state}"
    return (
        f"“{one.name}” has nearly the same name; neither a state nor a mail domain says that it is the same"
    )
