"""Column types and the base of all tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, MetaData, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from xforce_desktop.clock import as_utc

# Constraints need names: SQLite can change a table only by building it anew, from what is named.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """An instant. A naive time is refused; what comes back is aware, UTC.

    Stored as "2026-11-23 09:45:00.000000" in UTC: of one width, so that text order is time order, and in a
    form that SQLite's own date functions read.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return as_utc(value).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


class JsonColumn(TypeDecorator[Any]):
    """JSON text; None is NULL, never the word null."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class BinaryText(TypeDecorator[str]):
    """Ids of outside services: those of one mailbox may differ in case only."""

    impl = String(collation="BINARY")
    cache_ok = True


class Table(SQLModel):
    """Base of every table of the store."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def id_field() -> Any:
    """The UUID key that the specification gives every table."""
    return Field(default_factory=uuid.uuid4, primary_key=True)


def request_field(**options: Any) -> Any:
    """A reference to the request; the row goes when the request goes."""
    return Field(foreign_key="scheduling_requests.id", ondelete="CASCADE", **options)


def time_field(**options: Any) -> Any:
    """An instant that is always there."""
    return Field(sa_type=UtcTime, **options)


def optional_time(**options: Any) -> Any:
    """An instant, or NULL."""
    return Field(default=None, sa_type=UtcTime, **options)


def json_field(**options: Any) -> Any:
    """JSON that is always there."""
    return Field(sa_type=JsonColumn, **options)


def optional_json() -> Any:
    """JSON, or NULL."""
    return Field(default=None, nullable=True, sa_type=JsonColumn)


def text_field(length: int | None = None, **options: Any) -> Any:
    """Text, or NULL. SQLite does not enforce the length; it is the specification's."""
    return Field(default=None, max_length=length, **options)


def binary_text() -> Any:
    """Text that is compared byte by byte, whatever a later default collation may be."""
    return Field(sa_type=BinaryText)


def one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """Only these words may stand in `column`."""
    words = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def check(name: str, condition: str) -> CheckConstraint:
    """A condition that every row keeps."""
    return CheckConstraint(condition, name=name)
