"""Companies, contacts and deals as the app keeps them, and where they are found.

They belong to the wider suite, which is not here. What is unknown is empty or None, never a guess.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from xforce_desktop.crm.hanging import Hanging


class Kind(StrEnum):
    """What a record is."""

    COMPANY = "company"
    CONTACT = "contact"
    DEAL = "deal"


@dataclass(frozen=True)
class Company:
    """`state` is two letters where it is known for certain, else as it was typed."""

    id: uuid.UUID
    name: str
    state: str = ""
    industry: str = ""
    employee_count: int | None = None
    ownership_type: str = ""


@dataclass(frozen=True)
class TextConsent:
    """That they agreed to be texted: on which day, and how it is known."""

    given_on: date
    source: str


@dataclass(frozen=True)
class NoConsent:
    """That somebody refuses to be texted, as a list says it; a record has no consent then.

    `words`: what was taken for a refusal, empty for a plain no; `literally`: the consent that it would be if
    the words told its source."""

    words: str = field(default="", compare=False)
    literally: TextConsent | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ContactRecord:
    """Somebody on the other side. `phone` as it was given, E.164 where that is certain; `timezone` by its
    IANA name; `may_be_copied`: they agreed to stand in copy of our mails to a colleague."""

    id: uuid.UUID
    email: str
    company_id: uuid.UUID | None = None
    name: str = ""
    title: str = ""
    phone: str = ""
    timezone: str = ""
    is_champion: bool = False
    is_owner: bool = False
    may_be_copied: bool = False
    sms_consent: TextConsent | None = None


@dataclass(frozen=True)
class Deal:
    """`estimated_value` in the rep's own currency, which the app never needs to know."""

    id: uuid.UUID
    name: str
    company_id: uuid.UUID | None = None
    stage: str = ""
    estimated_value: float | None = None
    identified_pain_points: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


Record = Company | ContactRecord | Deal


class CrmRecords(Protocol):
    """What a transaction knows of companies, contacts and deals."""

    def company(self, company_id: uuid.UUID) -> Company | None: ...

    def companies(self) -> Sequence[Company]:
        """All, by name."""
        ...

    def companies_alike(self, name: str) -> Sequence[Company]:
        """Those whose names differ from it in case, accents, punctuation and legal form only; by name."""
        ...

    def deal(self, deal_id: uuid.UUID) -> Deal | None: ...

    def deals(self) -> Sequence[Deal]:
        """All, by name."""
        ...

    def deals_of(self, company_id: uuid.UUID) -> Sequence[Deal]:
        """By name."""
        ...

    def people(self) -> Sequence[ContactRecord]:
        """All contacts, by name and address."""
        ...

    def people_at(self, company_id: uuid.UUID) -> Sequence[ContactRecord]:
        """By name and address."""
        ...

    def contact_record(self, address: str) -> ContactRecord | None:
        """Whoever has this mail address, however it is spelled."""
        ...

    def records_mark(self) -> object:
        """Another one as soon as any of them has changed, by whatever program; never None."""
        ...

    def requests_by_record(self) -> Mapping[uuid.UUID, int]:
        """In how many requests each company, contact and deal is; those in none are left out."""
        ...

    def hanging_on(self, record: Record) -> Hanging:
        """What refers to it."""
        ...

    def delete_record(self, record: Record) -> None:
        """Contacts and deals of a company stay, without it, and are no champions then; what is remembered of
        a company stays when a contact goes. What only makes sense with it goes too, see `hanging_on`. Raises
        StoreError if a request refers to it."""
        ...

    def save_records(self, records: Sequence[Record]) -> None:
        """Add each, or overwrite the one with its id. Companies first where others refer to them."""
        ...
