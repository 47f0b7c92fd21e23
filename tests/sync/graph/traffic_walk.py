"""One of each call that our adapters make to Graph, on a sandbox, and the log of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import httpx

from sync.graph.attendance import GraphAttendance
from sync.graph.calendar import GraphCalendar
from sync.graph.directory import GraphDirectory
from sync.graph.http import FixedToken, GraphClient
from sync.graph.mail import GraphMail
from sync.graph.sent_folder import GraphSentFolder
from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from tests.sync.graph.conftest import START, Controls, no_sleep
from tests.sync.graph_contract import Entry
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, MeetingPlan, OutgoingMail

LETTER = "From: John <john@acme.example>\nTo: brent@xforce.example\nSubject: Demo?\n\nHi"
BEGIN = START + timedelta(days=2)
PLAN = MeetingPlan(
    "Demo",
    "See you",
    BEGIN,
    BEGIN + timedelta(minutes=30),
    "America/New_York",
    (("john@acme.example", "John"),),
    (("sarah@xforce.example", "Sarah"),),
    is_teams=True,
    location="Online",
)


@dataclass(frozen=True)
class Adapters:
    """Our side of Graph, connected to one sandbox."""

    sandbox: Sandbox
    controls: Controls
    mail: GraphMail
    sent_folder: GraphSentFolder
    calendar: GraphCalendar
    attendance: GraphAttendance
    directory: GraphDirectory


@cache
def walked() -> tuple[Entry, ...]:
    """The log of a walk through everything; the same for everybody, so a copy is to be changed."""
    return asyncio.run(_walk())


async def _walk() -> tuple[Entry, ...]:
    async with connected() as ours:
        await calendar_traffic(ours)
        await mail_traffic(ours)
        await people_traffic(ours)
        return tuple(ours.sandbox.log.entries())


@asynccontextmanager
async def connected() -> AsyncIterator[Adapters]:
    """A fresh sandbox and adapters on it."""
    async with (
        Sandbox(SandboxOptions(seed=7, prospects=False, start_at=START)) as sandbox,
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http,
    ):
        graph = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox.url}/v1.0", sleep=no_sleep)
        yield Adapters(
            sandbox,
            Controls(http),
            GraphMail(graph, ManualClock(START), sleep=no_sleep),
            GraphSentFolder(graph),
            GraphCalendar(graph),
            GraphAttendance(graph),
            GraphDirectory(graph),
        )
        await graph.close()


async def mail_traffic(ours: Adapters) -> None:
    """Everything the mailbox can do."""
    mail = ours.mail
    received = await ours.controls.receive(LETTER)
    first = OutgoingMail(("john@acme.example",), ("ann@acme.example",), "Demo", "Hello")
    await mail.dispatch(await mail.prepare(first, EffectKey("a:1:0")))
    answer = await mail.prepare(replace(first, reply_to_id=received["id"]), EffectKey("a:2:0"))
    await mail.look_up(EffectKey("a:2:0"), answer)
    await mail.look_up(EffectKey("a:2:0"), "")
    await mail.look_up(EffectKey("a:3:0"), "")
    await mail.discard(answer)
    await ours.sent_folder.newest(START - timedelta(days=1), 40)
    for folder in Folder:
        page = await mail.news(folder, "", START - timedelta(days=1))
        await mail.news(folder, page.cursor, START)


async def calendar_traffic(ours: Adapters) -> None:
    """Everything calendar and attendance can do."""
    calendar, controls = ours.calendar, ours.controls
    await calendar.busy(["brent@xforce.example", "john@acme.example"], START, START + timedelta(days=50))
    await controls.fault("POST /v1.0/me/events", "no_online_meeting")
    made = await calendar.create(PLAN, EffectKey("b:1:0"))
    assert await calendar.event(made.event_id)
    event = await calendar.put_online(made.event_id)
    said = {"event_id": event.event_id, "address": "john@acme.example", "response": "tentative"}
    await controls.ask("invite-response", {**said, "proposed_start": (BEGIN + timedelta(days=1)).isoformat()})
    await calendar.create(replace(PLAN, body="Changed"), EffectKey("b:1:0"))
    assert await calendar.find(EffectKey("b:1:0"), PLAN.start, PLAN.end) is not None
    await calendar.move(event.event_id, BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=2))
    await calendar.event(event.event_id)
    await calendar.set_attendees(event.event_id, (*PLAN.required, ("ann@acme.example", "")), ())
    await controls.advance(timedelta(days=3))
    await controls.ask("attendance", {"event_id": event.event_id, "present": ["john@acme.example"]})
    await controls.advance(timedelta(days=1))
    assert await ours.attendance.participants(event.join_url, BEGIN, BEGIN + timedelta(hours=2))
    await calendar.cancel(event.event_id, "Another time")
    hold = await calendar.create(
        replace(PLAN, required=(), optional=(), is_teams=False, is_hold=True), EffectKey("c:1:0")
    )
    await calendar.remove(hold.event_id)
    await calendar.remove(hold.event_id)


async def people_traffic(ours: Adapters) -> None:
    """Everything that is asked about people."""
    await ours.controls.ask("contacts", {"address": "rita@bluebird.example", "name": "Rita Gomez"})
    await ours.directory.me()
    await ours.directory.colleagues("sa")
    await ours.directory.still_there(["sarah@xforce.example"])
    assert await ours.directory.contacts()
