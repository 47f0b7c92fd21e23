"""A Teams link that comes late, never, changes or goes: what is written, what is told, who was there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.links import COMES_BY, LinkWatch
from tests.end_to_end.fault_steps import is_held, it_is_over
from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.end_to_end.walk import new_text
from xforce_desktop.bootstrap.agents import SANDBOX_TOKEN
from xforce_desktop.scheduling.request import Approval
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

CREATE = "POST /v1.0/me/events"
PATCH = "PATCH /v1.0/me/events/*"
TEAMS = "https://teams.microsoft.com/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    """A request whose times are offered."""
    async with a_fault_world(tmp_path / "world") as running:
        yield running


async def offered(world: FaultWorld, **changes: Any) -> None:
    await world.create(**changes)
    await world.at_rest()


async def booked(world: FaultWorld, *faults: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """John takes a time while the calendar behaves like that; the event as it stands after that pass."""
    await offered(world)
    for match, how in faults:
        await world.fault(match, how)
    await world.accept_one()
    await world.tick()
    (event,) = await world.events()
    return event


def link(world: FaultWorld) -> str:
    return str(world.shown()["join_url"] or "")


def about_link(world: FaultWorld) -> list[str]:
    return [notice for notice in world.notices() if "link" in notice]


async def reminder(world: FaultWorld) -> str:
    """The day of the meeting comes, and with it the reminder."""
    start = datetime.fromisoformat(world.shown()["scheduled_time"])
    await world.live_through(start - 5 * MINUTE)
    await world.at_rest()
    assert world.shown()["state"] == "reminder_sent"
    return new_text((await world.sent())[-1])


async def by_hand(world: FaultWorld, event: dict[str, Any], change: dict[str, Any]) -> None:
    """The rep edits the event in Outlook."""
    answer = await world.http.patch(
        f"/v1.0/me/events/{event['id']}",
        json=change,
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}", "User-Agent": "Outlook"},
    )
    answer.raise_for_status()


async def told(world: FaultWorld) -> list[str]:
    """What Exchange has written to the guests about."""
    (event,) = await world.events()
    return [one["what"] for one in event["told"]]


async def asked_for_teams(world: FaultWorld) -> int:
    log = await world.ask("log")
    return sum(
        entry["method"] == "PATCH" and "isOnlineMeeting" in str(entry["request"]["body"]) for entry in log
    )


async def test_a_late_link_is_kept_when_it_shows(world: FaultWorld) -> None:
    """The confirmation promises none, nobody is bothered, the reminder has it, the report is found by it."""
    event = await booked(world, (CREATE, {"kind": "late_link"}))
    assert (event["is_online_meeting"], event["join_url"], link(world)) == (True, None, "")
    confirmation = (await world.sent())[-1]
    assert "link" not in new_text(confirmation)

    await world.advance(3 * MINUTE)
    await world.at_rest()

    (event,) = await world.events()
    assert link(world) == event["join_url"] != ""
    assert "The Teams link has come." in [line["why"] for line in world.shown()["actions"]]
    assert (await asked_for_teams(world), about_link(world)) == (0, [])
    assert await told(world) == ["invited"]
    assert event["join_url"] in await reminder(world)
    await it_is_over(world)
    await is_held(world)


async def test_a_link_that_never_comes_is_told_once(world: FaultWorld) -> None:
    """Asked for once, told after half an hour; the reminder promises none; a link added by hand counts."""
    no_teams = {"kind": "no_online_meeting", "times": 100}
    event = await booked(world, (CREATE, no_teams), (PATCH, no_teams))
    assert about_link(world) == []
    for _ in range(4):
        await world.advance(COMES_BY / 3)
        await world.at_rest()
    for _ in range(3):
        await world.advance(timedelta(hours=2))
        await world.at_rest()

    assert await asked_for_teams(world) == 1
    (told,) = about_link(world)
    assert "please add one in Outlook" in told
    await world.end_of_faults()
    await by_hand(world, event, {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"})
    await world.advance(timedelta(hours=1))
    await world.at_rest()
    assert link(world).startswith(TEAMS)
    assert link(world) in await reminder(world)
    assert len(about_link(world)) == 1


async def test_without_a_link_the_reminder_promises_none(world: FaultWorld) -> None:
    no_teams = {"kind": "no_online_meeting", "times": 100}
    await booked(world, (CREATE, no_teams), (PATCH, no_teams))

    text = await reminder(world)

    assert "link" not in text.lower()
    assert "details" in text
    assert len(about_link(world)) == 1


async def test_an_event_that_was_found_again_gets_its_link(world: FaultWorld) -> None:
    """Made without a link, and every answer lost: Teams is asked for when the event is known."""
    await booked(
        world,
        (CREATE, {"kind": "drop_after", "times": 3}),
        (CREATE, {"kind": "no_online_meeting", "times": 3}),
    )
    assert world.queued()

    await world.at_rest()

    (event,) = await world.events()
    assert link(world) == event["join_url"] != ""
    assert await asked_for_teams(world) == 1
    assert await told(world) == ["invited", "updated"]


async def test_teams_is_asked_for_again_after_an_outage(world: FaultWorld) -> None:
    """The event is made, asking for Teams fails for a while: the booking stands and is not repeated."""
    overloaded = {"kind": "status", "status": 503, "times": 6}
    await booked(world, (CREATE, {"kind": "no_online_meeting"}), (PATCH, overloaded))
    assert (link(world), world.shown()["state"]) == ("", "confirming")

    await world.end_of_faults()
    await world.advance(MINUTE)
    await world.at_rest()

    assert link(world).startswith(TEAMS)
    assert len(await world.sent()) == 2
    assert about_link(world) == []


async def test_a_link_that_changes_with_the_event_is_followed(world: FaultWorld) -> None:
    """The calendar gives the event another address while it is changed: the reminder has the new one."""
    event = await booked(world)
    await world.fault(PATCH, {"kind": "new_link"})
    await by_hand(world, event, {"location": {"displayName": "Teams"}})
    await world.advance(timedelta(hours=1))
    await world.at_rest()

    (changed,) = await world.events()
    assert changed["join_url"] != event["join_url"]
    assert link(world) == changed["join_url"]
    text = await reminder(world)
    assert changed["join_url"] in text
    assert event["join_url"] not in text
    await it_is_over(world)
    await is_held(world)


async def test_the_rep_hears_of_another_link_after_the_reminder(world: FaultWorld) -> None:
    event = await booked(world)
    await reminder(world)
    await world.fault(PATCH, {"kind": "new_link"})
    await by_hand(world, event, {"location": {"displayName": "Teams"}})

    await world.at_rest()
    await world.at_rest()

    (told,) = about_link(world)
    assert told.startswith("Another Teams link")


async def test_a_meeting_moved_by_hand_has_its_new_link(world: FaultWorld) -> None:
    """It is the rep's from then on; what they see is the time and the link that stand."""
    event = await booked(world)
    await world.fault(PATCH, {"kind": "new_link"})
    start, end = (datetime.fromisoformat(event[name]) + timedelta(hours=1) for name in ("start", "end"))
    times = {
        name: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
        for name, moment in (("start", start), ("end", end))
    }
    await by_hand(world, event, times)
    await world.at_rest()

    (moved,) = await world.events()
    shown = world.shown()
    assert shown["handled_by"] == "rep"
    assert datetime.fromisoformat(shown["scheduled_time"]) == start
    assert link(world) == moved["join_url"] != event["join_url"]


async def test_a_link_taken_off_by_hand_stays_off(world: FaultWorld) -> None:
    """The rep overwrote the text, and with it the Teams block: told once, not put back, never named again."""
    event = await booked(world)
    await by_hand(world, event, {"body": {"contentType": "html", "content": "<p>By phone, please.</p>"}})
    for _ in range(3):
        await world.advance(COMES_BY)
        await world.at_rest()

    assert link(world) == ""
    (told,) = about_link(world)
    assert told.startswith("The Teams link is gone")
    assert await asked_for_teams(world) == 0
    assert TEAMS not in await reminder(world)


async def test_a_reminder_that_waits_names_the_new_link(world: FaultWorld) -> None:
    """Worded, not approved yet: its words stay, and lead to where the meeting is now."""
    event = await booked(world)
    waiting = await a_waiting_reminder(world)
    assert event["join_url"] in waiting["body"]
    await world.fault(PATCH, {"kind": "new_link"})
    await by_hand(world, event, {"location": {"displayName": "Teams"}})

    await world.tick()

    (changed,) = await world.events()
    (row,) = [row for row in world.shown()["outbox"] if row["status"] == "waiting"]
    assert row["body"] == waiting["body"].replace(event["join_url"], changed["join_url"])


async def a_waiting_reminder(world: FaultWorld) -> dict[str, Any]:
    """The rep looks through everything from now on, and the reminder is due."""
    assert world.id is not None
    request_id = world.id

    def look_through_all(work: UnitOfWork) -> None:
        work.save(replace(work.load(request_id), approval=Approval.REVIEW_ALL))

    world.agent.engine.in_transaction(look_through_all)
    start = datetime.fromisoformat(world.shown()["scheduled_time"])
    await world.live_through(start - 5 * MINUTE)
    await world.tick()
    (row,) = [row for row in world.shown()["outbox"] if row["status"] == "waiting"]
    return dict(row)


SEND = "POST /v1.0/me/messages/*/send"


@pytest.mark.parametrize("is_gone", [False, True], ids=["another link", "no link any more"])
async def test_a_reminder_whose_draft_waits_leaves_with_what_holds(world: FaultWorld, is_gone: bool) -> None:
    """Its draft is made, Microsoft does not send it for a while, and meanwhile the link changes or goes."""
    event = await booked(world)
    await world.fault(SEND, {"kind": "status", "status": 503, "times": 100})
    start = datetime.fromisoformat(world.shown()["scheduled_time"])
    while not await world.drafts() and world.agent.clock.now() < start:
        await world.advance(timedelta(hours=1))
        await world.tick()
    assert event["join_url"] in str(await world.drafts())
    if is_gone:
        await by_hand(world, event, {"body": {"contentType": "html", "content": "<p>By phone, please.</p>"}})
    else:
        await world.fault(PATCH, {"kind": "new_link"})
        await by_hand(world, event, {"location": {"displayName": "Teams"}})
    await world.tick()

    await world.end_of_faults()
    await world.advance(timedelta(minutes=30))
    await world.at_rest()

    (changed,) = await world.events()
    assert world.shown()["state"] == "reminder_sent"
    assert await world.drafts() == []
    text = new_text((await world.sent())[-1])
    assert event["join_url"] not in text
    assert changed["join_url"] is None or changed["join_url"] in text
    assert len(await world.sent()) == 3
    assert len(about_link(world)) == int(is_gone)


@pytest.mark.parametrize(
    "way, times",
    [
        ("without a link", 1),
        ("refused", 1),
        ("unreadable", 1),
        ("too long", 1),
        ("no JSON", 2),
        ("cut off", 2),
        ("no answer", 2),
    ],
)
async def test_teams_is_asked_for_once_over_restarts(world: FaultWorld, way: str, times: int) -> None:
    """What was answered does not matter: the guests are written to each time. Where nothing tells whether it
    was done, once more at the next look, which shows that it was not."""
    no_teams = {"kind": "no_online_meeting", "times": 100}
    answers = {
        "without a link": [],
        "refused": [(PATCH, {"kind": "status", "status": 400, "times": 100})],
        "unreadable": [(PATCH, {"kind": "misshapen", "times": 100})],
        "too long": [(PATCH, {"kind": "oversize", "times": 100})],
        "no JSON": [(PATCH, {"kind": "garbage", "times": 100})],
        "cut off": [(PATCH, {"kind": "truncated", "times": 100})],
        "no answer": [(PATCH, {"kind": "drop_after", "times": 100})],
    }
    await booked(world, (CREATE, no_teams), (PATCH, no_teams), *answers[way])
    for _ in range(3):
        await world.at_rest()
        await world.advance(3 * MINUTE)
        watch = world.agent.runner._watch
        watch._links = LinkWatch(watch._links._calendar, world.agent.engine, watch._thread, world.agent.clock)

    assert await asked_for_teams(world) == times
