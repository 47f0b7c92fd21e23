"""Windows of a day: what a time or a stretch of it means in minutes, and then as instants."""

from __future__ import annotations

from datetime import date

from xforce_desktop.replies.analysis import Window
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.daytime import DAY_END, DAY_START, EVENING_END, NOON, DayTime, TimeKind

_EITHER_FROM, _EITHER_TO = 390, 480
"""From half past six to eight both halves of the day are as likely, or as unlikely."""


def window_of(day: date, span: DayTime | None, almanac: Almanac, duration_minutes: int) -> tuple[Window, ...]:
    """What a stretch of `day` means; two windows where its half of the day is open, the likelier first."""
    if span is None:
        return (_window(day, DAY_START, DAY_END, almanac),)
    if span.kind in {TimeKind.RANGE, TimeKind.PART} and span.last:
        return (_window(day, span.first.minutes, span.last.minutes, almanac),)
    halves = span.first.halves()
    if not span.first.fixed and not _EITHER_FROM <= span.first.minutes % NOON < _EITHER_TO:
        halves = halves[:1]
    return tuple(_window(day, *_edges(span.kind, start, duration_minutes), almanac) for start in halves)


def _edges(kind: TimeKind, start: int, duration_minutes: int) -> tuple[int, int]:
    if kind is TimeKind.AFTER:
        return start, (DAY_END if start < DAY_END else max(EVENING_END, start + duration_minutes))
    if kind is TimeKind.BEFORE:
        return (DAY_START if start > DAY_START else max(0, start - 120)), start
    return start, start + duration_minutes


def _window(day: date, start: int, end: int, almanac: Almanac) -> Window:
    return Window(almanac.instant(day, start), almanac.instant(day, end))
