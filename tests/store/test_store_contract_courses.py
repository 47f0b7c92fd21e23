"""What every store tells of how requests went; each test runs in memory and on SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import NOW
from tests.kept_courses import keep_courses
from tests.stopwatch import fastest_s
from ui.sample_metrics import a_history
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.learning.weeks import scheduler_metrics
from xforce_desktop.scheduling.courses import Turn
from xforce_desktop.scheduling.request import Actor, EntryType, Outcome, State
from xforce_desktop.scheduling.unit_of_work import ActionEntry, ConversationMessage, Direction, Store
from xforce_desktop.store.unit_of_work import SqliteStore, open_store


def test_what_went_in_comes_out(store: Store):
    """Asks, answers, bookings, outcomes, persona and zone of every request."""
    history = [
        replace(one, persona="owner" if not i % 3 else "") for i, one in enumerate(a_history(1, 40, NOW))
    ]
    with store.begin() as work:
        kept = keep_courses(work, history)
        work.commit()
    with store.begin() as work:
        assert list(work.courses()) == kept


def test_automatic_answers_are_no_turns(store: Store):
    """An absence note came, and nobody has answered."""
    with store.begin() as work:
        (course,) = keep_courses(work, a_history(1, 1, NOW))
        note = ConversationMessage(
            Direction.IN, "note", "<note>", "", "", "", (), (), "", "", "", NOW,
            reading={"message_kind": "auto_reply"},
        )  # fmt: skip
        work.add_message(course.id, note)
        assert [one.turns for one in work.courses()] == [course.turns]


def test_a_meeting_taken_off_the_calendar_was_booked(store: Store):
    """The request itself has forgotten when; the journal has not."""
    booked_at = NOW.replace(hour=16)
    plain = a_history(1, 1, NOW)[0]
    course = replace(
        plain, state=State.CANCELLED, outcome=Outcome.CANCELLED_BY_THEM, scheduled_time=None,
        booked_at=(booked_at,), events={"MeetingBooked": 1}, turns=(Turn(NOW, True, "initial"),),
    )  # fmt: skip
    with store.begin() as work:
        keep_courses(work, [course])
        (told,) = work.courses()
        assert (told.booked_at, told.was_booked) == ((booked_at,), True)


def test_what_the_rep_did_by_hand_was_not_left_to_them(store: Store):
    """Taking it over is no question of ours; being unsure is one."""
    with store.begin() as work:
        mine, asked = keep_courses(
            work, [replace(one, was_left_to_rep=False) for one in a_history(1, 2, NOW)]
        )
        work.append_actions(mine.id, [ActionEntry(EntryType.HANDED_TO_REP, Actor.USER, "You took it.", NOW)])
        work.append_actions(asked.id, [ActionEntry(EntryType.HANDED_TO_REP, Actor.AI, "Unsure.", NOW)])
        assert {one.id: one.was_left_to_rep for one in work.courses()} == {mine.id: False, asked.id: True}


def test_the_view_and_our_table_are_equal(sqlite: SqliteStore, folder: Path):
    """The specification's SQL and our own count, in UTC, give the same rows."""
    with sqlite.begin() as work:
        keep_courses(work, a_history(5, 120, datetime(2026, 11, 24, 15, tzinfo=UTC)))
        work.commit()
    with sqlite.begin() as work:
        ours = scheduler_metrics(work.courses(), ZoneInfo("UTC"))
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        connection.row_factory = sqlite3.Row
        view = [dict(row) for row in connection.execute("SELECT * FROM scheduler_metrics ORDER BY week")]

    assert len(view) > 5
    assert len(ours) == len(view)
    for week, row in zip(ours, view, strict=True):
        told = asdict(week) | {"week": week.week.isoformat()}
        assert told.keys() == row.keys()
        assert told == {
            name: value if isinstance(value, str | None) else pytest.approx(value)
            for name, value in row.items()
        }


def test_five_thousand_requests_are_told_in_a_second(folder: Path, clock: ManualClock):
    """With some twenty thousand messages and events: the computer's own time for it, whoever else works."""
    store = open_store(folder, clock, SeededIds(1))
    with store.begin() as work:
        keep_courses(work, a_history(7, 50, NOW))
        work.commit()
    store.close()
    multiply(folder / "xforce.db", 100)
    store = open_store(folder, clock, SeededIds(1))
    with store.begin() as work:
        assert fastest_s(work.courses, 1.0) < 1.0
        courses = work.courses()
    assert len(courses) == 5000
    assert sum(len(course.turns) for course in courses) > 10_000
    store.close()


def multiply(path: Path, times: int) -> None:
    """Every request with all that belongs to it so many times, under ids of its own."""
    with closing(sqlite3.connect(path)) as connection:
        for table, owner in TABLES.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = [_copied(name, owner) for name in names]
            columns = ", ".join(names)
            numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            copying = f"{numbers}INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table}, n"  # noqa: S608
            connection.execute(copying, (times - 1,))
        connection.commit()


TABLES = {
    "scheduling_requests": "id",
    "scheduling_attendees": "scheduling_request_id",
    "journal": "scheduling_request_id",
    "conversation_messages": "scheduling_request_id",
    "scheduling_actions": "scheduling_request_id",
    "outbox": "scheduling_request_id",
}


def _copied(name: str, owner: str) -> str:
    if name in {owner, "id"}:
        return f"printf('%08x', n.i) || substr({name}, 9)"
    if name in {"key", "provider_id"}:
        return f"{name} || n.i"
    return "NULL" if name == "sequence" else name
