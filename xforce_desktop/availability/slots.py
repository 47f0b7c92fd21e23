"""Free slots across people, zones and working hours.

Every time the app offers or books passes `find_slots` or `why_not`. Nothing here reads a calendar or a
clock: callers pass busy spans and `now`. If a required calendar cannot be read, nothing is offered.

Candidate starts lie on the half hour of the query's zone, for meetings under 30 minutes on the quarter
hour; among equals `ranking` prefers the full hour.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from xforce_desktop.availability.policy import FRIDAY, Calendars, Policy, minute_of
from xforce_desktop.availability.query import Guest, Person, SlotQuery
from xforce_desktop.availability.ranking import Slot, Wishes, choose

__all__ = [
    "Blocker",
    "Guest",
    "Person",
    "Slot",
    "SlotAnswer",
    "SlotQuery",
    "find_slots",
    "free_starts",
    "starts_lost",
    "why_none",
    "why_not",
]

SIGNIFICANT_GAIN_PCT = 20


@dataclass(frozen=True)
class Blocker:
    """A required person, never the organizer, without whom there would be `gain_pct` % more free starts."""

    address: str
    gain_pct: int


@dataclass(frozen=True)
class SlotAnswer:
    """What can be offered, in time order. `free_total` counts every free candidate, not only `slots`.
    `unreadable`: required people whose calendar cannot be read; then there are no slots."""

    slots: tuple[Slot, ...]
    free_total: int
    blockers: tuple[Blocker, ...]
    unreadable: tuple[str, ...]


def find_slots(query: SlotQuery) -> SlotAnswer:
    """The best free starts, how many there are in all, and who stands in the way."""
    unreadable = _unreadable(query)
    if unreadable:
        return SlotAnswer((), 0, (), unreadable)
    free, lost = starts_lost(query)
    wishes = Wishes(
        ZoneInfo(query.timezone),
        query.count,
        query.duration_minutes,
        query.preferred_times,
        Calendars(query).busy_optional,
    )
    lost_to_one = Counter(address for _, address in lost)
    return SlotAnswer(choose(free, wishes), len(free), _blockers(query, len(free), lost_to_one), ())


def free_starts(query: SlotQuery) -> tuple[datetime, ...]:
    """Every free candidate (UTC, in order), for a list to choose from; none while a required calendar
    cannot be read."""
    if _unreadable(query):
        return ()
    return starts_lost(query)[0]


def starts_lost(query: SlotQuery) -> tuple[tuple[datetime, ...], tuple[tuple[datetime, str], ...]]:
    """Every free candidate (UTC, in order), and those that one required person alone takes away, with who.

    Without that person there would be as many more: nobody's removal changes anything else.
    """
    policy, calendars = Policy(query), Calendars(query)
    free: list[datetime] = []
    lost: list[tuple[datetime, str]] = []
    for start in _candidates(query, policy.zone):
        if policy.objection(start) or calendars.held(start):
            continue
        busy = calendars.busy_required(start)
        if not busy:
            free.append(start)
        elif len(busy) == 1:
            lost.append((start, busy[0]))
    return tuple(free), tuple(lost)


def why_not(query: SlotQuery, start: datetime, *, strict: bool = True) -> str | None:
    """None if the meeting can be offered or booked at `start` (aware), else the reason in words.

    `strict=False` is for a time that the other side proposed: the wishes, `exclude`, `within`, the
    guests' hours and the notice do not count then, and the organizer's hours are 07:00 to 20:00. Days
    stay Monday to Friday. `range` always counts, as beyond it no calendar was read.
    """
    if start.tzinfo is None:
        raise ValueError("a start needs a zone")
    start = start.astimezone(UTC)
    unreadable = _unreadable(query)
    if unreadable:
        return f"the calendar of {', '.join(unreadable)} cannot be read"
    policy, calendars = Policy(query), Calendars(query)
    objection = policy.objection(start) if strict else policy.wide_objection(start)
    if objection:
        return objection
    if calendars.held(start):
        return "this time is held for another live offer"
    busy = calendars.busy_required(start)
    return f"{' and '.join(busy)} {'is' if len(busy) == 1 else 'are'} busy then" if busy else None


def why_none(query: SlotQuery) -> str:
    """In words, why there is no slot: what is held elsewhere, or whose calendar stands in the way."""
    if query.held and find_slots(replace(query, held=(), count=1)).slots:
        return "the free times are offered to others at the moment."
    blockers = find_slots(query).blockers
    if blockers:
        return f"no time is free for everybody; without {blockers[0].address} there would be some."
    if query.within is not None:
        return "not everybody on our side is free then."
    return "no time is free for everybody in these dates."


def gain_pct(with_everyone: int, freed: int) -> float:
    """The specification's removal impact: per cent more slots, against at least one slot."""
    return freed / max(with_everyone, 1) * 100


def is_significant(gain: float) -> bool:
    """More than 20 % makes a blocker; exactly 20 % does not."""
    return gain > SIGNIFICANT_GAIN_PCT


def rounded_pct(gain: float) -> int:
    """Half a per cent goes up, as in the specification's code."""
    return math.floor(gain + 0.5)


def _unreadable(query: SlotQuery) -> tuple[str, ...]:
    return tuple(person.address for person in query.people if person.required and person.busy is None)


def _blockers(query: SlotQuery, free_total: int, lost_to_one: Mapping[str, int]) -> tuple[Blocker, ...]:
    gains = [
        (gain_pct(free_total, lost_to_one.get(person.address, 0)), person.address)
        for person in query.people[1:]
        if person.required
    ]
    significant = [(gain, address) for gain, address in gains if is_significant(gain)]
    significant.sort(key=lambda entry: -entry[0])
    return tuple(Blocker(address, rounded_pct(gain)) for gain, address in significant)


def _candidates(query: SlotQuery, zone: ZoneInfo) -> Iterator[datetime]:
    """Starts to look at, in UTC and in order: the grid of the zone and the windows' own starts.

    A wall clock time that the change to summer time skips does not exist; one that comes twice in
    autumn is two candidates.
    """
    begin = max(query.range.start, query.now.astimezone(UTC))
    if begin >= query.range.end:
        return
    starts = {window.start for window in query.within or () if begin <= window.start < query.range.end}
    on, last_on = begin.astimezone(zone).date(), query.range.end.astimezone(zone).date()
    first_minute, end_minute = (minute_of(edge) for edge in query.working_hours)
    step = 15 if query.duration_minutes < 30 else 30
    first_minute = -(-first_minute // step) * step
    while on <= last_on:
        if on.weekday() <= FRIDAY:
            starts.update(_grid_of(on, range(first_minute, end_minute, step), zone))
        on += timedelta(days=1)
    yield from sorted(starts)


@lru_cache(maxsize=256)
def _grid_of(on: date, minutes: Sequence[int], zone: ZoneInfo) -> tuple[datetime, ...]:
    """Of one day; the same days are looked through again and again."""
    return tuple(_starts_of(on, minutes, zone))


def _starts_of(on: date, minutes: Sequence[int], zone: ZoneInfo) -> Iterator[datetime]:
    for minute in minutes:
        wall = datetime.combine(on, time(minute // 60, minute % 60))
        for fold in (0, 1):
            start = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            if start.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
                yield start
