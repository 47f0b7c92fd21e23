"""Copies of the store in use, and the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from xforce_desktop.errors import StoreError
from xforce_desktop.store.migrate import bring_up_to_date, is_sound, keep_copy, revision_of
from xforce_desktop.store.sqlite import BUSY_TIMEOUT_MS, StoreDamaged, copy_store, damaged, translated


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

    What was there is kept beside it, as `.before-restore-<time>` or, if it cannot be read any more, as
    `.damaged-<time>`. Nothing changes unless all of it succeeds. The store may be in use.

    Raises:
        StoreTooNew: a newer program wrote the backup, or the store that it would replace.
        StoreBusy: another program is writing and does not finish.
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
        _replace(store, prepared, now)
    finally:
        for leftover in store.parent.glob(f"{prepared.name}*"):
            leftover.unlink()


def _replace(store: Path, prepared: Path, now: datetime) -> None:
    if _is_usable(store):
        keep_copy(store, "before-restore", now)
        _pour(prepared, store)
        return
    for part in ("-shm", "-wal", ""):
        old = store.with_name(store.name + part)
        if old.exists():
            old.replace(store.with_name(f"{store.name}.damaged-{now:%Y%m%dT%H%M%SZ}{part}"))
    prepared.replace(store)


def _is_usable(store: Path) -> bool:
    """Whether pages can be poured into this file. A busy store or a newer one is an error, not unusable."""
    try:
        return bool(revision_of(store)) and is_sound(store)
    except StoreDamaged:
        return False


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
