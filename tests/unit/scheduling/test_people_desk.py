"""What the rep asks for about people becomes an event; a newcomer's gaps are filled from who is in it."""

from __future__ import annotations

import pytest

from tests.builders import JOHN, NOW, an_account
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.new_request import ExternalAttendee, Newcomer, check_new_request
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
        desk.replace(request_id, JOHN, Newcomer("pat@acme.example", "Pat Lane"))
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


NUMBER = "+16155550142"
TEXTED = {"phone": "(615) 555-0142", "sms_consent": {"on": "2026-05-01", "source": "asked on the phone"}}


def _stopped_by_text() -> Engine:
    """Somebody texted STOP from the number, under an address that is on no request here."""
    clock, ids = ManualClock(NOW), SeededIds(2)
    engine = Engine(MemoryStore(clock, SeededIds(1)), clock, ids, Settings())

    def begin(work: UnitOfWork) -> None:
        work.save_account(an_account())
        work.opt_out(NUMBER, NOW, "They texted STOP.")

    engine.in_transaction(begin)
    return engine


def _is_told(engine: Engine, request_id: RequestId) -> bool:
    """In the log and as a notice, with the number and that mail goes on."""
    lines = engine.in_transaction(lambda work: [line.why for line in work.actions(request_id)])
    notices = engine.in_transaction(lambda work: [one.text for one in work.notices()])
    told = [text for text in lines if f"{NUMBER} asked not to be written to" in text]
    return len(told) == 1 and "Mail goes on" in told[0] and any(told[0] in text for text in notices)


def test_a_number_that_said_stop_is_not_texted_in_a_new_request() -> None:
    """The address is another one, so the request stands; the consent is kept out, and that is said."""
    engine = _stopped_by_text()
    john = {"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"} | TEXTED

    request_id = engine.create(check_new_request(FORM | {"external": [john]}))

    person = engine.in_transaction(lambda work: work.load(request_id)).primary
    assert (person.sms_consent, person.phone) == (None, "(615) 555-0142")
    assert _is_told(engine, request_id)


def test_nor_is_a_newcomer() -> None:
    engine = _stopped_by_text()
    request_id = engine.create(check_new_request(FORM))
    kim = ExternalAttendee(address="kim@acme.example", name="Kim Lane", **TEXTED)

    PeopleDesk(engine).add(request_id, kim)

    request = engine.in_transaction(lambda work: work.load(request_id))
    assert [one.sms_consent for one in request.external] == [None, None]
    assert _is_told(engine, request_id)


def test_a_number_that_never_said_stop_keeps_its_consent() -> None:
    engine = _stopped_by_text()
    john = {"address": JOHN, "name": "John Smith", **TEXTED, "phone": "(615) 555-0143"}

    request_id = engine.create(check_new_request(FORM | {"external": [john]}))

    assert engine.in_transaction(lambda work: work.load(request_id)).primary.sms_consent is not None
    assert not engine.in_transaction(lambda work: work.notices())
