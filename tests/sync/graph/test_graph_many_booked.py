"""Many booked meetings in one look at the calendar: a change of any is seen at once, and only it is read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.graph.calendar import GraphCalendar
from sync.graph.http import FixedToken, GraphClient
from sync.long_trouble import MEETINGS
from tests.builders import DAY
from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.sync.graph.desk_of_many import Entry, Mix, calls_of_pass, cost_of, fill
from xforce_desktop.bootstrap.agents import SANDBOX_TOKEN
from xforce_desktop.scheduling.request import Handler, InviteStatus, MeetingRequest

VIEW = "GET /v1.0/me/calendarView"
NUMBER = 6


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    """Six meetings next week, all read before."""
    async with a_fault_world(tmp_path / "world") as running:
        await fill(running, Mix(booked=NUMBER))
        await running.agent.runner.tick()
        await running.advance(timedelta(minutes=10))
        yield running


def requests(world: FaultWorld) -> list[MeetingRequest]:
    return world.agent.engine.in_transaction(lambda work: list(work.requests()))


def request_of(world: FaultWorld, event: dict[str, Any]) -> MeetingRequest:
    return next(one for one in requests(world) if one.calendar_event_id == event["id"])


def events_read(calls: list[Entry] | Any) -> int:
    return sum(entry["method"] == "GET" and "/me/events/" in entry["path"] for entry in calls)


async def in_outlook(world: FaultWorld, method: str, event: dict[str, Any], body: Any = None) -> None:
    answer = await world.http.request(
        method,
        f"/v1.0/me/events/{event['id']}",
        json=body,
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}", "User-Agent": "Outlook"},
    )
    answer.raise_for_status()


def to(start: datetime) -> dict[str, Any]:
    ends = (("start", start), ("end", start + timedelta(hours=1)))
    return {
        name: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"} for name, moment in ends
    }


async def test_nothing_is_read_while_nothing_changes(world: FaultWorld) -> None:
    assert events_read(await calls_of_pass(world)) == 0


@pytest.mark.parametrize("days", [1, 40], ids=["within the week", "far away"])
async def test_one_moved_by_hand_is_handed_over(world: FaultWorld, days: int) -> None:
    """Also to where the look does not reach; the others stay the agent's and are not read."""
    event = (await world.events())[2]
    start = datetime.fromisoformat(event["start"]) + days * DAY
    await in_outlook(world, "PATCH", event, to(start))

    calls = await calls_of_pass(world)

    moved = request_of(world, event)
    assert (moved.handled_by, moved.scheduled_time) == (Handler.REP, start)
    assert [one.handled_by for one in requests(world)].count(Handler.AGENT) == NUMBER - 1
    assert events_read(calls) <= 2


async def test_one_removed_by_hand_is_handed_over(world: FaultWorld) -> None:
    event = (await world.events())[3]
    await in_outlook(world, "DELETE", event)

    await world.agent.runner.tick()

    handed = [one for one in requests(world) if one.handled_by is Handler.REP]
    assert [one.calendar_event_id for one in handed] == [""]


async def test_an_answer_is_seen_on_the_calendar_alone(world: FaultWorld) -> None:
    """Their mail about it was never there, as where a client has processed and deleted it."""
    event = (await world.events())[1]
    who = next(one["address"] for one in event["attendees"] if one["address"].startswith("john"))
    meeting = world.sandbox.world.meetings.find(event["id"])
    assert meeting is not None
    invitee = next(one for one in meeting.attendees if one.address == who)
    world.sandbox.world.meetings.answer(meeting, invitee, "accepted")

    calls = await calls_of_pass(world)

    (person,) = request_of(world, event).external
    assert person.invite_status is InviteStatus.ACCEPTED
    assert events_read(calls) == 1


@pytest.mark.parametrize("status, code", [(400, "ErrorInvalidRequest"), (503, "ServiceUnavailable")])
async def test_where_the_calendar_cannot_be_looked_through_each_event_is_read(
    world: FaultWorld, status: int, code: str
) -> None:
    """Refused for good, or overloaded for a while: slower, and nothing is missed."""
    event = (await world.events())[0]
    await in_outlook(world, "DELETE", event)
    await world.fault(VIEW, {"kind": "status", "status": status, "code": code, "times": 1000})

    calls = await calls_of_pass(world)

    assert events_read(calls) >= NUMBER
    assert [one.handled_by for one in requests(world)].count(Handler.REP) == 1


@pytest.mark.parametrize("status, reads", [(503, NUMBER), (429, 3)])
async def test_a_calendar_that_is_down_does_not_hold_up_the_pass(
    world: FaultWorld, status: int, reads: int
) -> None:
    """Only the look is repeated: each event is asked for once, and none behind one that has to wait."""
    waited: list[float] = []

    async def sleep(wait_s: float) -> None:
        waited.append(wait_s)

    calendar = world.agent.runner._watch._events._calendar
    calendar._graph._sleep = sleep  # type: ignore[attr-defined]
    for match in (VIEW, "GET /v1.0/me/events/*"):
        await world.fault(match, {"kind": "status", "status": status, "retry_after_s": 15, "times": 1000})

    calls = await calls_of_pass(world)

    assert events_read(calls) == reads
    assert sum(waited) <= 60
    assert all(one.handled_by is Handler.AGENT for one in requests(world))
    kept = world.agent.engine.in_transaction(lambda work: work.setting(MEETINGS.setting))
    assert len(json.loads(kept or "{}")["of"]) == NUMBER


async def test_a_calendar_out_of_reach_is_looked_at_again(world: FaultWorld) -> None:
    """All of it: the pass goes on without, nothing is taken for removed, and the next one sees it."""
    event = (await world.events())[0]
    await in_outlook(world, "DELETE", event)
    for match in (VIEW, "GET /v1.0/me/events/*"):
        await world.fault(match, {"kind": "status", "status": 503, "times": 1000})

    await world.agent.runner.tick()
    assert all(one.handled_by is Handler.AGENT for one in requests(world))

    await world.end_of_faults()
    await world.agent.runner.tick()
    assert [one.handled_by for one in requests(world)].count(Handler.REP) == 1


async def test_a_full_calendar_is_paged_through(world: FaultWorld) -> None:
    """More entries in the week than a page holds: all meetings of ours are found, none is read in vain."""
    rep = world.sandbox.world.rep.address
    first = datetime.fromisoformat((await world.events())[0]["start"])
    for number in range(130):
        start = first + number * timedelta(minutes=30)
        busy = {"start": start.isoformat(), "end": (start + timedelta(minutes=20)).isoformat()}
        await world.ask("busy", {"address": rep, "title": "Something", **busy})

    cost = await cost_of(world, 2)

    assert cost.by_kind["GET me/events/…"] == 0
    assert cost.by_kind["GET me/calendarView"] >= 4
    assert all(one.handled_by is Handler.AGENT for one in requests(world))


async def test_an_entry_that_says_nothing_of_itself_is_passed_over(world: FaultWorld) -> None:
    """One without an id, and one of ours without its version: that one is read, the others are not."""
    event = (await world.events())[0]

    def serve(request: httpx.Request) -> httpx.Response:
        known = [{"id": "one", "changeKey": "1"}, {"changeKey": "2"}, {"id": event["id"]}, {"id": None}]
        return httpx.Response(200, json={"value": known})

    graph = GraphClient(FixedToken("t"), transport=httpx.MockTransport(serve))
    start = datetime.fromisoformat(event["start"])

    assert await GraphCalendar(graph).versions(start, start + DAY) == {"one": "1"}
