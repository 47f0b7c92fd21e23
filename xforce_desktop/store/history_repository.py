"""What the rules look back on, in SQLite: conflicts, what left lately, tentative events."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from xforce_desktop.availability.spans import Span
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.unit_of_work import Direction, HoldEvent, Nudge, StoredConflict
from xforce_desktop.store import row_values
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    ConversationMessageRow,
    HoldEventRow,
    SchedulingConflictRow,
    SchedulingRequestRow,
)


class HistoryRepository(Repository):
    """The part of the transaction that knows what has been."""

    def sent_since(self, since: datetime) -> Sequence[Nudge]:
        sent = (
            select(ConversationMessageRow, SchedulingRequestRow.company_id)
            .join(
                SchedulingRequestRow,
                col(SchedulingRequestRow.id) == col(ConversationMessageRow.scheduling_request_id),
            )
            .where(
                ConversationMessageRow.direction == Direction.OUT.value,
                col(ConversationMessageRow.at) >= since,
            )
            .order_by(col(ConversationMessageRow.at), col(ConversationMessageRow.sequence))
        )
        return [
            Nudge(RequestId(row.scheduling_request_id), company_id, tuple(row.to_addresses), row.kind, row.at)
            for row, company_id in self._session.exec(sent)
        ]

    def add_conflict(self, request_id: RequestId, conflict: StoredConflict) -> None:
        self._insert(row_values.conflict_row(request_id, conflict))

    def conflicts(self, request_id: RequestId) -> Sequence[StoredConflict]:
        return [row_values.conflict(row) for row in self._conflict_rows(request_id)]

    def _conflict_rows(self, request_id: RequestId) -> Sequence[SchedulingConflictRow]:
        kept = select(SchedulingConflictRow).where(SchedulingConflictRow.scheduling_request_id == request_id)
        return self._session.exec(kept.order_by(col(SchedulingConflictRow.created_at))).all()

    def resolve_conflicts(self, request_id: RequestId, successful: bool, at: datetime) -> None:
        for row in self._conflict_rows(request_id):
            if row.resolved_at is None:
                values = {
                    "resolution_successful": successful,
                    "resolved_at": at,
                    "days_to_resolve": (at - row.created_at).days,
                }
                self._overwrite(row, values)

    def hold_events(self) -> Sequence[HoldEvent]:
        rows = self._session.exec(select(HoldEventRow).order_by(col(HoldEventRow.start_at)))
        return [
            HoldEvent(
                row.id,
                RequestId(row.scheduling_request_id),
                Span(row.start_at, row.end_at),
                row.event_id,
                row.is_leaving,
            )
            for row in rows
        ]

    def save_hold_event(self, hold: HoldEvent) -> None:
        row = self._session.get(HoldEventRow, hold.id)
        if row is not None:
            self._overwrite(row, {"event_id": hold.event_id, "is_leaving": hold.is_leaving})
            return
        self._insert(
            HoldEventRow(
                id=hold.id,
                scheduling_request_id=hold.request_id,
                start_at=hold.span.start,
                end_at=hold.span.end,
                event_id=hold.event_id,
                is_leaving=hold.is_leaving,
                created_at=self._clock.now(),
            )
        )

    def drop_hold_event(self, hold_id: uuid.UUID) -> None:
        row = self._session.get(HoldEventRow, hold_id)
        if row is not None:
            self._session.delete(row)
            self._session.flush()
