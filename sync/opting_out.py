"""Somebody wants to hear nothing more, said by text: it holds for the person, in every channel."""

from __future__ import annotations

from datetime import datetime

from sync.troubles import tell_once
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.phones import with_number
from xforce_desktop.scheduling.unit_of_work import OutboxRow, UnitOfWork

REASON = "They asked by text not to be written to."
_AT_THE_CARRIER = (
    "They have told their carrier or Twilio to stop texts from you. That counts for every channel: nothing "
    "leaves to them any more."
)


def opt_out_number(work: UnitOfWork, engine: Engine, number: str, at: datetime) -> None:
    """Note the number, and everybody whose it is or was when we texted it."""
    work.opt_out(number, at, REASON)
    people = [person for request in work.requests() for person in with_number(request, number)]
    before = [one for request in work.requests() for one in texted_before(work, request.id, number)]
    for address in dict.fromkeys([*(person.email.casefold() for person in people), *before]):
        engine.opt_out(work, address, at, REASON)


def stopped_at_the_carrier(
    work: UnitOfWork, engine: Engine, row: OutboxRow | None, number: str, now: datetime
) -> None:
    """The service knows that they want no texts of ours: it counts as if told to us. `row`: of the text."""
    if row is not None:
        tell_once(work, row, "opted out", "Do not write again", _AT_THE_CARRIER, now)
    opt_out_number(work, engine, number, now)


def texted_before(work: UnitOfWork, request_id: RequestId, number: str) -> list[str]:
    """Whom we texted at this number for a request, oldest first, also if they are not on it any more."""
    return [
        row.effect.address.casefold()
        for row in work.outbox_of(request_id)
        if isinstance(row.effect, SendLetter) and row.effect.number == number
    ]
