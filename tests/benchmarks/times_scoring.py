"""When a reading of a time phrase is right, wrong, or leaves the question open.

Everything is compared on the wall clock of the phrase's zone, so all moments here are naive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

Span = tuple[datetime, datetime]
DAY_BEGINS, DAY_ENDS = time(8), time(17)
_LONGEST_PART = timedelta(hours=5)
_OVERLAP = timedelta(minutes=30)


class Kind(StrEnum):
    """What sort of time a corpus says a phrase is."""

    POINT = "point"
    DAY = "day"
    DAYS = "days"
    SOME_DAYS = "part of a span of days"
    PART = "part of a day"
    RANGE = "range"
    AFTER = "after"
    BEFORE = "before"


class Outcome(StrEnum):
    """How a reading fared."""

    RIGHT = "right"
    WRONG = "wrong"
    AMONG = "asked, answer among the readings"
    NOTHING = "asked, nothing read"


@dataclass(frozen=True)
class Gold:
    """One answer of a corpus. `end` is exclusive; `other_end` is the end if the corpus counts it in.

    `slack` is allowed at the edge of an open range that a part of the day names ("before lunch").
    """

    kind: Kind
    start: datetime
    end: datetime | None = None
    other_end: datetime | None = None
    slack: timedelta = timedelta(0)

    def ends(self) -> set[datetime]:
        """Both ways of closing a range."""
        return {end for end in (self.end, self.other_end) if end}


@dataclass(frozen=True)
class Phrase:
    """A phrase with its answers, any of which is right; none at all says that it is no time."""

    corpus: str
    text: str
    now: datetime
    zone: str
    golds: tuple[Gold, ...]


def judge_windows(
    golds: Sequence[Gold], windows: Sequence[Span], readings: Sequence[Sequence[Span]], free: Sequence[date]
) -> Outcome:
    """The outcome of our own reader. `free` are public holidays: a span of days leaves them out."""
    if not golds:
        return Outcome.WRONG if windows else Outcome.RIGHT
    if windows:
        fits = any(_windows_fit(gold, windows, free) for gold in golds)
        return Outcome.RIGHT if fits else Outcome.WRONG
    among = any(_windows_fit(gold, reading, free) for gold in golds for reading in readings)
    return Outcome.AMONG if among else Outcome.NOTHING


def _windows_fit(gold: Gold, windows: Sequence[Span], free: Sequence[date]) -> bool:
    if not windows:
        return False
    if gold.kind is Kind.DAYS:
        return _days_fit(gold, windows, free)
    if gold.kind is Kind.SOME_DAYS:
        return _some_days_fit(gold, windows)
    if len(windows) != 1:
        return False
    start, end = windows[0]
    if gold.kind is Kind.POINT:
        return start == gold.start
    if gold.kind is Kind.DAY:
        return _is_whole_day(windows[0]) and start.date() == gold.start.date()
    if gold.kind is Kind.AFTER:
        return abs(start - gold.start) <= gold.slack
    if gold.kind is Kind.BEFORE:
        return any(abs(end - edge) <= gold.slack for edge in gold.ends())
    if start == gold.start and end in gold.ends():
        return True
    return gold.kind is Kind.PART and _part_fits(gold, windows[0])


def _is_whole_day(window: Span) -> bool:
    return window[0].time() == DAY_BEGINS and window[1].time() == DAY_ENDS


def _part_fits(gold: Gold, window: Span) -> bool:
    """A part of a day by our hours overlaps the corpus's: where a morning begins is a convention."""
    start, end = window
    assert gold.end is not None
    overlap = min(end, gold.end) - max(start, gold.start)
    return start.date() == gold.start.date() and end - start <= _LONGEST_PART and overlap >= _OVERLAP


def _days_fit(gold: Gold, windows: Sequence[Span], free: Sequence[date]) -> bool:
    """One whole window for each working day; for a weekend, for each day."""
    if not all(_is_whole_day(window) for window in windows):
        return False
    named = {window[0].date() for window in windows}
    for end in gold.ends():
        days = [gold.start.date() + timedelta(days=step) for step in range((end - gold.start).days)]
        working = {day for day in days if day.weekday() < 5 and day not in free} or set(days)
        if named in (working, set(days)) or (
            named and named == working - {min(working)} and min(working) in free
        ):
            return True
    return False


def _some_days_fit(gold: Gold, windows: Sequence[Span]) -> bool:
    """Early, mid or late in a week or month: where each begins is a convention, so one shared day will do.

    None may lie further off than the span is long.
    """
    assert gold.end is not None
    longest = max(gold.end - gold.start, timedelta(days=3))
    inside = [gold.start <= start < gold.end for start, _ in windows]
    near = all(gold.start - longest <= start < gold.end + longest for start, _ in windows)
    return any(inside) and near and all(_is_whole_day(window) for window in windows)


@dataclass(frozen=True)
class Found:
    """What a library found: a start, and an end where it gives one."""

    start: datetime
    end: datetime | None = None


def judge_library(golds: Sequence[Gold], found: Sequence[Found]) -> Outcome:
    """The outcome of another library, given every benefit of the doubt.

    One fitting result among several is enough, a day is enough for a day, any moment inside for a span of
    days or a part of a day, the start alone for a range, either end for an open one.
    """
    if not golds:
        return Outcome.WRONG if found else Outcome.RIGHT
    if not found:
        return Outcome.NOTHING
    fits = any(_found_fits(gold, result) for gold in golds for result in found)
    return Outcome.RIGHT if fits else Outcome.WRONG


def _found_fits(gold: Gold, result: Found) -> bool:
    if gold.kind is Kind.POINT:
        return result.start == gold.start
    if gold.kind is Kind.DAY:
        return result.start.date() == gold.start.date()
    if gold.kind in {Kind.AFTER, Kind.BEFORE}:
        edges = {gold.start, *gold.ends()} if gold.kind is Kind.AFTER else gold.ends()
        given = [moment for moment in (result.start, result.end) if moment]
        return any(abs(moment - edge) <= gold.slack for moment in given for edge in edges)
    if gold.kind is Kind.RANGE:
        return result.start == gold.start and (result.end is None or result.end in gold.ends())
    return gold.end is not None and gold.start <= result.start < gold.end
