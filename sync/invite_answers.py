"""An answer to the invitation, passed on once: it may come as a mail and on the calendar."""

from __future__ import annotations

from xforce_desktop.ports import MeetingAnswer
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import InviteAnswered
from xforce_desktop.scheduling.matching import Match
from xforce_desktop.scheduling.request import InviteStatus
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def take_invite_answer(engine: Engine, work: UnitOfWork, found: Match, answer: MeetingAnswer) -> bool:
    """Pass it on; False if it was known."""
    request = work.load(found.request_id)
    person = request.attendee_by_address(answer.address)
    address = person.email if person else answer.address  # however the service spells it
    event = InviteAnswered(address, InviteStatus(answer.response), answer.proposed)
    if answer.proposed is None and person is not None:
        if person.invite_status is event.status:
            return False
        engine.apply(work, found.request_id, event)
        return True
    since = request.booked_at or request.created_at
    if any(line.event == event and line.at >= since for line in work.journal(request.id)):
        return False
    engine.apply(work, found.request_id, event)
    return True
