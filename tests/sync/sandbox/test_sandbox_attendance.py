"""Who joined an online meeting."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sync.sandbox.graph_walk import JOHN, made_event

AFTER_END = {"now": "2026-06-09T15:05:00-04:00"}


async def reports(graph: httpx.AsyncClient, event: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports of an event with their records, the way an app has to go."""
    params = {"$filter": f"JoinWebUrl eq '{event['onlineMeeting']['joinUrl']}'"}
    meeting = (await graph.get("/v1.0/me/onlineMeetings", params=params)).json()["value"][0]
    base = f"/v1.0/me/onlineMeetings/{meeting['id']}/attendanceReports"
    listed = (await graph.get(base)).json()["value"]
    assert all(one["attendanceRecords"] == [] for one in listed)
    return [
        (await graph.get(f"{base}/{one['id']}", params={"$expand": "attendanceRecords"})).json()
        for one in listed
    ]


async def test_a_report_appears_when_the_meeting_has_ended(graph: httpx.AsyncClient) -> None:
    """Not before; then the rep is organizer, the colleague presenter, the guest has no address."""
    event = await made_event(graph)
    present = [JOHN, "sarah@xforce.example", {"name": "J. Smith"}]
    await graph.post("/sandbox/attendance", json={"event_id": event["id"], "present": present})
    early = await reports(graph, event)
    await graph.post("/sandbox/clock", json=AFTER_END)

    (report,) = await reports(graph, event)

    assert early == []
    seen = {one["emailAddress"]: one["role"] for one in report["attendanceRecords"]}
    assert seen == {
        "brent@xforce.example": "Organizer",
        "sarah@xforce.example": "Presenter",
        JOHN: "Attendee",
        "": "Attendee",
    }
    assert report["totalParticipantCount"] == 4
    assert report["meetingStartDateTime"] == "2026-06-09T18:00:00Z"


async def test_nobody_from_outside_came(graph: httpx.AsyncClient) -> None:
    """An empty list makes a report of the rep alone."""
    event = await made_event(graph)
    await graph.post("/sandbox/clock", json=AFTER_END)
    await graph.post("/sandbox/attendance", json={"event_id": event["id"], "present": []})

    (report,) = await reports(graph, event)

    assert [one["emailAddress"] for one in report["attendanceRecords"]] == ["brent@xforce.example"]


async def test_a_second_session_is_a_second_report(graph: httpx.AsyncClient) -> None:
    """What was said before the end is corrected, what is said after it is added."""
    event = await made_event(graph)
    for present in ([], [JOHN]):
        await graph.post("/sandbox/attendance", json={"event_id": event["id"], "present": present})
    await graph.post("/sandbox/clock", json=AFTER_END)
    before = await reports(graph, event)
    await graph.post("/sandbox/attendance", json={"event_id": event["id"], "present": [JOHN]})

    assert (len(before), len(await reports(graph, event))) == (1, 2)
    assert before[0]["totalParticipantCount"] == 2


@pytest.mark.parametrize("url", ["https://teams.microsoft.com/l/meetup-join/other", ""])
async def test_only_the_organizer_may_look(graph: httpx.AsyncClient, url: str) -> None:
    """403 for a meeting of somebody else."""
    await made_event(graph)

    answer = await graph.get("/v1.0/me/onlineMeetings", params={"$filter": f"JoinWebUrl eq '{url}'"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "Forbidden")


async def test_a_decoded_link_finds_nothing(graph: httpx.AsyncClient) -> None:
    """The link holds escapes of its own, which must arrive as they are."""
    event = await made_event(graph)
    link = event["onlineMeeting"]["joinUrl"].replace("%3a", ":").replace("%40", "@")

    answer = await graph.get("/v1.0/me/onlineMeetings", params={"$filter": f"JoinWebUrl eq '{link}'"})

    assert answer.status_code == 403
