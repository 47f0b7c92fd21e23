"""A store with many requests: what is asked of it does not grow with those that nothing happens in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.builders import DAY, HOUR, NOW, a_request, an_id
from tests.fakes import FakeWorld
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.scheduling import call_holds, show
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.scheduling.overview import overview
from xforce_desktop.scheduling.request import ActionType, MeetingRequest, NextAction, Outcome, State
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

LATER = NextAction(ActionType.FOLLOW_UP, NOW + 5 * DAY, "Follow-up.")
FIRST = RequestId(an_id(1000))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path, ManualClock(NOW), SeededIds(3))
    yield opened
    opened.close()


@contextmanager
def questions(store: SqliteStore) -> Iterator[list[str]]:
    """The statements that are sent to SQLite meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    yield asked
    event.remove(store._engine, "before_cursor_execute", note)


def fill(world: FakeWorld, numbers: range, *, only_ended: bool = False) -> None:
    """So many that wait for an answer, and as many that ended before this week, with people of their own."""

    def keep(work: UnitOfWork) -> None:
        account = work.account()
        assert account is not None
        owner = work.save_account(account)
        for number in numbers:
            waits = replace(_request(2 * number), created_by=owner, state=State.AWAITING_RESPONSE)
            if not only_ended:
                work.add(replace(waits, next_action=LATER))
            ended = replace(_request(2 * number + 1), created_by=owner, state=State.CANCELLED)
            work.add(replace(ended, outcome=Outcome.GAVE_UP, completed_at=NOW - 10 * DAY, next_action=None))

    world.engine.in_transaction(keep)


def _request(number: int) -> MeetingRequest:
    plain = a_request(id=RequestId(an_id(1000 + number)), company_id=None)
    people = [
        replace(one, id=an_id(100_000 + 10 * number + place)) for place, one in enumerate(plain.attendees)
    ]
    theirs = [
        replace(one, email=f"guest{number}@firm{number}.example") if one in plain.external else one
        for one in people
    ]
    return replace(plain, attendees=tuple(theirs))


async def test_an_idle_pass_asks_no_more_where_more_requests_wait(store: SqliteStore) -> None:
    """Neither those that wait for an answer nor those that have ended cost a question each."""
    world = FakeWorld(clock=ManualClock(NOW), given_store=store)
    counts = []
    for numbers in (range(3), range(3, 30)):
        fill(world, numbers)
        await world.tick()
        with questions(store) as asked:
            await world.tick()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _ask_for_a_call(work: UnitOfWork) -> None:
    card = moment_for(work.load(FIRST), LeverageTrigger.PHONE_CALL_NEEDED, NOW)
    work.add_leverage_moment(FIRST, card, NOW)


class NeverAll:
    """A transaction that does not hand out every request there is."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def __getattr__(self, name: str) -> Any:
        assert name != "requests", "they are many"
        return getattr(self._work, name)


def _call(work: Any) -> None:
    """From its beginning to its end."""
    work = NeverAll(work)
    card = uuid.UUID(str(work.leverage_moments(FIRST)[0]["id"]))
    hold = CallHold(an_id(9), FIRST, card, "Them", None, (), NOW, NOW + HOUR)
    call_holds.begin(work, hold, NOW)
    call_holds.end(work, hold, NOW + timedelta(minutes=1))


def _list(work: UnitOfWork) -> None:
    assert [show.brief_view(work, request)["id"] for request in work.requests()]


@pytest.mark.parametrize("work_on", [_call, _list], ids=["a call", "the list"])
def test_it_asks_no_more_where_there_are_more(store: SqliteStore, work_on: Callable[[Any], None]) -> None:
    """A call looks at what is about to leave, and the list reads all requests at once."""
    world = FakeWorld(clock=ManualClock(NOW), given_store=store)
    fill(world, range(3))
    world.engine.in_transaction(_ask_for_a_call)
    counts = []
    for numbers in (range(0), range(3, 30)):
        fill(world, numbers)
        with questions(store) as asked, store.begin() as work:
            work_on(work)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_dashboard_asks_no_more_for_what_ended_before_this_week(store: SqliteStore) -> None:
    """It shows none of it, so none of it is read."""
    world = FakeWorld(clock=ManualClock(NOW), given_store=store)
    fill(world, range(3))
    counts, shown = [], []
    for numbers in (range(0), range(3, 30)):
        fill(world, numbers, only_ended=True)
        with questions(store) as asked, store.begin() as work:
            made = overview(work, NOW)
        counts.append(len(asked))
        shown.append([one.request.id for one in (*made.pending, *made.needs_attention, *made.completed)])
    assert counts[0] == counts[1]
    assert shown[0] == shown[1] == [FIRST, an_id(1002), an_id(1004)]
