"""Which company of the rep's records is meant, by a request or by a name that is typed into a form."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.crm import values
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.records import Company, ContactRecord
from xforce_desktop.crm.same import company_domain, named_with_state, state_in_name, words_key
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def company_meant(work: UnitOfWork, name: str, state: str, address: str) -> Company | None:
    """The one of this name that is meant for a meeting with whom the address is of; None: it is a new one.

    Among several the given state decides, then where the person is known to work, then whom they share a
    mail domain with; what may be one at all, the rule in `crm.same` says.
    """
    alike = [replace(one, state=_state_of(one)) for one in work.companies_alike(name)]
    code, known = _code(state), work.contact_record(address)
    in_state = [one for one in alike if code and one.state == code]
    theirs = [one for one in alike if known and one.id == known.company_id]
    if theirs and not in_state and not (code and theirs[0].state):
        return theirs[0]
    people = [person for one in alike for person in work.people_at(one.id)]
    for some in (in_state, theirs, _sharing_domain(alike, people, address), alike):
        if found := Book(some, people, ()).find_company(name, code, address).company:
            return found
    return None


def free_name(work: UnitOfWork, name: str, state: str) -> str:
    """What a new company is called: with its state, if another has this very name."""
    is_taken = Book(work.companies_alike(name), (), ()).is_name_taken(name)
    return named_with_state(name, _code(state)) if is_taken else name


def company_of_contact(work: UnitOfWork, address: str) -> Company | None:
    """Where the person is known to work."""
    known = work.contact_record(address)
    return work.company(known.company_id) if known and known.company_id else None


def said_name(company: Company) -> str:
    """As its people say it: without the state that tells it from another of that name."""
    state = state_in_name(company.name)
    return company.name.strip().removesuffix(f"({state})").strip() if state else company.name


def id_of_company(work: UnitOfWork, name: str, address: str, now_at: uuid.UUID | None) -> uuid.UUID:
    """Of the one that a list would take the typed name for, added if it is new. Somebody's company stays the
    one they are `now_at` while it is called so."""
    current = work.company(now_at) if now_at else None
    if current is not None and words_key(current.name) == words_key(name):
        return current.id
    known = _as_in_a_list(work, name, address=address)
    return known.id if known else work.company_id(name)


def check_is_new(work: UnitOfWork, new: Company) -> None:
    """Raises BadInput for one that is there already, or whose name another has."""
    same = _as_in_a_list(work, new.name, new.state)
    if same is not None and same.id != new.id:
        raise BadInput(f"“{same.name}” is there already.", "Change that one.", field=ListField.COMPANY)
    alike = work.companies_alike(new.name)
    twin = next((one for one in alike if words_key(one.name) == words_key(new.name)), None)
    if twin is not None and twin.id != new.id:
        advice = f"Call this one “{named_with_state(new.name, new.state or state_in_name(new.name))}”."
        place = f" in {twin.state}" if twin.state else ""
        raise BadInput(f"“{twin.name}”{place} is there already.", advice, field=ListField.COMPANY)


def _as_in_a_list(work: UnitOfWork, name: str, state: str = "", address: str = "") -> Company | None:
    alike = work.companies_alike(name)
    people = [person for one in alike for person in work.people_at(one.id)]
    return Book(alike, people, ()).find_company(name, state, address).company


def _sharing_domain(
    companies: Sequence[Company], people: Sequence[ContactRecord], address: str
) -> list[Company]:
    domain = company_domain(address)
    at = {one.company_id for one in people if domain and company_domain(one.email) == domain}
    return [one for one in companies if one.id in at]


def _state_of(company: Company) -> str:
    return _code(company.state) or state_in_name(company.name)


def _code(state: str) -> str:
    """Two letters where it is one of the US or Canada, else as it was written."""
    try:
        return values.state(state) if state.strip() else ""
    except Unusable:
        return state.strip().upper()
