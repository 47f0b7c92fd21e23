"""What goes out exactly once, what came in, and what the rep is told."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from xforce_desktop.scheduling.unit_of_work import OutboxStatus
from xforce_desktop.store.column_types import (
    Table,
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


class OutboxItemRow(Table, table=True):
    """One effect, carried out once under `key`. `sequence` is the order in which they were asked for."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("status", OutboxStatus),
        Index(
            "ix_outbox_due",
            "not_before",
            sqlite_where=text("status IN ('pending', 'recalled')"),
        ),
        Index("ix_outbox_request", "scheduling_request_id", "status"),
    )

    sequence: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    scheduling_request_id: uuid.UUID = request_field()
    effect_type: str = Field(max_length=50)
    effect: Any = json_field()
    status: str = Field(max_length=20)
    not_before: datetime = time_field()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()
    why: str
    attempts: int
    provider_id: str = binary_text()
    subject: str
    body: str
    writer: str
    last_error: str
    edited_by_rep: bool


class ReceivedItemRow(Table, table=True):
    """That an incoming item was seen, once for each source."""

    __tablename__ = "received_items"
    __table_args__ = (UniqueConstraint("provider_id", "source"),)

    sequence: int | None = Field(default=None, primary_key=True)
    provider_id: str = binary_text()
    source: str = Field(max_length=20)
    received_at: datetime = time_field()
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="SET NULL", index=True
    )
    verdict: str


class CursorRow(Table, table=True):
    """Where a stream of news was left."""

    __tablename__ = "cursors"

    name: str = Field(primary_key=True)
    value: str
    saved_at: datetime = time_field()


class JobRow(Table, table=True):
    """Work for a certain moment that is no meeting action, done once for each `key`."""

    __tablename__ = "jobs"
    __table_args__ = (
        check("status", "status IN ('pending', 'running', 'done', 'failed', 'withdrawn')"),
        Index("ix_jobs_due", "run_at", sqlite_where=text("status IN ('pending', 'running')")),
    )

    id: uuid.UUID = id_field()
    key: str = Field(unique=True)
    kind: str = Field(max_length=50)
    payload: Any = json_field()
    run_at: datetime = time_field()
    status: str = Field(default="pending", max_length=20)
    attempts: int = 0
    last_error: str | None = text_field()
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="CASCADE", index=True
    )
    created_at: datetime = time_field()
    finished_at: datetime | None = optional_time()


class NotificationRow(Table, table=True):
    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_unshown", "sequence", sqlite_where=text("shown_at IS NULL")),)

    sequence: int | None = Field(default=None, primary_key=True)
    id: uuid.UUID = Field(unique=True)
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="CASCADE", index=True
    )
    title: str
    text: str
    urgency: str = Field(max_length=20)
    created_at: datetime = time_field()
    shown_at: datetime | None = optional_time()
    seen_at: datetime | None = optional_time()
    leads_to: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})


class LeverageMomentRow(Table, table=True):
    """A moment at which the rep's own call does more than another mail."""

    __tablename__ = "leverage_moments"
    __table_args__ = (Index("ix_leverage_moments_request", "scheduling_request_id"),)

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="CASCADE"
    )
    deal_id: uuid.UUID | None = Field(default=None, foreign_key="deals.id", ondelete="SET NULL", index=True)
    company_id: uuid.UUID | None = Field(
        default=None, foreign_key="companies.id", ondelete="SET NULL", index=True
    )
    trigger: str = Field(max_length=50)
    type: str = Field(max_length=50)
    urgency: str = Field(max_length=20)
    source: str = Field(default="scheduler", max_length=50)
    brief: Any = json_field()
    created_at: datetime = time_field()
    shown_at: datetime | None = optional_time()
    done_at: datetime | None = optional_time()
    dismissed_at: datetime | None = optional_time()
    result: Any = optional_json()
    snoozed_until: datetime | None = optional_time()


class SettingRow(Table, table=True):
    """A setting that belongs to the data. Secrets are in the keyring, never here."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: str
    saved_at: datetime = time_field()


class LetterTemplateRow(Table, table=True):
    """The rep's own wording of a kind of mail for a type of meeting, '' for any."""

    __tablename__ = "letter_templates"

    kind: str = Field(max_length=20, primary_key=True)
    meeting_type: str = Field(max_length=50, primary_key=True)
    subject: str
    body: str
    saved_at: datetime = time_field()
    refused: Any = json_field()  # why our own text went out the last time, as a list
    refused_at: datetime | None = optional_time()
