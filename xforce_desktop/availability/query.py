"""The question for free times, checked when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.ranking import PARTS
from xforce_desktop.availability.spans import Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AVOIDABLE_PARTS: dict[str, tuple[int, int]] = {
    "": (0, 24 * 60),
    "morning": (0, 12 * 60),
    "afternoon": (14 * 60, 24 * 60),
    "evening": (17 * 60, 24 * 60),
}
"""What `friday_<part>` keeps free, in minutes of the day: an afternoon to avoid begins at 14:00."""

LONGEST_RANGE = timedelta(days=732)
YEARS = range(1970, 2201)


@dataclass(frozen=True)
class Person:
    """Somebody of ours. `busy` None: the calendar cannot be read, which is not the same as free."""

    address: str
    required: bool
    timezone: str
    busy: tuple[Span, ...] | None


@dataclass(frozen=True)
class Guest:
    """Somebody of theirs: offers fall into Monday to Friday, 08:00 to 18:00 there, no public holiday.
    An empty country is taken from the zone."""

    timezone: str
    country: str = ""
    state: str = ""


@dataclass(frozen=True)
class SlotQuery:
    """One question for times. Raises ValueError, naming the field, for what cannot be asked.

    `people[0]` is the organizer, `timezone` the organizer's zone; `working_hours` are read there.
    `held` are slots in other live offers, `exclude` starts they refused, `within` windows of their own
    into one of which the whole meeting must fit. Zones of the other people do not restrict, their busy
    spans do.
    """

    now: datetime
    duration_minutes: int
    range: Span
    timezone: str
    people: tuple[Person, ...]
    preferred_times: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    working_hours: tuple[time, time] = (time(9), time(17))
    buffer_minutes: int = 0
    count: int = 3
    notice_minutes: int = 0
    guests: tuple[Guest, ...] = ()
    held: tuple[Span, ...] = ()
    exclude: tuple[datetime, ...] = ()
    within: tuple[Span, ...] | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None or any(start.tzinfo is None for start in self.exclude):
            raise ValueError("'now' and 'exclude' need a zone")
        for timezone in (self.timezone, *(guest.timezone for guest in self.guests)):
            if not is_zone(timezone):
                raise ValueError(f"{timezone!r} is not a known time zone")
        if not self.people:
            raise ValueError("'people' is empty")
        if self.duration_minutes < 1 or self.count < 1:
            raise ValueError("'duration_minutes' and 'count' start at 1")
        if self.buffer_minutes < 0 or self.notice_minutes < 0:
            raise ValueError("'buffer_minutes' and 'notice_minutes' cannot be negative")
        if self.working_hours[0] >= self.working_hours[1]:
            raise ValueError("'working_hours' must end after they start")
        if self.now.year not in YEARS or self.range.start.year not in YEARS:
            raise ValueError(f"'now' and 'range' must lie between {YEARS[0]} and {YEARS[-1]}")
        if self.range.end - self.range.start > LONGEST_RANGE:
            raise ValueError("'range' is longer than two years")
        _checked_words(self.preferred_times, self.avoid)


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown, malformed, or a folder of zones such as "Europe"
        return False
    return True


def _checked_words(preferred_times: Sequence[str], avoid: Sequence[str]) -> None:
    for part in preferred_times:
        if part not in PARTS:
            raise ValueError(f"'preferred_times' has {part!r}, which is not one of {', '.join(PARTS)}")
    for entry in avoid:
        day, _, part = entry.partition("_")
        if day not in WEEKDAYS or part not in AVOIDABLE_PARTS or entry.endswith("_"):
            raise ValueError(f"'avoid' has {entry!r}, which is neither a weekday nor a weekday and its part")
