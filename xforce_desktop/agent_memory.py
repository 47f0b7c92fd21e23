"""What the screens ask and change of what is known of accounts, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.account_memory import MemoryEntry
from xforce_desktop.scheduling.company_facts import Refreshed
from xforce_desktop.scheduling.memory_desk import AccountChoice, AccountPicture, NewMemory


class AgentMemoryDesk(AgentLink):
    """The part of the desk that knows accounts."""

    async def known_companies(self) -> Sequence[AccountChoice]:
        return await self._connected.desk.memory.known_companies()

    async def account_of(self, request_id: RequestId) -> uuid.UUID | None:
        return await self._connected.desk.memory.account_of(request_id)

    async def account_picture(self, company_id: uuid.UUID) -> AccountPicture:
        return await self._connected.desk.memory.account_picture(company_id)

    async def remember_of(self, company_id: uuid.UUID, new: NewMemory) -> MemoryEntry:
        entry = await self._connected.desk.memory.remember_of(company_id, new)
        self._changed()
        return entry

    async def reword_memory(self, entry_id: uuid.UUID, text: str) -> MemoryEntry:
        entry = await self._connected.desk.memory.reword_memory(entry_id, text)
        self._changed()
        return entry

    async def forget_memory(self, entry_id: uuid.UUID) -> MemoryEntry:
        entry = await self._connected.desk.memory.forget_memory(entry_id)
        self._changed()
        return entry

    async def put_back_memory(self, entry: MemoryEntry) -> None:
        await self._connected.desk.memory.put_back_memory(entry)
        self._changed()

    async def note_activity(self, company_id: uuid.UUID, text: str, contact: str = "") -> None:
        await self._connected.desk.memory.note_activity(company_id, text, contact)
        self._changed()

    async def refresh_account(self, company_id: uuid.UUID) -> Refreshed:
        refreshed = await self._connected.desk.memory.refresh_account(company_id)
        self._changed()
        return refreshed
