"""Colleagues and contacts as last read, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xforce_desktop.crm.same import words_key
from xforce_desktop.scheduling.remembered import Origin, Remembered, search_text
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryRemembered(MemoryPart):
    """The part of the transaction that remembers whom the directory and the contacts named."""

    def remember(self, people: Sequence[Remembered]) -> None:
        for one in people:
            self._log.put(self._tables.remembered, (one.origin, address_key(one.address)), one)

    def remembered(
        self, origin: Origin, text: str = "", limit: int | None = None, *, read_since: datetime | None = None
    ) -> Sequence[Remembered]:
        begins = text.strip().casefold()
        of_origin = (
            one
            for one in self._tables.remembered.values()
            if one.origin is origin and (read_since is None or one.read_at >= read_since)
        )
        found = [one for one in of_origin if not begins or f" {begins}" in search_text(one.name, one.address)]
        return sorted(found, key=lambda one: (words_key(one.name), address_key(one.address)))[:limit]

    def remembered_since(self, origin: Origin, before: datetime, limit: int) -> Sequence[Remembered]:
        of_origin = (one for one in self._tables.remembered.values() if one.origin is origin)
        old = [one for one in of_origin if one.read_at < before]
        return sorted(old, key=lambda one: (one.read_at, address_key(one.address)))[:limit]

    def remembered_contact(self, address: str) -> Remembered | None:
        return self._tables.remembered.get((Origin.CONTACT, address_key(address)))

    def forget(self, addresses: Sequence[str], origin: Origin | None = None) -> None:
        for address in addresses:
            for one in [origin] if origin else Origin:
                self._log.drop(self._tables.remembered, (one, address_key(address)))
