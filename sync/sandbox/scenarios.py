"""Ready-made requests for the demo: seeded prospects, one temperament after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sync.sandbox.company import COLLEAGUES, Colleague
from sync.sandbox.ids import chance
from sync.sandbox.office_hours import days_later
from sync.sandbox.people import Person
from sync.sandbox.world import World

_ORDER = (
    "prompt",
    "ordinal",
    "own_time",
    "no_show_then_fine",
    "declines",
    "two_must_agree",
    "outlook_only",
    "out_of_office",
    "assistant_answers",
    "slow",
    "silent",
    "reschedules",
    "later",
    "ambiguous",
    "asks_a_question",
)
# Meeting type, minutes, title, who joins from our side beside the rep, parts of the day, what to avoid.
_SHAPES: tuple[tuple[str, int, str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("demo", 60, "Demo of the AI receptionist", 1, (), ()),
    ("discovery", 30, "Discovery call", 0, ("morning", "afternoon"), ("friday_afternoon",)),
    ("follow_up", 30, "Follow-up on pricing", 0, ("afternoon",), ()),
    ("demo", 45, "After-hours call handling demo", 0, (), ("monday",)),
    ("discovery", 15, "Intro call", 0, ("morning",), ()),
    ("custom", 45, "Walk-through for the owners", 1, (), ("friday_afternoon",)),
)
_CONTEXTS = (
    "Demo of AI receptionist for after-hours call handling. {first} mentioned 15% call abandonment.",
    "{company} loses weekend calls to voicemail. Show how bookings land in their calendar.",
    "{first} asked for numbers on cost per booked job before the season starts.",
    "They run three trucks and one person on the phone. Find out how many calls go unanswered.",
    "Follow-up after the trade show: {first} wants to hear how others in {state} handle overflow calls.",
)


def demo_requests(world: World, count: int) -> Iterator[dict[str, Any]]:
    """`count` requests in the form that `request new` takes, each for another prospect of the world."""
    chosen = _in_order(world.people)
    for number in range(min(count, len(chosen))):
        yield _request(world, chosen[number], number)


def _in_order(people: Sequence[Person]) -> list[Person]:
    leads = [person for person in people if person.temperament != "partner"]
    first = [next(p for p in leads if p.temperament == name) for name in _ORDER]
    return first + [person for person in leads if person not in first]


def _request(world: World, person: Person, number: int) -> dict[str, Any]:
    rng = chance(world.state.seed, "request", person.address)
    kind, minutes, title, colleagues, parts, avoid = _SHAPES[number % len(_SHAPES)]
    fields = {"first": person.first_name, "company": person.company.name, "state": person.company.state}
    guests = [external_form(person)]
    if person.partner_address:
        guests.append(external_form(_partner(world, person)))
    return {
        "meeting_type": kind,
        "duration_minutes": minutes,
        "title": f"{title} for {person.company.name}",
        "context": rng.choice(_CONTEXTS).format(**fields),
        "platform": "teams",
        "company": {
            "name": person.company.name,
            "state": person.company.state,
            "industry": person.company.industry,
        },
        "internal": [_internal(one) for one in (world.rep, *COLLEAGUES[:colleagues])],
        "external": guests,
        "preferences": {
            "range": _range(world, rng.randint(14, 20) + 7 * colleagues),
            "preferred_times": list(parts),
            "avoid": list(avoid),
            "timezone": world.rep.zone,
        },
        "approval": "autopilot",
    }


def _partner(world: World, person: Person) -> Person:
    return next(one for one in world.people if one.address == person.partner_address)


def _range(world: World, days: int) -> dict[str, str]:
    """From tomorrow morning on, in the rep's zone."""
    today = world.now.astimezone(world.zone).date()
    first = datetime.combine(days_later(today, 1), time(9), world.zone)
    last = datetime.combine(days_later(today, days), time(17), world.zone)
    assert last - first > timedelta(days=7)
    return {"start": first.isoformat(), "end": last.isoformat()}


def _internal(one: Colleague) -> dict[str, Any]:
    return {"address": one.address, "name": one.name, "required": True}


def external_form(one: Person) -> dict[str, Any]:
    """A prospect as a request names them."""
    return {
        "address": one.address,
        "name": one.name,
        "title": one.title,
        "phone": one.phone,
        "timezone": one.timezone,
        "required": True,
    }
