"""What is kept of who stands in the way."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Field

from xforce_desktop.store.column_types import Table, json_field, time_field


class AttendeeInsightRow(Table, table=True):
    """The newest analysis of a request, with whom the rep keeps all the same."""

    __tablename__ = "attendee_insights"

    scheduling_request_id: uuid.UUID = Field(
        foreign_key="scheduling_requests.id", ondelete="CASCADE", primary_key=True
    )
    at: datetime = time_field()
    content: Any = json_field()
