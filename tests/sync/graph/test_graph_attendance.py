"""Who attended, as far as reports tell."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from sync.attendance import evidence_of
from sync.graph.attendance import GraphAttendance
from sync.graph.http import FixedToken, GraphClient
from tests.builders import a_booked_request
from tests.sync.graph.conftest import START, no_sleep
from xforce_desktop.errors import Rejected
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import CalendarEvent, MeetingPlan, Participant
from xforce_desktop.scheduling.events import AttendanceEvidence

BEGIN = START + timedelta(hours=6)
END = BEGIN + timedelta(minutes=30)


async def a_meeting(calendar) -> CalendarEvent:
    """A Teams meeting with John this afternoon."""
    plan = MeetingPlan(
        "Demo", "", BEGIN, END, "America/New_York", (("john@acme.example", "John"),), (), is_teams=True
    )
    return await calendar.create(plan, EffectKey("k:1:0"))


async def who_attended(attendance, event: CalendarEvent):
    return await attendance.participants(event.join_url, BEGIN, END)


async def test_those_who_joined_are_named(attendance, calendar, controls):
    """Addresses, names and the time they stayed; a guest has a name only."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    present = ["john@acme.example", "brent@xforce.example", {"name": "Ann (guest)"}]
    await controls.ask("attendance", {"event_id": event.event_id, "present": present})
    await controls.advance(timedelta(days=1))

    found = {one.name: one for one in await who_attended(attendance, event)}

    assert {one.address for one in found.values()} == {"john@acme.example", "brent@xforce.example", ""}
    assert found["Ann (guest)"].address == ""
    assert all(one.seconds_s > 0 for one in found.values())


async def test_no_report_is_no_answer(attendance, calendar):
    """Before the meeting, or before its report exists: None, not "nobody"."""
    event = await a_meeting(calendar)

    assert await who_attended(attendance, event) is None
    assert await attendance.participants("", BEGIN, END) is None


async def test_waiting_alone_is_told_from_no_report(attendance, calendar, controls):
    """The rep was there and nobody else: a report exists, and only the rep is on it."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    await controls.ask("attendance", {"event_id": event.event_id, "present": []})
    await controls.advance(timedelta(days=1))

    assert [one.address for one in await who_attended(attendance, event)] == ["brent@xforce.example"]


async def test_somebody_elses_meeting_is_refused(attendance):
    """Only the organizer may ask; the error says that it is not allowed."""
    with pytest.raises(Rejected):
        await attendance.participants("https://teams.microsoft.com/l/meetup-join/19%3aother", BEGIN, END)


def canned(reports: list[dict], records: dict[str, list[dict]], asked: list[str]) -> GraphAttendance:
    """A service with these reports, whose records come in pages of one."""

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        path = request.url.path
        if path.endswith("/onlineMeetings"):
            return httpx.Response(200, json={"value": [{"id": "MSo1"}]})
        if path.endswith("/attendanceReports"):
            return httpx.Response(200, json={"value": reports})
        rows, at = records[path.split("/")[-2]], int(request.url.params.get("$skip", "0"))
        page = {"value": rows[at : at + 1]}
        if at + 1 < len(rows):
            page["@odata.nextLink"] = f"{str(request.url).split('?')[0]}?$skip={at + 1}"
        return httpx.Response(200, json=page)

    transport = httpx.MockTransport(serve)
    client = GraphClient(
        FixedToken("t"), base_url="http://127.0.0.1:9/v1.0", transport=transport, sleep=no_sleep
    )
    return GraphAttendance(client)


def a_report(report_id: str, start: datetime, end: datetime | None) -> dict:
    return {
        "id": report_id,
        "meetingStartDateTime": start.isoformat().replace("+00:00", "Z"),
        "meetingEndDateTime": end.isoformat().replace("+00:00", "Z") if end else None,
    }


def a_record(address: str | None, name: str, seconds_s: int) -> dict:
    return {"emailAddress": address, "identity": {"displayName": name}, "totalAttendanceInSeconds": seconds_s}


async def test_sessions_are_added_up():
    """Who left and came back is one person, whatever the letters of the address; pages are followed."""
    reports = [
        a_report("r1", BEGIN, BEGIN + timedelta(minutes=5)),
        a_report("r2", BEGIN + timedelta(minutes=9), END),
    ]
    records = {
        "r1": [a_record("John@acme.example", "John", 300), a_record("", "Ann", 200)],
        "r2": [a_record("john@acme.example", "John", 900), a_record(None, "ann", 100)],
    }

    found = await canned(reports, records, []).participants("https://teams.example/x", BEGIN, END)

    assert [(one.name, one.seconds_s) for one in found] == [("John", 1200), ("ann", 300)]


async def test_an_account_with_and_without_its_address_is_one_person():
    """The address may be missing on the report of one session; the account tells who it was."""
    account = {"displayName": "John", "id": "a1"}
    reports = [a_report("r1", BEGIN, BEGIN + timedelta(minutes=5)), a_report("r2", BEGIN, END)]
    records = {
        "r1": [a_record("", "John", 300) | {"identity": account}],
        "r2": [a_record("john@acme.example", "John", 900) | {"identity": account}],
    }

    found = await canned(reports, records, []).participants("https://teams.example/x", BEGIN, END)

    assert found == (Participant("john@acme.example", "John", 1200),)


async def test_a_report_with_a_time_of_another_kind_is_left_out():
    """One that cannot be read stops no other."""
    odd = a_report("odd", BEGIN, END) | {"meetingStartDateTime": 20260608}
    service = canned([odd, a_report("r1", BEGIN, END)], {"r1": [a_record("a@b.example", "A", 1)]}, [])

    found = await service.participants("https://teams.example/x", BEGIN, END)

    assert found == (Participant("a@b.example", "A", 1),)


async def test_sessions_of_other_days_are_left_out():
    """The link was opened last week, and again tomorrow; one session is still running."""
    day = timedelta(days=1)
    reports = [
        a_report("early", BEGIN - 7 * day, END - 7 * day),
        a_report("late", BEGIN + day, END + day),
        a_report("running", BEGIN, None),
    ]

    assert await canned(reports, {}, []).participants("https://teams.example/x", BEGIN, END) is None


async def test_a_report_without_people_says_nobody():
    """Empty is something else than None."""
    service = canned([a_report("r1", BEGIN, END)], {"r1": []}, [])

    assert await service.participants("https://teams.example/x", BEGIN, END) == ()


async def test_the_join_address_is_encoded_twice():
    """It holds percent signs itself, which must survive the query."""
    asked: list[str] = []
    reports = [a_report("r1", BEGIN, END)]
    service = canned(reports, {"r1": [a_record("a@b.example", "A", 1)]}, asked)

    found = await service.participants("https://teams.example/19%3ameeting_O'x%40thread", BEGIN, END)

    assert (
        "JoinWebUrl%20eq%20%27https%3A%2F%2Fteams.example%2F19%253ameeting_O%27%27x%2540thread%27" in asked[0]
    )
    assert found == (Participant("a@b.example", "A", 1),)


async def test_only_the_time_inside_the_meeting_counts_as_waiting():
    """Joined ten minutes early, stayed five minutes of the meeting, came back after its end."""
    minute = timedelta(minutes=1)
    times = [(BEGIN - 10 * minute, BEGIN + 5 * minute), (END + minute, END + 9 * minute)]
    record = a_record("a@b.example", "A", 23 * 60) | {
        "attendanceIntervals": [
            {"joinDateTime": joined.isoformat(), "leaveDateTime": left.isoformat()} for joined, left in times
        ]
    }
    reports = [a_report("r1", BEGIN - 10 * minute, END + 9 * minute)]

    found = await canned(reports, {"r1": [record]}, []).participants("https://teams.example/x", BEGIN, END)

    assert found == (Participant("a@b.example", "A", 23 * 60, 5 * 60),)


@pytest.mark.parametrize("present", [[], ["brent@xforce.example"], ["sarah@xforce.example"]])
async def test_our_side_waiting_alone_proves_a_no_show(attendance, calendar, controls, present):
    """From the report of the service to the verdict."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    await controls.ask("attendance", {"event_id": event.event_id, "present": present})
    request = a_booked_request(scheduled_time=BEGIN, duration_minutes=30)

    evidence, _ = evidence_of(request, await who_attended(attendance, event))

    assert evidence is AttendanceEvidence.NO_SHOW


@pytest.mark.parametrize(
    "asked, grade",
    [
        ({"present": ["john@acme.example"]}, AttendanceEvidence.HELD),
        ({"present": [{"name": "John Smith"}]}, AttendanceEvidence.HELD),
        ({"present": [{"name": "iPhone"}]}, AttendanceEvidence.SOMEBODY),
        ({"present": [], "hidden": 1}, AttendanceEvidence.SOMEBODY),
        ({"present": []}, AttendanceEvidence.NO_SHOW),
    ],
    ids=["address", "name of a guest", "a guest nobody knows", "hidden", "nobody"],
)
async def test_every_grade_comes_from_what_the_service_says(attendance, calendar, controls, asked, grade):
    """From the report over HTTP to the grade; who hides is counted, and so is no absentee."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    await controls.ask("attendance", {"event_id": event.event_id, **asked})
    request = a_booked_request(scheduled_time=BEGIN, duration_minutes=30)

    evidence, detail = evidence_of(request, await who_attended(attendance, event))

    assert (evidence, bool(detail)) == (grade, True)


async def test_a_report_that_comes_late_is_unknown_until_then(attendance, calendar, controls):
    """An hour after the end nothing is proved; a session more in the meantime is merged."""
    event = await a_meeting(calendar)
    present = {"event_id": event.event_id, "present": ["john@acme.example"], "delay_s": 2 * 3600}
    await controls.ask("attendance", present)
    await controls.advance(timedelta(hours=7, minutes=30))
    request = a_booked_request(scheduled_time=BEGIN, duration_minutes=30)
    early, _ = evidence_of(request, await who_attended(attendance, event))
    await controls.advance(timedelta(hours=2))
    late, _ = evidence_of(request, await who_attended(attendance, event))

    assert (early, late) == (AttendanceEvidence.UNKNOWN, AttendanceEvidence.HELD)


async def test_two_sessions_are_one_meeting(attendance, calendar, controls):
    """The rep alone first, then again with John: he was there, and the rep's time is added up."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    for present, first, last in ([], 0, 10), (["john@acme.example"], 15, 30):
        start, end = (BEGIN + timedelta(minutes=m) for m in (first, last))
        during = {"start": start.isoformat(), "end": end.isoformat()}
        await controls.ask("attendance", {"event_id": event.event_id, "present": present, **during})

    found = {one.address: one for one in await who_attended(attendance, event)}

    assert found["brent@xforce.example"].planned_s == 25 * 60
    assert found["john@acme.example"].planned_s == 15 * 60


async def test_who_looked_in_before_it_began_did_not_attend(attendance, calendar, controls):
    """Half an hour early and gone again: that is asked about, not called a no-show."""
    event = await a_meeting(calendar)
    await controls.advance(timedelta(days=1))
    for present, first, last in (["john@acme.example"], -30, 0), ([], 0, 30):
        start, end = (BEGIN + timedelta(minutes=m) for m in (first, last))
        during = {"start": start.isoformat(), "end": end.isoformat()}
        await controls.ask("attendance", {"event_id": event.event_id, "present": present, **during})
    request = a_booked_request(scheduled_time=BEGIN, duration_minutes=30)

    evidence, detail = evidence_of(request, await who_attended(attendance, event))

    assert evidence is AttendanceEvidence.SOMEBODY
    assert "not at the planned time" in detail
