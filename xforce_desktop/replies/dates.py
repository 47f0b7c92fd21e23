"""What a named day means on the calendar, seen from the moment at which it was read."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.zones import month_comes_first, territory_of

Readings = tuple[tuple[date, ...], ...]
"""Every meaning of a named day, the likeliest first; each is its days. None: impossible."""

_SUBDIVISIONS = {
    "Australia/Sydney": "NSW",
    "Australia/Melbourne": "VIC",
    "Australia/Brisbane": "QLD",
    "Australia/Perth": "WA",
    "Australia/Adelaide": "SA",
    "Australia/Hobart": "TAS",
    "Australia/Darwin": "NT",
    "America/Toronto": "ON",
    "America/Vancouver": "BC",
    "America/Edmonton": "AB",
    "America/Winnipeg": "MB",
    "America/Halifax": "NS",
    "Europe/London": "ENG",
}
NIGHT_HOUR, SMALL_HOURS = 20, 4
_LONGEST_SPAN_DAYS = 45


@lru_cache(maxsize=128)
def _holidays_of(zone: str, year: int) -> frozenset[date]:
    territory = territory_of(zone)
    try:
        found = holidays.country_holidays(territory, subdiv=_SUBDIVISIONS.get(zone), years=year)
    except NotImplementedError:
        return frozenset()
    return frozenset(found.keys())


@dataclass(frozen=True)
class Almanac:
    """Today, and which days are worked, where the prospect lives. `now` is aware."""

    now: datetime
    zone: str

    @property
    def local_now(self) -> datetime:
        """The moment of reading on the prospect's wall clock."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        """The prospect's date."""
        return self.local_now.date()

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no public holiday there."""
        return day.weekday() < 5 and day not in _holidays_of(self.zone, day.year)

    def working_day_from(self, day: date) -> date:
        """The first working day on or after `day`."""
        for _ in range(30):
            if self.is_working_day(day):
                return day
            day += timedelta(days=1)
        return day

    def instant(self, day: date, minutes: int) -> datetime:
        """`minutes` past midnight of `day` on their clock, in their zone."""
        extra, minutes = divmod(minutes, 1440)
        wall = time(minutes // 60, minutes % 60)
        moment = datetime.combine(day + timedelta(days=extra), wall, ZoneInfo(self.zone))
        return moment.astimezone(UTC).astimezone(ZoneInfo(self.zone))


def readings_of(day: Day, almanac: Almanac, month_first: bool | None = None) -> Readings:
    """Every meaning of `day`. `month_first` overrides the country's order of 3/4."""
    found = _plain_readings(day, almanac, month_first)
    if day.also is not None:
        also = readings_of(day.also, almanac, month_first)
        found = tuple(reading for reading in found if reading in also)
    return found


def _plain_readings(day: Day, almanac: Almanac, month_first: bool | None) -> Readings:
    if day.kind is DayKind.WEEKDAY:
        return _weekday(day, almanac)
    if day.kind is DayKind.OFFSET:
        return _checked(_offset(day, almanac), day)
    if day.kind is DayKind.DATE:
        return _moved(_checked(_date(day, almanac.today), day), day)
    if day.kind is DayKind.NUMBER:
        return _moved(_checked(_day_number(day, almanac.today), day), day)
    if day.kind is DayKind.NTH:
        return _nth(day, almanac.today)
    if day.kind is DayKind.NUMERIC:
        return _numeric(day, almanac, month_first)
    if day.kind is DayKind.WEEK:
        return _week(day, almanac)
    if day.kind is DayKind.EVERY:
        ahead = (almanac.today + timedelta(days=step) for step in range(1, 8))
        return (tuple(d for d in ahead if almanac.is_working_day(d)),)
    return _span(day, almanac, month_first)


def _weekday(day: Day, almanac: Almanac) -> Readings:
    assert day.weekday is not None
    today = almanac.today
    monday = today - timedelta(days=today.weekday())
    shift = timedelta(days=day.offset)
    if day.day_from is not None:
        base = readings_of(day.day_from, almanac)
        return tuple(
            (first[0] - timedelta(days=first[0].weekday() - day.weekday),) for first in base if first
        )
    if day.week is not None:
        return ((monday + timedelta(days=day.weekday, weeks=day.week) + shift,),)
    ahead = (day.weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    if day.which == "last":
        return ((today - timedelta(days=(today.weekday() - day.weekday - 1) % 7 + 1),),)
    if day.which in {"next", "following"}:
        in_next_week = monday + timedelta(days=day.weekday + 7)
        return (
            ((in_next_week + shift,),)
            if ahead == 0 or coming >= in_next_week
            else ((in_next_week + shift,), (coming + shift,))
        )
    if ahead == 0:
        later = today + timedelta(days=7) + shift
        return ((today + shift,), (later,)) if almanac.local_now.hour < 15 and not day.offset else ((later,),)
    if ahead == 1 and almanac.local_now.hour >= NIGHT_HOUR and not day.which and not day.offset:
        return ((coming,), (coming + timedelta(days=7),))
    return ((coming + shift,),)


def _offset(day: Day, almanac: Almanac) -> Readings:
    if day.which == "working":
        return ((_working_days_on(almanac, day.offset),),)
    meant = months_from(almanac.today, day.months or 0) + timedelta(days=day.offset)
    if day.offset == 1 and not day.months and almanac.local_now.hour < SMALL_HOURS:
        return ((meant,), (almanac.today,))
    return ((meant,),)


def _working_days_on(almanac: Almanac, count: int) -> date:
    day = almanac.today
    for _ in range(count):
        day = almanac.working_day_from(day + timedelta(days=1))
    return day


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(day: Day, today: date) -> Readings:
    if day.year is not None:
        found = _safe_date(day.year, day.month, day.day)
        return ((found,),) if found else ()
    candidates = [_safe_date(today.year + step, day.month, day.day) for step in (-1, 0, 1, 2, 3)]
    ahead = [c for c in candidates if c and c >= today]
    behind = [c for c in candidates if c and today - timedelta(days=75) <= c < today]
    if behind:
        return ((behind[-1],),)
    return ((ahead[0],),) if ahead else ()


def months_from(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _moved(readings: Readings, day: Day) -> Readings:
    """Two weeks after the 15th."""
    if not day.offset and not (day.months and day.kind is not DayKind.NUMBER):
        return readings
    shift, months = timedelta(days=day.offset), day.months if day.kind is not DayKind.NUMBER else 0
    return tuple(tuple(months_from(d, months or 0) + shift for d in reading) for reading in readings)


def _nth(day: Day, today: date) -> Readings:
    """The first Monday of October, the last Friday of next month, the last day of May."""
    if day.month == 0:
        first = months_from(today.replace(day=1), day.months or 0)
        found = _nth_in(day, first.year, first.month)
        return ((found,),) if found and found >= today else ()
    years = [day.year] if day.year is not None else [today.year, today.year + 1]
    named = [_nth_in(day, year, day.month) for year in years]
    ahead = [d for d in named if d and (d >= today or day.year is not None)]
    return ((ahead[0],),) if ahead else ()


def _nth_in(day: Day, year: int, month: int) -> date | None:
    days = [date(year, month, number) for number in range(1, calendar.monthrange(year, month)[1] + 1)]
    fitting = [d for d in days if day.weekday is None or d.weekday() == day.weekday]
    at = day.day if day.day < 0 else day.day - 1
    return fitting[at] if -len(fitting) <= at < len(fitting) else None


def _day_number(day: Day, today: date) -> Readings:
    if day.months is not None:
        first = months_from(today.replace(day=1), day.months)
        named = _safe_date(first.year, first.month, day.day)
        return ((named,),) if named else ()
    year, month = today.year, today.month
    for _ in range(3):
        found = _safe_date(year, month, day.day)
        if found and found >= today:
            return ((found,),)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return ()


def _checked(readings: Readings, day: Day) -> Readings:
    """Readings whose weekday is the one they said beside the date; a disagreement leaves none."""
    if day.weekday is None:
        return readings
    return tuple(r for r in readings if r and r[0].weekday() == day.weekday)


def _numeric(day: Day, almanac: Almanac, month_first: bool | None) -> Readings:
    orders = {
        True: replace(day, kind=DayKind.DATE),
        False: replace(day, kind=DayKind.DATE, month=day.day, day=day.month),
    }
    settled = month_first if month_first is not None else month_comes_first(almanac.zone)
    usual = [settled] if settled is not None else [True, False]
    found: list[tuple[date, ...]] = []
    for order in usual:
        found.extend(readings_of(orders[order], almanac) if orders[order].month <= 12 else ())
    impossible = settled is not None and orders[settled].month > 12
    if impossible:
        found.extend(readings_of(orders[not settled], almanac))
    return tuple(dict.fromkeys(found))


def _week(day: Day, almanac: Almanac) -> Readings:
    today = almanac.today
    if day.which == "iso":
        bases = _numbered_week(day, today)
    elif day.day_from is not None:
        bases = [r[0] + timedelta(weeks=day.week or 0) for r in readings_of(day.day_from, almanac) if r]
    else:
        bases = [today + timedelta(weeks=day.week or 0)]
    found: list[tuple[date, ...]] = []
    for base in bases:
        sunday = (
            day.day_from is not None and base.weekday() == 6
        )  # the week of a Sunday is the one that it begins
        monday = base + timedelta(days=1) if sunday else base - timedelta(days=base.weekday())
        days = [monday + timedelta(days=step) for step in _steps(day.part_of_week)]
        weekend = day.part_of_week == "weekend"
        days = [d for d in days if (weekend or almanac.is_working_day(d)) and d >= today]
        if days and days[0] == today and len(days) > 1 and almanac.local_now.hour >= 12:
            days = days[1:]
        found.append(tuple(days))
    return tuple(f for f in found if f)


def _numbered_week(day: Day, today: date) -> list[date]:
    """The Monday of week 31, of this year or else the next."""
    years = [day.year] if day.year is not None else [today.year, today.year + 1]
    mondays = [date.fromisocalendar(year, day.day, 1) for year in years if day.day <= 52]
    return [monday for monday in mondays if monday + timedelta(days=6) >= today][:1]


def _steps(part: str) -> Sequence[int]:
    return {"early": (0, 1), "mid": (1, 2, 3), "late": (3, 4), "weekend": (5, 6)}.get(part, (0, 1, 2, 3, 4))


def _span(day: Day, almanac: Almanac, month_first: bool | None) -> Readings:
    assert day.day_from is not None
    assert day.day_to is not None
    found: list[tuple[date, ...]] = []
    for first in readings_of(day.day_from, almanac, month_first):
        for last in readings_of(day.day_to, almanac, month_first):
            days = _between(first[0], last[-1], day.day_to.kind is DayKind.WEEKDAY) if first and last else ()
            days = tuple(d for d in days if almanac.is_working_day(d) or len(days) == 2)
            if days:
                found.append(days)
    return tuple(dict.fromkeys(found))[:1] if len(found) > 2 else tuple(dict.fromkeys(found))


def _between(first: date, last: date, weekdays: bool) -> tuple[date, ...]:
    while weekdays and last < first:
        last += timedelta(days=7)
    if (last - first).days > _LONGEST_SPAN_DAYS:
        return ()
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))


def last_day_of_month(year: int, month: int) -> date:
    """The last calendar day."""
    return date(year, month, calendar.monthrange(year, month)[1])
