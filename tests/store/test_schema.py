"""The migrated file has every table, column, index and view that was specified, and equals the models."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect
from sqlalchemy.exc import StatementError

from tests.store.store_values import NOW, Stored, a_row, due_at
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Outcome, State
from xforce_desktop.store import columns
from xforce_desktop.store.migrate import HEAD, REVISIONS, SCRIPTS
from xforce_desktop.store.tables import METADATA, CursorRow
from xforce_desktop.store.unit_of_work import SqliteStore

SPECIFIED = {
    "scheduling_requests": "id created_by deal_id company_id meeting_type duration_minutes title "
    "context meeting_platform meeting_location date_range_start "
    "date_range_end preferred_times avoid_days timezone status "
    "attempt_count no_show_count last_action_at next_action_at "
    "next_action_type scheduled_time calendar_event_id invite_accepted "
    "completed_at outcome outcome_notes email_thread_id "
    "conversation_history created_at updated_at",
    "scheduling_attendees": "id scheduling_request_id side user_id contact_id name email "
    "is_required is_organizer invite_status created_at",
    "scheduling_actions": "id scheduling_request_id action_type email_id times_proposed "
    "time_selected message_content ai_reasoning actor created_at",
    "scheduling_templates": "id name meeting_type duration_minutes default_platform "
    "initial_email_template follow_up_template confirmation_template "
    "reminder_template no_show_template reschedule_template "
    "follow_up_after_hours reminder_hours_before max_attempts "
    "organization_id created_by created_at",
    "meeting_prep_briefs": "id scheduling_request_id deal_id company_id meeting_time brief_content "
    "viewed_at feedback_rating feedback_notes created_at",
    "social_proof_library": "id type title content source link relevant_for times_used "
    "conversion_rate is_active created_at",
    "scheduling_social_proof_usage": "id scheduling_request_id social_proof_id attempt_number sent_at "
    "led_to_response led_to_scheduling created_at",
    "contact_persona_overrides": "id contact_id persona override_reason created_by created_at",
    "scheduling_conflicts": "id scheduling_request_id conflict_type description resolution_action "
    "pause_until resolution_successful days_to_resolve created_at "
    "resolved_at",
    "seasonality_patterns": "id state month pattern_type avg_days_to_schedule avg_attempts_needed "
    "recommended_interval_multiplier sample_size last_updated",
    "scheduling_postmortems": "id scheduling_request_id outcome total_attempts days_to_schedule "
    "no_shows channels_used de_escalated social_proof_used "
    "champion_involved what_worked what_failed learnings_for_account "
    "learnings_for_meeting_type learnings_for_season created_at",
    "scheduler_metrics": "week total_requests meetings_held cancelled_by_prospect gave_up "
    "avg_attempts_to_schedule avg_no_shows avg_days_to_schedule "
    "meeting_success_rate",
    "users": "id email name",
    "deals": "id",
    "companies": "id name industry employee_count ownership_type",
    "contacts": "id company_id email name title is_champion is_owner",
}
INDEXES = {
    "idx_scheduling_requests_status": ("scheduling_requests", "status", ""),
    "idx_scheduling_requests_next_action": (
        "scheduling_requests",
        "next_action_at",
        "status NOT IN ('completed', 'cancelled')",
    ),
    "idx_scheduling_requests_deal": ("scheduling_requests", "deal_id", ""),
    "idx_scheduling_attendees_request": ("scheduling_attendees", "scheduling_request_id", ""),
    "idx_scheduling_actions_request": ("scheduling_actions", "scheduling_request_id", ""),
    "idx_meeting_prep_briefs_request": ("meeting_prep_briefs", "scheduling_request_id", ""),
    "idx_meeting_prep_briefs_time": ("meeting_prep_briefs", "meeting_time", ""),
    "idx_social_proof_active": ("social_proof_library", "is_active", "is_active = 1"),
    "idx_scheduling_conflicts_request": ("scheduling_conflicts", "scheduling_request_id", ""),
    "idx_seasonality_state_month": ("seasonality_patterns", "state, month", ""),
    "idx_postmortems_outcome": ("scheduling_postmortems", "outcome", ""),
}
# Child table to (column, parent, action on delete).
REFERENCES = {
    "scheduling_requests": {
        ("created_by", "users", ""),
        ("deal_id", "deals", ""),
        ("company_id", "companies", ""),
    },
    "scheduling_attendees": {
        ("scheduling_request_id", "scheduling_requests", "CASCADE"),
        ("user_id", "users", ""),
        ("contact_id", "contacts", ""),
    },
    "scheduling_actions": {("scheduling_request_id", "scheduling_requests", "CASCADE")},
    "scheduling_templates": {("created_by", "users", "")},
    "meeting_prep_briefs": {
        ("scheduling_request_id", "scheduling_requests", "CASCADE"),
        ("deal_id", "deals", ""),
        ("company_id", "companies", ""),
    },
    "scheduling_social_proof_usage": {
        ("scheduling_request_id", "scheduling_requests", "CASCADE"),
        ("social_proof_id", "social_proof_library", ""),
    },
    "contact_persona_overrides": {("contact_id", "contacts", "CASCADE"), ("created_by", "users", "")},
    "scheduling_conflicts": {("scheduling_request_id", "scheduling_requests", "CASCADE")},
    "scheduling_postmortems": {("scheduling_request_id", "scheduling_requests", "CASCADE")},
}


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        yield connection


def test_models_equal_the_migrated_schema(empty_store: Path):
    """Whoever changes a table without a migration hears of it here."""
    engine = create_engine(f"sqlite:///{empty_store}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_checks_of_the_models_are_in_the_file(empty_store: Path):
    """Autogenerated comparison does not see CHECKs, so they are compared here."""
    engine = create_engine(f"sqlite:///{empty_store}")
    for name, table in METADATA.tables.items():
        wanted = {
            (str(one.name), str(one.sqltext)) for one in table.constraints if isinstance(one, CheckConstraint)
        }
        found = {(str(one["name"]), one["sqltext"]) for one in inspect(engine).get_check_constraints(name)}
        assert wanted == found
    engine.dispose()


@pytest.mark.parametrize("table", METADATA.tables)
def test_every_reference_is_found_by_an_index(database: sqlite3.Connection, table: str):
    """Deleting a row asks each table that refers to it; without an index that reads the whole table."""
    ask = database.execute
    indexes = ask("SELECT name FROM pragma_index_list(?) WHERE NOT partial", (table,)).fetchall()
    first = "SELECT name FROM pragma_index_info(?) WHERE seqno = 0"
    begins = {ask(first, index).fetchone()[0] for index in indexes}
    begins |= {row[1] for row in ask(f"PRAGMA table_info({table})") if row[5] == 1}
    refers = {row[3] for row in ask(f"PRAGMA foreign_key_list({table})")}
    assert refers <= begins


def test_revisions_are_listed_in_order():
    """The program knows exactly the scripts that are there."""
    files = sorted(one.name[:4] for one in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert tuple(files) == REVISIONS
    assert REVISIONS[-1] == HEAD


@pytest.mark.parametrize("table", SPECIFIED)
def test_every_specified_column_exists(database: sqlite3.Connection, table: str):
    """With exactly its name."""
    there = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
    assert set(SPECIFIED[table].split()) <= there


@pytest.mark.parametrize("name", INDEXES)
def test_every_specified_index_exists(database: sqlite3.Connection, name: str):
    """On its table and columns, with its condition."""
    table, indexed, condition = INDEXES[name]
    (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    tail = f" WHERE {condition}" if condition else ""
    assert sql == f"CREATE INDEX {name} ON {table} ({indexed}){tail}"


@pytest.mark.parametrize("table", REFERENCES)
def test_references_are_as_specified(database: sqlite3.Connection, table: str):
    """Parents and what happens when they are deleted."""
    rows = database.execute(f"PRAGMA foreign_key_list({table})")
    found = {(row[3], row[2], "" if row[6] == "NO ACTION" else row[6]) for row in rows}
    assert found == REFERENCES[table]


def test_a_state_has_one_pattern_a_month(database: sqlite3.Connection):
    """UNIQUE(state, month)."""
    row = "INSERT INTO seasonality_patterns VALUES (?, 'FL', 3, 'termite_swarm', 1, 1, 1, 0, '2026-01-01')"
    database.execute(row, (uuid.uuid4().hex,))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute(row, (uuid.uuid4().hex,))


def test_every_field_of_a_request_is_kept(new_request: Callable[..., MeetingRequest]):
    """A new field of a request or attendee needs a column; the parts below stand for themselves."""
    request = new_request(uuid.uuid4())
    stands_for = {"platform": "meeting_platform", "location": "meeting_location", "state": "status"}
    stands_for |= {"history": "conversation_history", "next_action": "next_action_at"}
    stands_for |= {"conflict": "conflict_context"}
    elsewhere = {"attendees", "preferences"}
    wanted = {stands_for.get(one.name, one.name) for one in fields(MeetingRequest)} - elsewhere
    assert wanted <= set(columns.request_columns(request))
    wanted = {one.name for one in fields(Attendee)}
    assert wanted <= set(columns.attendee_columns(request.attendees[0], request.id, 0))


def test_deleting_a_request_deletes_what_hangs_on_it(folder: Path, sqlite: SqliteStore, stored: Stored):
    """Foreign keys are on in every connection of the store."""
    request = stored(sqlite, offered_times=(NOW + timedelta(days=1),))
    with sqlite.begin() as work:
        work.queue([a_row(request)])
        work.commit()
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM scheduling_requests")
        for table in ("scheduling_attendees", "outbox", "slot_holds"):
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == []  # noqa: S608  # fixed names


def test_due_requests_use_the_partial_index(folder: Path, sqlite: SqliteStore, stored: Stored):
    """The question of every tick is answered from idx_scheduling_requests_next_action."""
    stored(sqlite, next_action=due_at(NOW))
    asked: list[str] = []
    with sqlite.begin() as work:
        driver = work._session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        work.due_requests(NOW)
        work.due_rows(NOW)
        work.next_due_at()
        driver.set_trace_callback(None)
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        plans = [
            " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}"))
            for question in asked
            if question.startswith("SELECT")
        ]
    assert len(plans) == 6
    assert "USING INDEX idx_scheduling_requests_next_action" in plans[0]
    assert "ix_outbox_request" in plans[0]
    assert "USING INDEX ix_outbox_due" in plans[1]
    assert "ix_outbox_due" in plans[2]
    assert "idx_scheduling_requests_next_action" in plans[3]
    assert "ix_jobs_due" in plans[4]


def test_metrics_count_weeks_from_monday(folder: Path, sqlite: SqliteStore, stored: Stored):
    """Only ended requests count, each in the week in which it was created."""
    sunday = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
    monday = datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
    held = {"state": State.COMPLETED, "outcome": Outcome.HELD}
    stored(sqlite, created_at=NOW, attempt_count=3, scheduled_time=NOW + timedelta(days=4), **held)
    stored(sqlite, created_at=sunday, attempt_count=1, scheduled_time=sunday + timedelta(days=1), **held)
    stored(sqlite, created_at=NOW, state=State.CANCELLED, outcome=Outcome.GAVE_UP, attempt_count=5)
    refused = {"state": State.CANCELLED, "outcome": Outcome.CANCELLED_BY_THEM}
    stored(sqlite, created_at=monday, no_show_count=2, **refused)
    stored(sqlite, created_at=monday, state=State.PAUSED, attempt_count=9)

    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        weeks = connection.execute("SELECT * FROM scheduler_metrics ORDER BY week").fetchall()
    assert weeks[0][:6] == ("2026-03-02", 3, 2, 0, 1, 3.0)
    assert weeks[0][7:] == (pytest.approx(2.5), pytest.approx(2 / 3))
    assert weeks[1] == ("2026-03-09", 1, 0, 1, 0, 0.0, 2.0, None, 0.0)


def test_nothing_is_null(folder: Path, sqlite: SqliteStore, stored: Stored):
    """What is not there is NULL, not the word null and not an empty text."""
    stored(sqlite)
    with closing(sqlite3.connect(folder / "xforce.db")) as connection:
        row = "SELECT interrupted_action, postmortem, calendar_event_id, outcome FROM scheduling_requests"
        assert connection.execute(row).fetchall() == [(None,) * 4]
        row = "SELECT agreed_times, sms_consent, title FROM scheduling_attendees"
        assert connection.execute(row).fetchall() == [(None,) * 3] * 2


def test_a_naive_time_is_never_stored(sqlite: SqliteStore, stored: Stored):
    """Neither in a column nor inside JSON."""
    request = stored(sqlite)
    naive = datetime(2026, 3, 2, 15, 0)  # noqa: DTZ001  # that is the point
    with sqlite.begin() as work, pytest.raises(ValueError, match="without a zone"):
        work.save(replace(request, refused_times=(naive,)))
    with sqlite.begin() as work, pytest.raises((StatementError, ValueError), match="without a zone"):
        work._insert(CursorRow(name="x", value="y", saved_at=naive))
