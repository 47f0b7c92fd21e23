"""Opening: new, current, older, newer, foreign and damaged stores."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from tests.store.old_stores import back_to, store_at
from tests.store.store_values import NOW, Stored, a_message, a_row
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreBusy, StoreError, StoreTooNew
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.scheduling import caps
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Direction, OutboxStatus
from xforce_desktop.store import migrate
from xforce_desktop.store.migrate import HEAD, REVISIONS, bring_up_to_date, revision_of, run_scripts
from xforce_desktop.store.unit_of_work import open_store

CLOCK = ManualClock(NOW)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_new_store_is_private(tmp_path: Path):
    """Folder and file are the rep's alone."""
    folder = tmp_path / "deep" / "data"
    open_store(folder, CLOCK).close()
    assert revision_of(folder / "xforce.db") == HEAD
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "xforce.db").stat().st_mode) == 0o600


NAMES = ["a b", "50%", "#1", "Grüße", "semi;colon"] + ([] if os.name == "nt" else ["what?"])


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str):
    """New, opened again and backed up."""
    folder = tmp_path / name
    open_store(folder, CLOCK).close()
    store = open_store(folder, CLOCK)
    store.backup_to(folder / f"copy of {name}")
    store.close()
    assert sorted(one.name for one in folder.iterdir()) == [f"copy of {name}", "xforce.db"]


def test_the_files_beside_it_are_private_too(folder: Path):
    """The log holds the same texts as the store."""
    os.chmod(folder / "xforce.db", 0o600)
    store = open_store(folder, CLOCK)
    with store.begin() as work:
        work.save_setting("a", "b")
        work.commit()
        beside = [one for one in folder.iterdir() if one.name != "xforce.db"]
        assert {one.name for one in beside} >= {"xforce.db-wal"}
        if os.name == "posix":
            assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in beside)
    store.close()


def test_the_connection_is_set_up(folder: Path):
    """Write-ahead log, full synchronisation, foreign keys, five seconds of patience."""
    store = open_store(folder, CLOCK)
    with store.begin() as work:
        ask = work._session.connection().exec_driver_sql
        answers = [
            ask(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert answers == ["wal", 2, 1, 5000]
    store.close()


def test_a_current_store_opens_fast_and_without_alembic(folder: Path):
    """Opening and reading cost a fraction of 150 ms of work, and nobody waits for alembic."""
    script = (
        "import sys, time; from pathlib import Path; from xforce_desktop.clock import SystemClock;"
        "from xforce_desktop.store.unit_of_work import open_store; start = time.process_time();"
        f"store = open_store(Path({str(folder)!r}), SystemClock());\n"
        "with store.begin() as work: work.account()\n"
        "print(time.process_time() - start, 'alembic' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    took_s, has_alembic = answer.stdout.split()
    assert float(took_s) < 0.15
    assert has_alembic == "False"
    assert [one.name for one in folder.iterdir()] == ["xforce.db"]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_store_is_copied_and_brought_up_to_date(tmp_path: Path, revision: str):
    """What was in it is there afterwards; the copy beside it is the old store."""
    path = tmp_path / "xforce.db"
    store_at(path, revision)
    company_id = uuid.uuid4().hex
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO companies (id, name, name_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            (company_id, "Acme", "acme", "2026-03-01 00:00:00.000000", "2026-03-01 00:00:00.000000"),
        )

    store = open_store(tmp_path, CLOCK)
    with store.begin() as work:
        assert work.company_id("ACME") == uuid.UUID(company_id)
    store.close()

    copy = tmp_path / f"xforce.db.before-{HEAD}-20260302T150000Z"
    assert revision_of(path) == HEAD
    assert revision_of(copy) == revision
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM companies").fetchall() == [("Acme",)]


# What the two revisions after 0004 added, which have no way back of their own.
ADDED_AFTER_0004 = {
    "scheduling_requests": (
        "ladder_step",
        "least_duration_minutes",
        "shortened_from",
        "deal_value",
        "account_failures",
        "shown_timezone",
        "zone_asked",
    ),
    "scheduling_attendees": ("zone", "zone_is_sure"),
    "conversation_messages": ("channel", "kind"),
}


def back_to_0004(folder: Path) -> None:
    back_to(folder, "0006")
    with closing(sqlite3.connect(folder / "xforce.db")) as connection, connection:
        connection.execute("DROP TABLE hold_events")
        connection.execute("DROP TABLE zone_evidence")
        connection.execute("DROP INDEX ix_conversation_messages_sent")
        for table, names in ADDED_AFTER_0004.items():
            for name in names:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0004'")


def test_requests_survive_the_last_migration(tmp_path: Path, folder: Path, stored: Stored):
    """A store full of requests, put one revision back, comes forward with all of them."""
    store = open_store(folder, CLOCK)
    request: MeetingRequest = stored(store, offered_times=(NOW + timedelta(days=1),))
    with store.begin() as work:
        work.add_message(request.id, a_message())
        work.commit()
    store.close()
    back_to_0004(folder)

    again = open_store(folder, CLOCK)
    with again.begin() as work:
        assert work.load(request.id) == request
        assert len(work.held_spans(except_for=request.id)) == 0
        assert [one.channel for one in work.conversation(request.id)] == ["email"]
    again.close()


def test_what_left_on_the_day_of_the_update_counts_for_the_caps(folder: Path, stored: Stored):
    """Each old mail of ours gets the kind of the row that sent it; one by the rep, or of theirs, has none."""
    store = open_store(folder, CLOCK)
    request: MeetingRequest = stored(store)
    row = a_row(request, effect=SendLetter(LetterKind.FOLLOW_UP), status=OutboxStatus.DONE)
    ours = {"direction": Direction.OUT, "to": ("john@acme.example",), "reading": {}}
    with store.begin() as work:
        work.queue([row])
        work.add_message(request.id, a_message("ours", key=str(row.key), kind="follow_up", **ours))
        work.add_message(request.id, a_message("by the rep", **ours))
        work.add_message(request.id, a_message("lost its row", key="gone:1:0", kind="initial", **ours))
        work.add_message(request.id, a_message("theirs"))
        work.commit()
    store.close()
    back_to_0004(folder)

    again = open_store(folder, CLOCK)
    with again.begin() as work:
        kinds = {one.provider_id: one.kind for one in work.conversation(request.id)}
        sent = work.sent_since(NOW)
    again.close()

    assert kinds == {"ours": "follow_up", "by the rep": "", "lost its row": "", "theirs": ""}
    assert caps.put_off(request, LetterKind.FOLLOW_UP, sent, NOW) is not None


def test_the_memory_of_people_can_be_taken_out_and_put_in_again(folder: Path):
    """Back to the revision before and forward: whoever was remembered is read again, all else is there."""
    store = open_store(folder, CLOCK)
    away = Account("Brent", "b@x.example", working_days=(0, 1), away=OwnAbsence(NOW))
    with store.begin() as work:
        work.save_account(away)
        work.remember([Remembered(Origin.CONTACT, "j@acme.example", "John", NOW)])
        work.commit()
    store.close()
    path = folder / "xforce.db"
    back_to(folder, "0006")
    assert revision_of(path) == "0006"
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        columns = {row[1] for row in connection.execute("PRAGMA table_info(users)")}
    assert "remembered_people" not in tables
    assert not {"working_days", "away"} & columns

    again = open_store(folder, CLOCK)
    with again.begin() as work:
        assert work.account() == replace(away, working_days=(), away=None)
        assert list(work.remembered(Origin.CONTACT)) == []
    again.close()


def test_the_five_newest_copies_are_kept(folder: Path):
    """Older ones make room; a copy never overwrites another."""
    path = folder / "xforce.db"
    copies = [migrate.keep_copy(path, f"before-{HEAD}", NOW) for _ in range(3)]
    copies += [migrate.keep_copy(path, f"before-{HEAD}", NOW + timedelta(days=n)) for n in range(1, 5)]
    assert len(set(copies)) == 7
    assert sorted(folder.glob("xforce.db.before-*")) == sorted(copies[-5:])


def test_a_failed_migration_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Half a migration is undone with the rest of it."""
    path = tmp_path / "xforce.db"
    store_at(path, "0002")

    def break_off(connection: migrate.Connection, revision: str) -> None:
        run_scripts(connection, "0003")
        raise StoreError("power cut")

    monkeypatch.setattr(migrate, "run_scripts", break_off)
    with pytest.raises(StoreError, match="power cut"):
        bring_up_to_date(path, NOW)
    assert revision_of(path) == "0002"
    with closing(sqlite3.connect(path)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "scheduling_requests" in names
    assert "meeting_prep_briefs" not in names


@pytest.mark.parametrize("has_log", [False, True])
def test_a_newer_store_is_refused_and_not_touched(folder: Path, has_log: bool):
    """Not one byte of it changes, also while another program has it open."""
    other = sqlite3.connect(folder / "xforce.db")
    other.execute("UPDATE alembic_version SET version_num = '9001'")
    other.commit()
    if not has_log:
        other.close()
    before = everything_in(folder)

    with pytest.raises(StoreTooNew, match="newer version") as refused:
        open_store(folder, CLOCK)

    after = everything_in(folder)
    before.pop("xforce.db-shm", None)  # locks of the readers
    after.pop("xforce.db-shm", None)
    assert after == before
    assert "Update the program" in refused.value.advice
    other.close()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def another_alembic_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0004')")


def no_database(path: Path) -> None:
    path.write_text("these are not the pages you are looking for\n" * 200)


def torn_first_page(path: Path) -> None:
    open_store(path.parent, CLOCK).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3900)


@pytest.mark.parametrize("spoil", [foreign, another_alembic_program, no_database, torn_first_page])
def test_what_is_not_our_store_is_refused(tmp_path: Path, spoil: Callable[[Path], None]):
    """In plain words, with what to do, and without touching it."""
    spoil(tmp_path / "xforce.db")
    before = everything_in(tmp_path)
    with pytest.raises(StoreError, match="damaged or is not") as refused:
        open_store(tmp_path, CLOCK)
    assert "Restore a backup" in refused.value.advice
    assert everything_in(tmp_path) == before


def test_damage_further_in_is_told_when_it_is_met(folder: Path, stored: Stored):
    """A torn page in the middle is a StoreError at the first use, not a traceback of the driver."""
    store = open_store(folder, CLOCK)
    request = stored(store)
    store.close()
    path = folder / "xforce.db"
    with closing(sqlite3.connect(path)) as connection:
        place = "SELECT rootpage FROM sqlite_master WHERE name = 'scheduling_requests'"
        (page,) = connection.execute(place).fetchone()
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)
    again = open_store(folder, CLOCK)
    with pytest.raises(StoreError, match="damaged"), again.begin() as work:
        work.load(request.id)
    again.close()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path):
    """A file where the folder should be."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        open_store(tmp_path / "data", CLOCK)


def test_a_store_that_another_program_holds(folder: Path):
    """After the waiting time it says so, and later it works."""
    store = open_store(folder, CLOCK, busy_timeout_ms=50)
    other = sqlite3.connect(folder / "xforce.db")
    other.execute("BEGIN IMMEDIATE")
    start = perf_counter()
    with pytest.raises(StoreBusy, match="another X-FORCE program"), store.begin():
        pass
    assert perf_counter() - start < 2
    other.rollback()
    other.close()
    with store.begin() as work:
        work.save_setting("a", "b")
        work.commit()
    store.close()
