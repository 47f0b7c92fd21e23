"""Online meetings and who attended."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import unquote

from sync.sandbox.errors import GraphError, bad_request, not_found
from sync.sandbox.graph_call import GraphCall, Json, Reply, utc_text
from sync.sandbox.graph_pages import page
from sync.sandbox.ids import digest
from sync.sandbox.odata import chosen
from sync.sandbox.state import Joined, Meeting, Report

_BY_URL = re.compile(r"\s*JoinWebUrl\s+eq\s+'(.*)'\s*", re.IGNORECASE)


def find_online_meeting(call: GraphCall) -> Reply:
    """GET /me/onlineMeetings?$filter=JoinWebUrl eq '…': a list of one. 403 for a meeting of somebody else."""
    match = _BY_URL.fullmatch(call.option("filter"))
    if match is None:
        raise bad_request("Filter expression expected: JoinWebUrl eq '{url}'.", "InvalidArgument")
    wanted = {match[1].replace("''", "'"), unquote(match[1])}
    for meeting in call.world.meetings.all():
        if meeting.join_url and meeting.join_url in wanted:
            found = [chosen(_online(call, meeting), call.option("select"))]
            context = f"{call.base_url}/v1.0/$metadata#users('me')/onlineMeetings"
            return Reply(200, {"@odata.context": context, "value": found}, call.applied())
    raise GraphError(403, "Forbidden", "3003: User does not have access to lookup meeting.")


def list_reports(call: GraphCall, meeting_id: str) -> Reply:
    """GET /me/onlineMeetings/{id}/attendanceReports: without the records."""
    reports = call.world.meetings.visible_reports(_the_meeting(call, meeting_id))
    items = [_report(report, records=None) for report in reports]
    return page(call, items, _shown(call), "meetingAttendanceReports", default_top=50)


def get_report(call: GraphCall, meeting_id: str, report_id: str) -> Reply:
    """GET …/attendanceReports/{id}, with $expand=attendanceRecords for the records."""
    meeting = _the_meeting(call, meeting_id)
    report = _the_report(call, meeting, report_id)
    records = _records(meeting, report) if "attendanceRecords" in call.option("expand") else None
    return Reply(200, _shown(call)(_report(report, records)), call.applied())


def list_records(call: GraphCall, meeting_id: str, report_id: str) -> Reply:
    """GET …/attendanceReports/{id}/attendanceRecords"""
    meeting = _the_meeting(call, meeting_id)
    items = _records(meeting, _the_report(call, meeting, report_id))
    return page(call, items, _shown(call), "attendanceRecords", default_top=100)


def online_id(meeting: Meeting) -> str:
    """The id of an event's online meeting."""
    plain = f"1*{digest('organizer').hex()[:32]}*0**19:meeting_{meeting.key}@thread.v2"
    return "MSo" + base64.urlsafe_b64encode(plain.encode()).decode()


def _the_meeting(call: GraphCall, meeting_id: str) -> Meeting:
    for meeting in call.world.meetings.all():
        if meeting.join_url and online_id(meeting) == meeting_id:
            return meeting
    raise GraphError(403, "Forbidden", "User does not have access to this meeting.")


def _the_report(call: GraphCall, meeting: Meeting, report_id: str) -> Report:
    for report in call.world.meetings.visible_reports(meeting):
        if report.key == report_id:
            return report
    raise not_found("report")


def _online(call: GraphCall, meeting: Meeting) -> Json:
    rep = call.world.rep
    return {
        "id": online_id(meeting),
        "creationDateTime": utc_text(meeting.created_at),
        "startDateTime": utc_text(meeting.start_at),
        "endDateTime": utc_text(meeting.end_at),
        "joinWebUrl": meeting.join_url,
        "subject": meeting.subject,
        "participants": {
            "organizer": {
                "upn": rep.address,
                "role": "presenter",
                "identity": {"user": {"id": rep.object_id, "displayName": rep.name}},
            },
            "attendees": [{"upn": one.address, "role": "attendee"} for one in meeting.attendees],
        },
    }


def _shown(call: GraphCall) -> Callable[[Json], Json]:
    """An item with what this call selects and expands."""
    select, expand = call.option("select"), call.option("expand")
    return lambda item: chosen(item, f"{select},{expand}" if select else "")


def _report(report: Report, records: list[Json] | None) -> Json:
    item: Json = {
        "id": report.key,
        "totalParticipantCount": len(report.records) + report.hidden,
        "meetingStartDateTime": utc_text(report.start_at),
        "meetingEndDateTime": utc_text(report.end_at),
    }
    return item | {"attendanceRecords": records if records is not None else []}


def _records(meeting: Meeting, report: Report) -> list[Json]:
    return [_record(meeting, number, joined) for number, joined in enumerate(report.records)]


def _record(meeting: Meeting, number: int, joined: Joined) -> Json:
    seconds = int((joined.left_at - joined.joined_at).total_seconds())
    member = joined.role in ("Organizer", "Presenter")
    identity: Json = {
        "displayName": joined.name,
        "id": digest("user", joined.address).hex()[:32] if member else None,
    }
    return {
        "id": digest("record", meeting.key, number, joined.address, joined.name).hex()[:32],
        "emailAddress": joined.address,
        "totalAttendanceInSeconds": seconds,
        "role": joined.role,
        "identity": {"@odata.type": "#microsoft.graph.communicationsUserIdentity"} | identity,
        "registrationId": None,
        "attendanceIntervals": [
            {
                "joinDateTime": utc_text(joined.joined_at),
                "leaveDateTime": utc_text(joined.left_at),
                "durationInSeconds": seconds,
            }
        ],
    }
