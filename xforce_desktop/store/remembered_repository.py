"""Colleagues and contacts as last read, in SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import col, select

from xforce_desktop.crm.same import words_key
from xforce_desktop.scheduling.remembered import Origin, Remembered, search_text
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import RememberedPersonRow


class RememberedRepository(Repository):
    """The part of the transaction that remembers whom the directory and the contacts named."""

    def remember(self, people: Sequence[Remembered]) -> None:
        for one in people:
            self._session.merge(_row(one))
        self._session.flush()

    def remembered(
        self, origin: Origin, text: str = "", limit: int | None = None, *, read_since: datetime | None = None
    ) -> Sequence[Remembered]:
        wanted = select(RememberedPersonRow).where(RememberedPersonRow.origin == origin.value)
        if begins := text.strip().casefold():
            found = func.instr(RememberedPersonRow.search_text, f" {begins}") > 0
            wanted = wanted.where(found)
        if read_since is not None:
            wanted = wanted.where(RememberedPersonRow.read_at >= read_since)
        by_name = wanted.order_by(col(RememberedPersonRow.name_key), col(RememberedPersonRow.address_key))
        return [_value(row) for row in self._session.exec(by_name.limit(limit))]

    def remembered_since(self, origin: Origin, before: datetime, limit: int) -> Sequence[Remembered]:
        wanted = select(RememberedPersonRow).where(
            RememberedPersonRow.origin == origin.value, RememberedPersonRow.read_at < before
        )
        oldest = wanted.order_by(col(RememberedPersonRow.read_at), col(RememberedPersonRow.address_key))
        return [_value(row) for row in self._session.exec(oldest.limit(limit))]

    def remembered_contact(self, address: str) -> Remembered | None:
        row = self._session.get(RememberedPersonRow, (Origin.CONTACT.value, address_key(address)))
        return _value(row) if row else None

    def forget(self, addresses: Sequence[str], origin: Origin | None = None) -> None:
        for address in addresses:
            gone = delete(RememberedPersonRow).where(
                col(RememberedPersonRow.address_key) == address_key(address)
            )
            if origin is not None:
                gone = gone.where(col(RememberedPersonRow.origin) == origin.value)
            self._session.execute(gone)


def _row(one: Remembered) -> RememberedPersonRow:
    return RememberedPersonRow(
        origin=one.origin.value,
        address_key=address_key(one.address),
        address=one.address,
        name=one.name,
        name_key=words_key(one.name),
        search_text=search_text(one.name, one.address),
        title=one.title,
        company=one.company,
        phone=one.phone,
        read_at=one.read_at,
    )


def _value(row: RememberedPersonRow) -> Remembered:
    return Remembered(
        Origin(row.origin), row.address, row.name, row.read_at, row.title, row.company, row.phone
    )
