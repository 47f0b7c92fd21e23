"""All that the adapters say to Graph is what Graph's own description allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sync.graph.permissions import SCOPES
from tests.sync.graph.conftest import START
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


async def mail_traffic(mail, controls) -> None:
    """Everything the mailbox can do."""
    received = await controls.receive(LETTER)
    first = OutgoingMail(("john@acme.example",), ("ann@acme.example",), "Demo", "Hello")
    await mail.dispatch(await mail.prepare(first, EffectKey("a:1:0")))
    answer = await mail.prepare(replace(first, reply_to_id=received["id"]), EffectKey("a:2:0"))
    await mail.look_up(EffectKey("a:2:0"), answer)
    await mail.look_up(EffectKey("a:2:0"), "")
    await mail.look_up(EffectKey("a:3:0"), "")
    await mail.discard(answer)
    for folder in Folder:
        page = await mail.news(folder, "", START - timedelta(days=1))
        await mail.news(folder, page.cursor, START)


async def calendar_traffic(calendar, attendance, controls) -> None:
    """Everything calendar and attendance can do."""
    await calendar.busy(["brent@xforce.example", "john@acme.example"], START, START + timedelta(days=50))
    await controls.fault("POST /v1.0/me/events", "no_online_meeting")
    event = await calendar.create(PLAN, EffectKey("b:1:0"))
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
    assert await attendance.participants(event.join_url, BEGIN, BEGIN + timedelta(hours=2))
    await calendar.cancel(event.event_id, "Another time")
    hold = await calendar.create(
        replace(PLAN, required=(), optional=(), is_teams=False, is_hold=True), EffectKey("c:1:0")
    )
    await calendar.remove(hold.event_id)
    await calendar.remove(hold.event_id)


async def test_every_call_fits_the_description(
    mail, calendar, attendance, directory, controls, validate_graph_log
):
    """One of each, requests and answers: not a single misfit, and at least one call per operation we use."""
    await calendar_traffic(calendar, attendance, controls)
    await mail_traffic(mail, controls)
    await directory.me()
    await directory.colleagues("sa")

    log = await controls.items("log")

    assert validate_graph_log(log) == []
    assert len({(entry["method"], entry["path"].count("/")) for entry in log}) >= 10


async def test_every_call_on_the_mailbox_asks_for_ids_that_last(mail, calendar, attendance, controls):
    """One forgotten header would give an id that dies when the item moves."""
    await calendar_traffic(calendar, attendance, controls)
    await mail_traffic(mail, controls)

    log = await controls.items("log")
    spelled = [
        {name.lower(): value for name, value in entry["request"]["headers"].items()}.get("prefer", "")
        for entry in log
        if any(part in entry["path"].lower() for part in ("/messages", "/events", "/calendar"))
    ]

    assert len(spelled) > 20
    assert all('IdType="ImmutableId"' in prefer for prefer in spelled)


def test_msal_is_not_asked_for_what_it_adds_itself():
    """It refuses to start a sign-in with these."""
    assert len(set(SCOPES)) == len(SCOPES)
    assert not {"openid", "profile", "offline_access"} & set(SCOPES)
