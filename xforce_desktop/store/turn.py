"""Writers of one process take turns; SQLite's own lock is for other processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from xforce_desktop.errors import StoreBusy

WAIT_S = 5.0


def busy() -> StoreBusy:
    """The one wording for a store that somebody else holds."""
    return StoreBusy(
        "The store is held by another X-FORCE program.", "Close the other one, or try again in a moment."
    )


class Turn:
    """One transaction at a time. A second one on the same thread would wait for itself: that is an error."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._lock = threading.Lock()
        self._wait_s = wait_s
        self._holder: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises StoreBusy after the waiting time, RuntimeError for a transaction inside a transaction."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a transaction is already open on this thread")
        if not self._lock.acquire(timeout=self._wait_s):
            raise busy()
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()
