"""Calendars of the rep's company: seeded working days, spans put there by hand, and booked meetings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.ids import chance, digest
from sync.sandbox.state import Meeting, WorldState

_HALF_HOURS = 16
_DAY_START = time(9, 0)
_TITLES = (
    "Pipeline review", "Customer call", "Focus time", "1:1", "Forecast", "Team stand-up", "Contract review",
    "Onboarding check-in", "Lunch", "Product training", "Partner sync", "Proposal work",
)  # fmt: skip


@dataclass(frozen=True)
class Booked:
    """A span of somebody's calendar. `status` is Graph's: busy, tentative, oof, workingElsewhere, free."""

    start_at: datetime
    end_at: datetime
    status: str
    title: str
    is_private: bool = False
    meeting_key: str = ""
    key: str = ""
    changed_no: int = 0


def domain_of(address: str) -> str:
    """The part behind the @, in small letters."""
    return address.rpartition("@")[2].lower()


class Calendars:
    """Free and busy of every address on the rep's domain.

    Seeded days are Monday to Friday 09:00-17:00 in `zone`, about half of them taken; they are a function of
    seed, address and date, so they reach as far into the future as anybody asks.
    """

    def __init__(self, state: WorldState, domain: str, zone: ZoneInfo) -> None:
        self._state, self._domain, self.zone = state, domain.lower(), zone
        self._days: dict[tuple[str, date], tuple[Booked, ...]] = {}

    def knows(self, address: str) -> bool:
        """Whether this address has a calendar here: any address of the rep's domain does."""
        return domain_of(address) == self._domain

    def booked(self, address: str, start_at: datetime, end_at: datetime) -> list[Booked]:
        """Everything on `address`'s calendar that overlaps [start_at, end_at), by start. Not merged."""
        spans = [
            *self._seeded(address, start_at, end_at),
            *self._by_hand(address, start_at, end_at),
            *self._meetings(address, start_at, end_at),
        ]
        return sorted(
            (span for span in spans if span.start_at < end_at and span.end_at > start_at),
            key=lambda span: (span.start_at, span.end_at, span.title),
        )

    def seeded(self, address: str, start_at: datetime, end_at: datetime) -> list[Booked]:
        """Only what the seed put there."""
        spans = self._seeded(address, start_at, end_at)
        return [span for span in spans if span.start_at < end_at and span.end_at > start_at]

    def _seeded(self, address: str, start_at: datetime, end_at: datetime) -> Iterator[Booked]:
        day = start_at.astimezone(self.zone).date() - timedelta(days=1)
        last = end_at.astimezone(self.zone).date()
        while day <= last:
            yield from self._day(address.lower(), day)
            day += timedelta(days=1)

    def _day(self, address: str, day: date) -> tuple[Booked, ...]:
        """What the seed put on one day; made once, as it never changes."""
        known = self._days.get((address, day))
        if known is None:
            known = self._days[(address, day)] = tuple(self._made(address, day))
        return known

    def _made(self, address: str, day: date) -> Iterator[Booked]:
        if day.weekday() >= 5:
            return
        seed = self._state.seed
        rng = chance(seed, "calendar", address, day.isoformat())
        for first, count in _taken(_HALF_HOURS // 2 + rng.choice((-1, 0, 0, 1)), rng):
            start = datetime.combine(day, _DAY_START, self.zone) + timedelta(minutes=30 * first)
            yield Booked(
                start.astimezone(UTC),
                (start + timedelta(minutes=30 * count)).astimezone(UTC),
                "tentative" if rng.random() < 0.1 else "busy",
                rng.choice(_TITLES),
                rng.random() < 0.08,
                key=digest(seed, address, day.isoformat(), first).hex()[:20],
            )

    def _by_hand(self, address: str, start_at: datetime, end_at: datetime) -> Iterator[Booked]:
        wanted = address.lower()
        for entry in self._state.busy:
            touches = entry.start_at < end_at and entry.end_at > start_at
            if touches and entry.address.lower() == wanted:
                yield Booked(
                    entry.start_at,
                    entry.end_at,
                    entry.status,
                    entry.title,
                    entry.is_private,
                    key=entry.key,
                    changed_no=entry.changed_no,
                )

    def _meetings(self, address: str, start_at: datetime, end_at: datetime) -> Iterator[Booked]:
        for meeting in self._state.meetings.values():
            if meeting.start_at >= end_at or meeting.end_at <= start_at:
                continue
            status = span_status(meeting, address)
            if status is not None:
                private = meeting.sensitivity != "normal"
                yield Booked(
                    meeting.start_at,
                    meeting.end_at,
                    status,
                    meeting.subject,
                    private,
                    meeting.key,
                    meeting.key,
                )


def span_status(meeting: Meeting, address: str) -> str | None:
    """How a meeting shows on `address`'s calendar; None if it does not."""
    if meeting.removed or meeting.cancelled:
        return None
    wanted = address.lower()
    if meeting.organizer.address.lower() == wanted:
        return meeting.show_as
    for invitee in meeting.attendees:
        if invitee.address.lower() == wanted:
            if invitee.response == "declined":
                return None
            return "tentative" if invitee.response == "tentativelyAccepted" else meeting.show_as
    return None


def _taken(wanted: int, rng: random.Random) -> list[tuple[int, int]]:
    """Blocks (first half hour, how many) that take `wanted` half hours of a day and do not overlap."""
    taken: dict[int, int] = {}
    free = set(range(_HALF_HOURS))
    while wanted > 0 and free:
        count = min(wanted, rng.choice((1, 1, 2, 2, 2, 3)))
        first = rng.randrange(_HALF_HOURS)
        block = set(range(first, first + count))
        if block <= free:
            free -= block
            taken[first] = count
            wanted -= count
        elif not any(set(range(at, at + count)) <= free for at in free):
            wanted -= 1
    return sorted(taken.items())
