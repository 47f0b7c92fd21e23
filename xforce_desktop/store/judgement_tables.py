"""How their interest changed, and whom the rep is calling."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from xforce_desktop.store.column_types import (
    Table,
    id_field,
    json_field,
    optional_time,
    request_field,
    time_field,
)


class IntentReadingRow(Table, table=True):
    """What one interaction showed of their interest."""

    __tablename__ = "intent_readings"
    __table_args__ = (Index("ix_intent_readings_request", "scheduling_request_id"),)

    sequence: int | None = Field(default=None, primary_key=True)
    scheduling_request_id: uuid.UUID = request_field()
    at: datetime = time_field()
    level: str = Field(max_length=10)
    total_weight: float
    confidence: float
    adjustment: int
    signals: Any = json_field()
    cause: str


class CallHoldRow(Table, table=True):
    """The rep is on the phone: until then nothing leaves for these addresses and their company."""

    __tablename__ = "call_holds"
    __table_args__ = (Index("ix_call_holds_live", "until", sqlite_where=text("ended_at IS NULL")),)

    id: uuid.UUID = id_field()
    scheduling_request_id: uuid.UUID = request_field(index=True)
    moment_id: uuid.UUID = Field(foreign_key="leverage_moments.id", ondelete="CASCADE", index=True)
    who: str
    company_id: uuid.UUID | None = Field(
        default=None, foreign_key="companies.id", ondelete="SET NULL", index=True
    )
    addresses: Any = json_field()
    started_at: datetime = time_field()
    until: datetime = time_field()
    ended_at: datetime | None = optional_time()
