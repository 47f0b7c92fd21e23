"""How requests went, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import MessageKind
from xforce_desktop.scheduling.courses import COUNTED_EVENTS, SET_A_TIME, Course, Turn
from xforce_desktop.scheduling.request import Actor, EntryType, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction, OutboxStatus
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryCourses(MemoryPart):
    """The part of the transaction that tells how requests went."""

    def courses(self) -> Sequence[Course]:
        in_order = sorted(self._tables.requests.values(), key=lambda request: request.created_at)
        return [self._course(request) for request in in_order]

    def _course(self, request: MeetingRequest) -> Course:
        lines = self._tables.journal.get(request.id, ())
        names = Counter(type(line.event).__name__ for line in lines)
        booked = sorted(line.at for line in lines if type(line.event).__name__ in SET_A_TIME)
        kept = (request.booked_at,) if request.booked_at else ()
        known = self._tables.known_contacts.get(address_key(request.primary.email))
        return Course(
            id=request.id,
            created_at=request.created_at,
            meeting_type=request.meeting_type.value,
            state=request.state,
            outcome=request.outcome,
            attempt_count=request.attempt_count,
            no_show_count=request.no_show_count,
            scheduled_time=request.scheduled_time,
            booked_at=tuple(booked) or kept,
            company=request.company_name,
            company_state=request.company_state,
            deal_id=request.deal_id,
            deal_value=request.deal_value,
            title=request.primary.title,
            persona=known.persona_to_use if known else "",
            zone=request.recipient_timezone,
            turns=self._turns(request.id),
            events={name: count for name, count in names.items() if name in COUNTED_EVENTS},
            was_left_to_rep=any(
                one.type is EntryType.HANDED_TO_REP and one.actor is not Actor.USER
                for one in self._tables.actions.get(request.id, ())
            ),
            edited=self._edited(request.id),
        )

    def _turns(self, request_id: RequestId) -> tuple[Turn, ...]:
        messages = [one for one in self._tables.messages.get(request_id, ()) if _counts(one)]
        made = [Turn(one.at, one.direction is Direction.OUT, one.kind, one.channel) for one in messages]
        return tuple(sorted(made, key=lambda turn: turn.at))

    def _edited(self, request_id: RequestId) -> int:
        rows = [self._tables.outbox[key] for key in self._tables.outbox_of.get(request_id, ())]
        return sum(row.edited_by_rep and row.status is OutboxStatus.DONE for row in rows)


def _counts(message: ConversationMessage) -> bool:
    return (
        message.direction is Direction.OUT or message.reading.get("message_kind") == MessageKind.REPLY.value
    )
