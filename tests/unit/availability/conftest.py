"""Questions for times with valid defaults: a week in autumn, one rep in New York."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xforce_desktop.availability.slots import Person, SlotQuery
from xforce_desktop.availability.spans import Span

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 10, 5, tzinfo=NEW_YORK)


def _moment(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return MONDAY + timedelta(days=day, hours=int(hour), minutes=int(minute))


@pytest.fixture
def at() -> Callable[[int, str], datetime]:
    """A moment in New York: days since the Monday, and the clock."""
    return _moment


@pytest.fixture
def busy() -> Callable[[int, str, str], Span]:
    """A span in New York on one day."""
    return lambda day, start, end: Span(_moment(day, start), _moment(day, end))


@pytest.fixture
def person() -> Callable[..., Person]:
    """Somebody of ours, required and free unless told otherwise."""

    def make(
        address: str = "rep@x.test",
        *spans: Span,
        required: bool = True,
        timezone: str = "America/New_York",
        readable: bool = True,
    ) -> Person:
        return Person(address, required, timezone, spans if readable else None)

    return make


@pytest.fixture
def question(person: Callable[..., Person]) -> Callable[..., SlotQuery]:
    """One hour somewhere in the working week, asked on the Monday at 07:00."""

    def make(**changes: object) -> SlotQuery:
        usual: dict[str, object] = {
            "now": _moment(0, "7:00"),
            "duration_minutes": 60,
            "range": Span(_moment(0, "0:00"), _moment(5, "0:00")),
            "timezone": "America/New_York",
            "people": (person(),),
        }
        return SlotQuery(**(usual | changes))

    return make
