"""Between the screens and the desk: clicks become tasks on the loop, the desk's changes become a signal.

Nothing here blocks. Errors end as a title and an advice for the rep; a programming error is logged with its
traceback and told in plain words, because this is the edge of the loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.learning.metrics_desk import MetricsDesk
from xforce_desktop.pace import Surroundings
from xforce_desktop.scheduling.desk import RepDesk

log = logging.getLogger(__name__)

Work = Coroutine[Any, Any, object]

UNEXPECTED_TITLE = "Something went wrong in the app"
UNEXPECTED_ADVICE = "Nothing was lost. The details are in the log file; try again, and restart if it stays."


class RunningDesk(RepDesk, MetricsDesk, Protocol):
    """A desk with its background loop."""

    async def start(self) -> None:
        """Connect to what is known and begin the background loop; called once, before anything is asked.

        Raises OutsideError if the account cannot be reached (the welcome follows), any other XForceError
        if the program cannot go on.
        """
        ...

    def heed(self, surroundings: Surroundings) -> None:
        """Look for news only as often as the computer and its network bear."""
        ...

    async def close(self) -> None:
        """End the background loop and close what is open; returns when all of it is done."""
        ...


class Bridge(QObject):
    """Runs coroutines for the screens and passes on what the desk says.

    Signals:
        changed: something in the desk changed; several changes in a row come as one.
        failed: trouble for the rep: title, advice, and whether it is grave (else it is a hint).
        busy_changed: what is being done, in words; empty when nothing is.
        settled: the last running task has ended.
    """

    changed = Signal()
    failed = Signal(str, str, bool)
    busy_changed = Signal(str)
    settled = Signal()

    def __init__(self, desk: RepDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[asyncio.Task[Any], str] = {}
        self._by_slot: dict[str, asyncio.Task[None]] = {}
        self._announcing: asyncio.Handle | None = None
        self._is_closed = False
        self._stop_listening = desk.on_change(self._on_change)

    @property
    def busy(self) -> str:
        """What is being done, in words; empty when nothing is worth showing."""
        return next((doing for doing in self._tasks.values() if doing), "")

    def start(self, work: Work, *, doing: str = "", replaces: str = "") -> asyncio.Task[None] | None:
        """Run `work`. With `replaces`, an earlier task of that name is cancelled first.

        Returns the task, or None after `close`: then the work is dropped.
        """
        if self._is_closed:
            work.close()
            return None
        if replaces and (earlier := self._by_slot.get(replaces)):
            earlier.cancel()
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks[task] = doing
        if replaces:
            self._by_slot[replaces] = task
        task.add_done_callback(lambda ended: work.close())  # for one that was cancelled before it began
        task.add_done_callback(self._on_done)
        self.busy_changed.emit(self.busy)
        return task

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """While the current task waits for the rep, nothing is shown as being done."""
        task = asyncio.current_task()
        doing = self._tasks.get(task, "") if task else ""
        self._relabel(task, "")
        try:
            yield
        finally:
            self._relabel(task, doing)

    def _relabel(self, task: asyncio.Task[Any] | None, doing: str) -> None:
        if task in self._tasks:
            self._tasks[task] = doing
            self.busy_changed.emit(self.busy)

    async def close(self) -> None:
        """Stop listening, cancel what runs and wait until it has ended."""
        self._is_closed = True
        self._stop_listening()
        if self._announcing:
            self._announcing.cancel()
        current = asyncio.current_task()
        running = [task for task in self._tasks if task is not current]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def report(self, error: BaseException) -> None:
        """Tell the rep of an error; an unexpected one is logged with its traceback."""
        if isinstance(error, XForceError):
            self.failed.emit(error.title, error.advice, not isinstance(error, BadInput))
            return
        log.error("Unexpected error in the screens", exc_info=error)
        self.failed.emit(UNEXPECTED_TITLE, UNEXPECTED_ADVICE, True)

    async def _guarded(self, work: Work) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  # the edge of the loop: every error ends in words
            self.report(error)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        for name in [name for name, kept in self._by_slot.items() if kept is task]:
            del self._by_slot[name]
        self.busy_changed.emit(self.busy)
        if not self._tasks:
            self.settled.emit()

    def _on_change(self) -> None:
        if self._announcing is None and not self._is_closed:
            self._announcing = asyncio.get_running_loop().call_soon(self._announce)

    def _announce(self) -> None:
        self._announcing = None
        self.changed.emit()


class Refresher:
    """Runs one refresh at a time; a wish that comes while it runs is kept and leads to one more."""

    def __init__(self, bridge: Bridge, refresh: Callable[[], Work]) -> None:
        self._bridge = bridge
        self._refresh = refresh
        self._is_running = False
        self._is_wanted = False

    def request(self) -> None:
        self._is_wanted = True
        if not self._is_running:
            self._is_running = self._bridge.start(self._run()) is not None

    async def _run(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._refresh()
        finally:
            self._is_running = False
