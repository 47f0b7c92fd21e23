"""`backup FILE` and `restore FILE`: the rep's data in one file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from xforce_desktop.errors import BadInput, StoreBusy, StoreError, StoreTooNew


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register both commands."""
    save = subparsers.add_parser("backup", help="copy the store to a file, also while it is in use")
    save.add_argument("file", metavar="FILE")
    save.set_defaults(run=run_backup)
    load = subparsers.add_parser("restore", help="replace the store by a backup")
    load.add_argument("file", metavar="FILE")
    load.set_defaults(run=run_restore)


def run_backup(args: argparse.Namespace) -> int:
    """Write a complete copy. An existing file is not overwritten."""
    from xforce_desktop.bootstrap.folders import open_local_store

    target = Path(args.file)
    if target.exists():
        raise BadInput(f"{target} exists already.", "Name a new file.")
    with open_local_store(args) as store:
        store.backup_to(target)
    sys.stdout.write(f"Saved to {target}\n")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Put a backup in place of the store; what was there is kept beside it."""
    from xforce_desktop.bootstrap.folders import only_one, store_folder
    from xforce_desktop.clock import SystemClock
    from xforce_desktop.paths import data_folder
    from xforce_desktop.store.unit_of_work import restore_store

    source = Path(args.file)
    if not source.is_file():
        raise BadInput(f"{source} is not a file.", "Name a file that `backup` made.")
    _check(source)
    with only_one(data_folder(args.data)):
        restore_store(store_folder(args), source, SystemClock())
    sys.stdout.write(f"Restored from {source}\n")
    return 0


def _check(source: Path) -> None:
    """Raises BadInput for a file that is no backup of ours: the store is not to blame for it."""
    from xforce_desktop.store.migrate import is_sound, revision_of

    try:
        usable = bool(revision_of(source)) and is_sound(source)
    except StoreTooNew as error:
        raise BadInput(
            f"{source} was written by a newer version of X-FORCE Desktop.",
            "Update the program first; nothing was changed.",
        ) from error
    except StoreBusy:
        raise
    except StoreError as error:
        raise _no_backup(source) from error
    if not usable:
        raise _no_backup(source)


def _no_backup(source: Path) -> BadInput:
    return BadInput(f"{source} is damaged or no backup.", "Name another file; nothing was changed.")
