"""How their interest changed, what that says of the deal, and the calls asked of the rep, in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_records import CallHold, KeptMoment
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.leverage import is_open
from xforce_desktop.scheduling.request import Actor
from xforce_desktop.store import columns
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryJudgement(MemoryPart):
    """The part of the transaction that knows what is judged."""

    def add_intent_reading(self, request_id: RequestId, reading: IntentReading) -> None:
        self._must_exist(request_id)
        kept = self._tables.intent_readings.get(request_id, ())
        self._log.put(self._tables.intent_readings, request_id, (*kept, reading))

    def intent_readings(self, request_id: RequestId) -> Sequence[IntentReading]:
        return self._tables.intent_readings.get(request_id, ())

    def deal_signals(self, deal_id: uuid.UUID) -> Sequence[DealSignal]:
        kept = (one for signals in self._tables.deal_signals.values() for one in signals)
        holding = [one for one in kept if one.deal_id == deal_id and one.superseded_at is None]
        return sorted(holding, key=lambda one: one.at)

    def signals_of_request(self, request_id: RequestId) -> Sequence[DealSignal]:
        return self._tables.deal_signals.get(request_id, ())

    def add_deal_signal(self, signal: DealSignal) -> None:
        assert signal.request_id is not None, "in memory a signal comes from a request"
        self._must_exist(signal.request_id)
        kept = self._tables.deal_signals.get(signal.request_id, ())
        self._log.put(self._tables.deal_signals, signal.request_id, (*kept, signal))

    def supersede_deal_signal(self, request_id: RequestId, kind: str, at: datetime) -> None:
        kept = self._tables.deal_signals.get(request_id, ())
        changed = tuple(
            replace(one, superseded_at=at) if one.type == kind and one.superseded_at is None else one
            for one in kept
        )
        self._log.put(self._tables.deal_signals, request_id, changed)

    def open_moments(self) -> Sequence[KeptMoment]:
        kept = [(request_id, row) for request_id, rows in self._tables.leverage.items() for row in rows]
        in_order = sorted((one for one in kept if is_open(one[1])), key=lambda one: one[1]["created_at"])
        return [KeptMoment(request_id, columns.json_ready(row)) for request_id, row in in_order]

    def moment(self, moment_id: uuid.UUID) -> KeptMoment | None:
        for request_id, rows in self._tables.leverage.items():
            for row in rows:
                if row["id"] == moment_id:
                    return KeptMoment(request_id, columns.json_ready(row))
        return None

    def calls_made_since(self, since: datetime) -> int:
        rows = (row for kept in self._tables.leverage.values() for row in kept)
        done = (row for row in rows if row["done_at"] is not None and row["done_at"] >= since)
        return sum((row["result"] or {}).get("by") == Actor.USER.value for row in done)

    def snooze_moment(self, moment_id: uuid.UUID, until: datetime | None) -> None:
        self._change_moment(moment_id, lambda row: {**row, "snoozed_until": until})

    def note_call_outcome(self, moment_id: uuid.UUID, outcome: str) -> None:
        self._change_moment(
            moment_id, lambda row: {**row, "result": {**(row["result"] or {}), "outcome": outcome}}
        )

    def _change_moment(self, moment_id: uuid.UUID, change: Any) -> None:
        """`change` gets a row and returns the changed one."""
        for request_id, kept in self._tables.leverage.items():
            if any(row["id"] == moment_id for row in kept):
                rows = tuple(change(row) if row["id"] == moment_id else row for row in kept)
                self._log.put(self._tables.leverage, request_id, rows)
                return
        raise StoreError(f"Leverage moment {moment_id} is not in the store.")

    def save_call_hold(self, hold: CallHold) -> None:
        self._must_exist(hold.request_id)
        self._log.put(self._tables.call_holds, hold.id, hold)

    def call_holds(self, now: datetime) -> Sequence[CallHold]:
        live = (one for one in self._tables.call_holds.values() if one.ended_at is None and one.until > now)
        return sorted(live, key=lambda one: one.started_at)

    def forget_number(self, address: str) -> None:
        key = address_key(address)
        extra = self._tables.contact_extras.get(key)
        if extra is not None:
            self._log.put(self._tables.contact_extras, key, replace(extra, phone="", sms_consent=None))
