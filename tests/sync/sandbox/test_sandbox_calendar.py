"""Calendars and events over the sandbox's Graph."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest

from sync.sandbox.server import Sandbox
from tests.sync.sandbox.graph_walk import JOHN, an_event, made_event

REP, SARAH = "brent@xforce.example", "sarah@xforce.example"


async def schedule(graph: httpx.AsyncClient, *people: str, days: float = 5, **more: Any) -> httpx.Response:
    """getSchedule from Monday 2026-06-08 09:00 New York on."""
    end = datetime(2026, 6, 8, 13, tzinfo=UTC) + timedelta(days=days)
    asked = {
        "schedules": list(people),
        "startTime": {"dateTime": "2026-06-08T13:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": end.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"},
    }
    return await graph.post("/v1.0/me/calendar/getSchedule", json=asked | more)


def by_address(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    return {one["scheduleId"]: one for one in answer.json()["value"]}


async def test_about_half_of_the_working_hours_are_free(sandbox: Sandbox) -> None:
    """Over a month, for the rep, a colleague and somebody never heard of."""
    start = datetime(2026, 6, 8, tzinfo=UTC)
    for address in (REP, SARAH, "somebody.new@xforce.example"):
        spans = sandbox.world.calendars.booked(address, start, start + timedelta(days=28))
        taken_h = sum((span.end_at - span.start_at).total_seconds() for span in spans) / 3600

        assert 0.42 < taken_h / (20 * 8) < 0.58
        assert all(a.end_at <= b.start_at for a, b in pairwise(spans))


async def test_a_stranger_cannot_be_read(graph: httpx.AsyncClient) -> None:
    """200 all the same, with an error and no view for that address only."""
    found = by_address(await schedule(graph, REP, "john@acmepest.example"))

    assert found["john@acmepest.example"]["error"]["responseCode"] == "5009"
    assert "availabilityView" not in found["john@acmepest.example"]
    assert len(found[REP]["availabilityView"]) == 5 * 48


async def test_a_colleagues_subjects_stay_private(graph: httpx.AsyncClient) -> None:
    """Status and times for others, subjects only of the rep's own entries; times in UTC."""
    found = by_address(await schedule(graph, REP, SARAH))

    assert all("subject" not in one for one in found[SARAH]["scheduleItems"])
    assert all("subject" in one for one in found[REP]["scheduleItems"])
    assert found[REP]["scheduleItems"][0]["start"]["timeZone"] == "UTC"
    assert found[REP]["workingHours"]["timeZone"] == {"name": "Eastern Standard Time"}


@pytest.mark.parametrize(
    "days, more, code",
    [
        (62, {}, "ErrorTimeIntervalTooBig"),
        (0.01, {}, "ErrorInvalidTimeInterval"),
        (1, {"availabilityViewInterval": 4}, "ErrorInvalidMergedFreeBusyInterval"),
        (1, {"schedules": [f"p{n}@xforce.example" for n in range(101)]}, "ErrorMailboxDataArrayTooBig"),
    ],
)
async def test_limits_of_free_and_busy(
    graph: httpx.AsyncClient, days: float, more: dict[str, Any], code: str
) -> None:
    """The documented and observed limits are kept."""
    answer = await schedule(graph, REP, days=days, **more)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_a_null_as_interval_upsets_the_service(graph: httpx.AsyncClient) -> None:
    """500, where leaving it out means half an hour."""
    answers = [await schedule(graph, REP, **more) for more in ({"availabilityViewInterval": None}, {})]

    assert [one.status_code for one in answers] == [500, 200]


async def test_a_calendar_that_can_be_read_may_fail_all_the_same(graph: httpx.AsyncClient) -> None:
    """Once, when asked for: an error in place of the view, in an answer that is fine otherwise."""
    fault = {"match": "POST /v1.0/me/calendar/getSchedule", "kind": "no_calendar", "times": 1}
    await graph.post("/sandbox/faults", json=fault)

    first, second = [by_address(await schedule(graph, SARAH))[SARAH] for _ in range(2)]

    assert (first["error"]["responseCode"], "availabilityView" in first) == ("5009", False)
    assert ("error" in second, len(second["availabilityView"])) == (False, 240)


async def test_an_event_takes_time_from_everybody_invited(graph: httpx.AsyncClient) -> None:
    """Busy for the rep and the colleague; a cancellation gives it back."""
    before = by_address(await schedule(graph, REP, SARAH, availabilityViewInterval=60))
    event = await made_event(graph, start="2026-06-13T14:00:00", end="2026-06-13T15:00:00")
    during = by_address(await schedule(graph, REP, SARAH, days=6, availabilityViewInterval=60))
    cancelled = await graph.post(f"/v1.0/me/events/{event['id']}/cancel", json={"comment": "Sorry"})
    after = by_address(await schedule(graph, REP, SARAH, days=6, availabilityViewInterval=60))

    at = 5 * 24 + 5
    assert cancelled.status_code == 202
    for who in (REP, SARAH):
        assert before[who]["availabilityView"] == during[who]["availabilityView"][:120]
        assert (during[who]["availabilityView"][at], after[who]["availabilityView"][at]) == ("2", "0")
    shown = (await graph.get("/sandbox/events")).json()[0]
    assert (shown["cancelled"], shown["cancel_comment"]) == (True, "Sorry")
    assert (await graph.get(f"/v1.0/me/events/{event['id']}")).status_code == 404


async def test_the_same_transaction_makes_one_event(graph: httpx.AsyncClient) -> None:
    """The same body gives the same event; another body is refused."""
    first, second = await made_event(graph), await made_event(graph)
    other = await graph.post("/v1.0/me/events", json=an_event() | {"subject": "Another"})

    assert first["id"] == second["id"]
    assert first["transactionId"] == "t-1"
    assert (other.status_code, other.json()["error"]["code"]) == (409, "ErrorDuplicateTransactionId")
    assert len((await graph.get("/sandbox/events")).json()) == 1


async def test_times_are_given_in_the_zone_asked_for(graph: httpx.AsyncClient) -> None:
    """UTC by rule, seven digits, another zone by preference, an unknown one refused."""
    event = await made_event(graph)
    path = f"/v1.0/me/events/{event['id']}"

    there = (await graph.get(path, headers={"Prefer": 'outlook.timezone="Pacific Standard Time"'})).json()
    wrong = await graph.get(path, headers={"Prefer": 'outlook.timezone="Middle Earth"'})

    assert event["start"] == {"dateTime": "2026-06-09T18:00:00.0000000", "timeZone": "UTC"}
    assert there["start"] == {"dateTime": "2026-06-09T11:00:00.0000000", "timeZone": "Pacific Standard Time"}
    assert wrong.json()["error"]["code"] == "TimeZoneNotSupportedException"


async def test_a_move_resets_the_answers(graph: httpx.AsyncClient) -> None:
    """notResponded, in the year 4501."""
    event = await made_event(graph)
    await graph.post(
        "/sandbox/invite-response", json={"event_id": event["id"], "address": JOHN, "response": "accepted"}
    )
    path = f"/v1.0/me/events/{event['id']}"
    accepted = (await graph.get(path)).json()["attendees"]
    times = {k: an_event(start="2026-06-10T14:00:00", end="2026-06-10T15:00:00")[k] for k in ("start", "end")}

    moved = (await graph.patch(path, json=times)).json()["attendees"]

    assert accepted[0]["status"] == {"response": "accepted", "time": "2026-06-08T13:00:00Z"}
    assert accepted[1]["status"] == {"response": "none", "time": "0001-01-01T00:00:00Z"}
    assert {one["status"]["response"] for one in moved} == {"notResponded"}
    assert {one["status"]["time"] for one in moved} == {"4501-01-01T00:00:00Z"}


async def test_writing_over_the_teams_block_turns_the_meeting_off(graph: httpx.AsyncClient) -> None:
    """A body that keeps the block keeps the meeting."""
    event = await made_event(graph)
    path = f"/v1.0/me/events/{event['id']}"
    longer = event["body"]["content"].replace("See you there", "See you")

    kept = (await graph.patch(path, json={"body": {"contentType": "html", "content": longer}})).json()
    lost = (await graph.patch(path, json={"body": {"contentType": "html", "content": "<p>x</p>"}})).json()

    assert kept["onlineMeeting"]["joinUrl"] == event["onlineMeeting"]["joinUrl"]
    assert (lost["isOnlineMeeting"], lost["onlineMeeting"]) == (False, None)


async def test_an_event_may_come_back_without_a_meeting(graph: httpx.AsyncClient) -> None:
    """201 all the same, as where the calendar does not allow Teams."""
    fault = {"match": "POST /v1.0/me/events", "kind": "no_online_meeting", "times": 1}
    await graph.post("/sandbox/faults", json=fault)

    event = await made_event(graph)

    assert (event["isOnlineMeeting"], event["onlineMeetingProvider"]) == (False, "unknown")


async def test_a_link_may_come_later(graph: httpx.AsyncClient) -> None:
    """Online at once; two minutes later the link and its block in the text, and the event has changed."""
    fault = {"match": "POST /v1.0/me/events", "kind": "late_link", "times": 1}
    await graph.post("/sandbox/faults", json=fault)
    made = await made_event(graph)
    path = f"/v1.0/me/events/{made['id']}"
    assert (made["isOnlineMeeting"], made["onlineMeeting"]) == (True, None)

    await graph.post("/sandbox/clock", json={"advance_s": 119})
    early = (await graph.get(path)).json()
    await graph.post("/sandbox/clock", json={"advance_s": 1})
    come = (await graph.get(path)).json()

    assert (early["onlineMeeting"], early["changeKey"]) == (None, made["changeKey"])
    assert come["onlineMeeting"]["joinUrl"].startswith("https://teams.microsoft.com/l/meetup-join/")
    assert "meet_invite_block" in come["body"]["content"]
    assert come["changeKey"] != made["changeKey"]


async def test_a_link_may_change_with_the_event(graph: httpx.AsyncClient) -> None:
    """The same meeting at another address, in the text too; the old address leads nowhere."""
    event = await made_event(graph)
    before = event["onlineMeeting"]["joinUrl"]
    fault = {"match": "PATCH /v1.0/me/events/*", "kind": "new_link", "times": 1}
    await graph.post("/sandbox/faults", json=fault)

    changed = (await graph.patch(f"/v1.0/me/events/{event['id']}", json={"subject": "Demo, moved"})).json()

    after = changed["onlineMeeting"]["joinUrl"]
    assert after != before
    assert changed["body"]["content"].count("meet_invite_block") == 1
    found = [
        await graph.get("/v1.0/me/onlineMeetings", params={"$filter": f"JoinWebUrl eq '{url}'"})
        for url in (before, after)
    ]
    assert [answer.status_code for answer in found] == [403, 200]


async def test_an_answer_changes_the_event_and_arrives_as_mail(graph: httpx.AsyncClient) -> None:
    """A tentative answer with another time, in both places, and both spellings of tentative occur."""
    spellings = set()
    for number in range(8):
        event = await made_event(graph, key=f"t-{number}")
        asked = {"event_id": event["id"], "address": JOHN, "response": "tentative", "comment": "Later?"}
        await graph.post(
            "/sandbox/invite-response", json=asked | {"proposed_start": "2026-06-09T16:00:00-04:00"}
        )
        params = {"$expand": "microsoft.graph.eventMessage/event", "$orderby": "receivedDateTime desc"}
        inbox = (
            await graph.get("/v1.0/me/mailFolders/inbox/messages", params=params | {"$top": "50"})
        ).json()
        mail = next(one for one in inbox["value"] if one["event"]["id"] == event["id"])
        spellings.add(mail["meetingMessageType"])

    attendee = (await graph.get(f"/v1.0/me/events/{event['id']}")).json()["attendees"][0]
    assert mail["@odata.type"] == "#microsoft.graph.eventMessageResponse"
    assert mail["subject"] == "New Time Proposed: Demo"
    assert mail["responseType"] == attendee["status"]["response"] == "tentativelyAccepted"
    proposed = mail["proposedNewTime"]["start"]["dateTime"]
    assert proposed == attendee["proposedNewTime"]["start"]["dateTime"] == "2026-06-09T20:00:00.0000000"
    assert spellings == {"meetingTenativelyAccepted", "meetingTentativelyAccepted"}


async def test_an_answer_by_calendar_mail_counts_too(graph: httpx.AsyncClient) -> None:
    """An iTIP reply of somebody outside is processed; one to an older version is not."""
    event = await made_event(graph)
    uid = event["iCalUId"]

    def reply(sequence: int, answer: str) -> bytes:
        ics = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\n"
        ics += f"ATTENDEE;PARTSTAT={answer}:mailto:{JOHN}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        head = f"From: {JOHN}\r\nSubject: Accepted: Demo\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
        return (head + ics).encode()

    await graph.post("/sandbox/mail", content=reply(0, "ACCEPTED"))
    accepted = (await graph.get("/sandbox/events")).json()[0]["attendees"][0]["response"]
    times = {k: an_event(start="2026-06-10T14:00:00", end="2026-06-10T15:00:00")[k] for k in ("start", "end")}
    await graph.patch(f"/v1.0/me/events/{event['id']}", json=times)
    await graph.post("/sandbox/mail", content=reply(0, "ACCEPTED"))
    stale = (await graph.get("/sandbox/events")).json()[0]["attendees"][0]["response"]

    assert (accepted, stale) == ("accepted", "notResponded")


async def test_the_view_shows_everything_in_its_window(graph: httpx.AsyncClient) -> None:
    """Meetings, seeded entries and busy spans by start; a delta round brings only changes."""
    window = {"startDateTime": "2026-06-09T00:00:00Z", "endDateTime": "2026-06-10T00:00:00Z"}
    delta = (await graph.get("/v1.0/me/calendarView/delta", params=window | {"$top": "100"})).json()
    event = await made_event(graph)
    busy = {"address": REP, "start": "2026-06-09T18:00:00-04:00", "end": "2026-06-09T19:00:00-04:00"}
    await graph.post("/sandbox/busy", json=busy | {"title": "Gym"})

    view = (await graph.get("/v1.0/me/calendarView", params=window | {"$top": "100"})).json()["value"]
    changed = (await graph.get(delta["@odata.deltaLink"])).json()
    await graph.delete(f"/v1.0/me/events/{event['id']}")
    gone = (await graph.get(changed["@odata.deltaLink"])).json()["value"]

    assert {"Demo", "Gym"} <= {one["subject"] for one in view}
    assert [one["start"]["dateTime"] for one in view] == sorted(one["start"]["dateTime"] for one in view)
    assert [one["subject"] for one in changed["value"]] == ["Demo", "Gym"]
    assert gone == [{"@removed": {"reason": "deleted"}, "id": event["id"]}]


@pytest.mark.parametrize(
    "change",
    [{"end": {"dateTime": "2026-06-09T13:00:00", "timeZone": "UTC"}}, {"start": None}, {"attendees": [{}]}],
)
async def test_a_broken_event_is_refused(graph: httpx.AsyncClient, change: dict[str, Any]) -> None:
    """400, and nothing is on the calendar."""
    answer = await graph.post("/v1.0/me/events", json=an_event() | change)

    assert answer.status_code == 400
    assert (await graph.get("/sandbox/events")).json() == []


async def told(graph: httpx.AsyncClient) -> list[tuple[str, list[str]]]:
    """Who was written to about the only event, and what."""
    (event,) = (await graph.get("/sandbox/events")).json()
    return [(one["what"], one["to"]) for one in event["told"]]


async def test_of_other_guests_only_those_hear_whom_it_concerns(graph: httpx.AsyncClient) -> None:
    """Everybody hears of anything else, and of the end."""
    event = await made_event(graph)
    path, mary = f"/v1.0/me/events/{event['id']}", "mary@acmepest.example"
    guests = [one for one in event["attendees"] if one["emailAddress"]["address"] == JOHN]
    await graph.patch(
        path, json={"attendees": [*guests, {"emailAddress": {"address": mary}, "type": "required"}]}
    )
    await graph.patch(path, json={"subject": "Demo of the app"})
    await graph.post(f"{path}/cancel", json={"comment": "Another time"})

    assert await told(graph) == [
        ("invited", [JOHN, "sarah@xforce.example"]),
        ("invited", [mary]),
        ("cancelled", ["sarah@xforce.example"]),
        ("updated", [JOHN, mary]),
        ("cancelled", [JOHN, mary]),
    ]


@pytest.mark.parametrize(
    "arrives, on_calendar, folder",
    [("both", "accepted", "inbox"), ("mail", "none", "inbox"), ("calendar", "accepted", "deleteditems")],
)
async def test_an_answer_may_arrive_in_one_place_only(
    graph: httpx.AsyncClient, arrives: str, on_calendar: str, folder: str
) -> None:
    """A mailbox that does not process answers, or a client that has and put the mail away."""
    event = await made_event(graph)
    asked = {"event_id": event["id"], "address": JOHN, "response": "accepted", "arrives": arrives}
    mail = (await graph.post("/sandbox/invite-response", json=asked)).json()

    seen = (await graph.get(f"/v1.0/me/events/{event['id']}")).json()
    there = (await graph.get(f"/v1.0/me/mailFolders/{folder}/messages")).json()["value"]

    assert seen["attendees"][0]["status"]["response"] == on_calendar
    assert [one["id"] for one in there] == [mail["id"]]
    assert there[0]["meetingMessageType"] == "meetingAccepted"


@pytest.mark.parametrize("zone, status", [("Nowhere Standard Time", 400), ("GMT+6:30", 500)])
async def test_a_zone_that_is_none(graph: httpx.AsyncClient, zone: str, status: int) -> None:
    """An unknown name is refused; what is no name at all upsets the service."""
    event = await made_event(graph)
    headers = {"Prefer": f'outlook.timezone="{zone}"'}

    answer = await graph.get(f"/v1.0/me/events/{event['id']}", headers=headers)

    assert answer.status_code == status


async def test_an_online_meeting_stays_online(graph: httpx.AsyncClient) -> None:
    """The flag cannot be turned off, and the older address is never given for Teams."""
    event = await made_event(graph)

    after = (await graph.patch(f"/v1.0/me/events/{event['id']}", json={"isOnlineMeeting": False})).json()

    assert (after["isOnlineMeeting"], after["onlineMeetingUrl"]) == (True, None)
    assert after["onlineMeeting"] == event["onlineMeeting"]


async def test_lists_have_ten_items_unless_asked_for_more(graph: httpx.AsyncClient) -> None:
    """Whoever takes the first page for the whole misses the rest; nothing but the link tells."""
    for number in range(12):
        await made_event(graph, key=f"t-{number}")

    first = (await graph.get("/v1.0/me/events")).json()
    second = (await graph.get(first["@odata.nextLink"])).json()

    assert [len(page["value"]) for page in (first, second)] == [10, 2]
    assert "@odata.nextLink" not in second


async def test_capitals_in_what_is_sent_do_no_harm(graph: httpx.AsyncClient) -> None:
    """The documentation writes HTML and Required; answers are in small letters."""
    asked = an_event() | {"body": {"contentType": "HTML", "content": "<p>See you</p>"}}
    asked["attendees"] = [{"emailAddress": {"address": JOHN}, "type": "Required"}]

    event = (await graph.post("/v1.0/me/events", json=asked)).json()

    assert (event["body"]["contentType"], event["attendees"][0]["type"]) == ("html", "required")
