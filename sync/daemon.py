"""Blocking work that waits for a person, off the loop and without keeping the program from ending."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

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
            log.debug("Nobody waits for the sign-in any more")

    threading.Thread(target=run, name="sign-in", daemon=True).start()
    return await done
