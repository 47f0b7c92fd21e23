"""When to try again after trouble outside."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def retry_at(now: datetime, tries: int, wait_s: float | None = None) -> datetime:
    """After `tries` failures (from 1): the service's own wish, else 30 s doubling up to an hour."""
    doubled = FIRST_WAIT * float(2 ** min(max(tries, 1) - 1, 10))
    wait = min(doubled, LONGEST_WAIT)
    if wait_s is not None:
        wait = max(timedelta(seconds=wait_s), timedelta(seconds=1))
    return now + wait
