"""What may be kept of a contact: champions work there, and a leave to be copied goes with being one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.persona import Persona
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.correspondents import same_company
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ContactChange:
    """What is to be kept of somebody; None leaves it as it is. `persona` empty: by their title again."""

    is_champion: bool | None = None
    may_be_copied: bool | None = None
    is_owner: bool | None = None
    persona: str | None = None
    reason: str = ""


def change_in(work: UnitOfWork, address: str, change: ContactChange) -> None:
    """Keep a change within a transaction of the caller's. Raises BadInput as `AccountDesk.change_contact`."""
    if change.persona and change.persona not in set(Persona):
        raise BadInput(f"“{change.persona}” is no tone.", f"Use one of {', '.join(Persona)}.")
    known = work.contact(address.strip())
    if known is None:
        raise BadInput(f"{address} is not known.", "Add them first: contacts add.", field="address")
    changed = _changed(known, change)
    who = known.name or known.address
    if changed.is_champion and changed.company_id is None:
        raise BadInput(f"It is not known where {who} works.", "Add them with their company.")
    if changed.is_champion and is_ours(work.account(), known.address):
        raise BadInput(f"{who} is on our side.", "Name somebody who works there.")
    work.save_contact(changed)


def forget_helper(work: UnitOfWork, address: str) -> str:
    """Who is not there any more gets no copies in any request and helps us no longer; what to note and tell,
    if they were the champion."""
    for request in work.requests(include_ended=False):
        copied = tuple(one for one in request.also_write_to if one.casefold() != address.casefold())
        if copied != request.also_write_to:
            work.save(replace(request, also_write_to=copied))
    known = work.contact(address)
    if known is None or not (known.is_champion or known.may_be_copied):
        return ""
    work.save_contact(_changed(known, ContactChange(is_champion=False)))
    at = f" at {known.company}" if known.company else ""
    leave = ", and the leave to copy them went with that" if known.may_be_copied else ""
    return (
        f"{known.name or known.address}: they are no longer your champion{at}{leave}; "
        "set it again if that is wrong."
    )


def is_ours(account: Account | None, address: str) -> bool:
    """Whether it is the rep's own address, or one of a colleague."""
    ours = {one.casefold() for one in (account.address, *account.aliases)} if account else set()
    return address.casefold() in ours or (account is not None and same_company(address, account.address))


def _changed(known: Contact, change: ContactChange) -> Contact:
    """A leave to be copied goes with being the champion."""
    champion = known.is_champion if change.is_champion is None else change.is_champion
    leave = known.may_be_copied if change.may_be_copied is None else change.may_be_copied
    persona = known.persona if change.persona is None else change.persona
    return replace(
        known,
        is_champion=champion,
        may_be_copied=leave and champion,
        is_owner=known.is_owner if change.is_owner is None else change.is_owner,
        persona=persona,
        persona_reason=change.reason if change.persona else known.persona_reason if persona else "",
    )
