"""Who the rep wants to meet in a simulated world, and how each request is asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.sandbox.company import COLLEAGUES, REP
from sync.sandbox.ids import chance
from sync.sandbox.office_hours import days_later
from sync.sandbox.people import (
    CLIENTS,
    FIRST_NAMES,
    LAST_NAMES,
    STEMS,
    TITLES,
    TRADES,
    Person,
    ProspectCompany,
)
from sync.sandbox.scenarios import external_form
from sync.simulation.places import PLACES, Place
from sync.simulation.texters import BY_TEXT

ALONE = (
    "prompt", "ordinal", "own_time", "no_show_then_fine", "declines", "out_of_office", "outlook_only",
    "assistant_answers", "slow", "asks_a_question", "silent", "later", "ambiguous", "reschedules",
    "opts_out", "bounces", "declines_invite", "proposes_on_invite", "tentative", "away_until", "no_mornings",
    "checks_with_partner", "needs_boss", "waits_on_vendor", "slammed", "replaced", "never_shows",
    "no_show_twice", "late_reply", "repeats", "opts_out_later", "crosses", "crosses", "a_day_later",
    "a_day_later",
    *("texts_back",) * 6, *("texts_late",) * 6, *("texts_other",) * 13, *("texts_no",) * 3,
    *("texts_stop",) * 4, *("texts_stop_later",) * 3,
)  # fmt: skip
GROUPS = (
    ("two_must_agree", "partner"),
    ("prompt", "declines"),
    ("prompt", "silent"),
    ("speaks_for_all", "silent"),
    ("prompt", "slow", "ordinal"),
    ("prompt", "opts_out"),
    ("speaks_for_all", "silent", "prompt"),
)
_SHAPES = (
    ("demo", 60), ("demo", 45), ("demo", 30), ("discovery", 30), ("discovery", 15), ("follow_up", 30),
    ("exec_review", 45), ("negotiation", 30), ("custom", 45),
)  # fmt: skip
_TEXTED_SHAPES = tuple(one for one in _SHAPES if one[0] not in ("exec_review", "negotiation"))
_AVOIDED = ((), (), (), ("monday",), ("friday_afternoon",), ("wednesday", "friday_afternoon"))
_PARTS = ((), (), (), ("morning",), ("afternoon",), ("morning", "afternoon"))
LAST_DAY_OF_NEW_REQUESTS = 24
NEW_COMPANY_SHARE = 0.9
CONSENT_SHARE = 0.7  # of those who do not answer by text; the others all agreed to texts


@dataclass(frozen=True)
class Wanted:
    """One request: when the rep makes it, its JSON form, and the people on their side."""

    number: int
    at: datetime
    form: dict[str, Any]
    people: tuple[Person, ...]
    place: Place


def wanted_requests(seed: int, count: int, begin: datetime, days: int) -> list[Wanted]:
    """`count` requests in the order in which they are made, over the first weeks."""
    rng = chance(seed, "cast")
    kinds = _kinds(rng)
    company: ProspectCompany | None = None
    place = PLACES[0]
    found = []
    for number in range(count):
        if company is None or rng.random() < NEW_COMPANY_SHARE:
            place = rng.choice(PLACES)
            company = _company(rng, number, place)
        people = tuple(_people(rng, number, next(kinds), company, place))
        at = _made_at(rng, begin, min(days // 2, LAST_DAY_OF_NEW_REQUESTS))
        found.append(Wanted(number, at, _form(rng, people, place, company, at), people, place))
    return sorted(found, key=lambda wanted: (wanted.at, wanted.number))


def _kinds(rng: random.Random) -> Iterator[tuple[str, ...]]:
    """Every kind of people in turn, in a new order each round."""
    while True:
        kinds = [*((one,) for one in ALONE), *GROUPS]
        rng.shuffle(kinds)
        yield from kinds


def _company(rng: random.Random, number: int, place: Place) -> ProspectCompany:
    name = f"{rng.choice(STEMS)} {rng.choice(TRADES)}"
    domain = f"{re.sub('[^a-z]', '', name.lower())}{number}.example"
    return ProspectCompany(name, place.state, "pest_control", domain)


def _people(
    rng: random.Random, number: int, kinds: tuple[str, ...], company: ProspectCompany, place: Place
) -> Iterator[Person]:
    names = [f"{first} {rng.choice(LAST_NAMES)}" for first in rng.sample(FIRST_NAMES, len(kinds) + 1)]
    addresses = [f"{name.split()[0].lower()}{number}@{company.domain}" for name in names]
    for place_in_group, temperament in enumerate(kinds):
        partner = _partner_place(kinds, place_in_group)
        aide = temperament == "assistant_answers"
        yield Person(
            name=names[place_in_group],
            address=addresses[place_in_group],
            title=rng.choice(TITLES),
            phone=f"{place.prefix}555{number:03d}{place_in_group}",
            timezone=place.zone,
            company=company,
            temperament=temperament,
            client=rng.choice(CLIENTS),
            assistant_name=names[-1] if aide else "",
            assistant_address=addresses[-1] if aide else "",
            partner_name=names[partner] if partner is not None else "",
            partner_address=addresses[partner] if partner is not None else "",
        )


def _partner_place(kinds: tuple[str, ...], own: int) -> int | None:
    return 1 - own if kinds[own] in ("two_must_agree", "partner") else None


def _made_at(rng: random.Random, begin: datetime, last_day: int) -> datetime:
    """In the rep's working hours."""
    zone = ZoneInfo(REP.zone)
    day = days_later(begin.astimezone(zone).date(), rng.randint(0, max(last_day, 1)))
    minute = rng.randint(0, 8 * 60)
    return datetime.combine(day, time(9), zone) + timedelta(minutes=minute)


def _form(
    rng: random.Random, people: tuple[Person, ...], place: Place, company: ProspectCompany, at: datetime
) -> dict[str, Any]:
    kind, minutes = rng.choice(_TEXTED_SHAPES if people[0].temperament in BY_TEXT else _SHAPES)
    colleagues = rng.sample(COLLEAGUES[:4], rng.choice((0, 0, 0, 1, 1, 2)))
    form: dict[str, Any] = {
        "meeting_type": kind,
        "duration_minutes": minutes,
        "title": f"{kind.replace('_', ' ').capitalize()} with {company.name}",
        "context": "They lose calls to voicemail. Show how bookings land in their calendar.",
        "platform": rng.choices(("teams", "phone", "zoom"), (85, 10, 5))[0],
        "company": {"name": company.name, "state": company.state, "industry": "pest_control"},
        "internal": [
            {"address": one.address, "name": one.name, "required": rng.random() < 0.75} for one in colleagues
        ],
        "external": [_external(rng, one, at) for one in people],
        "preferences": _wishes(rng, place, at),
        "approval": rng.choices(("autopilot", "review_first", "review_all"), (50, 35, 15))[0],
    }
    return form


def _external(rng: random.Random, one: Person, at: datetime) -> dict[str, Any]:
    form = external_form(one)
    if rng.random() < CONSENT_SHARE or one.temperament in BY_TEXT:
        form["sms_consent"] = {"on": at.date().isoformat(), "source": "trade show"}
    return form


def _wishes(rng: random.Random, place: Place, at: datetime) -> dict[str, Any]:
    wishes: dict[str, Any] = {"avoid": list(rng.choice(_AVOIDED)), "timezone": REP.zone}
    far_east = place.country == "AU"
    wishes["preferred_times"] = ["evening"] if far_east else list(rng.choice(_PARTS))
    if rng.random() < 0.8:
        last = at + timedelta(days=rng.randint(8, 20))
        wishes["range"] = {"start": (at + timedelta(hours=2)).isoformat(), "end": last.isoformat()}
    return wishes
