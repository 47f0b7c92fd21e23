"""How requests went, in SQLite: a few questions over whole tables instead of one for each request."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, func, select
from sqlmodel import col

from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import MessageKind
from xforce_desktop.scheduling.courses import COUNTED_EVENTS, SET_A_TIME, Course, Turn, greeted
from xforce_desktop.scheduling.request import Actor, Attendee, EntryType, Outcome, Side, State
from xforce_desktop.scheduling.unit_of_work import Direction
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    ContactPersonaOverrideRow,
    ContactRow,
    ConversationMessageRow,
    JournalRow,
    OutboxItemRow,
    SchedulingActionRow,
    SchedulingAttendeeRow,
    SchedulingRequestRow,
)


class CourseRepository(Repository):
    """The part of the transaction that tells how requests went."""

    def courses(self) -> Sequence[Course]:
        turns, people = self._turns(), self._people()
        events, booked_at = self._events(), self._bookings()
        edited: dict[uuid.UUID, int] = dict(self._told(_EDITED))
        handed = {request_id for (request_id,) in self._told(_HANDED)}
        made = []
        for row in self._told(_REQUESTS):
            greets, persona = people.get(row.id, (None, ""))
            made.append(
                Course(
                    id=RequestId(row.id),
                    created_at=row.created_at,
                    meeting_type=row.meeting_type,
                    state=State(row.status),
                    outcome=Outcome(row.outcome) if row.outcome else None,
                    attempt_count=row.attempt_count,
                    no_show_count=row.no_show_count,
                    scheduled_time=row.scheduled_time,
                    booked_at=tuple(booked_at[row.id]) or ((row.booked_at,) if row.booked_at else ()),
                    company=row.company_name or "",
                    company_state=row.company_state or "",
                    deal_id=row.deal_id,
                    deal_value=row.deal_value,
                    title=greets.title if greets else "",
                    persona=persona,
                    zone=(greets and (greets.zone or greets.timezone)) or row.timezone,
                    turns=tuple(turns.get(row.id, ())),
                    events=events.get(row.id, {}),
                    was_left_to_rep=row.id in handed,
                    edited=edited.get(row.id, 0),
                )
            )
        return made

    def _told(self, question: Executable) -> Sequence[Any]:
        return self._session.connection().execute(question).all()

    def _turns(self) -> Mapping[uuid.UUID, list[Turn]]:
        """Ours, and of theirs those that a person wrote."""
        turns: dict[uuid.UUID, list[Turn]] = defaultdict(list)
        for request_id, direction, at, kind, channel, read_as in self._told(_MESSAGES):
            is_ours = direction == Direction.OUT.value
            if is_ours or read_as == MessageKind.REPLY.value:
                turns[request_id].append(Turn(at, is_ours, kind, channel))
        return turns

    def _events(self) -> Mapping[uuid.UUID, Mapping[str, int]]:
        """How often each of the counted events happened."""
        counts: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
        for request_id, event, count in self._told(_EVENTS):
            counts[request_id][event] = count
        return counts

    def _bookings(self) -> Mapping[uuid.UUID, list[datetime]]:
        """When each meeting came to a time, oldest first; empty for who is not among them."""
        moments: dict[uuid.UUID, list[datetime]] = defaultdict(list)
        for request_id, at in self._told(_BOOKINGS):
            moments[request_id].append(at)
        return moments

    def _people(self) -> Mapping[uuid.UUID, tuple[Attendee | None, str]]:
        """Whom the mails of each request greet, and what is said of their persona."""
        theirs: dict[uuid.UUID, list[Attendee]] = defaultdict(list)
        for row in self._told(_ATTENDEES):
            theirs[row.scheduling_request_id].append(
                Attendee(
                    row.id,
                    Side.EXTERNAL,
                    "",
                    row.email,
                    is_required=row.is_required,
                    title=row.title or "",
                    timezone=row.timezone or "",
                    zone=row.zone,
                    left_out_reason=row.left_out_reason,
                )
            )
        personas = {key: persona or ("owner" if owns else "") for key, owns, persona in self._told(_PERSONAS)}
        chosen = {request_id: greeted(people) for request_id, people in theirs.items()}
        return {
            request_id: (one, personas.get(address_key(one.email), "") if one else "")
            for request_id, one in chosen.items()
        }


_REQUESTS = select(
    col(SchedulingRequestRow.id),
    col(SchedulingRequestRow.created_at),
    col(SchedulingRequestRow.meeting_type),
    col(SchedulingRequestRow.status),
    col(SchedulingRequestRow.outcome),
    col(SchedulingRequestRow.attempt_count),
    col(SchedulingRequestRow.no_show_count),
    col(SchedulingRequestRow.scheduled_time),
    col(SchedulingRequestRow.booked_at),
    col(SchedulingRequestRow.company_name),
    col(SchedulingRequestRow.company_state),
    col(SchedulingRequestRow.deal_id),
    col(SchedulingRequestRow.deal_value),
    col(SchedulingRequestRow.timezone),
).order_by(col(SchedulingRequestRow.created_at))
_MESSAGES = select(
    col(ConversationMessageRow.scheduling_request_id),
    col(ConversationMessageRow.direction),
    col(ConversationMessageRow.at),
    col(ConversationMessageRow.kind),
    col(ConversationMessageRow.channel),
    func.json_extract(col(ConversationMessageRow.reading), "$.message_kind"),
).order_by(col(ConversationMessageRow.at), col(ConversationMessageRow.sequence))
_EVENTS = (
    select(col(JournalRow.scheduling_request_id), col(JournalRow.event_type), func.count())
    .where(col(JournalRow.event_type).in_(COUNTED_EVENTS))
    .group_by(col(JournalRow.scheduling_request_id), col(JournalRow.event_type))
)
_BOOKINGS = (
    select(col(JournalRow.scheduling_request_id), col(JournalRow.at))
    .where(col(JournalRow.event_type).in_(SET_A_TIME))
    .order_by(col(JournalRow.at))
)
_ATTENDEES = (
    select(
        col(SchedulingAttendeeRow.id),
        col(SchedulingAttendeeRow.scheduling_request_id),
        col(SchedulingAttendeeRow.email),
        col(SchedulingAttendeeRow.is_required),
        col(SchedulingAttendeeRow.title),
        col(SchedulingAttendeeRow.timezone),
        col(SchedulingAttendeeRow.zone),
        col(SchedulingAttendeeRow.left_out_reason),
    )
    .where(col(SchedulingAttendeeRow.side) == Side.EXTERNAL.value)
    .order_by(col(SchedulingAttendeeRow.position))
)
_PERSONAS = select(
    col(ContactRow.email_key), col(ContactRow.is_owner), col(ContactPersonaOverrideRow.persona)
).outerjoin(ContactPersonaOverrideRow, col(ContactPersonaOverrideRow.contact_id) == col(ContactRow.id))
_EDITED = (
    select(col(OutboxItemRow.scheduling_request_id), func.count())
    .where(col(OutboxItemRow.edited_by_rep), col(OutboxItemRow.status) == "done")
    .group_by(col(OutboxItemRow.scheduling_request_id))
)
_HANDED = (
    select(col(SchedulingActionRow.scheduling_request_id))
    .where(
        col(SchedulingActionRow.action_type) == EntryType.HANDED_TO_REP.value,
        col(SchedulingActionRow.actor) != Actor.USER.value,
    )
    .distinct()
)
