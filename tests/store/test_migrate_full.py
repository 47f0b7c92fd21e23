"""A store with rows in every table comes forward with all of them, and the program works on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.old_stores import back_to, full_store_of_0010
from xforce_desktop.clock import ManualClock
from xforce_desktop.scheduling.request import State
from xforce_desktop.store.migrate import HEAD, revision_of
from xforce_desktop.store.unit_of_work import open_store

NOW = datetime(2026, 6, 8, 14, 0, tzinfo=UTC)  # when its rows were written
CLOCK = ManualClock(NOW + timedelta(days=1))
Columns = Mapping[str, tuple[str, ...]]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a full store of revision 0010."""
    full_store_of_0010(tmp_path / "xforce.db")
    return tmp_path


def columns_of(folder: Path) -> dict[str, tuple[str, ...]]:
    """Of each table, the columns by name."""
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
        return {
            table: tuple(sorted(row[1] for row in connection.execute(f"PRAGMA table_info({table})")))
            for (table,) in connection.execute(named).fetchall()
        }


def rows_of(folder: Path, columns: Columns) -> dict[str, list[tuple[object, ...]]]:
    """Every row of each table in these columns, in the order in which they were written."""
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        return {
            table: connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid").fetchall()  # noqa: S608  # names of the schema
            for table, names in columns.items()
        }


def test_every_table_has_rows(old: Path):
    """Whatever a migration does to a table, it does to some of them here."""
    assert [table for table, rows in rows_of(old, columns_of(old)).items() if not rows] == []


def test_every_row_is_there_afterwards(old: Path):
    """In every column that it had; nothing refers to what is not there, and the file is sound."""
    columns = columns_of(old)
    before = rows_of(old, columns)

    open_store(old, CLOCK).close()

    assert revision_of(old / "xforce.db") == HEAD
    assert rows_of(old, columns) == before
    with closing(sqlite3.connect(old / "xforce.db")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_way_back_loses_none_of_them(old: Path):
    """Forward and back again it is what it was."""
    columns = columns_of(old)
    before = rows_of(old, columns)
    open_store(old, CLOCK).close()

    back_to(old, "0010")

    assert columns_of(old) == columns
    assert rows_of(old, columns) == before


def test_the_program_goes_on_with_it(old: Path):
    """Meetings, what waits to be done, whom to call and what is known of the account are as they were."""
    store = open_store(old, CLOCK)
    with store.begin() as work:
        requests = {one.state: one for one in work.requests()}
        waits = requests[State.AWAITING_RESPONSE]
        assert set(requests) == {State.AWAITING_RESPONSE, State.CONFIRMING, State.CANCELLED}
        assert (waits.standing, waits.knobs, waits.risk_accepted) == ((), (), "")
        assert [one.row["snoozed_until"] for one in work.open_moments()] == [None]
        assert waits.deal_id is not None
        assert len(work.deal_signals(waits.deal_id)) == 2
        assert len(work.account_memory(waits.company_id, include_forgotten=True)) == 2
        assert [one.summary for one in work.activities(waits.company_id)] == ["They talked"]
        assert [one.title for one in work.notices(unshown_only=True)] == ["They have a question"]
        assert work.due_rows(CLOCK.now())
        assert list(work.ended_without_postmortem()) == [requests[State.CANCELLED].id]
        for request in requests.values():
            work.save(request)
        work.commit()
    store.close()
