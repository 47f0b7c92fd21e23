"""The store's in-memory twin, for unit tests and the simulation: same protocol, same order, no disk.

Foreign keys to people, companies and deals are not checked here; those to the request are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xforce_desktop.clock import Clock, SystemClock
from xforce_desktop.ids import IdSource, SeededIds
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.store.memory_account import MemoryAccount
from xforce_desktop.store.memory_account_memory import MemoryAccountMemory
from xforce_desktop.store.memory_courses import MemoryCourses
from xforce_desktop.store.memory_crm_imports import MemoryCrmImports
from xforce_desktop.store.memory_history import MemoryHistory
from xforce_desktop.store.memory_insights import MemoryInsights
from xforce_desktop.store.memory_judgement import MemoryJudgement
from xforce_desktop.store.memory_learning import MemoryLearning
from xforce_desktop.store.memory_outbox import MemoryOutbox
from xforce_desktop.store.memory_people import MemoryPeople
from xforce_desktop.store.memory_prep import MemoryPrep
from xforce_desktop.store.memory_remembered import MemoryRemembered
from xforce_desktop.store.memory_tables import Tables, UndoLog
from xforce_desktop.store.memory_wording import MemoryWording
from xforce_desktop.store.turn import Turn


class MemoryWork(
    MemoryOutbox,
    MemoryPeople,
    MemoryRemembered,
    MemoryHistory,
    MemoryWording,
    MemoryCourses,
    MemoryInsights,
    MemoryAccount,
    MemoryCrmImports,
    MemoryPrep,
    MemoryAccountMemory,
    MemoryJudgement,
    MemoryLearning,
):
    """One transaction; see the protocol."""

    def commit(self) -> None:
        self._log.forget()


class MemoryStore:
    """A store that is gone when the program ends. `ids` names people, companies and deals."""

    def __init__(self, clock: Clock | None = None, ids: IdSource | None = None) -> None:
        self._clock = clock or SystemClock()
        self._ids = ids or SeededIds(0)
        self._tables = Tables()
        self._turn = Turn()

    @contextmanager
    def begin(self) -> Iterator[MemoryWork]:
        """One transaction; see the protocol."""
        with self._turn.taken():
            log = UndoLog()
            try:
                yield MemoryWork(self._tables, log, self._clock, self._ids)
            finally:
                log.undo()
                log.is_open = False

    def close(self) -> None:
        """Nothing to close; here so that both stores end alike."""


def _is_a_store(store: MemoryStore) -> Store:
    """Checked by mypy only: MemoryStore keeps the protocol."""
    return store
