"""What a column of a list can mean, and the words by which it is known: resources/crm_columns.toml.

A broken file is a broken program and stops it at the first use with pydantic's ValidationError.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.crm.records import Kind

_NOT_LETTERS = re.compile(r"[\W_]+")


class ListField(StrEnum):
    """What a cell can say."""

    COMPANY = "company"
    STATE = "state"
    INDUSTRY = "industry"
    EMPLOYEES = "employees"
    OWNERSHIP = "ownership"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    TITLE = "title"
    TIMEZONE = "timezone"
    SMS_CONSENT = "sms_consent"
    SMS_SOURCE = "sms_source"
    CHAMPION = "champion"
    MAY_BE_COPIED = "may_be_copied"
    OWNER = "owner"
    DEAL = "deal"
    STAGE = "stage"
    VALUE = "value"
    PAIN_POINTS = "pain_points"
    PRODUCTS = "products"


# Of which record it is a field, and what it is called there.
PLACES: dict[ListField, tuple[Kind, str]] = {
    ListField.COMPANY: (Kind.COMPANY, "name"),
    ListField.STATE: (Kind.COMPANY, "state"),
    ListField.INDUSTRY: (Kind.COMPANY, "industry"),
    ListField.EMPLOYEES: (Kind.COMPANY, "employee_count"),
    ListField.OWNERSHIP: (Kind.COMPANY, "ownership_type"),
    ListField.NAME: (Kind.CONTACT, "name"),
    ListField.EMAIL: (Kind.CONTACT, "email"),
    ListField.PHONE: (Kind.CONTACT, "phone"),
    ListField.TITLE: (Kind.CONTACT, "title"),
    ListField.TIMEZONE: (Kind.CONTACT, "timezone"),
    ListField.SMS_CONSENT: (Kind.CONTACT, "sms_consent"),
    ListField.CHAMPION: (Kind.CONTACT, "is_champion"),
    ListField.MAY_BE_COPIED: (Kind.CONTACT, "may_be_copied"),
    ListField.OWNER: (Kind.CONTACT, "is_owner"),
    ListField.DEAL: (Kind.DEAL, "name"),
    ListField.STAGE: (Kind.DEAL, "stage"),
    ListField.VALUE: (Kind.DEAL, "estimated_value"),
    ListField.PAIN_POINTS: (Kind.DEAL, "identified_pain_points"),
    ListField.PRODUCTS: (Kind.DEAL, "products"),
}


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ListWords:
    """What stands in resources/crm_columns.toml."""

    empty: frozenset[str]
    names_too: frozenset[str]
    never: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    refusals: frozenset[str]
    no_refusals: tuple[str, ...]
    unsettled: frozenset[str]
    said_beside: frozenset[str]
    legal_forms: frozenset[str]
    names: Mapping[ListField, tuple[str, ...]]
    labels: Mapping[ListField, str]
    zones: Mapping[str, str]
    states: Mapping[str, str]


@lru_cache(maxsize=1)
def list_words() -> ListWords:
    table = tomllib.loads(files("resources").joinpath("crm_columns.toml").read_text("utf-8"))
    return TypeAdapter(ListWords).validate_python(table)


def label_of(field: ListField) -> str:
    """As people say it."""
    return list_words().labels[field]


def without_accents(text: str) -> str:
    """In small letters, each accent left out: "José" and "jose" are one."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def plain_name(text: str) -> str:
    """The letters and digits only, in small letters without accents."""
    return _NOT_LETTERS.sub("", without_accents(text))


@lru_cache(maxsize=1)
def fields_by_name() -> Mapping[str, tuple[ListField, int]]:
    """Each known column name in its plain form: the field, and its place among that field's names."""
    return {
        plain_name(name): (field, rank)
        for field, names in list_words().names.items()
        for rank, name in enumerate(names)
    }


@lru_cache(maxsize=1)
def states_by_name() -> Mapping[str, str]:
    """Codes and names of states and provinces in plain form, to the code."""
    known = list_words().states
    return {plain_name(code): code for code in known} | {
        plain_name(name): code for code, name in known.items()
    }
