"""What the rules look back on, in memory: conflicts, what left lately, tentative events."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.unit_of_work import HoldEvent, Nudge, StoredConflict
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryHistory(MemoryPart):
    """The part of the transaction that knows what has been."""

    def sent_since(self, since: datetime) -> Sequence[Nudge]:
        sent = [
            Nudge(request_id, self._tables.requests[request_id].company_id, one.to, one.kind, one.at)
            for (_, _), (request_id, one) in self._tables.sent.items()
            if one.at >= since
        ]
        return sorted(sent, key=lambda nudge: nudge.at)

    def add_conflict(self, request_id: RequestId, conflict: StoredConflict) -> None:
        self._must_exist(request_id)
        kept = self._tables.conflicts.get(request_id, ())
        self._log.put(self._tables.conflicts, request_id, (*kept, conflict))

    def conflicts(self, request_id: RequestId) -> Sequence[StoredConflict]:
        return self._tables.conflicts.get(request_id, ())

    def resolve_conflicts(self, request_id: RequestId, successful: bool, at: datetime) -> None:
        kept = self._tables.conflicts.get(request_id, ())
        if any(one.resolved_at is None for one in kept):
            settled = tuple(_resolved(one, successful, at) for one in kept)
            self._log.put(self._tables.conflicts, request_id, settled)

    def hold_events(self) -> Sequence[HoldEvent]:
        return sorted(self._tables.hold_events.values(), key=lambda hold: hold.span)

    def save_hold_event(self, hold: HoldEvent) -> None:
        self._must_exist(hold.request_id)
        self._log.put(self._tables.hold_events, hold.id, hold)

    def drop_hold_event(self, hold_id: uuid.UUID) -> None:
        self._log.drop(self._tables.hold_events, hold_id)


def _resolved(conflict: StoredConflict, successful: bool, at: datetime) -> StoredConflict:
    if conflict.resolved_at is not None:
        return conflict
    days = (at - conflict.created_at).days
    return replace(conflict, resolution_successful=successful, resolved_at=at, days_to_resolve=days)
