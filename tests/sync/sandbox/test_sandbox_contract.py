"""Everything said to and by the sandbox's Graph fits the published description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.sync.sandbox.graph_walk import (
    JOHN,
    MARK,
    a_message,
    an_event,
    made_event,
    marked,
    raw_mail,
    sent_mail,
)

Misfits = Callable[[list[dict[str, Any]]], list[str]]
REP = "brent@xforce.example"


async def _mail(graph: httpx.AsyncClient) -> None:
    headers = [{"name": "x-xforce-key", "value": "1"}]
    draft = (
        await graph.post("/v1.0/me/messages", json=a_message() | {"internetMessageHeaders": headers})
    ).json()
    path = f"/v1.0/me/messages/{draft['id']}"
    await graph.patch(path, json={"ccRecipients": [{"emailAddress": {"address": "mary@acmepest.example"}}]})
    await graph.get(path, params={"$expand": f"singleValueExtendedProperties($filter=id eq '{MARK}')"})
    await graph.post(f"{path}/send")
    await graph.get("/v1.0/me/messages", params={"$filter": marked("k-1"), "$select": "id,isDraft"})
    got = (await graph.post("/sandbox/mail", content=raw_mail("Yes"))).json()
    base = f"/v1.0/me/messages/{got['id']}"
    await graph.get(base, params={"$select": "internetMessageHeaders,uniqueBody,replyTo"})
    await graph.get(f"{base}/attachments")
    reply = (await graph.post(f"{base}/createReply", json={})).json()
    await graph.post(f"{base}/createReplyAll", json={"comment": "Hi"})
    await graph.delete(f"/v1.0/me/messages/{reply['id']}")
    await graph.post("/v1.0/me/sendMail", json={"message": a_message(), "saveToSentItems": True})
    await graph.get("/v1.0/me/mailFolders")
    for folder in ("inbox", "sentitems", "drafts"):
        await graph.get(f"/v1.0/me/mailFolders/{folder}/messages", params={"$top": "5"})
        link = (
            await graph.get(f"/v1.0/me/mailFolders/{folder}/messages/delta", params={"$select": "subject"})
        ).json()
        await graph.get(link["@odata.deltaLink"])


async def _calendar(graph: httpx.AsyncClient) -> None:
    event = await made_event(graph)
    path = f"/v1.0/me/events/{event['id']}"
    for response in ("accepted", "declined", "tentative"):
        answer = {"event_id": event["id"], "address": JOHN, "response": response}
        if response != "accepted":
            answer["proposed_start"] = "2026-06-09T17:00:00-04:00"
        await graph.post("/sandbox/invite-response", json=answer)
    await graph.get(
        "/v1.0/me/mailFolders/inbox/messages", params={"$expand": "microsoft.graph.eventMessage/event"}
    )
    await graph.get(path)
    await graph.get("/v1.0/me/events", params={"$filter": "subject eq 'Demo'"})
    window = {"startDateTime": "2026-06-08T00:00:00Z", "endDateTime": "2026-06-12T00:00:00Z"}
    await graph.get("/v1.0/me/calendarView", params=window)
    await graph.get("/v1.0/me/calendarView/delta", params=window)
    times = {k: an_event(start="2026-06-10T14:00:00", end="2026-06-10T15:00:00")[k] for k in ("start", "end")}
    await graph.patch(path, json=times)
    await graph.get(path)
    asked = {"schedules": [REP, "x@other.example"], "startTime": times["start"], "endTime": times["end"]}
    await graph.post("/v1.0/me/calendar/getSchedule", json=asked)
    slot = {"start": times["start"], "end": {"dateTime": "2026-06-12T17:00:00", "timeZone": "UTC"}}
    people = [{"emailAddress": {"address": "sarah@xforce.example"}, "type": "required"}]
    asked = {"attendees": people, "timeConstraint": {"timeSlots": [slot]}, "meetingDuration": "PT30M"}
    await graph.post("/v1.0/me/findMeetingTimes", json=asked)


async def _attendance(graph: httpx.AsyncClient) -> None:
    event = await made_event(graph, key="t-2")
    await graph.post("/sandbox/clock", json={"now": "2026-06-09T15:30:00-04:00"})
    present = [JOHN, {"name": "Guest"}]
    await graph.post("/sandbox/attendance", json={"event_id": event["id"], "present": present})
    where = {"$filter": f"JoinWebUrl eq '{event['onlineMeeting']['joinUrl']}'"}
    meeting = (await graph.get("/v1.0/me/onlineMeetings", params=where)).json()["value"][0]
    base = f"/v1.0/me/onlineMeetings/{meeting['id']}/attendanceReports"
    report = (await graph.get(base)).json()["value"][0]["id"]
    await graph.get(f"{base}/{report}", params={"$expand": "attendanceRecords"})
    await graph.get(f"{base}/{report}/attendanceRecords")
    await graph.post(f"/v1.0/me/events/{event['id']}/cancel", json={"comment": "Sorry"})
    other = await made_event(graph, key="t-3")
    await graph.delete(f"/v1.0/me/events/{other['id']}")


async def _people_and_errors(graph: httpx.AsyncClient) -> None:
    for path in ("me", "me/mailboxSettings", "me/contacts", "me/people", "me/outlook/supportedTimeZones"):
        await graph.get(f"/v1.0/{path}")
    await graph.get(
        "/v1.0/users", params={"$filter": "startswith(displayName,'Sar')", "$select": "displayName,mail"}
    )
    eventual = {"ConsistencyLevel": "eventual"}
    await graph.get("/v1.0/users", params={"$search": '"displayName:torres"'}, headers=eventual)
    await graph.get("/v1.0/me/messages/short")
    await graph.get("/v1.0/me/events/AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AaTp4")
    await graph.get("/v1.0/me", headers={"Authorization": "Bearer nonsense"})


async def test_a_walk_through_every_operation_fits(
    graph: httpx.AsyncClient, validate_graph_log: Misfits
) -> None:
    """Requests, answers and statuses, with no misfit, and every operation was called."""
    for part in (_mail, _calendar, _attendance, _people_and_errors):
        await part(graph)
    log = (await graph.get("/sandbox/log")).json()

    assert validate_graph_log(log) == []
    assert sum(one["response"]["status"] >= 400 for one in log) == 3
    assert len({(one["method"], one["path"]) for one in log}) > 30


async def test_the_check_finds_what_is_wrong(graph: httpx.AsyncClient, validate_graph_log: Misfits) -> None:
    """Else a walk without misfits would prove nothing."""
    await sent_mail(graph)
    log = (await graph.get("/sandbox/log")).json()
    log[0]["response"]["body"]["isDraft"] = "yes"
    log[0]["request"]["body"]["colour"] = "red"
    log[0]["query"] = "$colour=red"
    log[1]["response"]["status"] = 200

    found = validate_graph_log(log)

    assert len(found) == 4
    assert [one for one in found if "colour" in one and "query" in one]
