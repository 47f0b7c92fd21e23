"""What is put off while the rep is on the phone, and when it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

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
    "begins_s, ends_s, leaves_s",
    [(0, 20, 110), (0, 300, 300), (120, 300, 300)],
    ids=["within the undo time", "after it", "begun after it"],
)
def test_a_call_that_ends_leaves_a_message_its_own_time(
    store: MemoryStore, ends: str, begins_s: int, ends_s: int, leaves_s: int
) -> None:
    """Whether the rep hangs up or calls the next: nothing leaves before its two minutes are over."""
    first, now = a_hold(CALLED, 1, begins_s), NOW + ends_s * SECOND
    with store.begin() as work:
        call_holds.begin(work, first, first.started_at)
        work.commit()
    fall_due(store, NOW + 110 * SECOND, now)

    with store.begin() as work:
        if ends == "hangs up":
            call_holds.end(work, first, now)
        else:
            call_holds.begin(work, a_hold(ANOTHER, 3, ends_s), now)
        work.commit()

    assert the_row(store).not_before == NOW + leaves_s * SECOND
    assert the_row(store).why == ""


def test_what_is_not_due_keeps_its_own_time_and_is_shown_with_the_end_of_the_call(store: MemoryStore) -> None:
    """The rep reads when it can leave at the earliest; a message for after the call is not touched."""
    hold = a_hold(CALLED, 1, 0)
    with store.begin() as work:
        call_holds.begin(work, hold, NOW)
        work.commit()
    row = the_row(store)
    assert row.not_before == NOW + 110 * SECOND
    assert call_holds.shown(row, hold).not_before == hold.until
    later = replace(row, not_before=hold.until + HOUR)
    assert call_holds.shown(later, hold) == later
    assert call_holds.shown(row, None) == row


def fall_due(store: MemoryStore, due_at: datetime, until: datetime) -> None:
    """The pass at that moment, if it comes before `until`, finds the call going on."""
    with store.begin() as work:
        (row,) = work.outbox_of(CALLED.id)
        if row.not_before == due_at < until:
            held = call_holds.put_off(work, work.load(CALLED.id), row, due_at)
            assert held is not None
            work.update_row(held)
            work.commit()
