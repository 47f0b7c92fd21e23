"""A list as people's exports are: the same for the same seed, with everything that goes wrong in them."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

FIRST = ["Dana", "José", "Zoë", "Bob", "Anna", "Müller", "Renée", "Ian", "Karen", "Sean", "O'Neil", "Łukasz"]
LAST = ["Reyes", "Nuñez", "Smith", "Brûlé", "Fischer", "de la Cruz", "Li", "Øberg", "McDonald", "Jones"]
TRADES = ["pest control", "lawn care", "hvac", "", "Pest-Control"]
STATES = ["FL", "Florida", "TX", "tx", "GA", "Georgia", "NC", "", "Bavaria"]
TITLES = ["CFO", "Owner", "Operations Manager", "", "=1+1", "VP, Sales", 'The "boss"']
ZONES = ["", "America/Chicago", "Eastern", "GMT-5", "MST"]
CONSENTS = ["", "", "2026-01-02 web form", "yes", "3/4/2026", "25/12/2025 by phone", "2031-01-01 form"]
BAD_ADDRESSES = ["nobody", "a@b@c.com", "x@", "n/a", "two@a.com; b@a.com", "jim@acme..com"]
BAD_PHONES = ["12", "4.07556E+09", "call me", "407-555-0101 / 407-555-0102"]


@dataclass(frozen=True)
class MessyList:
    """Its bytes, and what went into it."""

    content: bytes
    rows: int
    addresses: frozenset[str]


def messy_list(rows: int, seed: int) -> MessyList:
    """`rows` rows under a head, written as cp1252, UTF-16 or UTF-8 with some lines of another program."""
    rng = random.Random(seed)
    delimiter = rng.choice([",", ";", "\t", "|"])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=rng.choice(["\n", "\r\n"]))
    writer.writerow(
        [
            "Account Name",
            "State",
            "Trade",
            "First Name",
            "Last name",
            "E-Mail Address",
            "Mobile",
            "Job Title",
            "Time zone",
            "SMS consent",
            "Champion",
            "Opportunity",
            "Annual value",
            "Notes",
            "",
        ]
    )
    made: list[list[str]] = []
    addresses: set[str] = set()
    for number in range(rows):
        row = rng.choice(made) if made and rng.random() < 0.08 else _row(rng, number, addresses)
        made.append(row)
        out.write("\n" if rng.random() < 0.01 else "")
        writer.writerow(row[: rng.randint(6, len(row))] if rng.random() < 0.03 else row)
        out.write('Broken "quote,"unclosed\n' if rng.random() < 0.002 else "")
    return MessyList(_encoded(out.getvalue(), rng), rows, frozenset(addresses))


def _row(rng: random.Random, number: int, addresses: set[str]) -> list[str]:
    company = f"{rng.choice(['Acme', 'Sunshine', 'Bayshore', 'Ångström'])} Pest {number // 4}"
    form = rng.choice(["", ", Inc.", " LLC", " INC"])
    address = (
        f"{rng.choice(['info', 'dana', 'bob'])}{number}@{company.split()[0].casefold()}{number // 4}.com"
    )
    address = address.replace("å", "a").replace("ö", "o")
    if rng.random() < 0.06:
        address = rng.choice(BAD_ADDRESSES)
    else:
        addresses.add(address)
    phone = f"({rng.choice([407, 305, 214])}) 555-{number % 10000:04d}"
    return [
        "" if rng.random() < 0.02 else company + form,
        rng.choice(STATES),
        rng.choice(TRADES),
        rng.choice(FIRST),
        rng.choice(LAST),
        address.upper() if rng.random() < 0.1 else address,
        rng.choice(BAD_PHONES) if rng.random() < 0.05 else phone,
        rng.choice(TITLES),
        rng.choice(ZONES),
        rng.choice(CONSENTS),
        rng.choice(["", "", "yes", "no", "perhaps"]),
        rng.choice(["", "Phones", "After hours"]),
        rng.choice(["", "$12,000", "9.500", "15k", "a lot"]),
        rng.choice(["", "called,\ntwice", "x\0y", "likes golf"]),
        "",
    ]


def _encoded(text: str, rng: random.Random) -> bytes:
    how = rng.choice(["cp1252", "utf-16", "mixed", "utf-8-sig", "utf-8"])
    if how == "mixed":
        lines = text.split("\n")
        return b"\n".join(
            line.encode("cp1252", errors="replace") if rng.random() < 0.1 else line.encode() for line in lines
        )
    return text.encode(how, errors="replace")
