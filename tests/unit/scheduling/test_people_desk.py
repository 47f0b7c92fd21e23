"""What the rep asks for about people becomes an event; a newcomer's gaps are filled from who is in it."""

from __future__ import annotations

import pytest

from tests.builders import JOHN, NOW, an_account
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import ExternalAttendee, check_new_request
from xforce_desktop.scheduling.people_desk import PeopleDesk
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

DENVER = "America/Denver"
FORM = {"meeting_type": "demo", "external": [{"address": JOHN, "name": "John Smith", "timezone": DENVER}]}


def _zone_after(newcomer: ExternalAttendee | None) -> str:
    """John's request after somebody replaced him, or joined him and he was then removed."""
    clock, ids = ManualClock(NOW), SeededIds(2)
    engine = Engine(MemoryStore(clock, SeededIds(1)), clock, ids, Settings())

    def begin(work: UnitOfWork) -> None:
        work.save_account(an_account())
        work.add(request_from(check_new_request(FORM), work, ids, NOW, Settings()))

    engine.in_transaction(begin)
    request_id = engine.in_transaction(lambda work: work.requests()[0].id)
    desk = PeopleDesk(engine)
    if newcomer is None:
        desk.replace(request_id, JOHN, "pat@acme.example", "Pat Lane")
    else:
        desk.add(request_id, newcomer)
        desk.remove(request_id, JOHN)
    return engine.in_transaction(lambda work: work.load(request_id)).recipient_timezone


def _kim(zone: str | None = None) -> ExternalAttendee:
    return ExternalAttendee(address="kim@acme.example", name="Kim Lane", timezone=zone)


@pytest.mark.parametrize(
    "newcomer, zone", [(None, DENVER), (_kim(), DENVER), (_kim("America/Chicago"), "America/Chicago")]
)
def test_a_newcomer_sits_where_the_others_do_unless_said(
    newcomer: ExternalAttendee | None, zone: str
) -> None:
    """Else they would get mail at the rep's hours instead of their own."""
    assert _zone_after(newcomer) == zone
