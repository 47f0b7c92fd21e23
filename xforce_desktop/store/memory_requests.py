"""Requests, their journal, log and conversation, in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import Clock
from xforce_desktop.errors import StoreError, UnknownRequest
from xforce_desktop.ids import IdSource, RequestId
from xforce_desktop.scheduling.learnings import POSTMORTEM
from xforce_desktop.scheduling.leverage import LeverageMoment
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    JournalLine,
    MomentClosed,
)
from xforce_desktop.store import columns
from xforce_desktop.store.memory_tables import Tables, UndoLog


class MemoryPart:
    """What every part of the transaction shares."""

    def __init__(self, tables: Tables, log: UndoLog, clock: Clock, ids: IdSource) -> None:
        self._tables = tables
        self._log = log
        self._clock = clock
        self._ids = ids

    def _must_exist(self, request_id: RequestId) -> None:
        if request_id not in self._tables.requests:
            raise StoreError(f"Nothing can be kept for request {request_id}.", "It is not in the store.")


class MemoryRequests(MemoryPart):
    """The part of the transaction that knows requests."""

    def add(self, request: MeetingRequest) -> None:
        if request.id in self._tables.requests:
            raise StoreError(f"Request {request.id} is already in the store.")
        self._write(request)

    def load(self, request_id: RequestId) -> MeetingRequest:
        request = self._tables.requests.get(request_id)
        if request is None:
            raise UnknownRequest(f"There is no request {request_id}.", "List them with: request list")
        return request

    def save(self, request: MeetingRequest) -> None:
        self.load(request.id)
        self._write(request)

    def _write(self, request: MeetingRequest) -> None:
        now = self._clock.now()
        self._log.put(self._tables.requests, request.id, request)
        self._log.put(self._tables.updated_at, request.id, now)
        for attendee in request.attendees:
            if attendee.id not in self._tables.attendee_since:
                self._log.put(self._tables.attendee_since, attendee.id, now)
        held = request.held_spans()
        if held:
            self._log.put(self._tables.holds, request.id, held)
        else:
            self._log.drop(self._tables.holds, request.id)

    def requests(self, *, include_ended: bool = True) -> Sequence[MeetingRequest]:
        wanted = (r for r in self._tables.requests.values() if include_ended or not r.has_ended)
        return sorted(wanted, key=lambda request: request.created_at)

    def requests_since(self, since: datetime) -> Sequence[MeetingRequest]:
        return [one for one in self.requests() if not one.has_ended or (one.completed_at or since) >= since]

    def booked_requests(self) -> Sequence[MeetingRequest]:
        return [one for one in self.requests(include_ended=False) if one.scheduled_time is not None]

    def due_requests(self, now: datetime) -> Sequence[RequestId]:
        due = [(at, r.created_at, r.id) for r, at in self._acting() if at <= now]
        return [request_id for _, _, request_id in sorted(due)]

    def _acting(self) -> list[tuple[MeetingRequest, datetime]]:
        """Requests the agent will act on by itself, with the moment of their next action."""
        held_up = {self._tables.outbox[key].request_id for key in self._tables.live}
        return [
            (request, request.next_action.at)
            for request in self._tables.requests.values()
            if request.next_action
            and (request.handled_by is Handler.AGENT or request.next_action.type is ActionType.REMIND_REP)
            and not request.has_ended
            and request.id not in held_up
        ]

    def held_spans(self, *, except_for: RequestId) -> tuple[Span, ...]:
        others = (spans for owner, spans in self._tables.holds.items() if owner != except_for)
        return tuple(sorted(span for spans in others for span in spans))

    def next_journal_number(self, request_id: RequestId) -> int:
        return len(self._tables.journal.get(request_id, ())) + 1

    def append_journal(self, request_id: RequestId, line: JournalLine) -> None:
        self._must_exist(request_id)
        if line.number != self.next_journal_number(request_id):
            raise StoreError(f"Journal line {line.number} of request {request_id} is out of order.")
        lines = self._tables.journal.get(request_id, ())
        self._log.put(self._tables.journal, request_id, (*lines, line))

    def journal(self, request_id: RequestId) -> Sequence[JournalLine]:
        return self._tables.journal.get(request_id, ())

    def append_actions(self, request_id: RequestId, entries: Sequence[ActionEntry]) -> None:
        self._must_exist(request_id)
        logged = self._tables.actions.get(request_id, ())
        self._log.put(self._tables.actions, request_id, (*logged, *entries))

    def actions(self, request_id: RequestId) -> Sequence[ActionEntry]:
        return self._tables.actions.get(request_id, ())

    def last_action(self, request_id: RequestId) -> ActionEntry | None:
        return next(reversed(self.actions(request_id)), None)

    def add_message(self, request_id: RequestId, message: ConversationMessage) -> None:
        self._must_exist(request_id)
        kept = self._tables.messages.get(request_id, ())
        if message.provider_id and any(one.provider_id == message.provider_id for one in kept):
            return
        self._log.put(self._tables.messages, request_id, (*kept, message))
        if message.direction is Direction.OUT:
            self._log.put(self._tables.sent, (request_id, len(kept)), (request_id, message))
        self._index(self._tables.by_message_id, message.message_id, request_id)
        self._index(self._tables.by_conversation, message.conversation_id, request_id)

    def _index(self, index: dict[str, tuple[RequestId, ...]], key: str, request_id: RequestId) -> None:
        owners = index.get(key, ())
        if key and request_id not in owners:
            self._log.put(index, key, (*owners, request_id))

    def conversation(self, request_id: RequestId) -> Sequence[ConversationMessage]:
        return sorted(self._tables.messages.get(request_id, ()), key=lambda message: message.at)

    def requests_with_message_ids(self, message_ids: Sequence[str]) -> Sequence[RequestId]:
        found = {owner for one in message_ids for owner in self._tables.by_message_id.get(one, ())}
        return self._by_age(found)

    def requests_with_conversation(self, conversation_id: str) -> Sequence[RequestId]:
        return self._by_age(set(self._tables.by_conversation.get(conversation_id, ())))

    def _by_age(self, found: set[RequestId]) -> Sequence[RequestId]:
        owners = sorted((self._tables.requests[request_id].created_at, request_id) for request_id in found)
        return [request_id for _, request_id in owners]

    def request_columns(self, request_id: RequestId) -> dict[str, object]:
        shown = columns.request_columns(self.load(request_id))
        found = self._tables.postmortems.get(request_id)
        shown["postmortem"] = POSTMORTEM.dump(found) if found else None
        shown["updated_at"] = self._tables.updated_at[request_id]
        return {name: columns.json_ready(value) for name, value in shown.items()}

    def attendee_columns(self, request_id: RequestId) -> list[dict[str, object]]:
        return [
            columns.json_ready(
                {
                    **columns.attendee_columns(attendee, request_id, position),
                    "created_at": self._tables.attendee_since[attendee.id],
                }
            )
            for position, attendee in enumerate(self.load(request_id).attendees)
        ]

    def add_leverage_moment(self, request_id: RequestId, moment: LeverageMoment, at: datetime) -> None:
        request = self.load(request_id)
        values = columns.leverage_columns(moment, request_id, request.deal_id, request.company_id, at)
        kept = self._tables.leverage.get(request_id, ())
        self._log.put(self._tables.leverage, request_id, (*kept, {"id": self._ids.new(), **values}))

    def leverage_moments(self, request_id: RequestId) -> list[dict[str, Any]]:
        self.load(request_id)
        rows = sorted(self._tables.leverage.get(request_id, ()), key=lambda row: row["created_at"])
        return [columns.json_ready(row) for row in rows]

    def close_leverage_moment(self, moment_id: uuid.UUID, closing: MomentClosed) -> None:
        for request_id, kept in self._tables.leverage.items():
            if any(row["id"] == moment_id for row in kept):
                changed = columns.leverage_closing(closing)
                rows = tuple({**row, **changed} if row["id"] == moment_id else row for row in kept)
                self._log.put(self._tables.leverage, request_id, rows)
                return
        raise StoreError(f"Leverage moment {moment_id} is not in the store.")
