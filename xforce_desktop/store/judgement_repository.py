"""How their interest changed, what that says of the deal, and the calls asked of the rep, in SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_records import CallHold, KeptMoment
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.intent import IntentLevel
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.request import Actor
from xforce_desktop.store import columns, row_values
from xforce_desktop.store.judgement_tables import CallHoldRow, IntentReadingRow
from xforce_desktop.store.judgement_values import SIGNALS
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import ContactRow, DealSignalRow, LeverageMomentRow

_IS_OPEN = (col(LeverageMomentRow.done_at).is_(None), col(LeverageMomentRow.dismissed_at).is_(None))


class JudgementRepository(Repository):
    """The part of the transaction that knows what is judged."""

    def add_intent_reading(self, request_id: RequestId, reading: IntentReading) -> None:
        self._insert(
            IntentReadingRow(
                scheduling_request_id=request_id,
                at=reading.at,
                level=reading.level.value,
                total_weight=reading.total,
                confidence=reading.confidence,
                adjustment=reading.adjustment,
                signals=SIGNALS.dump(reading.signals),
                cause=reading.cause,
            )
        )

    def intent_readings(self, request_id: RequestId) -> Sequence[IntentReading]:
        kept = select(IntentReadingRow).where(IntentReadingRow.scheduling_request_id == request_id)
        rows = self._session.exec(kept.order_by(col(IntentReadingRow.sequence)))
        return [_reading(row) for row in rows]

    def deal_signals(self, deal_id: uuid.UUID) -> Sequence[DealSignal]:
        kept = select(DealSignalRow).where(
            DealSignalRow.deal_id == deal_id, col(DealSignalRow.superseded_at).is_(None)
        )
        rows = self._session.exec(kept.order_by(col(DealSignalRow.created_at), text("deal_signals.rowid")))
        return [_signal(row) for row in rows]

    def signals_of_request(self, request_id: RequestId) -> Sequence[DealSignal]:
        return [_signal(row) for row in self._signal_rows(request_id)]

    def _signal_rows(self, request_id: RequestId) -> Sequence[DealSignalRow]:
        kept = select(DealSignalRow).where(DealSignalRow.scheduling_request_id == request_id)
        in_order = kept.order_by(col(DealSignalRow.created_at), text("deal_signals.rowid"))
        return self._session.exec(in_order).all()

    def add_deal_signal(self, signal: DealSignal) -> None:
        self._insert(
            DealSignalRow(
                id=self._ids.new(),
                deal_id=signal.deal_id,
                scheduling_request_id=signal.request_id,
                type=signal.type,
                description=signal.description,
                impact=signal.impact,
                weight=signal.weight,
                points=signal.points,
                details=SIGNALS.dump(signal.details),
                created_at=signal.at,
                superseded_at=signal.superseded_at,
            )
        )

    def supersede_deal_signal(self, request_id: RequestId, kind: str, at: datetime) -> None:
        for row in self._signal_rows(request_id):
            if row.type == kind and row.superseded_at is None:
                self._overwrite(row, {"superseded_at": at})

    def open_moments(self) -> Sequence[KeptMoment]:
        in_order = (
            select(LeverageMomentRow)
            .where(*_IS_OPEN)
            .order_by(col(LeverageMomentRow.created_at), text("leverage_moments.rowid"))
        )
        return [_moment(row) for row in self._session.exec(in_order) if row.scheduling_request_id]

    def moment(self, moment_id: uuid.UUID) -> KeptMoment | None:
        row = self._session.get(LeverageMomentRow, moment_id)
        return _moment(row) if row is not None and row.scheduling_request_id else None

    def calls_made_since(self, since: datetime) -> int:
        done = select(LeverageMomentRow).where(col(LeverageMomentRow.done_at) >= since)
        return sum((row.result or {}).get("by") == Actor.USER.value for row in self._session.exec(done))

    def snooze_moment(self, moment_id: uuid.UUID, until: datetime | None) -> None:
        self._overwrite(self._moment_row(moment_id), {"snoozed_until": until})

    def note_call_outcome(self, moment_id: uuid.UUID, outcome: str) -> None:
        row = self._moment_row(moment_id)
        self._overwrite(row, {"result": {**(row.result or {}), "outcome": outcome}})

    def _moment_row(self, moment_id: uuid.UUID) -> LeverageMomentRow:
        row = self._session.get(LeverageMomentRow, moment_id)
        if row is None:
            raise StoreError(f"Leverage moment {moment_id} is not in the store.")
        return row

    def save_call_hold(self, hold: CallHold) -> None:
        row = self._session.get(CallHoldRow, hold.id)
        if row is not None:
            self._overwrite(row, {"until": hold.until, "ended_at": hold.ended_at})
            return
        self._insert(
            CallHoldRow(
                id=hold.id,
                scheduling_request_id=hold.request_id,
                moment_id=hold.moment_id,
                who=hold.who,
                company_id=hold.company_id,
                addresses=list(hold.addresses),
                started_at=hold.started_at,
                until=hold.until,
                ended_at=hold.ended_at,
            )
        )

    def call_holds(self, now: datetime) -> Sequence[CallHold]:
        live = select(CallHoldRow).where(col(CallHoldRow.ended_at).is_(None), col(CallHoldRow.until) > now)
        rows = self._session.exec(live.order_by(col(CallHoldRow.started_at)))
        return [_hold(row) for row in rows]

    def forget_number(self, address: str) -> None:
        found = select(ContactRow).where(ContactRow.email_key == address_key(address))
        for row in self._session.exec(found):
            self._overwrite(row, {"phone": None, "sms_consent": None})


def next_return_at(session: Session) -> datetime | None:
    """When the first call that the rep put off comes back."""
    of_request = col(LeverageMomentRow.scheduling_request_id).is_not(None)
    return session.exec(select(func.min(LeverageMomentRow.snoozed_until)).where(*_IS_OPEN, of_request)).one()


def _reading(row: IntentReadingRow) -> IntentReading:
    return IntentReading(
        row.at,
        IntentLevel(row.level),
        row.total_weight,
        row.confidence,
        row.adjustment,
        SIGNALS.parse(row.signals),
        row.cause,
    )


def _signal(row: DealSignalRow) -> DealSignal:
    return DealSignal(
        row.deal_id,
        RequestId(row.scheduling_request_id) if row.scheduling_request_id else None,
        row.type,
        row.description,
        row.impact,  # type: ignore[arg-type]  # the table allows these three words only
        row.weight,
        row.points,
        row.created_at,
        SIGNALS.parse(row.details or []),
        row.superseded_at,
    )


def _moment(row: LeverageMomentRow) -> KeptMoment:
    assert row.scheduling_request_id is not None, "asked before"
    shown = {name: columns.json_ready(value) for name, value in row_values.all_columns(row).items()}
    return KeptMoment(RequestId(row.scheduling_request_id), shown)


def _hold(row: CallHoldRow) -> CallHold:
    return CallHold(
        row.id,
        RequestId(row.scheduling_request_id),
        row.moment_id,
        row.who,
        row.company_id,
        tuple(row.addresses),
        row.started_at,
        row.until,
        row.ended_at,
    )
