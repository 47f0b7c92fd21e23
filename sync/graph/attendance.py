"""Who was in a Teams meeting, from its attendance reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sync.answers import understood
from sync.errors import UnreadableAnswer
from sync.graph.http import GraphClient
from sync.graph.http_wire import Json, items_of, path_of, quoted
from sync.graph.wire import moment, required
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import NotFound
from xforce_desktop.ports import Participant

_DOING = "read who attended"
_REPORT_FIELDS = {"$select": "id,totalParticipantCount,meetingStartDateTime,meetingEndDateTime"}
_RECORD_FIELDS = {"$select": "emailAddress,identity,totalAttendanceInSeconds,attendanceIntervals"}
_HIDDEN = Participant("", "", 0, is_hidden=True)


class GraphAttendance:
    """`ports.Attendance` on Graph. Only the organizer may read it; others get Rejected."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def participants(
        self, join_url: str, start: datetime, end: datetime
    ) -> Sequence[Participant] | None:
        """Each person once, with the seconds of all sessions; the rep too, if they were there.

        Intervals are cut to [start, end] for `planned_s`.

        Somebody whom a report counts and does not show is there as hidden; one who is missing altogether may
        be hidden too. An empty answer means a session in which nobody was.
        """
        meeting_id = await self._meeting_id(join_url) if join_url else ""
        if not meeting_id:
            return None
        reports = await self._reports(meeting_id, start, end)
        if not reports:
            return None
        records: list[Json] = []
        hidden = 0
        for report in reports:
            shown = await self._records(meeting_id, required(report, "id"))
            hidden = max(hidden, _counted(report) - len(shown))
            records += shown
        return (*_people(records, Span(start, end)), *[_HIDDEN] * hidden)

    async def _records(self, meeting_id: str, report_id: str) -> list[Json]:
        path = path_of(
            "me", "onlineMeetings", meeting_id, "attendanceReports", report_id, "attendanceRecords"
        )
        return [record async for record in self._graph.pages(_DOING, path, _RECORD_FIELDS, prefer=())]

    async def _meeting_id(self, join_url: str) -> str:
        query = {"$filter": f"JoinWebUrl eq {quoted(join_url)}", "$select": "id"}
        try:
            found = await self._graph.get(_DOING, path_of("me", "onlineMeetings"), query, prefer=())
        except NotFound:
            return ""
        return next((str(one.get("id") or "") for one in items_of(found)), "")

    async def _reports(self, meeting_id: str, start: datetime, end: datetime) -> list[Json]:
        """The reports of sessions that touch [start, end], without their records."""
        reports = self._graph.pages(_DOING, _reports_path(meeting_id), _REPORT_FIELDS, prefer=())
        return [report async for report in reports if _touches(report, start, end)]


def _reports_path(meeting_id: str) -> str:
    return path_of("me", "onlineMeetings", meeting_id, "attendanceReports")


def _touches(report: Json, start: datetime, end: datetime) -> bool:
    """Whether a session that is over shares time with the planned one."""
    try:
        began = moment(report.get("meetingStartDateTime"))
        ended = moment(report.get("meetingEndDateTime"))
    except UnreadableAnswer:
        return False
    return began is not None and ended is not None and began <= end and ended >= start


def _counted(report: Json) -> int:
    """How many a report speaks of; 0 if it does not say."""
    counted = report.get("totalParticipantCount")
    return counted if isinstance(counted, int) and not isinstance(counted, bool) else 0


@understood()
def _people(records: list[Json], planned: Span) -> tuple[Participant, ...]:
    """Records of several sessions, joined by address or account, else by name."""
    people: dict[str, Participant] = {}
    known_as: dict[str, str] = {}  # whatever tells a person, with their key in `people`
    for number, record in enumerate(records):
        address = str(record.get("emailAddress") or "").strip()
        identity = record.get("identity") or {}
        name = str(identity.get("displayName") or "").strip()
        told_by = list(filter(None, (address.lower(), str(identity.get("id") or ""))))
        told_by = told_by or [name.casefold() or f"unnamed {number}"]
        key = next((known_as[one] for one in told_by if one in known_as), told_by[0])
        known_as |= dict.fromkeys(told_by, key)
        seconds_s = int(record.get("totalAttendanceInSeconds") or 0)
        planned_s = _planned_s(record, planned)
        if before := people.get(key):
            address, name = address or before.address, name or before.name
            seconds_s += before.seconds_s
            planned_s = _sum(planned_s, before.planned_s)
        people[key] = Participant(address, name, seconds_s, planned_s)
    return tuple(people.values())


def _planned_s(record: Json, planned: Span) -> int | None:
    """Seconds of the record inside the planned time; None if no interval of it can be read."""
    total: int | None = None
    for interval in record.get("attendanceIntervals") or ():
        try:
            joined, left = moment(interval.get("joinDateTime")), moment(interval.get("leaveDateTime"))
        except UnreadableAnswer:
            continue
        if joined and left:
            inside = min(left, planned.end) - max(joined, planned.start)
            total = (total or 0) + max(0, int(inside.total_seconds()))
    return total


def _sum(one: int | None, other: int | None) -> int | None:
    return one + other if one is not None and other is not None else one if other is None else other
