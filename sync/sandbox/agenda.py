"""What will happen by itself, in the order of time."""

from __future__ import annotations

import bisect
from datetime import datetime

from sync.sandbox.ids import IdMaker
from sync.sandbox.state import AgendaEntry, WorldState


class Agenda:
    """A sorted list of `AgendaEntry`; entries of the same moment keep the order in which they were made."""

    def __init__(self, state: WorldState, ids: IdMaker) -> None:
        self._state, self._ids = state, ids
        self._entries = state.agenda
        self._entries.sort(key=_order)

    def add(self, at: datetime, kind: str, **details: str) -> None:
        """Something of `kind` is to happen at `at`."""
        bisect.insort(self._entries, AgendaEntry(at, self._ids.number(), kind, details), key=_order)

    def drop(self, kind: str, **details: str) -> None:
        """Forget entries of `kind` that carry all of `details`."""
        self._entries[:] = [
            entry
            for entry in self._entries
            if entry.kind != kind or any(entry.details.get(name) != value for name, value in details.items())
        ]

    def next_at(self) -> datetime | None:
        """When the next thing happens."""
        return self._entries[0].at if self._entries else None

    def pop_due(self, until: datetime) -> AgendaEntry | None:
        """The first entry that is due by `until`, taken off the list."""
        if self._entries and self._entries[0].at <= until:
            return self._entries.pop(0)
        return None


def _order(entry: AgendaEntry) -> tuple[datetime, int]:
    return entry.at, entry.no
