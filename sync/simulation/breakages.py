"""What the program's catch-alls caught: each of them is a fault of the program."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard(listener: Breakages) -> Iterator[None]:
    """Listen to the program's error log for a while, and keep it off the screen."""
    log = logging.getLogger("sync")
    was = (log.propagate, log.level)
    log.propagate = False
    log.setLevel(logging.ERROR)
    log.addHandler(listener)
    try:
        yield
    finally:
        log.removeHandler(listener)
        log.propagate = was[0]
        log.setLevel(was[1])


class Breakages(logging.Handler):
    """Keeps each error with the request it concerns, if it names one, until it is taken."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._found: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}: {record.exc_info[1]!r}"
        self._found.append((str(getattr(record, "request", "")), text))

    def take(self) -> list[tuple[str, str]]:
        """Request and what broke, for each since the last call."""
        found, self._found = self._found, []
        return found
