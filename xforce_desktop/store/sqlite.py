"""How the file is opened, and SQLite's errors in our words.

Write-ahead log, so that a reader never waits for a writer. `synchronous` is FULL, not NORMAL: with NORMAL the
last commits may be missing after a power cut, and a mail could go out a second time because the line "begun"
is gone. Every transaction is BEGIN IMMEDIATE: two that read and then write would otherwise deadlock half way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from xforce_desktop.errors import StoreError
from xforce_desktop.store.turn import busy

BUSY_TIMEOUT_MS = 5000
# "XFOR", in every store's header so that we know our own: sqlite.org/pragma.html#pragma_application_id
APPLICATION_ID = 0x58464F52


def engine_for(path: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS, *, foreign_keys: bool = True) -> Engine:
    """An engine of one connection, which the threads use in turn."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # not as text: a folder's name may hold ? or %
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": busy_timeout_ms / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions by itself, and too late
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "handle_error", _translate)
    return engine


def _translate(context: ExceptionContext) -> None:
    """Called by SQLAlchemy for every error: raise ours in its place."""
    cause = context.original_exception
    if isinstance(cause, sqlite3.Error):
        raise in_our_words(cause) from cause


@contextmanager
def translated() -> Iterator[None]:
    """For the places that use the driver directly."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_our_words(error) from error


def in_our_words(error: sqlite3.Error) -> StoreError:
    """What happened and what to do. Codes: sqlite.org/rescode.html, without their extension."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy()
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged()
    if code == sqlite3.SQLITE_FULL:
        return StoreError("The disk is full; nothing was saved.", "Free some space and try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return StoreError("The store cannot be read or written.", "Check the permissions of the data folder.")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return StoreError("The store refused an entry that does not fit.", str(error))
    return StoreError("The store failed.", str(error))


class StoreDamaged(StoreError):
    """The file is no database, not ours, or torn: the one case in which a restore may move it aside."""


def damaged() -> StoreDamaged:
    return StoreDamaged(
        "The store is damaged or is not an X-FORCE store.",
        "Restore a backup with: restore FILE. Copies made before updates lie beside it (xforce.db.before-*).",
    )


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, not even the files beside it.

    Without a log of its own a write-ahead store is opened as immutable: SQLite would otherwise create one.
    """
    log = path.with_name(path.name + "-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=BUSY_TIMEOUT_MS / 1000)


def copy_store(source: Path, target: Path) -> None:
    """A consistent copy, while the source may be in use; its owner alone may read it.

    `target` appears whole or not at all. Raises StoreError, StoreBusy.
    """
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    create_private(unfinished)
    try:
        with translated(), closing(read_only(source)) as old, closing(sqlite3.connect(unfinished)) as new:
            old.backup(new)
            # A copy is one file: without this it would want a log beside it.
            new.execute("PRAGMA journal_mode = DELETE")
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def create_private(path: Path) -> None:
    """An empty file that its owner alone may read; SQLite gives its side files the same rights."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
