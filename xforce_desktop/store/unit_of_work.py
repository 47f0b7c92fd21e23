"""The store on SQLite: one file, `xforce.db`, in the rep's data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from xforce_desktop.clock import Clock
from xforce_desktop.errors import StoreError
from xforce_desktop.ids import IdSource, RandomIds
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.store import backup
from xforce_desktop.store.account_memory_repository import AccountMemoryRepository
from xforce_desktop.store.account_repository import AccountRepository
from xforce_desktop.store.course_repository import CourseRepository
from xforce_desktop.store.crm_imports_repository import CrmImportsRepository
from xforce_desktop.store.crm_repository import CrmRepository
from xforce_desktop.store.history_repository import HistoryRepository
from xforce_desktop.store.insight_repository import InsightRepository
from xforce_desktop.store.judgement_repository import JudgementRepository
from xforce_desktop.store.learning_repository import LearningRepository
from xforce_desktop.store.migrate import bring_up_to_date
from xforce_desktop.store.outbox_repository import OutboxRepository
from xforce_desktop.store.people_repository import PeopleRepository
from xforce_desktop.store.prep_repository import PrepRepository
from xforce_desktop.store.record_changes import count_changes
from xforce_desktop.store.remembered_repository import RememberedRepository
from xforce_desktop.store.sqlite import BUSY_TIMEOUT_MS, engine_for
from xforce_desktop.store.turn import Turn
from xforce_desktop.store.wording_repository import WordingRepository

FILE_NAME = "xforce.db"


class SqliteWork(
    OutboxRepository,
    PeopleRepository,
    RememberedRepository,
    HistoryRepository,
    WordingRepository,
    JudgementRepository,
    CourseRepository,
    InsightRepository,
    AccountRepository,
    AccountMemoryRepository,
    CrmRepository,
    CrmImportsRepository,
    PrepRepository,
    LearningRepository,
):
    """One transaction; see the protocol. Every method may raise StoreError and StoreBusy."""

    def commit(self) -> None:
        self._session.commit()


class SqliteStore:
    """The rep's store. Safe from several threads, which take turns, and beside other programs, which wait."""

    def __init__(self, path: Path, engine: Engine, clock: Clock, ids: IdSource, turn: Turn) -> None:
        self.path = path
        self._engine = engine
        self._clock = clock
        self._ids = ids
        self._turn = turn

    @contextmanager
    def begin(self) -> Iterator[SqliteWork]:
        """One transaction; see the protocol. Raises StoreBusy if another program writes for too long."""
        with self._turn.taken(), Session(self._engine) as session:
            session.connection()  # takes the write lock now, not at the first statement
            yield SqliteWork(session, self._clock, self._ids)

    def backup_to(self, target: Path) -> None:
        """A consistent copy, also while the store is in use."""
        with self._turn.taken():
            backup.backup_to(self.path, target)

    def restore_from(self, source: Path) -> None:
        """Put a backup in place of everything that is stored; see `backup.restore_from`."""
        with self._turn.taken():
            self._engine.dispose()
            backup.restore_from(self.path, source, self._clock.now())

    def close(self) -> None:
        """Let go of the file; SQLite then folds its log into it."""
        with self._turn.taken():
            self._engine.dispose()


def open_store(
    folder: Path, clock: Clock, ids: IdSource | None = None, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> SqliteStore:
    """The store of this data folder, created or brought up to date if need be.

    Raises:
        StoreTooNew: a newer program wrote it; it was not touched.
        StoreBusy: another program is changing it and does not finish.
        StoreError: it is damaged, or the folder cannot be used.
    """
    path = folder / FILE_NAME
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        bring_up_to_date(path, clock.now(), busy_timeout_ms)
    except OSError as error:
        raise StoreError(f"The data folder {folder} cannot be used.", str(error.strerror)) from error
    engine = engine_for(path, busy_timeout_ms)
    count_changes(engine)
    return SqliteStore(path, engine, clock, ids or RandomIds(), Turn(busy_timeout_ms / 1000))


def restore_store(folder: Path, source: Path, clock: Clock) -> None:
    """Put a backup in place of this folder's store, also where that one is damaged and cannot be opened.

    Raises as `backup.restore_from`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup.restore_from(folder / FILE_NAME, source, clock.now())


def _is_a_store(store: SqliteStore) -> Store:
    """Checked by mypy only: SqliteStore keeps the protocol."""
    return store
