"""When people look at their mail."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_OPENS, _CLOSES = time(8, 20), time(17, 20)


def in_office(at: datetime, zone: ZoneInfo, rng: random.Random) -> datetime:
    """`at` if it is within Monday-Friday 08:20-17:20 of `zone`, else some minutes into the next such day."""
    local = at.astimezone(zone)
    if local.weekday() < 5 and _OPENS <= local.time() < _CLOSES:
        return at
    day = local.date() if local.time() < _OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    opens = datetime.combine(day, _OPENS, zone)
    return (opens + timedelta(minutes=rng.randint(0, 70))).astimezone(UTC)


def days_later(day: date, count: int) -> date:
    """The working day that follows `count` days after `day`."""
    later = day + timedelta(days=count)
    while later.weekday() >= 5:
        later += timedelta(days=1)
    return later
