"""How far a wish to hear nothing reaches: it is a person's, whichever address or number it came from."""

from __future__ import annotations

from dataclasses import dataclass

from xforce_desktop.scheduling.correspondents import same_name
from xforce_desktop.scheduling.phones import number_of, with_number
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Reach:
    """Where else the person with an address can be reached."""

    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def reach_of(work: UnitOfWork, address: str) -> Reach:
    """The numbers that any request has of them, and addresses under which the same name has such a number.

    A number alone is not enough: an office shares one, and a colleague has not asked for anything.
    """
    wanted = address.casefold()
    requests = work.requests()
    known = [
        (request, person)
        for request in requests
        for person in request.external
        if person.email.casefold() == wanted
    ]
    numbers = tuple(dict.fromkeys(filter(None, (number_of(*pair) for pair in known if pair[1].phone))))
    names = {person.name for _, person in known}
    same = [
        person.email.casefold()
        for request in requests
        for number in numbers
        for person in with_number(request, number)
        if any(same_name(person.name, name) for name in names)
    ]
    return Reach(tuple(one for one in dict.fromkeys(same) if one != wanted), numbers)


def with_address_or_number(request: MeetingRequest, key: str) -> tuple[Attendee, ...]:
    """Those on their side who have this address, or this number in E.164."""
    if "@" not in key:
        return with_number(request, key)
    return tuple(one for one in request.external if one.email.casefold() == key.casefold())


def still_listed(work: UnitOfWork, key: str) -> tuple[str, ...]:
    """Where else the person with this address or number is not to be written to."""
    if "@" in key:
        reach = reach_of(work, key)
        return work.opted_out((*reach.addresses, *reach.numbers))
    owners = [person.email.casefold() for request in work.requests() for person in with_number(request, key)]
    return work.opted_out(tuple(dict.fromkeys(owners)))
