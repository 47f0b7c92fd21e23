"""Backups of a store in use, and the way back."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.store_values import NOW
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreError, StoreTooNew
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.store.migrate import HEAD, revision_of, run_scripts
from xforce_desktop.store.sqlite import APPLICATION_ID, engine_for
from xforce_desktop.store.unit_of_work import SqliteStore, open_store, restore_store


def keep(store: SqliteStore, value: str) -> None:
    with store.begin() as work:
        work.save_setting("state", value)
        work.commit()


def kept(store: SqliteStore) -> str | None:
    with store.begin() as work:
        return work.setting("state")


def test_a_backup_brings_everything_back(sqlite: SqliteStore, tmp_path: Path):
    """Made and restored while the store is in use; what it replaced is kept beside it."""
    backup = tmp_path / "safe" / "my.xforce"
    backup.parent.mkdir()
    keep(sqlite, "one")
    sqlite.backup_to(backup)
    keep(sqlite, "two")
    sqlite.restore_from(backup)
    assert kept(sqlite) == "one"
    keep(sqlite, "three")
    assert kept(sqlite) == "three"
    assert [one.name for one in backup.parent.iterdir()] == ["my.xforce"]

    (undo,) = tmp_path.glob("xforce.db.before-restore-*")
    sqlite.restore_from(undo)
    assert kept(sqlite) == "two"
    if os.name == "posix":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_another_program_sees_the_restored_store(sqlite: SqliteStore, folder: Path, tmp_path: Path):
    """A store that is open elsewhere shows the restored content in its next transaction."""
    keep(sqlite, "one")
    sqlite.backup_to(tmp_path / "copy")
    keep(sqlite, "two")
    other = open_store(folder, ManualClock(NOW))
    assert kept(other) == "two"
    sqlite.restore_from(tmp_path / "copy")
    assert kept(other) == "one"
    keep(other, "three")
    assert kept(sqlite) == "three"
    other.close()


def test_a_backup_replaces_an_older_one_whole(sqlite: SqliteStore, tmp_path: Path):
    """Writing it again leaves one good file, and nothing unfinished."""
    target = tmp_path / "again"
    for value in ("one", "two"):
        keep(sqlite, value)
        sqlite.backup_to(target)
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT value FROM settings").fetchall() == [("two",)]
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_that_cannot_be_written_is_told(sqlite: SqliteStore, tmp_path: Path):
    """A missing folder, or the store itself as the target."""
    with pytest.raises(StoreError, match="could not be written"):
        sqlite.backup_to(tmp_path / "missing" / "file")
    with pytest.raises(StoreError, match="over the store itself"):
        sqlite.backup_to(sqlite.path)


def test_an_older_backup_is_brought_up_to_date(sqlite: SqliteStore, tmp_path: Path):
    """The backup file itself stays as it was."""
    old = tmp_path / "old"
    engine = engine_for(old, foreign_keys=False)
    with engine.begin() as connection:
        run_scripts(connection, "0002")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()

    sqlite.restore_from(old)

    assert kept(sqlite) is None
    assert revision_of(sqlite.path) == HEAD
    assert revision_of(old) == "0002"


def test_a_damaged_store_can_be_restored(folder: Path, tmp_path: Path):
    """It cannot be opened any more, but replaced; its remains are kept."""
    store = open_store(folder, ManualClock(NOW))
    keep(store, "one")
    store.backup_to(tmp_path / "copy")
    store.close()
    torn = b"\xff" * 5000
    store.path.write_bytes(torn)

    restore_store(folder, tmp_path / "copy", ManualClock(NOW))

    again = open_store(folder, ManualClock(NOW))
    assert kept(again) == "one"
    again.close()
    (remains,) = folder.glob("xforce.db.damaged-*")
    assert remains.read_bytes() == torn


def test_a_backup_starts_a_new_folder(sqlite: SqliteStore, tmp_path: Path):
    """On a new computer the backup is all there is."""
    keep(sqlite, "one")
    sqlite.backup_to(tmp_path / "copy")
    restore_store(tmp_path / "new", tmp_path / "copy", ManualClock(NOW))
    store = open_store(tmp_path / "new", ManualClock(NOW))
    assert kept(store) == "one"
    store.close()
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["xforce.db"]


def test_what_is_no_backup_is_refused(sqlite: SqliteStore, tmp_path: Path):
    """Missing, empty, foreign, newer and damaged files change nothing."""
    keep(sqlite, "mine")
    good = tmp_path / "good"
    sqlite.backup_to(good)
    newer = tmp_path / "newer"
    newer.write_bytes(good.read_bytes())
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9001'")
    torn = tmp_path / "torn"
    torn.write_bytes(good.read_bytes()[:4096] + b"\xff" * 40000)
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no" * 1000)
    before = {one.name for one in tmp_path.iterdir()}

    for name in ("missing", "empty", "text", "torn"):
        with pytest.raises(StoreError):
            sqlite.restore_from(tmp_path / name)
    with pytest.raises(StoreTooNew):
        sqlite.restore_from(newer)

    assert kept(sqlite) == "mine"
    ignored = {"xforce.db-wal", "xforce.db-shm"}
    assert {one.name for one in tmp_path.iterdir()} - ignored == before - ignored


def test_people_who_are_remembered_are_in_the_backup(sqlite: SqliteStore, tmp_path: Path):
    """A restored store knows the colleagues without asking anybody."""
    with sqlite.begin() as work:
        work.remember([Remembered(Origin.COLLEAGUE, "s@x.example", "Sarah", NOW)])
        work.commit()
    sqlite.backup_to(tmp_path / "copy")
    with sqlite.begin() as work:
        work.forget(["s@x.example"])
        work.commit()
    sqlite.restore_from(tmp_path / "copy")
    with sqlite.begin() as work:
        assert [one.name for one in work.remembered(Origin.COLLEAGUE)] == ["Sarah"]
