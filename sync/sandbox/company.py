"""The rep's own company: who works there."""

from __future__ import annotations

from dataclasses import dataclass

from sync.sandbox.ids import digest

DOMAIN = "xforce.example"
TENANT_ID = "7a6f1e52-3c0d-4b58-9a41-0c5d2f8b9e10"


@dataclass(frozen=True)
class Colleague:
    """Somebody in the rep's directory. `zone` is an IANA name."""

    name: str
    address: str
    title: str
    department: str
    phone: str
    zone: str = "America/New_York"

    @property
    def object_id(self) -> str:
        """The directory's id: a UUID made from the address."""
        hexed = digest("user", self.address.lower()).hex()
        return f"{hexed[:8]}-{hexed[8:12]}-4{hexed[13:16]}-a{hexed[17:20]}-{hexed[20:32]}"

    @property
    def given_name(self) -> str:
        """What people call them."""
        return self.name.split()[0]

    @property
    def surname(self) -> str:
        """The rest of the name."""
        return self.name.split(maxsplit=1)[-1]


def _works(name: str, title: str, department: str, phone: str) -> Colleague:
    return Colleague(name, f"{name.split()[0].lower()}@{DOMAIN}", title, department, phone)


REP = _works("Brent Lawson", "Account Executive", "Sales", "+1 555 010 7700")
COLLEAGUES = (
    _works("Sarah Chen", "Sales Engineer", "Sales", "+1 555 010 7701"),
    _works("Mike Torres", "VP Sales", "Sales", "+1 555 010 7702"),
    _works("Priya Nair", "Solutions Consultant", "Sales", "+1 555 010 7703"),
    _works("Dan Whitfield", "Customer Success Manager", "Customer Success", "+1 555 010 7704"),
    _works("Elena Kovacs", "Product Manager", "Product", "+1 555 010 7705"),
    _works("Tom Okafor", "Account Executive", "Sales", "+1 555 010 7706"),
)
EVERYBODY = (REP, *COLLEAGUES)
_GIVEN_NAMES = [
    "Ada",
    "Boris",
    "Carla",
    "Deepa",
    "Emil",
    "Fatima",
    "Goran",
    "Hana",
    "Igor",
    "Jana",
    "Karl",
    "Lena",
    "Marco",
    "Nadia",
    "Olaf",
    "Petra",
]
_SURNAMES = [
    "Abbot",
    "Baker",
    "Costa",
    "Diaz",
    "Evans",
    "Fischer",
    "Gupta",
    "Hughes",
    "Ito",
    "Jensen",
    "Klein",
    "Lopez",
    "Moreau",
    "Novak",
    "Ortiz",
]


def further_colleague(number: int) -> Colleague:
    """Somebody of a large organisation; the same for the same number."""
    given, surname = _GIVEN_NAMES[number % 16], _SURNAMES[number // 16 % 15]
    name = f"{given} {surname} {number}"
    return Colleague(name, f"{given.lower()}.{surname.lower()}.{number}@{DOMAIN}", "Staff", "Operations", "")


def find_colleague(address: str) -> Colleague | None:
    """The person with this address, the rep included."""
    wanted = address.lower()
    return next((person for person in EVERYBODY if person.address == wanted), None)


def colleague_at(address: str) -> Colleague:
    """The same, or for somebody nobody knows a new one."""
    return find_colleague(address) or Colleague(display_name(address), address, "", "", "")


def display_name(address: str) -> str:
    """A name for an address: the directory's, else made from the part before the @."""
    known = find_colleague(address)
    if known is not None:
        return known.name
    return " ".join(
        part.capitalize() for part in address.partition("@")[0].replace("_", ".").split(".") if part
    )
