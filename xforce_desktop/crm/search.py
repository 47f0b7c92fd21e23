"""Records found again by any words of theirs, whatever their case and accents."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from xforce_desktop.crm.fields import without_accents
from xforce_desktop.crm.records import Company, ContactRecord, Deal

T = TypeVar("T")
_NOT_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class Matches:
    """What was found, in the order of the records."""

    companies: Sequence[Company] = ()
    people: Sequence[ContactRecord] = ()
    deals: Sequence[Deal] = ()


@dataclass(frozen=True)
class SearchIndex:
    """All records with what can be found of each. Made once, asked often.

    `requests` says how many requests each record is in.
    """

    companies: Sequence[Company] = ()
    people: Sequence[ContactRecord] = ()
    deals: Sequence[Deal] = ()
    requests: Mapping[uuid.UUID, int] = field(default_factory=dict)
    by_id: Mapping[uuid.UUID, Company] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def find(self, text: str) -> Matches:
        """Those that hold every word of `text` anywhere in a name, address, number, title or company."""
        words = without_accents(text).split()
        if not words:
            return Matches(self.companies, self.people, self.deals)
        spellings = [(word, _digits(word)) for word in words]
        return Matches(
            _holding(self.companies, self.texts["companies"], spellings),
            _holding(self.people, self.texts["people"], spellings),
            _holding(self.deals, self.texts["deals"], spellings),
        )

    def company_name(self, company_id: uuid.UUID | None) -> str:
        found = self.by_id.get(company_id) if company_id else None
        return found.name if found else ""


def index_of(
    companies: Sequence[Company],
    people: Sequence[ContactRecord],
    deals: Sequence[Deal],
    requests: Mapping[uuid.UUID, int],
) -> SearchIndex:
    by_id = {one.id: one for one in companies}
    named = {one.id: one.name for one in companies}

    def at(company_id: uuid.UUID | None) -> str:
        return named.get(company_id, "") if company_id else ""

    texts = {
        "companies": [
            without_accents(f"{c.name} {c.state} {c.industry} {c.ownership_type}") for c in companies
        ],
        "people": [
            without_accents(f"{p.name} {p.email} {p.title} {p.phone} {_digits(p.phone)} {at(p.company_id)}")
            for p in people
        ],
        "deals": [
            without_accents(
                f"{d.name} {d.stage} {at(d.company_id)} "
                f"{' '.join(d.identified_pain_points)} {' '.join(d.products)}"
            )
            for d in deals
        ],
    }
    return SearchIndex(companies, people, deals, requests, by_id, texts)


def _holding(records: Sequence[T], texts: Sequence[str], spellings: Sequence[tuple[str, str]]) -> list[T]:
    return [one for one, said in zip(records, texts, strict=True) if _has(said, spellings)]


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def _has(said: str, spellings: Sequence[tuple[str, str]]) -> bool:
    """A word that is a telephone number is also found by its digits alone."""
    return all(word in said or (len(digits) >= 5 and digits in said) for word, digits in spellings)
