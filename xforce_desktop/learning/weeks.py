"""The specification's `scheduler_metrics`: ended requests by the week in which they were asked for.

The store has the same as an SQL view, whose weeks begin on Monday 00:00 UTC, as DATE_TRUNC on a server would;
here they begin on Monday 00:00 in the rep's zone. In UTC both give the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from xforce_desktop.learning.scope import local_day, monday_of
from xforce_desktop.scheduling.courses import Course
from xforce_desktop.scheduling.request import Outcome

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Week:
    """The specification's columns under its names. `week` is the Monday, or the first of the month where
    months are counted. `avg_days_to_schedule` is from asking to the meeting; None where none has a time."""

    week: date
    total_requests: int
    meetings_held: int
    cancelled_by_prospect: int
    gave_up: int
    avg_attempts_to_schedule: float
    avg_no_shows: float
    avg_days_to_schedule: float | None
    meeting_success_rate: float


def scheduler_metrics(courses: Iterable[Course], zone: ZoneInfo, *, by_month: bool = False) -> Sequence[Week]:
    """Oldest first; weeks in which nothing was asked for that has ended are left out."""
    groups: dict[date, list[Course]] = defaultdict(list)
    for course in courses:
        if course.has_ended:
            on = local_day(course.created_at, zone)
            groups[on.replace(day=1) if by_month else monday_of(on)].append(course)
    return [_week(begins, groups[begins]) for begins in sorted(groups)]


def _week(begins: date, ended: Sequence[Course]) -> Week:
    outcomes = [course.outcome for course in ended]
    held = outcomes.count(Outcome.HELD)
    days = [(c.scheduled_time - c.created_at) / DAY for c in ended if c.scheduled_time]
    return Week(
        week=begins,
        total_requests=len(ended),
        meetings_held=held,
        cancelled_by_prospect=outcomes.count(Outcome.CANCELLED_BY_THEM),
        gave_up=outcomes.count(Outcome.GAVE_UP),
        avg_attempts_to_schedule=sum(c.attempt_count for c in ended) / len(ended),
        avg_no_shows=sum(c.no_show_count for c in ended) / len(ended),
        avg_days_to_schedule=fmean(days) if days else None,
        meeting_success_rate=held / len(ended),
    )
