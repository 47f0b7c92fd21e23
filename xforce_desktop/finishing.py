"""Work that is not left half done."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_RESULT = TypeVar("_RESULT")


async def to_the_end(work: Coroutine[Any, Any, _RESULT]) -> _RESULT:
    """The result of `work`. Being cancelled meanwhile comes too late: it is done all the same."""
    doing = asyncio.ensure_future(work)
    while not doing.done():
        try:
            await asyncio.shield(doing)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if doing.cancelled() or task is None:
                raise
            task.uncancel()
    return doing.result()
