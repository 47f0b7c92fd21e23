"""People, companies and deals: what the wider suite knows, kept here because that suite is not."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from xforce_desktop.scheduling.remembered import Origin
from xforce_desktop.store.column_types import (
    Table,
    binary_text,
    check,
    id_field,
    json_field,
    one_of,
    optional_json,
    optional_time,
    text_field,
    time_field,
)


def _words() -> Any:
    """Text that is always there, and may be empty."""
    return Field(default="", sa_column_kwargs={"server_default": ""})


class UserRow(Table, table=True):
    """The rep, and colleagues. `is_account` marks the rep who is signed in, one at most."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_account", "is_account", unique=True, sqlite_where=text("is_account = 1")),
    )

    id: uuid.UUID = id_field()
    email: str = Field(max_length=255)
    email_key: str = Field(unique=True)
    name: str
    title: str | None = text_field()
    timezone: str | None = text_field(50)
    working_hours: Any = optional_json()  # ["09:00:00", "17:00:00"] in `timezone`
    working_days: Any = optional_json()  # [0, 1, 2, 3, 4], Monday is 0
    away: Any = optional_json()  # [from, until] of the automatic replies; null where it is open
    aliases: Any = json_field()
    is_account: bool = False
    created_at: datetime = time_field()


class CompanyRow(Table, table=True):
    __tablename__ = "companies"

    id: uuid.UUID = id_field()
    name: str = Field(max_length=500)
    name_key: str = Field(unique=True)
    state: str | None = text_field(50)
    industry: str | None = text_field()
    employee_count: int | None = None
    ownership_type: str | None = text_field(50)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ContactRow(Table, table=True):
    """Somebody on the other side. `sms_consent` is {given_on, source}, as on an attendee."""

    __tablename__ = "contacts"

    id: uuid.UUID = id_field()
    company_id: uuid.UUID | None = Field(default=None, foreign_key="companies.id", index=True)
    name: str | None = text_field(255)
    email: str = Field(max_length=255)
    email_key: str = Field(unique=True)
    title: str | None = text_field()
    phone: str | None = text_field(50)
    timezone: str | None = text_field(50)
    is_champion: bool = False
    is_owner: bool = False
    sms_consent: Any = optional_json()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()

    may_be_copied: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})


class DealRow(Table, table=True):
    __tablename__ = "deals"

    id: uuid.UUID = id_field()
    company_id: uuid.UUID | None = Field(default=None, foreign_key="companies.id", index=True)
    name: str = Field(max_length=500)
    name_key: str = Field(index=True)
    stage: str | None = text_field(50)
    estimated_value: float | None = None
    identified_pain_points: Any = optional_json()
    products: Any = optional_json()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class DealSignalRow(Table, table=True):
    """What a meeting's course says about its deal."""

    __tablename__ = "deal_signals"
    __table_args__ = (
        check("impact", "impact IN ('positive', 'neutral', 'negative')"),
        Index("ix_deal_signals_request", "scheduling_request_id"),
    )

    id: uuid.UUID = id_field()
    deal_id: uuid.UUID = Field(foreign_key="deals.id", ondelete="CASCADE", index=True)
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="SET NULL"
    )
    type: str = Field(max_length=50)
    description: str
    impact: str = Field(max_length=10)
    weight: float
    created_at: datetime = time_field()

    points: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})  # the weight with its sign
    details: Any = optional_json()
    superseded_at: datetime | None = optional_time()  # another took its place, or it was taken back


class AccountMemoryRow(Table, table=True):
    """Something learned about an account that outlives one request ("never Mondays")."""

    __tablename__ = "account_memory"

    id: uuid.UUID = id_field()
    company_id: uuid.UUID = Field(foreign_key="companies.id", ondelete="CASCADE", index=True)
    contact_id: uuid.UUID | None = Field(
        default=None, foreign_key="contacts.id", ondelete="CASCADE", index=True
    )
    scheduling_request_id: uuid.UUID | None = Field(
        default=None, foreign_key="scheduling_requests.id", ondelete="SET NULL", index=True
    )
    kind: str = Field(max_length=50)
    content: Any = json_field()
    source: str
    created_at: datetime = time_field()
    forgotten_at: datetime | None = optional_time()
    text: str = _words()
    contact_address: str = _words()
    contact_name: str = _words()
    key: str = _words()  # the same for what says the same
    edited_at: datetime | None = optional_time()
    edited_by: str | None = text_field(20)


class ActivityRow(Table, table=True):
    """Something that happened with an account: a call, a mail, a meeting."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_company_happened", "company_id", "happened_at"),
        Index("uq_activities_key", "key", unique=True),
    )

    id: uuid.UUID = id_field()
    company_id: uuid.UUID = Field(foreign_key="companies.id", ondelete="CASCADE")
    deal_id: uuid.UUID | None = Field(default=None, foreign_key="deals.id", ondelete="SET NULL", index=True)
    contact_id: uuid.UUID | None = Field(
        default=None, foreign_key="contacts.id", ondelete="SET NULL", index=True
    )
    type: str = Field(max_length=50)
    summary: str
    source: str
    happened_at: datetime = time_field()
    created_at: datetime = time_field()
    contact_address: str = _words()
    contact_name: str = _words()
    key: str | None = text_field()
    request_id: uuid.UUID | None = None  # no reference: what happened stays when the request goes


class CompanyIntelligenceRow(Table, table=True):
    """What is known about a company, one piece of knowledge a row, each with its source."""

    __tablename__ = "company_intelligence"
    __table_args__ = (Index("uq_company_intelligence_topic", "company_id", "topic", unique=True),)

    id: uuid.UUID = id_field()
    company_id: uuid.UUID = Field(foreign_key="companies.id", ondelete="CASCADE", index=True)
    topic: str = Field(max_length=100)
    content: Any = json_field()
    source: str
    as_of: datetime = time_field()
    created_at: datetime = time_field()
    text: str = _words()


class ZoneEvidenceRow(Table, table=True):
    """What one mail of somebody's said of their zone: of their own words, and of each other kind, one."""

    __tablename__ = "zone_evidence"
    __table_args__ = (UniqueConstraint("address_key", "source", "message_id", "zone"),)

    sequence: int | None = Field(default=None, primary_key=True)
    address_key: str
    message_id: str = binary_text()
    source: str = Field(max_length=20)
    words: str
    zone: str = Field(max_length=50)
    share: float
    offset_min: int | None = None
    at: datetime = time_field()


class RememberedPersonRow(Table, table=True):
    """A colleague or a contact as last read. Nothing here is the only copy: it can all be read again."""

    __tablename__ = "remembered_people"
    __table_args__ = (
        one_of("origin", Origin),
        Index("ix_remembered_people_read", "origin", "read_at"),
    )

    origin: str = Field(primary_key=True, max_length=20)
    address_key: str = Field(primary_key=True)
    address: str
    name: str
    name_key: str
    search_text: str
    title: str
    company: str
    phone: str
    read_at: datetime = time_field()


class OptOutRow(Table, table=True):
    """Somebody who asked not to be written to; holds in every channel until the rep lifts it."""

    __tablename__ = "opt_outs"

    address_key: str = Field(primary_key=True)
    address: str
    reason: str
    at: datetime = time_field()
    lifted_at: datetime | None = optional_time()
    lifted_why: str = Field(default="", sa_column_kwargs={"server_default": ""})
