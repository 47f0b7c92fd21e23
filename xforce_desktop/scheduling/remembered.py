"""People remembered from the directory and the rep's contacts, for when neither can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xforce_desktop.crm.records import TextConsent
from xforce_desktop.ports import ContactCard, Person


class Origin(StrEnum):
    """Where somebody is remembered from."""

    COLLEAGUE = "colleague"  # the organisation's directory
    CONTACT = "contact"  # the rep's own contacts


@dataclass(frozen=True)
class Remembered:
    """Somebody as last read, at `read_at`. Company and phone are known of contacts only, zone and consent to
    texts from the app's own records only."""

    origin: Origin
    address: str
    name: str
    read_at: datetime
    title: str = ""
    company: str = ""
    phone: str = ""
    timezone: str = ""
    sms_consent: TextConsent | None = None

    @property
    def person(self) -> Person:
        return Person(self.name, self.address, self.title)


@dataclass(frozen=True)
class FoundPeople:
    """Colleagues that a search found.

    `remembered_at`: they are from memory, the oldest of them read then; None if the directory has just
    answered. `has_more`: there are others who begin so. `trouble`: why the directory was not asked, in words.
    """

    people: tuple[Person, ...]
    remembered_at: datetime | None = None
    has_more: bool = False
    trouble: str = ""


def colleague(person: Person, read_at: datetime) -> Remembered:
    return Remembered(Origin.COLLEAGUE, person.address, person.name, read_at, person.title)


def contact(card: ContactCard, read_at: datetime) -> Remembered:
    return Remembered(Origin.CONTACT, card.address, card.name, read_at, card.title, card.company, card.phone)


def search_text(name: str, address: str) -> str:
    """What a search goes through: each word of the name, and the address, in small letters, a space before
    each; whatever begins a word follows a space."""
    return " " + " ".join([*name.casefold().split(), address.strip().casefold()])
