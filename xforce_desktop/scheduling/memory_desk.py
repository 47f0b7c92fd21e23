"""What a rep may see and change of an account beyond one request."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.company_facts import Refreshed


@dataclass(frozen=True)
class AccountChoice:
    """A company of which something can be known."""

    company_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class AccountPicture:
    """All that is known of a company; oldest first. `people` as (address, name)."""

    company_id: uuid.UUID
    name: str
    now: datetime
    facts: tuple[CompanyFact, ...] = ()
    entries: tuple[MemoryEntry, ...] = ()
    activities: tuple[Activity, ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NewMemory:
    """What the rep adds. `contact` is an address; empty: it holds for the whole company."""

    kind: MemoryKind
    text: str
    contact: str = ""


class MemoryDesk(Protocol):
    """The part of the desk for what is known of accounts."""

    async def known_companies(self) -> Sequence[AccountChoice]:
        """All companies, by name."""
        ...

    async def account_of(self, request_id: RequestId) -> uuid.UUID | None:
        """The company of a request; None where it is not known."""
        ...

    async def account_picture(self, company_id: uuid.UUID) -> AccountPicture:
        """Raises BadInput for an unknown company."""
        ...

    async def remember_of(self, company_id: uuid.UUID, new: NewMemory) -> MemoryEntry:
        """Raises BadInput that names the field."""
        ...

    async def reword_memory(self, entry_id: uuid.UUID, text: str) -> MemoryEntry:
        """In the rep's own words from now on. Raises BadInput."""
        ...

    async def forget_memory(self, entry_id: uuid.UUID) -> MemoryEntry:
        """It is not used any more. Raises BadInput for an unknown one."""
        ...

    async def put_back_memory(self, entry: MemoryEntry) -> None:
        """The entry as it was before its last change from here. Raises BadInput if something else changed it
        since."""
        ...

    async def note_activity(self, company_id: uuid.UUID, text: str, contact: str = "") -> None:
        """Something that happened just now outside the app. Raises BadInput."""
        ...

    async def refresh_account(self, company_id: uuid.UUID) -> Refreshed:
        """Work out anew what the store tells of the company."""
        ...
