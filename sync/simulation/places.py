"""Where simulated people sit: zone, state or province, and the holidays that count there.

The checker reads the holidays from here, straight from the `holidays` library, and never asks the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from sync.sandbox.people import PLACES as US_PLACES

OPENS, CLOSES = time(8), time(18)


@dataclass(frozen=True)
class Place:
    """`state` is the code of state or province, which the rep enters; `country` an ISO code."""

    zone: str
    country: str
    state: str
    prefix: str


PLACES = (
    *(Place(zone, "US", state, prefix) for state, zone, prefix in US_PLACES),
    Place("Europe/London", "GB", "ENG", "+4420"),
    Place("America/Toronto", "CA", "ON", "+1416"),
    Place("Europe/Berlin", "DE", "BE", "+4930"),
    Place("Australia/Sydney", "AU", "NSW", "+6128"),
)


@lru_cache(maxsize=256)
def _days_off(country: str, state: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year).keys())


def is_day_off(on: date, place: Place) -> bool:
    """A weekend or a public holiday of the whole country or, where it is known, of the state."""
    return on.weekday() >= 5 or on in _days_off(place.country, place.state, on.year)


def is_within_hours(at: datetime, place: Place) -> bool:
    """Whether `at` lies on a working day between 08:00 and 18:00 on the clocks of the place."""
    local = at.astimezone(ZoneInfo(place.zone))
    return not is_day_off(local.date(), place) and OPENS <= local.time() < CLOSES
