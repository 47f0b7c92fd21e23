"""The time for commands that work on the store alone, without an agent."""

from __future__ import annotations

import argparse
import asyncio
import logging
from datetime import datetime

from xforce_desktop.clock import Clock, ManualClock, SystemClock
from xforce_desktop.errors import TemporaryError

log = logging.getLogger(__name__)


def clock_of(args: argparse.Namespace) -> Clock:
    """The sandbox's time, if one is named, else this computer's. Raises TemporaryError if the sandbox does
    not answer."""
    return asyncio.run(_sandbox_time(args.sandbox)) if args.sandbox else SystemClock()


def time_to_read_by(args: argparse.Namespace) -> datetime:
    """As `clock_of`, for what only reads: this computer's time will do where the sandbox has ended."""
    try:
        return clock_of(args).now()
    except TemporaryError as error:
        log.info("read by this computer's clock", extra={"reason": error.title})
        return SystemClock().now()


async def _sandbox_time(url: str) -> Clock:
    from sync.sandbox_clock import SandboxClock

    clock = SandboxClock(url)
    try:
        await clock.refresh()
        return ManualClock(clock.now())
    finally:
        await clock.close()
