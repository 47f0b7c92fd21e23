"""Blocking work that waits for a person, off the loop and without keeping the program from ending."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

_RESULT = TypeVar("_RESULT")


async def in_daemon(work: Callable[[], _RESULT]) -> _RESULT:
    """The result of `work`, done in a thread that ends with the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_RESULT] = loop.create_future()

    def settle(result: _RESULT | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # without an error there is a result

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001  # handed to whoever awaits
            error = caught
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            log.debug("Nobody waits for this any more")

    threading.Thread(target=run, name="waiting", daemon=True).start()
    return await done


class Shared(Generic[_RESULT]):
    """The same for work that several want at once: it is done once for all who ask meanwhile, so that work
    that does not end holds one thread, however often it is asked for."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Task[_RESULT]] = {}

    async def result(self, name: str, work: Callable[[], _RESULT]) -> _RESULT:
        """Of `work`, or of what was begun under this name and goes on. Giving up stops it for nobody."""
        loop = asyncio.get_running_loop()
        task = self._under_way.get(name)
        if task is None or task.done() or task.get_loop() is not loop:
            task = loop.create_task(in_daemon(work))
            self._under_way[name] = task
            task.add_done_callback(lambda ended: self._end(name, ended))
        return await asyncio.shield(task)

    def _end(self, name: str, ended: asyncio.Task[_RESULT]) -> None:
        if self._under_way.get(name) is ended:
            del self._under_way[name]
        if not ended.cancelled() and (error := ended.exception()):  # told here if all have given up
            log.debug("Work that was waited for failed: %s", error)
