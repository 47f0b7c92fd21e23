"""Briefs, social proof, personas, conflicts, seasons and postmortems."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, Numeric, UniqueConstraint, text
from sqlmodel import Field

from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.lessons import ChangeStatus, ScopeKind
from xforce_desktop.store.column_types import (
    Table,
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


class MeetingPrepBriefRow(Table, table=True):
    __tablename__ = "meeting_prep_briefs"
    __table_args__ = (
        check("rating", "feedback_rating BETWEEN 1 AND 5"),
        Index("idx_meeting_prep_briefs_request", "scheduling_request_id"),
        Index("idx_meeting_prep_briefs_time", "meeting_time"),
    )

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field()
    deal_id: uuid.UUID | None = Field(default=None, foreign_key="deals.id", index=True)
    company_id: uuid.UUID | None = Field(default=None, foreign_key="companies.id", index=True)
    meeting_time: datetime = time_field()
    brief_content: Any = json_field()
    viewed_at: datetime | None = optional_time()
    feedback_rating: int | None = None
    feedback_notes: str | None = text_field()
    created_at: datetime = time_field()

    document: Any = optional_json()  # the whole brief: each statement with the facts behind it
    fingerprint: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of these facts
    changes: Any = optional_json()  # what is new since the brief before, in words
    writer: str = Field(default="", sa_column_kwargs={"server_default": ""})


class SocialProofRow(Table, table=True):
    __tablename__ = "social_proof_library"
    __table_args__ = (
        check("conversion", "conversion_rate BETWEEN 0 AND 1"),
        Index("idx_social_proof_active", "is_active", sqlite_where=text("is_active = 1")),
    )

    id: uuid.UUID = id_field()
    type: str = Field(max_length=50)
    title: str | None = text_field(500)
    content: str
    source: str | None = text_field(255)
    link: str | None = text_field()
    relevant_for: Any = json_field()
    times_used: int = 0
    conversion_rate: Decimal | None = Field(default=None, sa_type=Numeric(5, 4))
    is_active: bool = True
    created_at: datetime = time_field()


class SocialProofUsageRow(Table, table=True):
    __tablename__ = "scheduling_social_proof_usage"

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field(index=True)
    social_proof_id: uuid.UUID = Field(foreign_key="social_proof_library.id", index=True)
    attempt_number: int
    sent_at: datetime = time_field()
    led_to_response: bool | None = None
    led_to_scheduling: bool | None = None
    created_at: datetime = time_field()


class ContactPersonaOverrideRow(Table, table=True):
    __tablename__ = "contact_persona_overrides"

    id: uuid.UUID = id_field()
    contact_id: uuid.UUID = Field(foreign_key="contacts.id", ondelete="CASCADE", index=True)
    persona: str = Field(max_length=50)
    override_reason: str | None = text_field()
    created_by: uuid.UUID | None = Field(default=None, foreign_key="users.id", index=True)
    created_at: datetime = time_field()


class SchedulingConflictRow(Table, table=True):
    __tablename__ = "scheduling_conflicts"
    __table_args__ = (Index("idx_scheduling_conflicts_request", "scheduling_request_id"),)

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field()
    conflict_type: str = Field(max_length=50)
    description: str | None = text_field()
    resolution_action: str | None = text_field(50)
    pause_until: datetime | None = optional_time()
    resolution_successful: bool | None = None
    days_to_resolve: int | None = None
    created_at: datetime = time_field()
    resolved_at: datetime | None = optional_time()


class SeasonalityPatternRow(Table, table=True):
    __tablename__ = "seasonality_patterns"
    __table_args__ = (
        check("month", "month BETWEEN 1 AND 12"),
        UniqueConstraint("state", "month"),
        Index("idx_seasonality_state_month", "state", "month"),
    )

    id: uuid.UUID = id_field()
    state: str = Field(max_length=2)
    month: int
    pattern_type: str = Field(max_length=50)
    avg_days_to_schedule: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    avg_attempts_needed: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    recommended_interval_multiplier: Decimal = Field(default=Decimal("1.0"), sa_type=Numeric(3, 2))
    sample_size: int = 0
    last_updated: datetime = time_field()


class SchedulingPostmortemRow(Table, table=True):
    __tablename__ = "scheduling_postmortems"
    __table_args__ = (
        Index("idx_postmortems_outcome", "outcome"),
        Index("uq_scheduling_postmortems_request", "scheduling_request_id", unique=True),
        Index("ix_scheduling_postmortems_ended_at", "ended_at"),
    )

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field()
    outcome: str = Field(max_length=30)
    total_attempts: int | None = None
    days_to_schedule: int | None = None
    no_shows: int | None = None
    channels_used: Any = optional_json()
    de_escalated: bool | None = None
    social_proof_used: bool | None = None
    champion_involved: bool | None = None
    what_worked: Any = optional_json()
    what_failed: Any = optional_json()
    learnings_for_account: Any = optional_json()
    learnings_for_meeting_type: Any = optional_json()
    learnings_for_season: Any = optional_json()
    created_at: datetime = time_field()

    ended_at: datetime | None = optional_time()
    days_until_booked: int | None = None
    lesson: Any = optional_json()  # what the request can teach, for comparing it with others


class LearnedChangeRow(Table, table=True):
    """One setting that was moved, with the numbers of both groups when it was."""

    __tablename__ = "learned_changes"
    __table_args__ = (
        one_of("knob", Knob),
        one_of("scope_kind", ScopeKind),
        one_of("status", ChangeStatus),
        check("with", "with_hits BETWEEN 0 AND with_of"),
        check("without", "without_hits BETWEEN 0 AND without_of"),
    )

    id: uuid.UUID = id_field()
    knob: str = Field(max_length=10)
    scope_kind: str = Field(max_length=20)
    scope: str
    value: str = Field(max_length=20)
    value_before: str = Field(max_length=20)
    changed_at: datetime = time_field()
    with_hits: int
    with_of: int
    without_hits: int
    without_of: int
    low: float
    high: float
    error: float
    allowed_error: float
    look: int
    why: str
    status: str = Field(max_length=20)
    randomised: bool
    ended_at: datetime | None = optional_time()
    ended_why: str


class LearningLookRow(Table, table=True):
    """How often a possible setting was judged; each look has its own share of the error."""

    __tablename__ = "learning_looks"

    key: str = Field(primary_key=True)
    count: int
    last_at: datetime = time_field()
