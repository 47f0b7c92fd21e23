"""Blocking work off the loop: shared by those who wait for the same, and in nobody's way at the end."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from sync.daemon import Shared

ASKERS = 30


async def test_work_that_is_under_way_is_shared() -> None:
    """However many ask, one thread waits; who asks afterwards has it done anew."""
    shared, may_end, done = Shared[int](), threading.Event(), []

    def work() -> int:
        may_end.wait(10)
        done.append(threading.current_thread())
        return len(done)

    asking = [asyncio.create_task(shared.result("one", work)) for _ in range(ASKERS)]
    await asyncio.sleep(0.05)
    may_end.set()

    assert await asyncio.gather(*asking) == [1] * ASKERS
    assert done[0].daemon
    assert await shared.result("one", work) == 2


async def test_who_gives_up_stops_nobody_else() -> None:
    """The others get their result."""
    shared, may_end = Shared[str](), threading.Event()

    def work() -> str:
        may_end.wait(10)
        return "token"

    first, second = (asyncio.create_task(shared.result("one", work)) for _ in range(2))
    await asyncio.sleep(0.05)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    may_end.set()

    assert await second == "token"


async def test_a_failure_reaches_all_who_wait_and_is_nobodys_afterwards() -> None:
    """If all have given up, the loop has no error left over to report to the rep."""
    shared, may_end, left_over = Shared[str](), threading.Event(), []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: left_over.append(context))

    def work() -> str:
        may_end.wait(10)
        raise LookupError("no")

    asking = [asyncio.create_task(shared.result("one", work)) for _ in range(2)]
    await asyncio.sleep(0.05)
    may_end.set()
    said = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in said] == [LookupError, LookupError]

    may_end.clear()
    alone = asyncio.create_task(shared.result("one", work))
    await asyncio.sleep(0.05)
    alone.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await alone
    await asyncio.sleep(0.1)
    gc.collect()
    assert left_over == []
