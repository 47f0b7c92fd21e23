"""The outbox, and what came in, in SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, ReceivedItem
from xforce_desktop.store import row_values
from xforce_desktop.store.judgement_repository import next_return_at
from xforce_desktop.store.prep_repository import next_job_at
from xforce_desktop.store.request_repository import NOT_ENDED, RequestRepository
from xforce_desktop.store.tables import CursorRow, OutboxItemRow, ReceivedItemRow, SchedulingRequestRow

# Spelled as in the partial index, word for word.
MAY_GO_OUT = text("outbox.status IN ('pending', 'recalled')")
UNSENT = (OutboxStatus.PENDING.value, OutboxStatus.WAITING.value)


class OutboxRepository(RequestRepository):
    """The part of the transaction that knows what goes out and what came in."""

    def queue(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            if self._item(row.key) is not None:
                raise StoreError(f"Effect {row.key} is already queued.")
            self._insert(OutboxItemRow(**row_values.outbox_columns(row, self._clock.now())))

    def _item(self, key: EffectKey) -> OutboxItemRow | None:
        return self._session.exec(select(OutboxItemRow).where(OutboxItemRow.key == key)).first()

    def outbox_row(self, key: EffectKey) -> OutboxRow | None:
        item = self._item(key)
        return row_values.outbox_item(item) if item else None

    def outbox_of(self, request_id: RequestId) -> Sequence[OutboxRow]:
        rows = select(OutboxItemRow).where(OutboxItemRow.scheduling_request_id == request_id)
        in_order = rows.order_by(col(OutboxItemRow.sequence))
        return [row_values.outbox_item(row) for row in self._session.exec(in_order)]

    def due_rows(self, now: datetime) -> Sequence[OutboxRow]:
        due = select(OutboxItemRow).where(MAY_GO_OUT, col(OutboxItemRow.not_before) <= now)
        # Sorted here: asked to sort, SQLite reads the whole outbox in its order instead of the few due rows.
        rows = sorted(self._session.exec(due), key=lambda row: row.sequence or 0)
        return [row_values.outbox_item(row) for row in rows]

    def unsent_rows(self) -> Sequence[OutboxRow]:
        goes_on = select(SchedulingRequestRow.id).where(NOT_ENDED)
        unsent = select(OutboxItemRow).where(
            col(OutboxItemRow.scheduling_request_id).in_(goes_on), col(OutboxItemRow.status).in_(UNSENT)
        )
        rows = sorted(self._session.exec(unsent), key=lambda row: row.sequence or 0)
        return [row_values.outbox_item(row) for row in rows]

    def update_row(self, row: OutboxRow) -> None:
        item = self._item(row.key)
        if item is None:
            raise StoreError(f"Effect {row.key} was never queued.")
        self._overwrite(item, row_values.outbox_columns(row, self._clock.now()))

    def next_due_at(self) -> datetime | None:
        first_row = self._session.exec(select(func.min(OutboxItemRow.not_before)).where(MAY_GO_OUT)).one()
        first_action, first_job = self._next_action_at(), next_job_at(self._session)
        moments = (first_row, first_action, first_job, next_return_at(self._session))
        return min((at for at in moments if at is not None), default=None)

    def is_received(self, provider_id: str) -> bool:
        seen = select(ReceivedItemRow.sequence).where(ReceivedItemRow.provider_id == provider_id)
        return self._session.exec(seen).first() is not None

    def mark_received(self, item: ReceivedItem) -> None:
        seen = select(ReceivedItemRow.sequence).where(
            ReceivedItemRow.provider_id == item.provider_id, ReceivedItemRow.source == item.source
        )
        if self._session.exec(seen).first() is not None:
            return
        self._insert(
            ReceivedItemRow(
                provider_id=item.provider_id,
                source=item.source,
                received_at=item.received_at,
                scheduling_request_id=item.request_id,
                verdict=item.verdict,
            )
        )

    def cursor(self, name: str) -> str:
        row = self._session.get(CursorRow, name)
        return row.value if row else ""

    def save_cursor(self, name: str, value: str) -> None:
        self._session.merge(CursorRow(name=name, value=value, saved_at=self._clock.now()))
        self._session.flush()
