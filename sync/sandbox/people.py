"""Seeded prospects: who they are, where they sit, what they are like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sync.sandbox.ids import chance, digest

TEMPERAMENTS = (
    "prompt",
    "ordinal",
    "own_time",
    "no_show_then_fine",
    "declines",
    "two_must_agree",
    "out_of_office",
    "outlook_only",
    "assistant_answers",
    "slow",
    "asks_a_question",
    "silent",
    "later",
    "ambiguous",
    "reschedules",
)
FIRST_NAMES = [
    "John",
    "Mary",
    "Bob",
    "Linda",
    "Tom",
    "Angela",
    "Rick",
    "Denise",
    "Carlos",
    "Wendy",
    "Grant",
    "Holly",
    "Luis",
    "Karen",
    "Doug",
    "Yvonne",
    "Pete",
    "Marisol",
    "Ray",
    "Cheryl",
    "Aaron",
    "Tanya",
]
LAST_NAMES = [
    "Smith",
    "Johnson",
    "Wilson",
    "Brown",
    "Delgado",
    "Hartman",
    "Pruitt",
    "Okafor",
    "Lindqvist",
    "Moreno",
    "Tolliver",
    "Vance",
    "Ibarra",
    "McCall",
    "Reyes",
    "Stroud",
    "Keller",
    "Boone",
    "Farrow",
    "Nguyen",
]
STEMS = [
    "Acme",
    "Gulf Coast",
    "Sunshine",
    "Premier",
    "Delta",
    "Bluestem",
    "Ridgeline",
    "Harbor",
    "Lone Star",
    "Cedar Valley",
    "Pioneer",
    "Magnolia",
    "Summit",
    "Coastal",
    "Prairie",
    "Evergreen",
    "Ironwood",
]
TRADES = ("Pest Control", "Exterminators", "Termite & Pest", "Pest Solutions", "Pest & Lawn")
TITLES = ("Owner", "Operations Manager", "General Manager", "Office Manager", "President", "VP Operations")
PLACES = (
    ("FL", "America/New_York", "+1305"),
    ("GA", "America/New_York", "+1404"),
    ("TX", "America/Chicago", "+1214"),
    ("AL", "America/Chicago", "+1205"),
    ("CO", "America/Denver", "+1303"),
    ("AZ", "America/Phoenix", "+1602"),
    ("CA", "America/Los_Angeles", "+1619"),
    ("WA", "America/Los_Angeles", "+1206"),
    ("NC", "America/New_York", "+1704"),
    ("LA", "America/Chicago", "+1504"),
    ("TN", "America/Chicago", "+1615"),
)
CLIENTS = ("gmail", "outlook", "apple")
_EXTRA = ("prompt", "slow", "ordinal", "own_time", "outlook_only")


@dataclass(frozen=True)
class ProspectCompany:
    """Where a prospect works. `state` is the two letters of the US state."""

    name: str
    state: str
    industry: str
    domain: str


@dataclass(frozen=True)
class Person:
    """A prospect. `timezone` is an IANA name; `client` is the mail program they write with."""

    name: str
    address: str
    title: str
    phone: str
    timezone: str
    company: ProspectCompany
    temperament: str
    client: str
    assistant_name: str = ""
    assistant_address: str = ""
    partner_name: str = ""
    partner_address: str = ""

    @property
    def first_name(self) -> str:
        """What they sign with."""
        return self.name.split()[0]


def seeded_people(seed: int) -> tuple[Person, ...]:
    """One prospect of each temperament, partners of those who need one, and a few more."""
    rng = chance(seed, "people")
    stems, lasts, firsts = list(STEMS), list(LAST_NAMES), list(FIRST_NAMES)
    for names in (stems, lasts, firsts):
        rng.shuffle(names)
    people: list[Person] = []
    for number, temperament in enumerate((*TEMPERAMENTS, *_EXTRA)):
        stem = stems[number % len(stems)] + ("" if number < len(stems) else " Bay")
        trade = rng.choice(TRADES)
        name = f"{firsts[number % len(firsts)]} {lasts[number % len(lasts)]}"
        people.extend(_persons(seed, temperament, f"{stem} {trade}", name, number))
    return tuple(people)


def _persons(seed: int, temperament: str, company: str, name: str, number: int) -> Iterator[Person]:
    rng = chance(seed, "person", number)
    state, zone, prefix = rng.choice(PLACES)
    domain = re.sub(r"[^a-z]", "", company.lower().replace("&", "and")) + ".example"
    firm = ProspectCompany(company, state, "pest_control", domain)
    first = name.split()[0]
    aide, mate = rng.choice(("Jenny Doyle", "Nora Pratt")), rng.choice(("Steve Ames", "Gloria Finch"))
    assistant, two = temperament == "assistant_answers", temperament == "two_must_agree"
    person = Person(
        name=name,
        address=f"{first.lower()}@{domain}",
        title=rng.choice(TITLES),
        phone=f"{prefix}555{rng.randrange(100, 199):04d}",
        timezone=zone,
        company=firm,
        temperament=temperament,
        client=CLIENTS[number % len(CLIENTS)],
        assistant_name=aide if assistant else "",
        assistant_address=f"{aide.split()[0].lower()}@{domain}" if assistant else "",
        partner_name=mate if two else "",
        partner_address=f"{mate.split()[0].lower()}@{domain}" if two else "",
    )
    yield person
    if two:
        yield _partner_of(person, f"{prefix}555{rng.randrange(200, 299):04d}")


def _partner_of(person: Person, phone: str) -> Person:
    return Person(
        name=person.partner_name,
        address=person.partner_address,
        title="Office Manager",
        phone=phone,
        timezone=person.timezone,
        company=person.company,
        temperament="partner",
        client="outlook",
        partner_name=person.name,
        partner_address=person.address,
    )


def stranger(seed: int, address: str, name: str) -> Person:
    """Somebody at an address the seed does not list: their ways depend on seed and address alone."""
    rng = chance(seed, "stranger", address.lower())
    local, _, domain = address.lower().partition("@")
    made_up = " ".join(part.capitalize() for part in re.split(r"[._-]", local) if part) or "Someone"
    firm = ProspectCompany(domain.split(".")[0].capitalize(), "", "", domain)
    _, zone, prefix = rng.choice(PLACES)
    phone = f"{prefix}555{int.from_bytes(digest(address.lower())[:2], 'big') % 100 + 300:04d}"
    temperament = rng.choice(
        [one for one in TEMPERAMENTS if one not in ("assistant_answers", "two_must_agree")]
    )
    return Person(name or made_up, address.lower(), "", phone, zone, firm, temperament, rng.choice(CLIENTS))
