"""Companies, contacts and deals for a command: the store alone, without Microsoft or an agent."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from xforce_desktop.bootstrap.folders import store_folder
from xforce_desktop.clock import Clock, ManualClock, SystemClock
from xforce_desktop.ids import RandomIds
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.store.unit_of_work import open_store


@contextmanager
def open_crm(args: argparse.Namespace) -> Iterator[CrmDesk]:
    """May run beside the app. Its time is the sandbox's, if one is named."""
    clock: Clock = asyncio.run(_sandbox_time(args.sandbox)) if args.sandbox else SystemClock()
    ids = RandomIds()
    store = open_store(store_folder(args), clock, ids)
    try:
        yield CrmDesk(store, clock, ids)
    finally:
        store.close()


async def _sandbox_time(url: str) -> Clock:
    from sync.sandbox_clock import SandboxClock

    clock = SandboxClock(url)
    try:
        await clock.refresh()
        return ManualClock(clock.now())
    finally:
        await clock.close()
