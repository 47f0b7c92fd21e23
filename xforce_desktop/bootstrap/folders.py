"""The data folder: whose it is, who holds it, and its store."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.clock import SystemClock
from xforce_desktop.errors import StoreBusy
from xforce_desktop.paths import data_folder
from xforce_desktop.store.unit_of_work import FILE_NAME, SqliteStore, open_store

if TYPE_CHECKING:
    from xforce_desktop.ports import Account


SIGN_IN_FILE = "sign-in.bin"
SANDBOX_FOLDER = "sandbox"
SANDBOX_SIGN_IN_FOLDER = "sandbox-sign-in"


def is_signed_in(folder: Path) -> bool:
    """Whether a Microsoft sign-in is saved in this data folder."""
    return (folder / SIGN_IN_FILE).exists()


def owner_of(folder: Path) -> Account | None:
    """Whose requests are in a data folder, read without connecting; None for a folder of nobody."""
    if not (folder / FILE_NAME).exists():
        return None
    store = open_store(folder, SystemClock())
    try:
        with store.begin() as work:
            return work.account()
    finally:
        store.close()


def shares_folder(args: argparse.Namespace) -> bool:
    """Whether commands may run beside the app: an embedded sandbox lives in one process only."""
    return bool(args.sandbox) or is_signed_in(data_folder(args.data))


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises StoreBusy while another program of ours works on it."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / "xforce.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreBusy(
            "X-FORCE is already running on this data folder.", "Use the running one, or end it first."
        ) from error
    try:
        yield
    finally:
        lock.release()


def store_folder(args: argparse.Namespace) -> Path:
    """Where the store of these options lives: the sandbox that nobody named has its own folder."""
    folder = data_folder(args.data)
    is_own = args.sandbox or is_signed_in(folder) or (folder / FILE_NAME).exists()
    return folder if is_own else folder / SANDBOX_FOLDER


@contextmanager
def open_local_store(args: argparse.Namespace) -> Iterator[SqliteStore]:
    """The store alone, for reading without any network."""
    store = open_store(store_folder(args), SystemClock())
    try:
        yield store
    finally:
        store.close()
