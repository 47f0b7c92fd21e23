"""What is put off while the rep is on the phone, and when it goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import HOUR, NOW, a_request, a_row, an_id, another_prospect
from xforce_desktop.clock import ManualClock
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import call_holds
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.request import Approval, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import OutboxRow
from xforce_desktop.store.memory import MemoryStore

UNDO = timedelta(minutes=2)
SECOND = timedelta(seconds=1)
CALLED = a_request(approval=Approval.AUTOPILOT)
ANOTHER = a_request(id=an_id(77), company_id=None, prospects=(another_prospect(),))


def a_hold(request: MeetingRequest, number: int, at_s: int) -> CallHold:
    """That many seconds after NOW, for half an hour."""
    at = NOW + at_s * SECOND
    people = tuple(person.email.casefold() for person in request.external)
    return CallHold(an_id(number), request.id, an_id(number + 1), "Them", None, people, at, at + HOUR / 2)


@pytest.fixture
def store() -> MemoryStore:
    """A mail to John was made ten seconds ago and may be undone for a moment."""
    made = MemoryStore(ManualClock(NOW))
    row = a_row(
        SendLetter(LetterKind.INITIAL), created_at=NOW - 10 * SECOND, not_before=NOW - 10 * SECOND + UNDO
    )
    with made.begin() as work:
        work.add(CALLED)
        work.add(ANOTHER)
        work.queue([row])
        work.commit()
    return made


def the_row(store: MemoryStore) -> OutboxRow:
    with store.begin() as work:
        (row,) = work.outbox_of(CALLED.id)
    return row


@pytest.mark.parametrize("ends", ["hangs up", "calls somebody else"])
@pytest.mark.parametrize(
    "after_s, leaves_after_s", [(20, 110), (300, 300)], ids=["within the undo time", "after it"]
)
def test_a_call_that_ends_leaves_the_time_to_undo(
    store: MemoryStore, ends: str, after_s: int, leaves_after_s: int
) -> None:
    """Whether the rep hangs up or calls the next: nothing leaves before its two minutes are over."""
    first, now = a_hold(CALLED, 1, 0), NOW + after_s * SECOND
    with store.begin() as work:
        call_holds.begin(work, first, NOW, UNDO)
        work.commit()
    assert the_row(store).not_before == first.until

    with store.begin() as work:
        if ends == "hangs up":
            call_holds.end(work, first, now, UNDO)
        else:
            call_holds.begin(work, a_hold(ANOTHER, 3, after_s), now, UNDO)
        work.commit()

    assert the_row(store).not_before == NOW + leaves_after_s * SECOND
