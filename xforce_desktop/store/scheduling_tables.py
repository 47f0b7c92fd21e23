"""Requests with everything that hangs on them. Specification columns first, the app's own after them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field

from xforce_desktop.scheduling.request import (
    Actor,
    Approval,
    Handler,
    InviteStatus,
    Outcome,
    Platform,
    Side,
    State,
)
from xforce_desktop.scheduling.unit_of_work import Direction
from xforce_desktop.store.column_types import (
    Table,
    UtcTime,
    binary_text,
    check,
    id_field,
    json_field,
    one_of,
    optional_json,
    optional_time,
    request_field,
    text_field,
    time_field,
)

NOT_ENDED = text("status NOT IN ('completed', 'cancelled')")


class SchedulingRequestRow(Table, table=True):
    __tablename__ = "scheduling_requests"
    __table_args__ = (
        one_of("status", State),
        one_of("meeting_platform", Platform),
        one_of("outcome", Outcome),
        one_of("handled_by", Handler),
        one_of("approval", Approval),
        one_of("interrupted_state", State),
        check("duration", "duration_minutes > 0"),
        check("counts", "attempt_count >= 0 AND no_show_count >= 0"),
        check("range", "range_end_at > range_start_at"),
        check("next_action", "(next_action_at IS NULL) = (next_action_type IS NULL)"),
        Index("idx_scheduling_requests_status", "status"),
        Index("idx_scheduling_requests_next_action", "next_action_at", sqlite_where=NOT_ENDED),
        Index("idx_scheduling_requests_deal", "deal_id"),
        Index("ix_scheduling_requests_company_id", "company_id"),
    )

    id: uuid.UUID = id_field()
    created_by: uuid.UUID | None = Field(default=None, foreign_key="users.id", index=True)
    deal_id: uuid.UUID | None = Field(default=None, foreign_key="deals.id")
    company_id: uuid.UUID | None = Field(default=None, foreign_key="companies.id")
    meeting_type: str = Field(max_length=50)
    duration_minutes: int = 30
    title: str | None = text_field(500)
    context: str | None = text_field()
    meeting_platform: str = Field(default="teams", max_length=50)
    meeting_location: str | None = text_field()
    date_range_start: date | None = None
    date_range_end: date | None = None
    preferred_times: Any = json_field()  # {"morning": true, "afternoon": false, "evening": false}
    avoid_days: Any = json_field()  # ["monday", "friday_afternoon"]
    timezone: str = Field(default="America/New_York", max_length=50)
    status: str = Field(default="initiated", max_length=30)
    attempt_count: int = 0
    no_show_count: int = 0
    last_action_at: datetime | None = optional_time()
    next_action_at: datetime | None = optional_time()
    next_action_type: str | None = text_field(50)
    scheduled_time: datetime | None = optional_time()
    calendar_event_id: str | None = text_field()
    invite_accepted: bool = False
    completed_at: datetime | None = optional_time()
    outcome: str | None = text_field(30)
    outcome_notes: str | None = text_field()
    email_thread_id: str | None = text_field()
    conversation_history: Any = json_field()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()

    next_action_why: str | None = text_field()
    handled_by: str = Field(default="agent", max_length=10)
    requires_human_review: bool = False
    review_reason: str | None = text_field()
    approval: str = Field(default="review_first", max_length=20)
    is_approved: bool = False
    company_name: str | None = text_field()
    company_state: str | None = text_field()
    interrupted_state: str | None = text_field(30)
    interrupted_action: Any = optional_json()
    asks_since_reply: int = 0
    clarify_count: int = 0
    ladder_step: int = 0
    least_duration_minutes: int = 15
    shortened_from: int | None = None  # minutes asked for before a shorter meeting was offered
    deal_value: float | None = None  # as of the creation of the request
    account_failures: int = 0
    range_start_at: datetime = time_field()
    range_end_at: datetime = time_field()
    offered_times: Any = json_field()
    refused_times: Any = json_field()
    their_times: Any = json_field()
    constraints: Any = json_field()
    agreed_time: datetime | None = optional_time()  # agreed, not on the calendar yet
    their_times_from: str = ""  # the address of who proposed their_times, "*" for all
    counts_from: datetime | None = optional_time()  # the age limit counts from here
    booked_at: datetime | None = optional_time()
    needs_two_reminders: bool = False
    join_url: str | None = text_field()
    subject: str | None = text_field()
    reply_to_id: str | None = text_field()
    also_write_to: Any = json_field()
    shown_timezone: str = Field(default="", max_length=50)  # in which they saw our times last
    zone_asked: bool = False
    trade: str = Field(default="pest_control", max_length=50)  # whose seasons hold; empty: none
    knobs: Any = json_field()  # what differs from the strategy: tried, or learned
    first_duration_minutes: int = 0  # with which it began; 0: not kept
    conflict_context: Any = optional_json()
    followup_template: Any = optional_json()
    standing: Any = optional_json()  # what of the account's memory holds for it
    risk_accepted: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    postmortem: Any = optional_json()


class SchedulingAttendeeRow(Table, table=True):
    __tablename__ = "scheduling_attendees"
    __table_args__ = (
        one_of("side", Side),
        one_of("invite_status", InviteStatus),
        Index("idx_scheduling_attendees_request", "scheduling_request_id"),
    )

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field()
    side: str = Field(max_length=10)
    user_id: uuid.UUID | None = Field(default=None, foreign_key="users.id", index=True)
    contact_id: uuid.UUID | None = Field(default=None, foreign_key="contacts.id", index=True)
    name: str | None = text_field(255)
    email: str = Field(max_length=255)
    is_required: bool = True
    is_organizer: bool = False
    invite_status: str | None = text_field(20)
    created_at: datetime = time_field()

    position: int
    title: str | None = text_field()
    phone: str | None = text_field(50)
    timezone: str | None = text_field(50)
    sms_consent: Any = optional_json()  # {"given_on": "2026-01-02", "source": "..."}
    agreed_times: Any = optional_json()  # NULL: not answered yet
    left_out_reason: str = ""  # not empty: is not written to any more
    zone: str = Field(default="", max_length=50)  # the ledger's; timezone is the contact card's
    zone_is_sure: bool = True


class SchedulingActionRow(Table, table=True):
    """The log that people read; `ai_reasoning` is each line's why, `number` counts per request from 1."""

    __tablename__ = "scheduling_actions"
    __table_args__ = (
        one_of("actor", Actor),
        UniqueConstraint("scheduling_request_id", "number"),
        Index("idx_scheduling_actions_request", "scheduling_request_id"),
    )

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field()
    action_type: str = Field(max_length=50)
    email_id: str | None = text_field()
    times_proposed: Any = optional_json()
    time_selected: datetime | None = optional_time()
    message_content: str | None = text_field()
    ai_reasoning: str | None = text_field()
    actor: str = Field(max_length=20)
    created_at: datetime = time_field()

    number: int


class SchedulingTemplateRow(Table, table=True):
    __tablename__ = "scheduling_templates"

    id: uuid.UUID = id_field()
    name: str = Field(max_length=255)
    meeting_type: str | None = text_field(50)
    duration_minutes: int = 30
    default_platform: str = Field(default="teams", max_length=50)
    initial_email_template: str | None = text_field()
    follow_up_template: str | None = text_field()
    confirmation_template: str | None = text_field()
    reminder_template: str | None = text_field()
    no_show_template: str | None = text_field()
    reschedule_template: str | None = text_field()
    follow_up_after_hours: int = 24
    reminder_hours_before: int = 3
    max_attempts: int = 5
    organization_id: uuid.UUID | None = None
    created_by: uuid.UUID | None = Field(default=None, foreign_key="users.id", index=True)
    created_at: datetime = time_field()


class JournalRow(Table, table=True):
    """Every event a request met, replayable. `number` counts per request, from 1."""

    __tablename__ = "journal"

    scheduling_request_id: uuid.UUID = Field(
        foreign_key="scheduling_requests.id", ondelete="CASCADE", primary_key=True
    )
    number: int = Field(primary_key=True)
    at: datetime = time_field()
    event_type: str = Field(max_length=50)
    event: Any = json_field()
    from_state: str = Field(max_length=30)
    to_state: str = Field(max_length=30)


class SlotHoldRow(Table, table=True):
    """A slot that no other request may offer."""

    __tablename__ = "slot_holds"

    scheduling_request_id: uuid.UUID = Field(
        foreign_key="scheduling_requests.id", ondelete="CASCADE", primary_key=True
    )
    start_at: datetime = Field(sa_column=Column(UtcTime, primary_key=True))
    end_at: datetime = time_field()


class ConversationMessageRow(Table, table=True):
    """A mail of a request's conversation. Provider ids differ in case only: compared byte by byte."""

    __tablename__ = "conversation_messages"
    __table_args__ = (
        one_of("direction", Direction),
        Index(
            "uq_conversation_messages_provider",
            "scheduling_request_id",
            "provider_id",
            unique=True,
            sqlite_where=text("provider_id <> ''"),
        ),
        Index("ix_conversation_messages_message_id", "message_id"),
        Index("ix_conversation_messages_conversation_id", "conversation_id"),
        Index("ix_conversation_messages_sent", "at", sqlite_where=text("direction = 'out'")),
    )

    sequence: int | None = Field(default=None, primary_key=True)
    scheduling_request_id: uuid.UUID = request_field(index=True)
    direction: str = Field(max_length=3)
    provider_id: str = binary_text()
    message_id: str
    conversation_id: str
    from_name: str
    from_address: str
    to_addresses: Any = json_field()
    cc_addresses: Any = json_field()
    subject: str
    body: str
    new_text: str
    at: datetime = time_field()
    effect_key: str
    reading: Any = json_field()
    channel: str = Field(default="email", max_length=10)
    kind: str = Field(default="", max_length=20)


class HoldEventRow(Table, table=True):
    """A tentative event on the rep's calendar for a slot of a live offer; written down before it is made."""

    __tablename__ = "hold_events"

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field(index=True)
    start_at: datetime = time_field()
    end_at: datetime = time_field()
    event_id: str = binary_text()
    is_leaving: bool = False
    created_at: datetime = time_field()
