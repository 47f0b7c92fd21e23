"""A clock time, and a time or a stretch of a day, before it is known on which day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

DAY_START, DAY_END, EVENING_END, NOON = 480, 1020, 1200, 720
"""Minutes from midnight: a working day, and the end of an evening."""


class TimeKind(StrEnum):
    """What a stretch of the day is made of."""

    POINT = "point"
    RANGE = "range"
    AFTER = "after"
    BEFORE = "before"
    PART = "part"


@dataclass(frozen=True)
class Clock:
    """A clock time in minutes from midnight; `fixed` says that its half of the day is certain.

    `sure` says that the text can only be a clock time; a bare number is not sure.
    """

    minutes: int
    fixed: bool
    sure: bool

    def halves(self) -> tuple[int, ...]:
        """The minutes it may mean, the likelier first."""
        if self.fixed:
            return (self.minutes % 1440,)
        hour = self.minutes // 60 % 12
        morning = hour * 60 + self.minutes % 60
        afternoon = morning + NOON
        return (morning, afternoon) if 7 <= hour <= 11 else (afternoon, morning)


@dataclass(frozen=True)
class DayTime:
    """A time or a stretch of a day. `last` is only set for ranges, parts and bounds with an own end.

    `half_open`: the halves of a range are the likely ones; a part of the day beside it may say otherwise.
    """

    kind: TimeKind
    first: Clock
    last: Clock | None = None
    part: str = ""
    plural: bool = False
    half_open: bool = False

    def in_part(self, start: int, end: int) -> DayTime:
        """The same, with the half of the day that a part of the day settles."""
        if self.half_open and self.last:
            return self._moved_into(start, end, self.last)
        if self.first.fixed or self.kind is TimeKind.PART:
            return self
        fitting = [minutes for minutes in self.first.halves() if start <= minutes <= end]
        if not fitting:
            fitting = [minutes for minutes in self.first.halves() if (minutes >= NOON) == (start >= NOON)]
        return replace(self, first=Clock(fitting[0], True, True)) if fitting else self

    def _moved_into(self, start: int, end: int, last: Clock) -> DayTime:
        """A range whose halves were only likely, in the half that lies in the part."""
        for shift in (0, NOON, -NOON):
            if start <= self.first.minutes + shift and last.minutes + shift <= max(end, EVENING_END):
                first, last = (Clock(c.minutes + shift, True, True) for c in (self.first, last))
                return replace(self, first=first, last=last, half_open=False)
        return self


def part_of_day(start: int, end: int, name: str = "") -> DayTime:
    """A named stretch of the day."""
    return DayTime(TimeKind.PART, Clock(start, True, True), Clock(end, True, True), name)
