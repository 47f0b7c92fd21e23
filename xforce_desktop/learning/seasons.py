"""What each month of a state was like, and the gap that is used in it: renewed after each end.

Averages are those of requests that began in the month. The multiplier is the trade's own figure, unless a gap
was learned for the season: then that, within bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from statistics import fmean

from xforce_desktop.scheduling import knobs
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.lessons import (
    LearnedChange,
    Lesson,
    Postmortem,
    Scope,
    ScopeKind,
    SeasonPattern,
    holding,
)
from xforce_desktop.scheduling.seasonality import season_for
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def renew(work: UnitOfWork, found: Sequence[Postmortem], lesson: Lesson, now: datetime) -> None:
    """The pattern of the month in which that request began, and all of them if a gap was learned just now.
    `found`: every postmortem there is."""
    if any(one.at == now or one.ended_at == now for one in _of_gaps(work.learned_changes())):
        renew_all(work, found, now)
    elif lesson.trade:
        _renew(work, found, lesson, now)


def renew_all(work: UnitOfWork, found: Sequence[Postmortem], now: datetime) -> None:
    """Every month that was seen. `found`: every postmortem there is."""
    months = {(one.lesson.state, one.lesson.month): one.lesson for one in found if one.lesson.trade}
    for lesson in months.values():
        _renew(work, found, lesson, now)


def _of_gaps(changes: Sequence[LearnedChange]) -> list[LearnedChange]:
    return [one for one in changes if one.setting.knob is Knob.GAP]


def _renew(work: UnitOfWork, found: Sequence[Postmortem], lesson: Lesson, now: datetime) -> None:
    same = [one for one in found if _is_same_month(one.lesson, lesson)]
    work.save_season_pattern(pattern_of(same, work.learned_changes(), now))


def _is_same_month(one: Lesson, other: Lesson) -> bool:
    return bool(one.trade) and (one.state, one.month) == (other.state, other.month)


def pattern_of(same: Sequence[Postmortem], changes: Sequence[LearnedChange], now: datetime) -> SeasonPattern:
    """Of the requests of one month in one state, at least one. `sample_size` counts all of them, averages are
    those that came to a booking."""
    lesson = same[-1].lesson
    season = season_for(lesson.state, date(lesson.created_at.year, lesson.month, 1), lesson.trade)
    booked = [one for one in same if one.days_until_booked is not None]
    return SeasonPattern(
        state=lesson.state,
        month=lesson.month,
        pattern_type=season.type,
        avg_days_to_schedule=fmean(one.days_until_booked or 0 for one in booked) if booked else None,
        avg_attempts_needed=fmean(one.total_attempts for one in booked) if booked else None,
        interval_multiplier=learned_multiplier(
            season.interval_multiplier, lesson.trade, season.type, changes
        ),
        sample_size=len(same),
        last_updated=now,
    )


def learned_multiplier(own: float, trade: str, season: str, changes: Sequence[LearnedChange]) -> float:
    """The season's own multiplier, or with the gap that was learned for it."""
    learned = holding(changes).get((Knob.GAP, Scope(ScopeKind.SEASON, f"{trade}/{season}")))
    return knobs.bounded(own, float(learned.setting.value)) if learned else own
