"""Small settlements between times and days that stand together: halves of the day, weeks, ranges."""

from __future__ import annotations

from dataclasses import replace

from xforce_desktop.replies.daytime import Clock, DayTime, TimeKind
from xforce_desktop.replies.named_day import Day, DayKind


def same_which(before: Day, day: Day) -> Day:
    """Next Monday or Tuesday: both are next week's."""
    both = before.kind is day.kind is DayKind.WEEKDAY and before.which in {"next", "this"} and not day.which
    later = both and (day.weekday or 0) > (before.weekday or 0)
    return replace(day, day_from=before) if later else day


def in_week(day: Day, week: Day) -> Day:
    if day.kind is DayKind.SPAN and day.day_from and day.day_to:
        return replace(day, day_from=in_week(day.day_from, week), day_to=in_week(day.day_to, week))
    if day.kind is DayKind.EVERY:
        return week
    return replace(day, week=week.week, which="", day_from=week.day_from)


def within(time: DayTime, span: DayTime) -> DayTime:
    """A bound inside a part of the day ends where the part does."""
    if time.kind is TimeKind.AFTER:
        return DayTime(TimeKind.RANGE, time.first, span.last)
    if time.kind is TimeKind.BEFORE:
        return DayTime(TimeKind.RANGE, span.first, time.first)
    return time


def same_half(times: tuple[DayTime, ...]) -> tuple[DayTime, ...]:
    """2 or 3pm: a half said once at the end holds for the bare numbers before it."""
    last = times[-1].first
    if not (last.fixed and last.sure) or times[-1].kind is TimeKind.PART:
        return times
    settled = []
    for time in times[:-1]:
        if time.first.fixed or time.kind is TimeKind.PART:
            settled.append(time)
            continue
        same = [m for m in time.first.halves() if (m >= 720) == (last.minutes >= 720) and m <= last.minutes]
        settled.append(replace(time, first=Clock(same[0], True, True)) if same else time)
    return (*settled, times[-1])


def joined_parts(times: tuple[DayTime, ...]) -> tuple[DayTime, ...]:
    """Lunchtime or early afternoon: parts that overlap are one stretch."""
    joined: list[DayTime] = []
    for time in times:
        before = joined[-1] if joined else None
        if before and before.last and time.last and before.kind is time.kind is TimeKind.PART:
            first, last = (
                min(before.first.minutes, time.first.minutes),
                max(before.last.minutes, time.last.minutes),
            )
            if time.first.minutes < before.last.minutes and before.first.minutes < time.last.minutes:
                joined[-1] = replace(before, first=Clock(first, True, True), last=Clock(last, True, True))
                continue
        joined.append(time)
    return tuple(joined)


def range_halves(first: Clock, last: Clock) -> tuple[Clock, Clock] | None:
    """Both ends with their halves settled so that the range runs forward within a day."""
    best: tuple[int, int] | None = None
    for end in last.halves():
        for begin in first.halves():
            if begin < end and (best is None or _range_cost(begin, end) < _range_cost(*best)):
                best = (begin, end)
    if best is None and first.fixed and last.fixed and first.minutes > last.minutes:
        return None
    return (Clock(best[0], True, True), Clock(best[1], True, True)) if best else None


def _range_cost(begin: int, end: int) -> int:
    outside = max(0, 420 - begin) + max(0, end - 1200)
    return (end - begin) + 4 * outside
