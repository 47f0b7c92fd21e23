"""Requests, their journal, log and conversation, in SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, TextClause, delete, exists, func, or_, text
from sqlmodel import Session, SQLModel, col, select

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import Clock
from xforce_desktop.errors import StoreError, UnknownRequest
from xforce_desktop.ids import IdSource, RequestId
from xforce_desktop.scheduling.leverage import LeverageMoment
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    JournalLine,
    MomentClosed,
    OutboxStatus,
)
from xforce_desktop.store import columns, row_values
from xforce_desktop.store.tables import (
    ConversationMessageRow,
    JournalRow,
    LeverageMomentRow,
    MeetingPrepBriefRow,
    OutboxItemRow,
    SchedulingActionRow,
    SchedulingAttendeeRow,
    SchedulingRequestRow,
    SlotHoldRow,
)

# Spelled as in the partial index, word for word: with bound values SQLite would not use it.
NOT_ENDED = text("scheduling_requests.status NOT IN ('completed', 'cancelled')")
LIVE = (OutboxStatus.PENDING.value, OutboxStatus.RECALLED.value)


class Repository:
    """What every part of the transaction shares."""

    def __init__(self, session: Session, clock: Clock, ids: IdSource) -> None:
        self._session = session
        self._clock = clock
        self._ids = ids

    def _insert(self, row: SQLModel) -> None:
        """Written at once, so that rows arrive in the order in which they refer to each other."""
        self._session.add(row)
        self._session.flush()

    def _overwrite(self, row: SQLModel, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        self._session.add(row)
        self._session.flush()


class RequestRepository(Repository):
    """The part of the transaction that knows requests."""

    _read: Sequence[SchedulingRequestRow] = ()  # kept, or the session reads them again one by one

    def add(self, request: MeetingRequest) -> None:
        if self._session.get(SchedulingRequestRow, request.id) is not None:
            raise StoreError(f"Request {request.id} is already in the store.")
        values = columns.request_columns(request)
        self._insert(SchedulingRequestRow(**values, updated_at=self._clock.now()))
        self._write_parts(request)

    def load(self, request_id: RequestId) -> MeetingRequest:
        row = self._row(request_id)
        return self._value(row, self._attendee_rows(request_id))

    def _row(self, request_id: RequestId) -> SchedulingRequestRow:
        row = self._session.get(SchedulingRequestRow, request_id)
        if row is None:
            raise UnknownRequest(f"There is no request {request_id}.", "List them with: request list")
        return row

    def _value(self, row: SchedulingRequestRow, attendees: Sequence[SchedulingAttendeeRow]) -> MeetingRequest:
        people = [columns.attendee_from(row_values.all_columns(attendee)) for attendee in attendees]
        return columns.request_from(row_values.all_columns(row), people)

    def _attendee_rows(self, request_id: RequestId) -> Sequence[SchedulingAttendeeRow]:
        wanted = select(SchedulingAttendeeRow).where(
            SchedulingAttendeeRow.scheduling_request_id == request_id
        )
        return self._session.exec(wanted.order_by(col(SchedulingAttendeeRow.position))).all()

    def save(self, request: MeetingRequest) -> None:
        row = self._row(request.id)
        self._overwrite(row, {**columns.request_columns(request), "updated_at": self._clock.now()})
        self._write_parts(request)

    def _write_parts(self, request: MeetingRequest) -> None:
        kept = {row.id: row for row in self._attendee_rows(request.id)}
        for position, attendee in enumerate(request.attendees):
            values = columns.attendee_columns(attendee, request.id, position)
            row = kept.pop(attendee.id, None)
            if row is None:
                row = SchedulingAttendeeRow(**values, created_at=self._clock.now())
            self._overwrite(row, values)
        for gone in kept.values():
            self._session.delete(gone)
        self._replace_holds(request)

    def _replace_holds(self, request: MeetingRequest) -> None:
        held = request.held_spans()
        if held == self._held(col(SlotHoldRow.scheduling_request_id) == request.id):
            return
        self._session.execute(delete(SlotHoldRow).where(col(SlotHoldRow.scheduling_request_id) == request.id))
        for span in held:
            self._session.add(
                SlotHoldRow(scheduling_request_id=request.id, start_at=span.start, end_at=span.end)
            )
        self._session.flush()

    def requests(self, *, include_ended: bool = True) -> Sequence[MeetingRequest]:
        return self._those(*(() if include_ended else (NOT_ENDED,)))

    def requests_since(self, since: datetime) -> Sequence[MeetingRequest]:
        ended_at = col(SchedulingRequestRow.completed_at)
        return self._those(or_(NOT_ENDED, ended_at.is_(None), ended_at >= since))

    def booked_requests(self) -> Sequence[MeetingRequest]:
        return self._those(NOT_ENDED, col(SchedulingRequestRow.scheduled_time).is_not(None))

    def _those(self, *which: ColumnElement[bool] | TextClause) -> Sequence[MeetingRequest]:
        wanted, people = select(SchedulingRequestRow).where(*which), select(SchedulingAttendeeRow)
        if which:
            theirs = select(SchedulingRequestRow.id).where(*which)
            people = people.where(col(SchedulingAttendeeRow.scheduling_request_id).in_(theirs))
        rows = self._session.exec(
            wanted.order_by(col(SchedulingRequestRow.created_at), text("scheduling_requests.rowid"))
        ).all()
        attendees: dict[uuid.UUID, list[SchedulingAttendeeRow]] = {row.id: [] for row in rows}
        for attendee in self._session.exec(people.order_by(col(SchedulingAttendeeRow.position))):
            attendees[attendee.scheduling_request_id].append(attendee)
        self._read = rows
        return [self._value(row, attendees[row.id]) for row in rows]

    def _acting(self) -> tuple[ColumnElement[bool], ...]:
        """Requests the agent will act on by itself, whenever that is; with the rep it only reminds."""
        held_up = exists().where(
            col(OutboxItemRow.scheduling_request_id) == col(SchedulingRequestRow.id),
            col(OutboxItemRow.status).in_(LIVE),
        )
        return (
            col(SchedulingRequestRow.next_action_at).is_not(None),
            or_(
                col(SchedulingRequestRow.handled_by) == Handler.AGENT.value,
                col(SchedulingRequestRow.next_action_type) == ActionType.REMIND_REP.value,
            ),
            ~held_up,
        )

    def due_requests(self, now: datetime) -> Sequence[RequestId]:
        due = (
            select(SchedulingRequestRow.id)
            .where(NOT_ENDED, *self._acting(), col(SchedulingRequestRow.next_action_at) <= now)
            .order_by(
                col(SchedulingRequestRow.next_action_at),
                col(SchedulingRequestRow.created_at),
                col(SchedulingRequestRow.id),
            )
        )
        return [RequestId(found) for found in self._session.exec(due)]

    def _next_action_at(self) -> datetime | None:
        earliest = select(func.min(SchedulingRequestRow.next_action_at)).where(NOT_ENDED, *self._acting())
        return self._session.exec(earliest).one()

    def held_spans(self, *, except_for: RequestId) -> tuple[Span, ...]:
        return self._held(col(SlotHoldRow.scheduling_request_id) != except_for)

    def _held(self, whose: ColumnElement[bool]) -> tuple[Span, ...]:
        held = select(SlotHoldRow.start_at, SlotHoldRow.end_at).where(whose)
        in_order = held.order_by(col(SlotHoldRow.start_at), col(SlotHoldRow.end_at))
        return tuple(Span(start, end) for start, end in self._session.exec(in_order))

    def next_journal_number(self, request_id: RequestId) -> int:
        highest = select(func.max(JournalRow.number)).where(JournalRow.scheduling_request_id == request_id)
        return (self._session.exec(highest).one() or 0) + 1

    def append_journal(self, request_id: RequestId, line: JournalLine) -> None:
        if line.number != self.next_journal_number(request_id):
            raise StoreError(f"Journal line {line.number} of request {request_id} is out of order.")
        self._insert(row_values.journal_row(request_id, line))

    def journal(self, request_id: RequestId) -> Sequence[JournalLine]:
        lines = select(JournalRow).where(JournalRow.scheduling_request_id == request_id)
        rows = self._session.exec(lines.order_by(col(JournalRow.number)))
        return [row_values.journal_line(row) for row in rows]

    def append_actions(self, request_id: RequestId, entries: Sequence[ActionEntry]) -> None:
        highest = select(func.max(SchedulingActionRow.number)).where(
            SchedulingActionRow.scheduling_request_id == request_id
        )
        first = (self._session.exec(highest).one() or 0) + 1
        for number, entry in enumerate(entries, start=first):
            self._session.add(row_values.action_row(request_id, number, entry))
        self._session.flush()

    def actions(self, request_id: RequestId) -> Sequence[ActionEntry]:
        logged = select(SchedulingActionRow).where(SchedulingActionRow.scheduling_request_id == request_id)
        rows = self._session.exec(logged.order_by(col(SchedulingActionRow.number)))
        return [row_values.action_entry(row) for row in rows]

    def last_action(self, request_id: RequestId) -> ActionEntry | None:
        logged = select(SchedulingActionRow).where(SchedulingActionRow.scheduling_request_id == request_id)
        row = self._session.exec(logged.order_by(col(SchedulingActionRow.number).desc()).limit(1)).first()
        return row_values.action_entry(row) if row else None

    def add_message(self, request_id: RequestId, message: ConversationMessage) -> None:
        if message.provider_id:
            same = select(ConversationMessageRow.sequence).where(
                ConversationMessageRow.scheduling_request_id == request_id,
                ConversationMessageRow.provider_id == message.provider_id,
            )
            if self._session.exec(same).first() is not None:
                return
        self._insert(row_values.message_row(request_id, message))

    def conversation(self, request_id: RequestId) -> Sequence[ConversationMessage]:
        kept = select(ConversationMessageRow).where(
            ConversationMessageRow.scheduling_request_id == request_id
        )
        in_order = kept.order_by(col(ConversationMessageRow.at), col(ConversationMessageRow.sequence))
        return [row_values.message(row) for row in self._session.exec(in_order)]

    def requests_with_message_ids(self, message_ids: Sequence[str]) -> Sequence[RequestId]:
        return self._owners(col(ConversationMessageRow.message_id).in_([one for one in message_ids if one]))

    def requests_with_conversation(self, conversation_id: str) -> Sequence[RequestId]:
        if not conversation_id:
            return []
        return self._owners(col(ConversationMessageRow.conversation_id) == conversation_id)

    def _owners(self, found: ColumnElement[bool]) -> Sequence[RequestId]:
        """The requests whose conversation has such a message, oldest request first."""
        is_owner = col(ConversationMessageRow.scheduling_request_id) == col(SchedulingRequestRow.id)
        owners = select(SchedulingRequestRow.id).where(exists().where(is_owner, found))
        in_order = owners.order_by(col(SchedulingRequestRow.created_at), col(SchedulingRequestRow.id))
        return [RequestId(owner) for owner in self._session.exec(in_order)]

    def request_columns(self, request_id: RequestId) -> dict[str, object]:
        return _shown(self._row(request_id))

    def attendee_columns(self, request_id: RequestId) -> list[dict[str, object]]:
        self._row(request_id)
        return [_shown(row) for row in self._attendee_rows(request_id)]

    def briefs(self, request_id: RequestId) -> list[dict[str, object]]:
        self._row(request_id)
        kept = select(MeetingPrepBriefRow).where(MeetingPrepBriefRow.scheduling_request_id == request_id)
        in_order = kept.order_by(col(MeetingPrepBriefRow.created_at))
        return [_shown(row) for row in self._session.exec(in_order)]

    def add_leverage_moment(self, request_id: RequestId, moment: LeverageMoment, at: datetime) -> None:
        request = self._row(request_id)
        values = columns.leverage_columns(moment, request_id, request.deal_id, request.company_id, at)
        self._insert(LeverageMomentRow(id=self._ids.new(), **values))

    def leverage_moments(self, request_id: RequestId) -> list[dict[str, object]]:
        self._row(request_id)
        kept = select(LeverageMomentRow).where(LeverageMomentRow.scheduling_request_id == request_id)
        in_order = kept.order_by(col(LeverageMomentRow.created_at), text("leverage_moments.rowid"))
        return [_shown(row) for row in self._session.exec(in_order)]

    def close_leverage_moment(self, moment_id: uuid.UUID, closing: MomentClosed) -> None:
        row = self._session.get(LeverageMomentRow, moment_id)
        if row is None:
            raise StoreError(f"Leverage moment {moment_id} is not in the store.")
        self._overwrite(row, columns.leverage_closing(closing))


def _shown(row: SQLModel) -> dict[str, object]:
    return {name: columns.json_ready(value) for name, value in row_values.all_columns(row).items()}
