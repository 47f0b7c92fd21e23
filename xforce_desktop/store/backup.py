"""Copies of the store in use, and the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from xforce_desktop.errors import StoreError
from xforce_desktop.store.migrate import bring_up_to_date, is_sound, keep_copy, revision_of
from xforce_desktop.store.sqlite import BUSY_TIMEOUT_MS, copy_store, damaged, translated


def backup_to(store: Path, target: Path) -> None:
    """Copy the store to `target`, which is replaced if it exists. The store may be in use.

    Raises StoreError if the target cannot be written.
    """
    if target.resolve() == store.resolve():
        raise StoreError("A backup cannot be written over the store itself.", "Name another file.")
    try:
        copy_store(store, target)
    except OSError as error:
        raise StoreError(f"The backup could not be written to {target}.", str(error.strerror)) from error


def restore_from(store: Path, source: Path, now: datetime) -> None:
    """Put the backup in place of what the store holds; an older one is brought up to date on the way.

    What was there is kept beside it as `.before-restore-<time>`. Nothing changes unless all of it succeeds.

    Raises:
        StoreTooNew: a newer program wrote the backup.
        StoreError: it is missing, damaged, or no store of ours.
    """
    if not source.is_file():
        raise StoreError(f"There is no backup {source}.", "Name a file that the backup command wrote.")
    if not revision_of(source) or not is_sound(source):
        raise StoreError(f"{source} is not a usable backup.", "Name another one; nothing was changed.")
    prepared = store.with_name(store.name + ".restoring")
    try:
        copy_store(source, prepared)
        bring_up_to_date(prepared, now)
        if store.exists():
            keep_copy(store, "before-restore", now)
        _pour(prepared, store)
    finally:
        for leftover in store.parent.glob(f"{prepared.name}*"):
            leftover.unlink()


def _pour(source: Path, target: Path) -> None:
    """Copy page by page into the live file, in one transaction: other programs see all or nothing."""
    wait_s = BUSY_TIMEOUT_MS / 1000
    with (
        translated(),
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target, timeout=wait_s)) as new,
    ):
        old.backup(new)
        if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise damaged()
