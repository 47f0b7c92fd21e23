"""From an accepted time to the event, over HTTP with a calendar that fails for long."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.calendar_watch import CalendarWatch
from sync.outbox import Outbox, Services
from sync.runner import Runner
from tests.builders import an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.events import RepCancelled
from xforce_desktop.scheduling.request import State

CREATE = "POST /v1.0/me/events"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def agent(world: FakeWorld, calendar) -> FakeWorld:
    """An agent whose calendar is Graph's; its mail stays at home."""
    watch = CalendarWatch(calendar, world.engine, world.thread, world.clock)
    services = Services(world.mail, calendar, world.attendance, world.writer)
    outbox = Outbox(services, world.engine, world.thread, world.clock)
    world.runner = Runner(
        world.inbox, watch, world.timers, outbox, world.directory, world.engine, world.thread, world.clock
    )
    return world


async def agreed(agent: FakeWorld) -> tuple[RequestId, datetime]:
    """They have chosen the first time; the next pass books it."""
    request_id = await agent.offered()
    chosen = agent.request(request_id).offered_times[0]
    agent.they_say(an_analysis(selected_time=chosen))
    return request_id, chosen


async def test_days_of_outage_end_without_a_late_invitation(agent, controls):
    """503 until the time has passed: nobody is invited to it, other times are offered."""
    request_id, chosen = await agreed(agent)
    await controls.fault(CREATE, "status", status=503, times=1000)

    await agent.tick()
    await agent.tick(after=chosen - agent.clock.now() + MINUTE)

    assert await controls.items("events") == []
    assert agent.request(request_id).state is State.NEGOTIATING
    assert min(agent.request(request_id).offered_times) > agent.clock.now()


async def test_a_time_taken_during_the_outage_is_not_booked(agent, controls):
    """Sarah became busy while the calendar took no events."""
    request_id, chosen = await agreed(agent)
    await controls.fault(CREATE, "status", status=503, times=20)
    await agent.tick()
    taken = {"start": chosen.isoformat(), "end": (chosen + timedelta(hours=1)).isoformat()}
    await controls.ask(
        "busy", {"address": "sarah@xforce.example", "title": "Taken", "status": "busy", **taken}
    )

    await agent.tick(after=MINUTE)

    assert await controls.items("events") == []
    assert agent.request(request_id).state is State.NEGOTIATING


async def test_an_event_whose_answers_were_all_lost_is_found(agent, controls):
    """It was made at the first call: the next pass takes it as it is and asks for no second one."""
    request_id, chosen = await agreed(agent)
    await controls.fault(CREATE, "drop_after", times=3)
    await agent.tick()
    calls = len(await controls.calls("POST", "/me/events"))

    await agent.tick(after=5 * MINUTE)

    (made,) = await controls.items("events")
    assert datetime.fromisoformat(made["start"]) == chosen
    assert agent.request(request_id).calendar_event_id == made["id"]
    assert len(await controls.calls("POST", "/me/events")) == calls


async def test_cancelled_while_nobody_knew_of_the_event(agent, controls):
    """It exists although every answer was lost: found by its transaction and withdrawn."""
    request_id, _ = await agreed(agent)
    await controls.fault(CREATE, "drop_after", times=3)
    await agent.tick()
    agent.engine.handle(request_id, RepCancelled())

    await agent.tick(after=5 * MINUTE)

    assert [one["cancelled"] for one in await controls.items("events")] == [True]
