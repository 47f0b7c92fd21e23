"""What speaks against a start: rules that need no calendar, and calendars.

An objection is a reason in words for the rep, or empty.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.query import AVOIDABLE_PARTS, WEEKDAYS, SlotQuery
from xforce_desktop.availability.ranking import part_of_day
from xforce_desktop.availability.spans import Span, SpanIndex
from xforce_desktop.availability.workdays import Locale, in_working_hours

WIDE_HOURS = (time(7), time(20))
"""The organizer's hours for a time that the other side proposed."""

FRIDAY = 4
"""The last weekday of the working week, counted from Monday as 0."""


def minute_of(at: time) -> int:
    """Minutes since midnight on the wall clock."""
    return at.hour * 60 + at.minute


class Policy:
    """All rules that need no calendar. An objection is a reason in words, or empty."""

    def __init__(self, query: SlotQuery) -> None:
        self.zone = ZoneInfo(query.timezone)
        self._query = query
        self._length = timedelta(minutes=query.duration_minutes)
        self._avoid = [
            (WEEKDAYS.index(day), *AVOIDABLE_PARTS[part], entry)
            for entry in query.avoid
            for day, _, part in [entry.partition("_")]
        ]
        self._guests = [Locale(guest.timezone, guest.country, guest.state) for guest in query.guests]
        self._refused = {start.astimezone(UTC) for start in query.exclude}

    def objection(self, start: datetime) -> str:
        """The first rule against offering this start."""
        local, local_end = start.astimezone(self.zone), (start + self._length).astimezone(self.zone)
        return (
            self._too_soon(start, self._query.notice_minutes)
            or self._out_of_range(start)
            or self._outside(local, local_end, self._query.working_hours)
            or self._unwished(local, local_end)
            or self._against_their_word(start)
            or self._outside_guests_hours(start)
        )

    def wide_objection(self, start: datetime) -> str:
        """The first rule against a start that the other side proposed."""
        local, local_end = start.astimezone(self.zone), (start + self._length).astimezone(self.zone)
        return (
            self._too_soon(start, 0)
            or self._out_of_range(start)
            or self._outside(local, local_end, WIDE_HOURS)
        )

    def _too_soon(self, start: datetime, notice_minutes: int) -> str:
        now = self._query.now.astimezone(UTC)
        if start <= now:
            return "this time has passed"
        if start < now + timedelta(minutes=notice_minutes):
            return f"it is less than {notice_minutes} minutes ahead"
        return ""

    def _out_of_range(self, start: datetime) -> str:
        if start < self._query.range.start or start + self._length > self._query.range.end:
            return "it is outside the dates of the request"
        return ""

    def _outside(self, local: datetime, local_end: datetime, hours: tuple[time, time]) -> str:
        if local.weekday() > FRIDAY:
            return "it is on a weekend"
        same_day = local.date() == local_end.date()
        if not same_day or local.time() < hours[0] or local_end.time() > hours[1]:
            return f"it is outside the hours {hours[0]:%H:%M} to {hours[1]:%H:%M} ({self.zone.key})"
        return ""

    def _unwished(self, local: datetime, local_end: datetime) -> str:
        preferred = self._query.preferred_times
        if preferred and part_of_day(local) not in preferred:
            return f"it is not in the {' or '.join(preferred)}"
        begins, ends = minute_of(local.time()), minute_of(local_end.time())
        for weekday, first_minute, end_minute, entry in self._avoid:
            if local.weekday() == weekday and begins < end_minute and ends > first_minute:
                return f"{entry.replace('_', ' ')} is to be avoided"
        return ""

    def _against_their_word(self, start: datetime) -> str:
        if start in self._refused:
            return "they refused this time before"
        windows = self._query.within
        if windows is None:
            return ""
        meeting = Span(start, start + self._length)
        return "" if any(window.contains(meeting) for window in windows) else "it is not within their windows"

    def _outside_guests_hours(self, start: datetime) -> str:
        for locale in self._guests:
            if not in_working_hours(start, start + self._length, locale):
                return f"it is outside working hours in {locale.timezone}"
        return ""


class Calendars:
    """Busy and held time, prepared for many questions. Optional people are only ever reported."""

    def __init__(self, query: SlotQuery) -> None:
        self._minutes, self._buffer_minutes = query.duration_minutes, query.buffer_minutes
        known = [(person, SpanIndex(person.busy)) for person in query.people if person.busy is not None]
        self._required = [(person.address, busy) for person, busy in known if person.required]
        self._optional = [(person.address, busy) for person, busy in known if not person.required]
        self._held = SpanIndex(query.held)

    def _with_buffer(self, start: datetime) -> Span:
        span = Span.lasting(start, self._minutes)
        return span.widened(self._buffer_minutes) if self._buffer_minutes else span

    def held(self, start: datetime) -> bool:
        """Whether a live offer elsewhere holds this time or the buffer around it."""
        return self._held.hits(self._with_buffer(start))

    def busy_required(self, start: datetime) -> list[str]:
        """Who must come and cannot."""
        span = self._with_buffer(start)
        return [address for address, busy in self._required if busy.hits(span)]

    def busy_optional(self, span: Span) -> tuple[str, ...]:
        """Who need not come and cannot."""
        return tuple(address for address, busy in self._optional if busy.hits(span))
