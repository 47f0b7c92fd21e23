"""Somebody wants to hear nothing more, said by text: it holds for the person, in every channel."""

from __future__ import annotations

from datetime import datetime

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import PersonOptedOut
from xforce_desktop.scheduling.phones import with_number
from xforce_desktop.scheduling.request import Side
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

REASON = "They asked by text not to be written to."
AT_THE_CARRIER = (
    "They have told their carrier or Twilio to stop texts from you. That counts for every channel: nothing "
    "leaves to them any more."
)


def opt_out_number(work: UnitOfWork, engine: Engine, number: str, at: datetime) -> tuple[str, ...]:
    """Note the number and every address that goes with it; open requests with these people hear of it.

    Returns the addresses. Somebody who is out already is not told of again.
    """
    work.opt_out(number, at, REASON)
    people = [person for request in work.requests() for person in with_number(request, number)]
    before = [one for request in work.requests() for one in texted_before(work, request.id, number)]
    addresses = tuple(dict.fromkeys([*(person.email.casefold() for person in people), *before]))
    for address in addresses:
        work.opt_out(address, at, REASON)
        for request in work.requests(include_ended=False):
            known = request.attendee_by_address(address)
            if known and known.side is Side.EXTERNAL and known.left_out_reason != "opted out":
                engine.apply(work, request.id, PersonOptedOut(address))
    return addresses


def texted_before(work: UnitOfWork, request_id: RequestId, number: str) -> list[str]:
    """Whom we texted at this number for a request, oldest first, also if they are not on it any more."""
    return [
        row.effect.address.casefold()
        for row in work.outbox_of(request_id)
        if isinstance(row.effect, SendLetter) and row.effect.number == number
    ]
