"""Who of ours stands in the way of a meeting, and what to do about it.

Source: the specification's attendee analysis, measured on all free starts instead of the five offered.
It looks at everybody's calendar, the optional people's too: offers never wait for an optional person, but
the rep should know that one could hardly come to any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from xforce_desktop.availability.slots import (
    SlotQuery,
    find_slots,
    gain_pct,
    is_significant,
    rounded_pct,
    starts_lost,
)

ENOUGH_SLOTS = 3
BEST_TIMES = 3  # of those that somebody blocks, to ask them to free one


class Advice(StrEnum):
    """What the rep is told to do with the attendees."""

    PROCEED = "proceed"
    REMOVE_OPTIONAL = "remove_optional"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Blocking:
    """Somebody without whom there would be `freed` more starts, `gain_pct` % of those with everybody.

    `best` are the times among them that would be offered first, UTC. `days` of the rep's would have a free
    start without them.
    """

    address: str
    required: bool
    freed: int
    gain_pct: int
    best: tuple[datetime, ...] = ()
    days: int = 0


@dataclass(frozen=True)
class Recommendation:
    """The advice with its reason for the rep. `new_availability_pct` is the specification's
    newAvailabilityPct: 100 to proceed, the gain of the removal, 0 to escalate."""

    advice: Advice
    reason: str
    new_availability_pct: int
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class AttendeeAnalysis:
    """`free_with_everybody` counts the starts at which the optional people could come, too, on `free_days`
    days of the rep's; `blocking` has the greatest gain first. `unreadable` are people whose calendar cannot
    be read: with a required one among them nothing is weighed, an optional one counts as free.
    """

    free_with_everybody: int
    blocking: tuple[Blocking, ...]
    recommendation: Recommendation
    unreadable: tuple[str, ...] = ()
    free_days: int = 0


def analyse(query: SlotQuery, names: Mapping[str, str] | None = None) -> AttendeeAnalysis:
    """Weigh each person but the organizer, `query.people[0]`, who is never in question.

    `names` by address are what the reasons call people.
    """
    called = names or {}
    unreadable = tuple(person.address for person in query.people if person.busy is None)
    closed = [one.address for one in query.people if one.busy is None and one.required]
    if closed:
        who = ", ".join(called.get(address, address) for address in closed)
        reason = f"The calendar of {who} cannot be read"
        return AttendeeAnalysis(0, (), Recommendation(Advice.ESCALATE, reason, 0), unreadable)
    everybody = replace(
        query,
        people=tuple(replace(person, required=True, busy=person.busy or ()) for person in query.people),
    )
    free, lost = starts_lost(everybody)
    zone = ZoneInfo(query.timezone)
    blocking = _blocking(query, everybody, free, lost)
    told = _recommendation(len(free), blocking, called)
    return AttendeeAnalysis(len(free), blocking, told, unreadable, len(_days(free, zone)))


def without(query: SlotQuery, address: str) -> SlotQuery:
    """The same question without this person. Raises ValueError for the organizer and for a stranger."""
    if address == query.people[0].address:
        raise ValueError("the organizer cannot be removed")
    left = tuple(person for person in query.people if person.address != address)
    if len(left) == len(query.people):
        raise ValueError("nobody of this address is asked")
    return replace(query, people=left)


def _blocking(
    query: SlotQuery, everybody: SlotQuery, free: Sequence[datetime], lost: Sequence[tuple[datetime, str]]
) -> tuple[Blocking, ...]:
    found: list[tuple[float, Blocking]] = []
    for person in query.people[1:]:
        freed = [start for start, who in lost if who == person.address]
        gain = gain_pct(len(free), len(freed))
        if is_significant(gain):
            asked = replace(without(everybody, person.address), exclude=(*query.exclude, *free))
            best = tuple(slot.start for slot in find_slots(replace(asked, count=BEST_TIMES)).slots)
            days = len(_days((*free, *freed), ZoneInfo(query.timezone)))
            one = Blocking(person.address, person.required, len(freed), rounded_pct(gain), best, days)
            found.append((gain, one))
    found.sort(key=lambda entry: -entry[0])
    return tuple(blocking for _, blocking in found)


def _days(starts: Sequence[datetime], zone: ZoneInfo) -> set[date]:
    return {start.astimezone(zone).date() for start in starts}


def _recommendation(free: int, blocking: tuple[Blocking, ...], called: Mapping[str, str]) -> Recommendation:
    """The specification's three, with its thresholds."""
    if free >= ENOUGH_SLOTS:
        return Recommendation(Advice.PROCEED, "Sufficient availability with all attendees", 100)
    if not blocking:
        return Recommendation(Advice.ESCALATE, "No available slots found", 0)
    top = blocking[0]
    name = called.get(top.address, top.address)
    if top.required:
        reason = f"Required attendee {name} stands in the way: {top.gain_pct}% more slots without"
        return Recommendation(Advice.ESCALATE, reason, 0)
    reason = f"Removing {name} increases availability by {top.gain_pct}%"
    return Recommendation(Advice.REMOVE_OPTIONAL, reason, top.gain_pct, (top.address,))
