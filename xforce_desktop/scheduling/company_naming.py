"""Which company the rep means by a name that they type: the one that a list would take it for."""

from __future__ import annotations

import uuid

from xforce_desktop.crm.book import Book
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.records import Company
from xforce_desktop.crm.same import named_with_state, state_in_name, words_key
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def meant(work: UnitOfWork, name: str, state: str = "", address: str = "") -> Company | None:
    """None: it is one that is not known yet."""
    return Book(work.companies(), work.people(), ()).find_company(name, state, address).company


def id_of_company(work: UnitOfWork, name: str, address: str, now_at: uuid.UUID | None) -> uuid.UUID:
    """Added if it is new. Somebody's company stays the one they are `now_at` while it is called so."""
    current = work.company(now_at) if now_at else None
    if current is not None and words_key(current.name) == words_key(name):
        return current.id
    known = meant(work, name, address=address)
    return known.id if known else work.company_id(name)


def check_is_new(work: UnitOfWork, new: Company) -> None:
    """Raises BadInput for one that is there already, or whose name another has."""
    same = meant(work, new.name, new.state)
    if same is not None and same.id != new.id:
        raise BadInput(f"“{same.name}” is there already.", "Change that one.", field=ListField.COMPANY)
    twin = next((one for one in work.companies() if words_key(one.name) == words_key(new.name)), None)
    if twin is not None and twin.id != new.id:
        advice = f"Call this one “{named_with_state(new.name, new.state or state_in_name(new.name))}”."
        raise BadInput(f"“{twin.name}” in {twin.state} is there already.", advice, field=ListField.COMPANY)
