"""Requests that went a certain way, put into a store: what `courses` tells of them is what was put in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.builders import NOW, a_prospect, a_rep, a_request, an_account
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.courses import Course, Turn
from xforce_desktop.scheduling.effects import SendLetter, SlotPurpose
from xforce_desktop.scheduling.events import (
    Event,
    MeetingBooked,
    MeetingMoved,
    NoSlotsFound,
    RepApproved,
    RepUndid,
    SlotsFound,
)
from xforce_desktop.scheduling.request import (
    Actor,
    EntryType,
    MeetingRequest,
    MeetingType,
    Preferences,
)
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    JournalLine,
    OutboxRow,
    OutboxStatus,
    UnitOfWork,
)

ADDRESS = "who{number}@theirs.example"


def keep_courses(work: UnitOfWork, courses: Iterable[Course]) -> list[Course]:
    """Store each; returns them with the ids of deals as the store gave them."""
    user = work.save_account(an_account())
    return [_keep(work, course, user, number) for number, course in enumerate(courses)]


def _keep(work: UnitOfWork, course: Course, user: uuid.UUID, number: int) -> Course:
    company = work.company_id(course.company, course.company_state) if course.company else None
    deal = work.deal_id(f"Deal {course.deal_id}", None) if course.deal_id else None
    address = ADDRESS.format(number=number)
    if company:
        contact = work.contact_id("", address, company, course.title, "")
        if course.persona:
            known = work.contact(address)
            assert known is not None, contact
            work.save_contact(replace(known, persona=course.persona, persona_reason="So they are."))
    request = _request(course, user, company, deal, address)
    work.add(request)
    for place, turn in enumerate(course.turns):
        work.add_message(course.id, _message(course.id, place, turn))
    booked_at = iter(course.booked_at)
    for place, event in enumerate(_events(course), start=1):
        at = next(booked_at) if isinstance(event, MeetingBooked | MeetingMoved) else course.created_at
        work.append_journal(course.id, JournalLine(place, at, event, request.state, request.state))
    if course.was_left_to_rep:
        work.append_actions(
            course.id, [ActionEntry(EntryType.HANDED_TO_REP, Actor.AI, "Unsure.", course.created_at)]
        )
    work.queue([_edited(course.id, place) for place in range(course.edited)])
    return replace(course, deal_id=deal)


def _request(
    course: Course, user: uuid.UUID, company: uuid.UUID | None, deal: uuid.UUID | None, address: str
) -> MeetingRequest:
    number = course.id.int
    rep = a_rep(id=uuid.UUID(int=number * 2, version=4))
    prospect = a_prospect(
        id=uuid.UUID(int=number * 2 + 1, version=4), email=address, title=course.title, timezone=course.zone
    )
    return a_request(
        id=course.id,
        created_by=user,
        created_at=course.created_at,
        meeting_type=MeetingType(course.meeting_type),
        preferences=Preferences(a_request().preferences.range, course.zone or "America/New_York"),
        attendees=(rep, prospect),
        state=course.state,
        outcome=course.outcome,
        next_action=None,
        attempt_count=course.attempt_count,
        no_show_count=course.no_show_count,
        scheduled_time=course.scheduled_time,
        company_id=company,
        company_name=course.company,
        company_state=course.company_state,
        deal_id=deal,
        deal_value=course.deal_value,
    )


def _message(request_id: RequestId, place: int, turn: Turn) -> ConversationMessage:
    return ConversationMessage(
        direction=Direction.OUT if turn.is_ours else Direction.IN,
        provider_id=f"{request_id}-{place}",
        message_id=f"<{request_id}-{place}@here>",
        conversation_id=str(request_id),
        from_name="",
        from_address="",
        to=(),
        cc=(),
        subject="Demo",
        body="Words",
        new_text="Words",
        at=turn.at,
        reading={} if turn.is_ours else {"message_kind": "reply"},
        channel=turn.channel,
        kind=turn.kind,
    )


def _events(course: Course) -> Iterator[Event]:
    made: dict[str, Event] = {
        "MeetingBooked": MeetingBooked(NOW, "event", ""),
        "MeetingMoved": MeetingMoved(NOW),
        "SlotsFound": SlotsFound(SlotPurpose.OPTIONS, ()),
        "NoSlotsFound": NoSlotsFound(SlotPurpose.OPTIONS, "None."),
        "RepApproved": RepApproved(),
        "RepUndid": RepUndid(),
    }
    for name, count in course.events.items():
        yield from [made[name]] * count


def _edited(request_id: RequestId, place: int) -> OutboxRow:
    letter = SendLetter(LetterKind.INITIAL)
    key = EffectKey(f"{request_id}:edited:{place}")
    return OutboxRow(key, request_id, letter, OutboxStatus.DONE, NOW, NOW, edited_by_rep=True)
