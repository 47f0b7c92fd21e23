"""Who of ours stands in the way of a meeting, and what to do about it.

Source: the specification's attendee analysis, measured on all free starts instead of the five offered.
It looks at everybody's calendar, the optional people's too: offers never wait for an optional person, but
the rep should know that one could hardly come to any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from xforce_desktop.availability.slots import (
    Person,
    SlotQuery,
    find_slots,
    gain_pct,
    is_significant,
    rounded_pct,
)

ENOUGH_SLOTS = 3


class Advice(StrEnum):
    """What the rep is told to do with the attendees."""

    PROCEED = "proceed"
    REMOVE_OPTIONAL = "remove_optional"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Blocking:
    """Somebody without whom there would be `freed` more starts, `gain_pct` % of those with everybody."""

    address: str
    required: bool
    freed: int
    gain_pct: int


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
    """`free_with_everybody` counts the starts at which the optional people could come, too;
    `blocking` has the greatest gain first."""

    free_with_everybody: int
    blocking: tuple[Blocking, ...]
    recommendation: Recommendation
    unreadable: tuple[str, ...] = ()


def analyse(query: SlotQuery) -> AttendeeAnalysis:
    """Weigh each person but the organizer, `query.people[0]`, who is never in question.

    An optional calendar that cannot be read counts as free; a required one ends in advice to escalate.
    """
    unreadable = tuple(person.address for person in query.people if person.required and person.busy is None)
    if unreadable:
        reason = f"The calendar of {', '.join(unreadable)} cannot be read."
        return AttendeeAnalysis(0, (), Recommendation(Advice.ESCALATE, reason, 0), unreadable)
    everybody = tuple(replace(person, required=True, busy=person.busy or ()) for person in query.people)
    free = _free_total(query, everybody)
    blocking = _blocking(query, everybody, free)
    return AttendeeAnalysis(free, blocking, _recommendation(free, blocking))


def without(query: SlotQuery, address: str) -> SlotQuery:
    """The same question without this person. Raises ValueError for the organizer and for a stranger."""
    if address == query.people[0].address:
        raise ValueError("the organizer cannot be removed")
    left = tuple(person for person in query.people if person.address != address)
    if len(left) == len(query.people):
        raise ValueError("nobody of this address is asked")
    return replace(query, people=left)


def _free_total(query: SlotQuery, people: tuple[Person, ...]) -> int:
    return find_slots(replace(query, people=people)).free_total


def _blocking(query: SlotQuery, everybody: tuple[Person, ...], free: int) -> tuple[Blocking, ...]:
    found: list[tuple[float, Blocking]] = []
    for position, person in enumerate(query.people[1:], start=1):
        freed = _free_total(query, everybody[:position] + everybody[position + 1 :]) - free
        gain = gain_pct(free, freed)
        if is_significant(gain):
            found.append((gain, Blocking(person.address, person.required, freed, rounded_pct(gain))))
    found.sort(key=lambda entry: -entry[0])
    return tuple(blocking for _, blocking in found)


def _recommendation(free: int, blocking: tuple[Blocking, ...]) -> Recommendation:
    if free >= ENOUGH_SLOTS:
        return Recommendation(Advice.PROCEED, "There are enough times with all attendees.", 100)
    if not blocking:
        return Recommendation(Advice.ESCALATE, "No free times were found, whoever is left out.", 0)
    top = blocking[0]
    if top.required:
        reason = f"{top.address} must come; without, {top.gain_pct} % more times would be free."
        return Recommendation(Advice.ESCALATE, reason, 0)
    reason = f"Without {top.address}, who is optional, {top.gain_pct} % more times are free."
    return Recommendation(Advice.REMOVE_OPTIONAL, reason, top.gain_pct, (top.address,))
