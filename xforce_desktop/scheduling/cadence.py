"""When messages may go out. Pure: callers pass every moment, and nothing here reads a clock.

Everything is measured at the recipient: Monday to Friday 08:00 to 18:00 on their clock, no public
holiday of their country and state. What is asked and answered are aware moments in UTC.
Figures: resources/cadence.toml.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.availability.workdays import (
    WORK_BEGINS,
    WORK_ENDS,
    Locale,
    country_of,
    is_working_day,
    next_working_day,
    previous_working_day,
)
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling.strategy import stop_rules

__all__ = [
    "Caps",
    "Locale",
    "after_absence",
    "caps",
    "country_of",
    "days_to_wait",
    "end_of_quiet_hours",
    "follow_up_at",
    "follow_up_gap",
    "is_working_day",
    "next_sending_time",
    "next_texting_time",
    "next_working_morning",
    "reminder_at",
    "resume_working_day",
    "text_reminder_at",
    "within_hours",
]

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CLOSED)
class _FollowUp:
    growth_per_follow_up: Annotated[float, Field(ge=0)]


@dataclass(frozen=True, config=_CLOSED)
class _Reminder:
    same_day_at: time
    day_before_at: time
    early_before: time
    least_notice_hours: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, config=_CLOSED)
class _Texts:
    first_at: time
    last_before: time
    minutes_before_meeting: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, config=_CLOSED)
class _AfterAbsence:
    resume_at: time
    working_days_after_return: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, config=_CLOSED)
class _ConflictDays:
    """Days to wait, by what stands in the way; `otherwise` where that is not known."""

    person_unavailable: Annotated[int, Field(ge=1)]
    timing_constraint: Annotated[int, Field(ge=1)]
    decision_pending: Annotated[int, Field(ge=1)]
    need_approval: Annotated[int, Field(ge=1)]
    external_dependency: Annotated[int, Field(ge=1)]
    competing_priority: Annotated[int, Field(ge=1)]
    otherwise: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, config=_CLOSED)
class Caps:
    """How many asks at most go to one person, to one company and to everybody on one day of theirs."""

    asks_per_person_per_day: Annotated[int, Field(ge=1)]
    asks_per_company_per_day: Annotated[int, Field(ge=1)]
    asks_per_day: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, config=_CLOSED)
class _Cadence:
    follow_up: _FollowUp
    reminder: _Reminder
    texts: _Texts
    after_absence: _AfterAbsence
    conflict_days: _ConflictDays
    caps: Caps


@lru_cache(maxsize=1)
def _cadence() -> _Cadence:
    text = files("resources").joinpath("cadence.toml").read_text("utf-8")
    return TypeAdapter(_Cadence).validate_python(tomllib.loads(text))


def days_to_wait(conflict: ConflictType | None) -> int:
    """Days until we come back where they named none, by what stands in the way."""
    days = _cadence().conflict_days
    return int(getattr(days, conflict.value)) if conflict else days.otherwise


def caps() -> Caps:
    """The limits for one day."""
    return _cadence().caps


def _on_their_clock(on: date, at: time, locale: Locale) -> datetime:
    return datetime.combine(on, at, locale.zone).astimezone(UTC)


def next_sending_time(at: datetime, locale: Locale) -> datetime:
    """`at` itself if it lies in their working hours (08:00 does, 18:00 does not any more), else 08:00 of
    the day that works next. Raises ValueError for a naive moment."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    local = at.astimezone(locale.zone)
    if not is_working_day(local.date(), locale) or local.time() >= WORK_ENDS:
        return _on_their_clock(next_working_day(local.date(), locale), WORK_BEGINS, locale)
    if local.time() < WORK_BEGINS:
        return _on_their_clock(local.date(), WORK_BEGINS, locale)
    return at.astimezone(UTC)


def within_hours(at: datetime, hours: tuple[time, time] | None, locale: Locale) -> datetime:
    """`at`, or the next moment between these hours of a working day there, the second one excluded.

    Hours outside their working hours move nothing. Raises ValueError for a naive moment.
    """
    when = next_sending_time(at, locale)
    if hours is None or not WORK_BEGINS <= hours[0] < hours[1] <= WORK_ENDS:
        return when
    local = when.astimezone(locale.zone)
    if local.time() < hours[0]:
        return _on_their_clock(local.date(), hours[0], locale)
    if local.time() >= hours[1]:
        return _on_their_clock(next_working_day(local.date(), locale), hours[0], locale)
    return when


def next_texting_time(at: datetime, locale: Locale) -> datetime:
    """`at` itself if a text may leave then, else 08:00 of their next working day (or of this one, before it).

    From 08:00 to 21:00 on their clock, 21:00 excluded, on working days. Raises ValueError for a naive moment.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    hours, local = _cadence().texts, at.astimezone(locale.zone)
    if not is_working_day(local.date(), locale) or local.time() >= hours.last_before:
        return _on_their_clock(next_working_day(local.date(), locale), hours.first_at, locale)
    if local.time() < hours.first_at:
        return _on_their_clock(local.date(), hours.first_at, locale)
    return at.astimezone(UTC)


def end_of_quiet_hours(at: datetime, locale: Locale) -> datetime:
    """`at` itself from 08:00 to 21:00 on their clock, 21:00 excluded, on any day, else 08:00 right after.

    Raises ValueError for a naive moment.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    hours, local = _cadence().texts, at.astimezone(locale.zone)
    if local.time() >= hours.last_before:
        return _on_their_clock(local.date() + timedelta(days=1), hours.first_at, locale)
    if local.time() < hours.first_at:
        return _on_their_clock(local.date(), hours.first_at, locale)
    return at.astimezone(UTC)


def text_reminder_at(meeting_at: datetime, booked_at: datetime, locale: Locale) -> datetime | None:
    """When to remind by text: an hour before the meeting, or at 08:00 there for one that begins soon after.

    None if it begins before that or is booked less than 3 hours ahead, on a day that is no working day
    there, and where an hour before it no text may leave any more.
    """
    rules, local = _cadence(), meeting_at.astimezone(locale.zone)
    is_short = meeting_at - booked_at < timedelta(hours=rules.reminder.least_notice_hours)
    if is_short or not is_working_day(local.date(), locale):
        return None
    opening = _on_their_clock(local.date(), rules.texts.first_at, locale)
    at = max(meeting_at.astimezone(UTC) - timedelta(minutes=rules.texts.minutes_before_meeting), opening)
    is_late = at.astimezone(locale.zone).time() >= rules.texts.last_before
    return at if booked_at < at < meeting_at and not is_late else None


def next_working_morning(at: datetime, locale: Locale) -> datetime:
    """08:00 there on the working day after the day of `at`."""
    return _on_their_clock(next_working_day(at.astimezone(locale.zone).date(), locale), WORK_BEGINS, locale)


def follow_up_gap(
    follow_up_number: int, interval_hours: float, season_multiplier: float, reputation_multiplier: float
) -> timedelta:
    """Interval x (1 + 0.5 (n - 1)) x season x reputation before follow-up n, which counts from 1.

    Raises ValueError for a number below 1 and for figures that are not positive.
    """
    if follow_up_number < 1 or min(interval_hours, season_multiplier, reputation_multiplier) <= 0:
        raise ValueError("follow-ups count from 1, intervals and multipliers are positive")
    growth = 1 + _cadence().follow_up.growth_per_follow_up * (follow_up_number - 1)
    return timedelta(hours=interval_hours * growth * season_multiplier * reputation_multiplier)


def follow_up_at(
    sent_at: datetime,
    follow_up_number: int,
    interval_hours: float,
    season_multiplier: float,
    reputation_multiplier: float,
    locale: Locale,
) -> datetime:
    """When follow-up n goes out after the ask of `sent_at`: after the gap, at the earliest on another
    calendar day there, moved forward into their working hours."""
    gap = follow_up_gap(follow_up_number, interval_hours, season_multiplier, reputation_multiplier)
    least_days = timedelta(days=stop_rules().min_days_between_follow_ups)
    first_day_on = sent_at.astimezone(locale.zone).date() + least_days
    due = sent_at.astimezone(UTC) + gap
    if due.astimezone(locale.zone).date() < first_day_on:
        due = _on_their_clock(first_day_on, WORK_BEGINS, locale)
    return next_sending_time(due, locale)


def reminder_at(
    meeting_at: datetime, booked_at: datetime, locale: Locale, had_no_show: bool
) -> tuple[datetime, ...]:
    """When to remind, in order: 09:00 of the meeting's day there; for a meeting before noon 16:00 on their
    working day before; both for an account with a no-show; nothing if booked less than 3 hours ahead.

    A time before the booking is left out and not made up for: who agreed to a morning meeting after
    16:00 of the day before has just had the confirmation. So is one that is not before the meeting. On a
    day that is no working day there, 16:00 of the working day before stands in for 09:00.
    """
    rules = _cadence().reminder
    if meeting_at - booked_at < timedelta(hours=rules.least_notice_hours):
        return ()
    local = meeting_at.astimezone(locale.zone)
    same_day = _on_their_clock(local.date(), rules.same_day_at, locale)
    day_before = _on_their_clock(previous_working_day(local.date(), locale), rules.day_before_at, locale)
    times: set[datetime] = set()
    if local.time() < rules.early_before or had_no_show or not is_working_day(local.date(), locale):
        times.add(day_before)
    if (local.time() >= rules.early_before or had_no_show) and is_working_day(local.date(), locale):
        times.add(same_day)
    return tuple(sorted(at for at in times if booked_at < at < meeting_at))


def resume_working_day(on: date, locale: Locale) -> datetime:
    """09:00 there on the date they named, or on their next working day if that is none."""
    working_on = on if is_working_day(on, locale) else next_working_day(on, locale)
    return _on_their_clock(working_on, _cadence().after_absence.resume_at, locale)


def after_absence(return_on: date, locale: Locale) -> datetime:
    """09:00 there, one working day after they are back. A return on a day off means the working day
    that follows: back on Saturday is at work on Monday, so Tuesday."""
    back_on = return_on if is_working_day(return_on, locale) else next_working_day(return_on, locale)
    for _ in range(_cadence().after_absence.working_days_after_return):
        back_on = next_working_day(back_on, locale)
    return _on_their_clock(back_on, _cadence().after_absence.resume_at, locale)
