"""Offered times as tentative events on the rep's own calendar, over HTTP: they come and go with the offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from sync.calendar_watch import CalendarWatch
from sync.graph.http_wire import IMMUTABLE, UTC_TIMES, path_of
from sync.outbox import Outbox, Services
from sync.runner import Runner
from tests.builders import REP, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.desk import SyncStatus
from xforce_desktop.scheduling.events import RepCancelled
from xforce_desktop.scheduling.request import State
from xforce_desktop.settings import Settings

SHOWN = {"$select": "subject,showAs,sensitivity,isReminderOn,attendees"}

CREATE, DELETE = "POST /v1.0/me/events", "DELETE /v1.0/me/events/*"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def started(world: FakeWorld, calendar: Any) -> FakeWorld:
    """The agent on Graph's calendar, as after a start: nothing is remembered but what is in the store."""
    watch = CalendarWatch(calendar, world.engine, world.thread, world.clock)
    services = Services(world.mail, calendar, world.attendance, world.writer)
    outbox = Outbox(services, world.engine, world.thread, world.clock)
    world.outbox = outbox
    world.runner = Runner(
        world.inbox, watch, world.timers, outbox, world.directory, world.engine, world.thread, world.clock
    )
    return world


@asynccontextmanager
async def on_graph(calendar: Any, **changes: Any) -> AsyncIterator[FakeWorld]:
    store = changes.pop("store", None)
    world = FakeWorld(Settings(**({"undo_s": 0, "tentative_holds": True} | changes)), given_store=store)
    try:
        yield started(world, calendar)
    finally:
        world.thread.close()


@pytest.fixture
async def agent(calendar) -> AsyncIterator[FakeWorld]:
    async with on_graph(calendar) as world:
        yield world


def rows(agent: FakeWorld) -> list[Any]:
    return list(agent.engine.in_transaction(lambda work: work.hold_events()))


async def standing(controls, subject: str = "Hold: ") -> list[datetime]:
    """Starts of the events that stand on the rep's calendar."""
    events = [one for one in await controls.items("events") if not one["cancelled"]]
    return sorted(
        datetime.fromisoformat(one["start"]) for one in events if one["subject"].startswith(subject)
    )


async def offered(agent: FakeWorld) -> RequestId:
    request_id = await agent.offered()
    assert len(agent.request(request_id).offered_times) == 3
    return request_id


async def test_each_offered_time_is_marked_on_the_reps_own_calendar(agent, calendar, controls, graph):
    """Tentative, private, without a bell and without guests; once, however often a pass runs."""
    request_id = await offered(agent)
    await agent.tick()

    times = agent.request(request_id).offered_times
    assert await standing(controls) == list(times)
    event = await graph.get(
        "look", path_of("me", "events", rows(agent)[0].event_id), SHOWN, (IMMUTABLE, UTC_TIMES)
    )
    assert (event["showAs"], event["sensitivity"], event["isReminderOn"]) == ("tentative", "private", False)
    assert (event["attendees"], event["subject"]) == ([], "Hold: Demo with Acme")
    busy = (await calendar.busy([REP], times[0], times[0] + HOUR))[REP]
    assert Span(times[0], times[0] + HOUR) in busy


async def test_booking_on_a_held_time_works_and_the_holds_vanish(agent, controls):
    """Our own mark is not in our way; afterwards only the meeting stands."""
    request_id = await offered(agent)
    chosen = agent.request(request_id).offered_times[1]
    agent.they_say(an_analysis(selected_time=chosen))

    await agent.tick()

    assert agent.request(request_id).scheduled_time == chosen
    assert await standing(controls) == []
    assert await standing(controls, "Demo") == [chosen]
    assert rows(agent) == []


async def test_they_vanish_with_the_offer(agent, controls):
    """None of the times suits: the new offer's times are marked, the old ones are not."""
    request_id = await offered(agent)
    old = agent.request(request_id).offered_times
    agent.they_say(an_analysis(Intent.PROPOSE_ALTERNATIVE))

    await agent.tick()

    new = agent.request(request_id).offered_times
    assert not set(old) & set(new)
    assert await standing(controls) == list(new)


async def test_a_silent_prospect_can_be_offered_the_same_times_again(agent, controls):
    """The marks of the last offer do not make the rep look busy for the follow-up."""
    request_id = await offered(agent)
    old = agent.request(request_id).offered_times
    due = agent.request(request_id).next_action.at

    await agent.tick(after=due - agent.clock.now())

    request = agent.request(request_id)
    assert request.attempt_count == 2
    assert set(old) & set(request.offered_times)
    assert await standing(controls) == list(request.offered_times)


async def test_the_end_of_the_request_takes_them_away(agent, controls):
    """Cancelled by the rep: deleted without a word to anybody."""
    request_id = await offered(agent)
    agent.engine.handle(request_id, RepCancelled())

    await agent.tick()

    assert (await standing(controls), rows(agent)) == ([], [])
    assert len(await controls.calls("DELETE", "/me/events")) == 3
    assert await controls.calls("POST", "/cancel") == []


async def test_a_passed_time_is_not_kept(agent, controls):
    """An offer may still live while its first time is over."""
    request_id = await offered(agent)
    first = agent.request(request_id).offered_times[0]

    await agent.tick(after=first - agent.clock.now() + MINUTE)

    assert first not in await standing(controls)


class Killed(BaseException):
    """The program ends here."""


async def killed(*_: object) -> None:
    raise Killed


async def test_cut_off_between_row_and_event(agent, calendar, controls, monkeypatch):
    """The row is there, the event is not: the next start makes it, and the offer had left all the same."""
    request_id = agent.create()
    with monkeypatch.context() as end:
        end.setattr(calendar, "create", killed)
        with pytest.raises(Killed):
            await agent.tick()
    assert (await standing(controls), {row.event_id for row in rows(agent)}) == ([], {""})
    assert len(agent.mail.sent) == 1

    await started(agent, calendar).tick()

    assert await standing(controls) == list(agent.request(request_id).offered_times)
    assert all(row.event_id for row in rows(agent))


@pytest.mark.parametrize("is_wanted", [True, False], ids=["still wanted", "no longer wanted"])
async def test_cut_off_between_event_and_row(agent, calendar, controls, is_wanted):
    """The event stands and nobody noted its id: it is taken as it is, or found by its key and deleted."""
    await controls.fault(CREATE, "drop_after", times=3)
    request_id = await offered(agent)
    assert len(await standing(controls)) == 1
    assert {row.event_id for row in rows(agent)} == {""}
    if not is_wanted:
        agent.engine.handle(request_id, RepCancelled())

    again = started(agent, calendar)
    await again.tick()
    await again.tick()

    wanted = list(agent.request(request_id).offered_times) if is_wanted else []
    assert await standing(controls) == wanted
    assert len(rows(agent)) == len(wanted)


async def test_an_answer_after_the_crash_is_booked_all_the_same(agent, calendar, controls):
    """The event of unknown id is finished before anything else, so it is not taken for somebody else's."""
    await controls.fault(CREATE, "drop_after", times=3)
    request_id = await offered(agent)
    (chosen,) = await standing(controls)
    agent.they_say(an_analysis(selected_time=chosen))

    await started(agent, calendar).tick()

    assert agent.request(request_id).scheduled_time == chosen


async def test_a_deletion_whose_answer_was_lost(agent, controls):
    """Gone already is as good: the rows go too."""
    request_id = await offered(agent)
    agent.engine.handle(request_id, RepCancelled())
    await controls.fault(DELETE, "drop_after", times=4)
    await agent.tick()

    await agent.tick()

    assert (await standing(controls), rows(agent)) == ([], [])


async def test_a_mark_that_the_rep_deleted_hides_no_other_event(agent, controls, graph):
    """In its place somebody else's meeting of the same span: the time is not booked over it."""
    request_id = await offered(agent)
    chosen = agent.request(request_id).offered_times[0]
    (row,) = [row for row in rows(agent) if row.span.start == chosen]
    await graph.delete("delete by hand", path_of("me", "events", row.event_id))
    await controls.ask(
        "busy",
        {"address": REP, "start": chosen.isoformat(), "end": (chosen + HOUR).isoformat(), "title": "Dentist"},
    )
    agent.they_say(an_analysis(selected_time=chosen))

    await agent.tick()

    assert agent.request(request_id).scheduled_time is None
    assert agent.request(request_id).state in {State.NEGOTIATING, State.AWAITING_RESPONSE}


async def test_a_second_event_over_a_mark_counts(agent, controls):
    """The rep accepted something else at the same span while the mark stood there."""
    request_id = await offered(agent)
    chosen = agent.request(request_id).offered_times[0]
    await controls.ask(
        "busy",
        {"address": REP, "start": chosen.isoformat(), "end": (chosen + HOUR).isoformat(), "title": "Dentist"},
    )
    agent.they_say(an_analysis(selected_time=chosen))

    await agent.tick()

    assert agent.request(request_id).scheduled_time is None


async def test_switched_off_they_all_go(agent, calendar, controls):
    """And nothing is marked any more."""
    await offered(agent)
    async with on_graph(calendar, tentative_holds=False, store=agent.store) as plain:
        await plain.tick()
        assert (await standing(controls), rows(plain)) == ([], [])


async def test_off_from_the_start_it_costs_nothing(calendar, controls):
    """Not one call."""
    async with on_graph(calendar, tentative_holds=False) as plain:
        await offered(plain)
        await plain.tick()

    assert await controls.calls("POST", "/me/events") == []


async def test_trouble_with_marks_stops_no_pass(agent, controls):
    """The service takes no events: mails go, answers are read, and the status stays fine."""
    await controls.fault(CREATE, "status", status=403, times=1000)
    request_id = await offered(agent)
    calls = len(await controls.calls("POST", "/me/events"))

    await agent.tick(after=MINUTE)

    assert agent.runner.detail == ""
    assert len(await controls.calls("POST", "/me/events")) == calls == 3
    assert agent.request(request_id).state is State.AWAITING_RESPONSE


async def test_a_sign_in_that_ran_out_ends_the_pass(agent, controls):
    """As everywhere: the rep is told at once, and after signing in nothing waits any longer."""
    await controls.fault(CREATE, "status", status=401, times=1)

    with pytest.raises(SignInNeeded):
        await offered(agent)
    assert agent.runner.status is SyncStatus.SIGN_IN_NEEDED
    await agent.tick(after=MINUTE)

    assert len(await standing(controls)) == 3


async def test_a_deletion_that_was_cut_off_is_not_counted_on(agent, calendar, controls):
    """The event went, the program ended before it noted so, the time is offered again: it is marked anew."""
    await offered(agent)
    before = rows(agent)
    await calendar.remove(before[0].event_id)
    agent.engine.in_transaction(lambda work: work.save_hold_event(replace(before[0], is_leaving=True)))

    await agent.tick(after=MINUTE)

    assert await standing(controls) == [row.span.start for row in before]
    assert {row.id for row in rows(agent)} & {row.id for row in before} == {row.id for row in before[1:]}
