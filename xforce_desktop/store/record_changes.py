"""Whether a company, contact or deal has changed, told without reading them.

A connection counts what it changes itself; that another one wrote anything is told by SQLite's `data_version`
(sqlite.org/pragma.html#pragma_data_version). The moments in the rows would not do: an undo sets them back,
and who is no champion any more has no new one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event, text
from sqlmodel import Session

_COUNTED = "UPDATE record_changes SET number = number + 1"
_TABLES = ("companies", "contacts", "deals")
_MARK = text("SELECT number, data_version FROM temp.record_changes, pragma_data_version")


def count_changes(engine: Engine) -> None:
    """Each of its connections counts from a number of its own, so that no two of them have the same marks."""
    event.listen(engine, "connect", _set_up)


def mark(session: Session) -> object:
    """Another one as soon as one of them has changed."""
    return tuple(session.execute(_MARK).one())


def _set_up(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("CREATE TEMP TABLE record_changes (number INTEGER NOT NULL)")
    connection.execute("INSERT INTO temp.record_changes VALUES (random() / 2)")
    for table in _TABLES:
        for change in ("INSERT", "UPDATE", "DELETE"):
            when = f"CREATE TEMP TRIGGER {table}_{change} AFTER {change} ON main.{table}"
            connection.execute(f"{when} BEGIN {_COUNTED}; END")
