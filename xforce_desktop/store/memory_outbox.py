"""The outbox, and what came in, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.scheduling.leverage import is_open
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, ReceivedItem
from xforce_desktop.store.memory_requests import MemoryRequests

LIVE = frozenset({OutboxStatus.PENDING, OutboxStatus.RECALLED})
DUE = frozenset({OutboxStatus.PENDING, OutboxStatus.RECALLED})
UNSENT = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})


class MemoryOutbox(MemoryRequests):
    """The part of the transaction that knows what goes out and what came in."""

    def queue(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            self._must_exist(row.request_id)
            if row.key in self._tables.outbox:
                raise StoreError(f"Effect {row.key} is already queued.")
            self._log.put(self._tables.outbox_number, row.key, len(self._tables.outbox_number))
            keys = self._tables.outbox_of.get(row.request_id, ())
            self._log.put(self._tables.outbox_of, row.request_id, (*keys, row.key))
            self._put_row(row)

    def _put_row(self, row: OutboxRow) -> None:
        self._log.put(self._tables.outbox, row.key, row)
        if row.status in LIVE:
            self._log.put(self._tables.live, row.key, None)
        else:
            self._log.drop(self._tables.live, row.key)

    def outbox_row(self, key: EffectKey) -> OutboxRow | None:
        return self._tables.outbox.get(key)

    def outbox_of(self, request_id: RequestId) -> Sequence[OutboxRow]:
        return [self._tables.outbox[key] for key in self._tables.outbox_of.get(request_id, ())]

    def due_rows(self, now: datetime) -> Sequence[OutboxRow]:
        due = [row for row in self._live_rows() if row.status in DUE and row.not_before <= now]
        return sorted(due, key=lambda row: self._tables.outbox_number[row.key])

    def unsent_rows(self) -> Sequence[OutboxRow]:
        unsent = [row for row in self._tables.outbox.values() if row.status in UNSENT]
        goes_on = [row for row in unsent if not self._tables.requests[row.request_id].has_ended]
        return sorted(goes_on, key=lambda row: self._tables.outbox_number[row.key])

    def _live_rows(self) -> list[OutboxRow]:
        return [self._tables.outbox[key] for key in self._tables.live]

    def update_row(self, row: OutboxRow) -> None:
        if row.key not in self._tables.outbox:
            raise StoreError(f"Effect {row.key} was never queued.")
        self._put_row(row)

    def next_due_at(self) -> datetime | None:
        actions = [at for _, at in self._acting()]
        rows = [row.not_before for row in self._live_rows() if row.status in DUE]
        jobs = [job.run_at for job in self._tables.jobs.values() if job.is_open]
        cards = (row for kept in self._tables.leverage.values() for row in kept if is_open(row))
        returns = [row["snoozed_until"] for row in cards if row.get("snoozed_until")]
        return min([*actions, *rows, *jobs, *returns], default=None)

    def is_received(self, provider_id: str) -> bool:
        return provider_id in self._tables.received_ids

    def mark_received(self, item: ReceivedItem) -> None:
        place = (item.source, item.provider_id)
        if place not in self._tables.received:
            self._log.put(self._tables.received, place, item)
            self._log.put(self._tables.received_ids, item.provider_id, None)

    def cursor(self, name: str) -> str:
        return self._tables.cursors.get(name, "")

    def save_cursor(self, name: str, value: str) -> None:
        self._log.put(self._tables.cursors, name, value)
